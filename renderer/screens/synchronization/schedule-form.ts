import type { Schedule, ScheduleRule, Weekday } from '../../../shared/domain/schedule.ts';
import {
  DEFAULT_SCHEDULE,
  MAXIMUM_INTERVAL_MINUTES,
  MINIMUM_INTERVAL_MINUTES,
  WEEKDAYS,
} from '../../../shared/domain/schedule.ts';

import { listed } from '../../components/run-words.ts';

/** Units of an interval, in minutes. */
const UNITS = { minutes: 1, hours: 60, days: 24 * 60 } as const;
export type IntervalUnit = keyof typeof UNITS;

/**
 * The schedule as its editor holds it: every form of rule keeps what was typed, so that looking at another one loses
 * nothing, and a number field may be empty for a moment.
 */
export interface ScheduleForm {
  enabled: boolean;
  kind: ScheduleRule['kind'];
  every: number | string;
  unit: IntervalUnit;
  at: string;
  days: Weekday[];
  timeZone: string | null;
}

/** A stored schedule as its editor shows it. */
export function scheduleFormOf({ enabled, rule, timeZone }: Schedule): ScheduleForm {
  return {
    enabled,
    kind: rule.kind,
    ...spanOf(rule.kind === 'interval' ? rule : DEFAULT_SCHEDULE.rule),
    at: rule.kind === 'interval' ? '02:00' : rule.at,
    days: rule.kind === 'weekly' ? [...rule.days] : ['mon', 'tue', 'wed', 'thu', 'fri'],
    timeZone,
  };
}

function spanOf(rule: ScheduleRule): { every: number; unit: IntervalUnit } {
  const minutes = rule.kind === 'interval' ? rule.minutes : UNITS.days;
  // A day is written as 24 hours: it does not mean "at the same time of day".
  if (minutes % UNITS.days === 0 && minutes > UNITS.days)
    return { every: minutes / UNITS.days, unit: 'days' };
  if (minutes % UNITS.hours === 0) return { every: minutes / UNITS.hours, unit: 'hours' };
  return { every: minutes, unit: 'minutes' };
}

/** What the editor holds as a schedule. Only to be used when `scheduleProblems` finds nothing. */
export function scheduleOf(form: ScheduleForm): Schedule {
  return { enabled: form.enabled, rule: ruleOf(form), timeZone: form.timeZone };
}

function ruleOf({ kind, every, unit, at, days }: ScheduleForm): ScheduleRule {
  switch (kind) {
    case 'interval':
      return { kind, minutes: Number(every) * UNITS[unit] };
    case 'daily':
      return { kind, at };
    case 'weekly':
      return { kind, days: WEEKDAYS.filter((day) => days.includes(day)), at };
  }
}

/** What is wrong with what the editor holds, by field. */
export function scheduleProblems(form: ScheduleForm): Partial<Record<'every' | 'at' | 'days', string>> {
  if (form.kind === 'interval') {
    const { every, unit } = form;
    const minutes = Number(every) * UNITS[unit];
    const whole = every !== '' && Number.isInteger(Number(every));
    const fits = minutes >= MINIMUM_INTERVAL_MINUTES && minutes <= MAXIMUM_INTERVAL_MINUTES;
    return whole && fits ? {} : { every: 'Must be a whole number; at least 15 minutes, at most 30 days' };
  }
  return {
    ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(form.at) ? {} : { at: 'Must be a time of day such as 02:00' }),
    ...(form.kind === 'weekly' && form.days.length === 0 ? { days: 'Choose at least one day' } : {}),
  };
}

const DAY_NAMES: Record<Weekday, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** The name of a day of the week. */
export function dayName(day: Weekday): string {
  return DAY_NAMES[day];
}

/** A schedule in words: `Every 24 hours`, `Every Monday and Friday at 02:00 (Europe/Berlin)`. */
export function scheduleWords({ enabled, rule, timeZone }: Schedule): string {
  const zone = timeZone === null || rule.kind === 'interval' ? '' : ` (${timeZone})`;
  const words = `${ruleWords(rule)}${zone}`;
  return enabled ? words : `Off; when switched on: ${words[0]!.toLowerCase()}${words.slice(1)}`;
}

function ruleWords(rule: ScheduleRule): string {
  switch (rule.kind) {
    case 'interval': {
      const { every, unit } = spanOf(rule);
      return every === 1 ? `Every ${unit.slice(0, -1)}` : `Every ${every} ${unit}`;
    }
    case 'daily':
      return `Every day at ${rule.at}`;
    case 'weekly':
      return rule.days.length === WEEKDAYS.length
        ? `Every day at ${rule.at}`
        : `Every ${listed(rule.days.map(dayName))} at ${rule.at}`;
  }
}
