import { Cron } from 'croner';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Schedule, Weekday } from '../../../shared/domain/schedule.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A slot that is run at most this late (ms) ran on schedule; later, it is a catch-up (E4). */
const PUNCTUAL_WITHIN = 10 * MINUTE;

/** After years of downtime nobody reads more skipped slots than this, and each one is a row. */
const MOST_MISSED = 1000;

const DAY_NUMBER: Record<Weekday, number> = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };

/** What a schedule asks for at one reading of the clock. Times are epoch milliseconds. */
export interface DueDecision {
  /** The slot to run now, or null. */
  run: number | null;
  /** How the run of `run` is to be recorded; meaningless while `run` is null. */
  trigger: 'schedule' | 'startup';
  /** Older unhandled slots, oldest first, at most the newest 1000: to be recorded as skipped. */
  missed: number[];
}

/**
 * The next `count` due times (epoch ms, ascending) strictly after `after` and after `anchor`, the moment the
 * schedule was last switched on or changed (E4). Empty when the schedule is off.
 *
 * An interval counts real minutes from the anchor, whatever the local clocks do. Daily and weekly times are
 * wall time in the schedule's zone: a time in a DST gap runs at the first instant after the gap of that day, a
 * time that occurs twice runs at its first occurrence. (Where a gap reaches midnight, as 23:00 to 24:00 in
 * America/Nuuk, the day has no such instant and no due time.)
 *
 * Throws `config.invalid` for an impossible rule or an unknown time zone.
 */
export function nextDueTimes(
  schedule: Schedule,
  options: { after: number; anchor: number; count: number },
): number[] {
  if (!schedule.enabled || options.count <= 0) return [];
  const from = Math.max(options.after, options.anchor);
  if (schedule.rule.kind === 'interval') {
    const step = stepOf(schedule.rule.minutes);
    const first = Math.floor((from - options.anchor) / step) + 1;
    return Array.from({ length: options.count }, (_, index) => options.anchor + (first + index) * step);
  }
  const wall = wallClock(schedule);
  return wall ? wall.nextRuns(options.count, new Date(from)).map((date) => date.getTime()) : [];
}

/**
 * What is due at `now` (E4). Considered are the slots after both `anchor` and `handledThrough`, up to and
 * including `now`. The newest of them is to run, with trigger `schedule` when it is at most 10 minutes late and
 * `startup` otherwise; the older ones were missed and are to be recorded as skipped.
 *
 * `handledThrough` is the greatest due time *not after now* whose row counts at `now`. Two kinds of rows come
 * from a clock that once was ahead and must not count, or the schedule would stop until that time comes:
 * those beyond `now`, and slots recorded as skipped at a reading of the clock later than `now` (`recorded_at`).
 * The latter may still run, once, when the clock truly gets there, so claiming one overwrites its row. A slot
 * that ran counts for good.
 *
 * `isHandled` says whether a due time has a row that counts at `now`; it matters when another process claims a
 * slot between the caller's two questions: whoever claimed a slot also answers for the older ones, so the search
 * ends there.
 *
 * Costs a thousand steps at most, however long the gap. Throws as `nextDueTimes` does.
 */
export function dueNow(
  schedule: Schedule,
  state: {
    now: number;
    anchor: number;
    handledThrough: number | null;
    isHandled(due: number): boolean;
  },
): DueDecision {
  const { now, anchor, handledThrough } = state;
  // A watermark ahead of the clock is of no use; `isHandled` still keeps a slot from running twice.
  const watermark = handledThrough === null || handledThrough > now ? anchor : handledThrough;
  const lower = Math.max(anchor, watermark);

  const open: number[] = [];
  for (const slot of slotsBackwards(schedule, now, anchor)) {
    if (slot <= lower || open.length > MOST_MISSED || state.isHandled(slot)) break;
    open.push(slot);
  }
  const [run = null, ...missed] = open;
  const late = run !== null && now - run > PUNCTUAL_WITHIN;
  return { run, trigger: late ? 'startup' : 'schedule', missed: missed.reverse() };
}

/**
 * The anchor to go on with (epoch ms). A schedule that was switched on while the clock ran years ahead would
 * sleep until then, so an anchor more than a day ahead of `now` is replaced by `now`; the caller stores the
 * answer when it differs. Smaller steps back (a zone mistake, a correction) leave the anchor, and with it the
 * grid of an interval, alone.
 */
export function soundAnchor(anchor: number, now: number): number {
  return anchor - now > DAY ? now : anchor;
}

/** Whether this machine knows the IANA time zone. Offsets such as `+02:00` are not zones: they know no DST. */
export function validTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The slots at or before `now`, newest first; for an interval those after the anchor, else without end. */
function* slotsBackwards(schedule: Schedule, now: number, anchor: number): Generator<number> {
  if (!schedule.enabled) return;
  if (schedule.rule.kind === 'interval') {
    const step = stepOf(schedule.rule.minutes);
    for (let n = Math.floor((now - anchor) / step); n >= 1; n -= 1) yield anchor + n * step;
    return;
  }
  const wall = wallClock(schedule);
  // previousRuns looks strictly before its reference, and `now` itself counts.
  let before = now + 1;
  for (;;) {
    const slot = wall?.previousRuns(1, new Date(before))[0]?.getTime();
    if (slot === undefined) return;
    yield slot;
    before = slot;
  }
}

function stepOf(minutes: number): number {
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw new RollcallError('config.invalid', `A schedule cannot run every ${minutes} minutes.`);
  }
  return minutes * MINUTE;
}

/** The daily or weekly rule as a cron pattern with one fixed time of day; null for a week without days. */
function wallClock(schedule: Schedule): Cron | null {
  const { rule } = schedule;
  if (rule.kind === 'interval') return null;
  const time = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(rule.at);
  if (!time) {
    throw new RollcallError('config.invalid', `"${rule.at}" is not a time of day in the form HH:mm.`);
  }
  const timezone = schedule.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!validTimeZone(timezone)) {
    throw new RollcallError('config.invalid', `"${timezone}" is not a time zone that this machine knows.`);
  }
  if (rule.kind === 'weekly' && rule.days.length === 0) return null;
  const days = rule.kind === 'daily' ? '*' : rule.days.map((day) => DAY_NUMBER[day]).join(',');
  // Without a function croner starts no timer. One hour and one minute make it a "fixed-time" pattern, which
  // is what gives gaps and overlaps of DST the meaning documented above.
  return new Cron(`${Number(time[2])} ${Number(time[1])} * * ${days}`, { timezone, mode: '5-part' });
}
