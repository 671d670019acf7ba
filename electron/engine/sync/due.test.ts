import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Schedule, ScheduleRule, Weekday } from '../../../shared/domain/schedule.ts';
import { dueNow, nextDueTimes, soundAnchor, validTimeZone, type DueDecision } from './due.ts';

// Properties with many runs, and passphrases, take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (iso: string): number => Date.parse(iso);
const iso = (times: number[]): string[] =>
  times.map((time) => new Date(time).toISOString().replace(':00.000Z', 'Z'));

const every = (minutes: number): Schedule => on({ kind: 'interval', minutes }, null);
const daily = (time: string, zone: string | null = 'UTC'): Schedule => on({ kind: 'daily', at: time }, zone);
const weekly = (days: Weekday[], time: string, zone = 'UTC'): Schedule =>
  on({ kind: 'weekly', days, at: time }, zone);
function on(rule: ScheduleRule, timeZone: string | null): Schedule {
  return { enabled: true, rule, timeZone };
}

function next(schedule: Schedule, after: string, count: number, anchor = '2000-01-01T00:00Z'): string[] {
  return iso(nextDueTimes(schedule, { after: at(after), anchor: at(anchor), count }));
}

describe('interval', () => {
  test('counts from the anchor, strictly after both bounds', () => {
    const anchor = '2026-05-04T10:07Z';
    expect(next(every(15), anchor, 3, anchor)).toEqual([
      '2026-05-04T10:22Z',
      '2026-05-04T10:37Z',
      '2026-05-04T10:52Z',
    ]);
    expect(next(every(15), '2020-01-01T00:00Z', 1, anchor)).toEqual(['2026-05-04T10:22Z']);
    expect(next(every(15), '2026-05-04T10:21:59.999Z', 1, anchor)).toEqual(['2026-05-04T10:22Z']);
    expect(next(every(15), '2026-05-04T10:22Z', 1, anchor)).toEqual(['2026-05-04T10:37Z']);
    expect(next(every(43_200), anchor, 2, anchor)).toEqual(['2026-06-03T10:07Z', '2026-07-03T10:07Z']);
  });

  test('keeps its step through DST and a leap day', () => {
    const through = (schedule: Schedule, anchor: string): number[] => {
      const times = nextDueTimes(schedule, { after: at(anchor), anchor: at(anchor), count: 10 });
      return times.map((time, index) => time - (times[index - 1] ?? at(anchor)));
    };
    for (const zone of ['America/New_York', 'Australia/Lord_Howe']) {
      for (const anchor of [
        '2026-03-08T05:00Z',
        '2026-11-01T03:00Z',
        '2026-10-03T14:00Z',
        '2028-02-28T20:00Z',
      ]) {
        expect(through({ ...every(60), timeZone: zone }, anchor)).toEqual(Array(10).fill(HOUR));
      }
    }
  });
});

describe('daily', () => {
  test('strictly after, to the millisecond', () => {
    expect(next(daily('02:00'), '2026-05-04T01:59:59.999Z', 1)).toEqual(['2026-05-04T02:00Z']);
    expect(next(daily('02:00'), '2026-05-04T02:00Z', 1)).toEqual(['2026-05-05T02:00Z']);
    expect(next(daily('02:00'), '2026-05-04T02:00:00.001Z', 1)).toEqual(['2026-05-05T02:00Z']);
    expect(next(daily('02:00'), '2026-05-04T01:00Z', 1, '2026-05-06T02:00Z')).toEqual(['2026-05-07T02:00Z']);
    expect(next(daily('00:00'), '2026-12-31T12:00Z', 1)).toEqual(['2027-01-01T00:00Z']);
    expect(next(daily('23:59'), '2026-12-31T12:00Z', 1)).toEqual(['2026-12-31T23:59Z']);
  });

  test('leap day', () => {
    expect(next(daily('12:00'), '2028-02-28T00:00Z', 3)).toEqual([
      '2028-02-28T12:00Z',
      '2028-02-29T12:00Z',
      '2028-03-01T12:00Z',
    ]);
    expect(next(daily('12:00'), '2027-02-28T12:00Z', 1)).toEqual(['2027-03-01T12:00Z']);
  });

  test.each([
    // Spring: 02:00 to 03:00 is missing; 02:30 runs as the clock has jumped to 03:00.
    [
      'America/New_York',
      '02:30',
      '2026-03-07T00:00Z',
      ['2026-03-07T07:30Z', '2026-03-08T07:00Z', '2026-03-09T06:30Z'],
    ],
    [
      'Europe/Berlin',
      '02:30',
      '2026-03-28T00:00Z',
      ['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    // Lord Howe loses 02:00 to 02:30.
    [
      'Australia/Lord_Howe',
      '02:15',
      '2026-10-02T00:00Z',
      ['2026-10-02T15:45Z', '2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    ],
    // The bounds of a gap belong to the days as ever.
    ['America/New_York', '03:00', '2026-03-07T09:00Z', ['2026-03-08T07:00Z', '2026-03-09T07:00Z']],
    ['America/New_York', '01:59', '2026-03-07T09:00Z', ['2026-03-08T06:59Z', '2026-03-09T05:59Z']],
    // Cairo loses its midnight hour.
    ['Africa/Cairo', '00:30', '2026-04-23T12:00Z', ['2026-04-23T22:00Z', '2026-04-24T21:30Z']],
    // Autumn: 01:00 to 02:00 occurs twice; the first counts.
    [
      'America/New_York',
      '01:30',
      '2026-10-31T00:00Z',
      ['2026-10-31T05:30Z', '2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    ['Europe/Berlin', '02:30', '2026-10-24T12:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
    [
      'Australia/Lord_Howe',
      '01:45',
      '2026-04-03T12:00Z',
      ['2026-04-03T14:45Z', '2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
  ])('DST in %s at %s after %s', (zone, time, after, expected) => {
    expect(next(daily(time, zone), after, expected.length)).toEqual(expected);
  });

  test('between the two occurrences of a time, the next one is on the next day', () => {
    expect(next(daily('01:30', 'America/New_York'), '2026-11-01T05:45Z', 1)).toEqual(['2026-11-02T06:30Z']);
    expect(next(daily('01:45', 'Australia/Lord_Howe'), '2026-04-04T14:50Z', 1)).toEqual([
      '2026-04-05T15:15Z',
    ]);
  });

  test('a gap that reaches midnight leaves its day without the time', () => {
    expect(next(daily('23:30', 'America/Nuuk'), '2026-03-28T12:00Z', 1)).toEqual(['2026-03-30T00:30Z']);
  });

  test('without a zone it is the machine that counts', () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const after = '2026-03-01T00:00Z';
    expect(next(daily('02:30', null), after, 300)).toEqual(next(daily('02:30', zone), after, 300));
  });

  test('property: one due time on every local day, whatever the zone', () => {
    const zones = [
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Kiritimati',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: at('2024-01-01T00:00Z'), max: at('2036-01-01T00:00Z') }),
        (zone, hour, minute, after) => {
          const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
          const times = nextDueTimes(daily(time, zone), { after, anchor: 0, count: 12 });
          const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
          const days = times.map((value) => Date.parse(dayOf.format(value)));
          expect(times[0]).toBeGreaterThan(after);
          days.forEach((day, index) => index > 0 && expect(day - (days[index - 1] ?? 0)).toBe(DAY));
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) },
    );
  });
});

describe('weekly', () => {
  test('runs on its local days, in whatever order they are given', () => {
    // 2026-05-04 is a Monday. Monday 01:00 in Tokyo is Sunday in UTC.
    expect(next(weekly(['wed', 'mon'], '01:00', 'Asia/Tokyo'), '2026-05-03T00:00Z', 3)).toEqual([
      '2026-05-03T16:00Z',
      '2026-05-05T16:00Z',
      '2026-05-10T16:00Z',
    ]);
    expect(next(weekly(['sun'], '23:00', 'America/Los_Angeles'), '2026-05-03T00:00Z', 2)).toEqual([
      '2026-05-04T06:00Z',
      '2026-05-11T06:00Z',
    ]);
    expect(next(weekly(['sat', 'sat'], '12:00'), '2026-05-03T00:00Z', 2)).toEqual([
      '2026-05-09T12:00Z',
      '2026-05-16T12:00Z',
    ]);
  });

  test('DST on its day', () => {
    expect(next(weekly(['sun'], '02:30', 'America/New_York'), '2026-03-07T00:00Z', 2)).toEqual([
      '2026-03-08T07:00Z',
      '2026-03-15T06:30Z',
    ]);
    expect(next(weekly(['sun'], '02:30', 'Europe/Berlin'), '2026-10-24T00:00Z', 2)).toEqual([
      '2026-10-25T00:30Z',
      '2026-11-01T01:30Z',
    ]);
  });

  test('all seven days are daily; none are never', () => {
    const all = weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '02:30', 'Europe/Berlin');
    const after = '2026-01-01T00:00Z';
    expect(next(all, after, 400)).toEqual(next(daily('02:30', 'Europe/Berlin'), after, 400));
    expect(next(weekly([], '02:30'), after, 3)).toEqual([]);
    expect(decide(weekly([], '02:30'), '2026-01-02T00:00Z', after)).toMatchObject({ run: null, missed: [] });
  });
});

describe('what is not a schedule', () => {
  test('off means never', () => {
    for (const schedule of [every(15), daily('02:00')]) {
      const off = { ...schedule, enabled: false };
      expect(next(off, '2026-01-01T00:00Z', 5)).toEqual([]);
      expect(decide(off, '2026-01-02T00:00Z', '2026-01-01T00:00Z')).toEqual({
        run: null,
        trigger: 'schedule',
        missed: [],
      });
    }
    expect(next(every(15), '2026-01-01T00:00Z', 0)).toEqual([]);
  });

  test.each([
    daily('24:00'),
    daily('2:00'),
    daily('02:00', 'Mars/Olympus'),
    every(0),
    every(1.5),
    every(NaN),
  ])('is refused: %o', (schedule) => {
    expect(() => next(schedule, '2026-01-01T00:00Z', 1)).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
    expect(() => decide(schedule, '2026-01-02T00:00Z', '2026-01-01T00:00Z')).toThrow();
  });

  test('time zones', () => {
    for (const name of ['UTC', 'Europe/Berlin', 'america/new_york', 'Australia/Lord_Howe', 'Etc/GMT+5']) {
      expect(validTimeZone(name)).toBe(true);
    }
    for (const name of [
      '',
      ' ',
      'Berlin',
      'Mars/Olympus',
      '+02:00',
      '-05:00',
      'Europe/Berlin ',
      '0 2 * * *',
    ]) {
      expect(validTimeZone(name)).toBe(false);
    }
  });
});

/** A decision with no rows but, perhaps, a watermark. */
function decide(schedule: Schedule, now: string, anchor: string, handledThrough?: string): DueDecision {
  return dueNow(schedule, {
    now: at(now),
    anchor: at(anchor),
    handledThrough: handledThrough === undefined ? null : at(handledThrough),
    isHandled: () => false,
  });
}

describe('dueNow', () => {
  const anchor = '2026-05-04T10:00Z';

  test('nothing is due at or before the anchor, nor before the first slot', () => {
    for (const now of ['2026-05-04T09:00Z', anchor, '2026-05-04T10:14:59.999Z']) {
      expect(decide(every(15), now, anchor)).toEqual({ run: null, trigger: 'schedule', missed: [] });
    }
    expect(decide(daily('10:00'), anchor, anchor).run).toBeNull();
    expect(decide(daily('10:00'), '2026-05-04T12:00Z', anchor).run).toBeNull();
  });

  test('a slot is due from its very millisecond', () => {
    expect(decide(every(15), '2026-05-04T10:15Z', anchor).run).toBe(at('2026-05-04T10:15Z'));
    expect(decide(daily('10:30'), '2026-05-04T10:30Z', anchor).run).toBe(at('2026-05-04T10:30Z'));
    expect(decide(daily('10:30'), '2026-05-04T10:29:59.999Z', anchor).run).toBeNull();
    expect(decide(daily('10:30'), '2026-05-04T10:30:00.001Z', anchor).run).toBe(at('2026-05-04T10:30Z'));
  });

  test('ten minutes late is on schedule, more is a catch-up', () => {
    for (const schedule of [every(30), daily('10:30')]) {
      expect(decide(schedule, '2026-05-04T10:40Z', anchor).trigger).toBe('schedule');
      expect(decide(schedule, '2026-05-04T10:40:00.001Z', anchor).trigger).toBe('startup');
    }
  });

  test('after sleep the newest slot runs and the older ones were missed, oldest first', () => {
    const decision = decide(every(15), '2026-05-04T11:05Z', anchor, '2026-05-04T10:15Z');
    expect(decision).toEqual({
      run: at('2026-05-04T11:00Z'),
      trigger: 'schedule',
      missed: [at('2026-05-04T10:30Z'), at('2026-05-04T10:45Z')],
    });
    const nights = decide(daily('02:30', 'America/New_York'), '2026-03-10T14:00Z', '2026-03-07T00:00Z');
    expect(nights.trigger).toBe('startup');
    expect(iso([...nights.missed, nights.run ?? 0])).toEqual([
      '2026-03-07T07:30Z',
      '2026-03-08T07:00Z',
      '2026-03-09T06:30Z',
      '2026-03-10T06:30Z',
    ]);
  });

  test('through the repeated hour a slot is due once', () => {
    const schedule = daily('01:30', 'America/New_York');
    const before = '2026-10-31T12:00Z';
    expect(decide(schedule, '2026-11-01T05:30Z', before).run).toBe(at('2026-11-01T05:30Z'));
    expect(decide(schedule, '2026-11-01T06:30Z', before, '2026-11-01T05:30Z').run).toBeNull();
  });

  test('a slot that another process has just claimed is left to it, and so are the older ones', () => {
    const claimed = at('2026-05-04T10:30Z');
    const state = { anchor: at(anchor), handledThrough: null, isHandled: (due: number) => due === claimed };
    expect(dueNow(every(15), { ...state, now: at('2026-05-04T10:31Z') })).toMatchObject({
      run: null,
      missed: [],
    });
    expect(dueNow(every(15), { ...state, now: at('2026-05-04T11:01Z') })).toMatchObject({
      run: at('2026-05-04T11:00Z'),
      missed: [at('2026-05-04T10:45Z')],
    });
  });

  test('years at 15 minutes cost no more than the thousand slots that are listed', () => {
    let asked = 0;
    const gap = dueNow(every(15), {
      now: at('2036-05-04T10:03Z'),
      anchor: at(anchor),
      handledThrough: at('2026-05-04T10:15Z'),
      isHandled: () => {
        asked += 1;
        return false;
      },
    });
    expect(gap.run).toBe(at('2036-05-04T10:00Z'));
    expect(gap.missed).toHaveLength(1000);
    expect(gap.missed.at(-1)).toBe(at('2036-05-04T09:45Z'));
    expect(gap.missed[0]).toBe(at('2036-05-04T10:00Z') - 1000 * 15 * MINUTE);
    expect(asked).toBeLessThanOrEqual(1001);

    const start = performance.now();
    const nights = decide(daily('02:30', 'Europe/Berlin'), '2036-05-04T10:03Z', anchor);
    expect(nights.missed).toHaveLength(1000);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('a watermark ahead of the clock is not believed', () => {
    expect(decide(every(15), '2026-05-04T10:31Z', anchor, '2030-01-01T00:00Z').run).toBe(
      at('2026-05-04T10:30Z'),
    );
  });
});

/** The due table of one Enterprise, as the store keeps it, and a scheduler that looks when it is told to. */
class Table {
  readonly rows = new Map<number, { ran: boolean; recordedAt: number }>();
  readonly runs: { due: number; trigger: string }[] = [];
  readonly schedule: Schedule;
  anchor: number;

  constructor(schedule: Schedule, anchor: number) {
    this.schedule = schedule;
    this.anchor = anchor;
  }

  handledThrough(now: number): number | null {
    let newest: number | null = null;
    for (const due of this.rows.keys()) {
      if (due <= now && this.#counts(due, now) && due > (newest ?? -Infinity)) newest = due;
    }
    return newest;
  }

  look(now: number): DueDecision {
    this.anchor = soundAnchor(this.anchor, now);
    const decision = dueNow(this.schedule, {
      now,
      anchor: this.anchor,
      handledThrough: this.handledThrough(now),
      isHandled: (due) => this.#counts(due, now),
    });
    for (const due of decision.missed) this.#claim(due, false, now);
    if (decision.run !== null) {
      this.#claim(decision.run, true, now);
      this.runs.push({ due: decision.run, trigger: decision.trigger });
    }
    return decision;
  }

  #counts(due: number, now: number): boolean {
    const row = this.rows.get(due);
    return row !== undefined && (row.ran || row.recordedAt <= now);
  }

  /** The unique row of E4. */
  #claim(due: number, ran: boolean, now: number): void {
    if (this.#counts(due, now)) throw new Error(`${new Date(due).toISOString()} is claimed twice`);
    // What ran stays so, even if a run had slipped past the check above.
    if (this.rows.get(due)?.ran) throw new Error('a slot that ran is overwritten');
    this.rows.set(due, { ran, recordedAt: now });
  }

  /** Looks every `step` from `from` to `to` and returns what ran. */
  live(from: string, to: string, step = MINUTE): string[] {
    const before = this.runs.length;
    for (let now = at(from); now <= at(to); now += step) this.look(now);
    return iso(this.runs.slice(before).map((run) => run.due));
  }
}

describe('clocks that jump', () => {
  test('set back an hour: what ran is not run again, and the schedule goes on', () => {
    const table = new Table(every(15), at('2026-05-04T10:00Z'));
    expect(table.live('2026-05-04T10:00Z', '2026-05-04T11:05Z')).toHaveLength(4);
    expect(table.live('2026-05-04T10:05Z', '2026-05-04T11:05Z')).toEqual([]);
    expect(table.live('2026-05-04T11:06Z', '2026-05-04T11:20Z')).toEqual(['2026-05-04T11:15Z']);
  });

  test('set back before the anchor, a little: it waits for the anchor', () => {
    const table = new Table(every(15), at('2026-05-04T10:00Z'));
    expect(table.live('2026-05-04T09:00Z', '2026-05-04T10:15Z')).toEqual(['2026-05-04T10:15Z']);
  });

  test.each([every(15), daily('10:30'), weekly(['mon'], '10:30')])(
    'in 2030 for a while, then back: %o',
    (schedule) => {
      const table = new Table(schedule, at('2026-05-04T10:00Z'));
      expect(table.live('2026-05-04T10:00Z', '2026-05-04T10:31Z').at(-1)).toBe('2026-05-04T10:30Z');
      expect(table.live('2030-01-01T00:00Z', '2030-01-01T00:20Z').length).toBeGreaterThan(0);
      const back = table.live('2026-05-04T10:32Z', '2026-06-04T10:32Z', 5 * MINUTE);
      expect(back).toEqual(next(schedule, '2026-05-04T10:32Z', back.length));
      expect(back.length).toBeGreaterThanOrEqual(4);
      expect(table.runs.filter((run) => run.trigger === 'startup').length).toBeLessThanOrEqual(1);
    },
  );

  test.each([every(60), daily('10:30'), weekly(['mon'], '10:30')])(
    'what was skipped in a false 2030 runs when that time truly comes: %o',
    (schedule) => {
      const table = new Table(schedule, at('2026-05-04T10:00Z'));
      table.live('2026-05-04T10:00Z', '2026-05-04T10:31Z');
      table.look(at('2030-01-01T00:00Z'));
      expect(table.rows.size).toBeGreaterThan(100);
      table.live('2026-05-04T10:32Z', '2029-12-24T00:00Z', 7 * DAY);
      table.live('2029-12-24T00:00Z', '2030-01-08T00:00Z', 30 * MINUTE);
      const ran = iso(table.runs.map((run) => run.due));
      const slots = next(schedule, '2029-12-24T00:00Z', 1000).filter((slot) => slot <= '2030-01-08T00:00Z');
      expect(slots.length).toBeGreaterThanOrEqual(2);
      expect(ran).toEqual(expect.arrayContaining(slots));
      expect(new Set(ran).size).toBe(ran.length);
    },
  );

  test('switched on while the clock was in 2030: back in 2026 it starts from now', () => {
    const table = new Table(every(60), at('2030-01-01T00:00Z'));
    expect(table.live('2026-05-04T10:07Z', '2026-05-04T12:10Z')).toEqual([
      '2026-05-04T11:07Z',
      '2026-05-04T12:07Z',
    ]);
    expect(table.anchor).toBe(at('2026-05-04T10:07Z'));
  });

  test('an anchor is moved only when it lies more than a day ahead', () => {
    const now = at('2026-05-04T10:00Z');
    expect(soundAnchor(now + DAY, now)).toBe(now + DAY);
    expect(soundAnchor(now + DAY + 1, now)).toBe(now);
    expect(soundAnchor(0, now)).toBe(0);
  });

  test('set back into a time that was skipped: the slots of that time run as it comes, once each', () => {
    const table = new Table(every(15), at('2026-05-04T10:00Z'));
    expect(table.live('2026-05-04T11:01Z', '2026-05-04T11:01Z')).toEqual(['2026-05-04T11:00Z']);
    expect(table.live('2026-05-04T10:14Z', '2026-05-04T11:14Z')).toEqual([
      '2026-05-04T10:15Z',
      '2026-05-04T10:30Z',
      '2026-05-04T10:45Z',
    ]);
    expect(table.live('2026-05-04T10:14Z', '2026-05-04T11:15Z')).toEqual(['2026-05-04T11:15Z']);
  });

  test('asleep for three days: one catch-up, the rest skipped', () => {
    const table = new Table(daily('02:00'), at('2026-05-04T10:00Z'));
    expect(table.live('2026-05-07T09:00Z', '2026-05-07T12:00Z')).toEqual(['2026-05-07T02:00Z']);
    expect(table.runs[0]?.trigger).toBe('startup');
    expect([...table.rows.values()].filter((row) => !row.ran)).toHaveLength(2);
  });

  test('property: no slot twice, one per look, and always one when a slot is open', () => {
    const start = at('2026-03-06T00:00Z');
    const schedules = [
      every(15),
      every(24 * 60),
      daily('02:30', 'America/New_York'),
      daily('01:30', 'America/New_York'),
      weekly(['sun', 'wed'], '02:15', 'Australia/Lord_Howe'),
    ].map((schedule) => ({
      schedule,
      slots: nextDueTimes(schedule, { after: start, anchor: start, count: 1000 }),
    }));
    // Up to nine days ahead: even at 15 minutes fewer slots than the thousand that are listed.
    const step = fc.oneof(
      fc.integer({ min: 0, max: 30 * MINUTE }),
      fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
      fc.integer({ min: -9 * DAY, max: 9 * DAY }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...schedules),
        fc.array(step, { maxLength: 25 }),
        ({ schedule, slots }, steps) => {
          const table = new Table(schedule, start);
          let now = start;
          for (const change of steps) {
            now = Math.min(Math.max(now + change, start - 3 * HOUR), start + 9 * DAY);
            const handled = table.handledThrough(now) ?? start;
            const open = slots.filter((slot) => slot > handled && slot <= now);
            const fresh = slots.some((slot) => slot <= now && !table.rows.has(slot));
            const decision = table.look(now);
            if (fresh) expect(decision.run).not.toBeNull();
            expect(decision.run).toBe(open.at(-1) ?? null);
            expect(decision.missed).toEqual(open.slice(0, -1));
            expect(decision.trigger).toBe(
              decision.run !== null && now - decision.run > 10 * MINUTE ? 'startup' : 'schedule',
            );
          }
          expect(new Set(table.runs.map((run) => run.due)).size).toBe(table.runs.length);
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) },
    );
  });

  // A look after four years at a time of day walks a thousand days of a time zone: fewer cases of those.
  test.each([
    ['an interval', every(15), 1],
    ['a time of day', daily('02:30', 'Europe/Berlin'), 100],
  ])('property: with jumps of years %s neither runs twice nor misses a slot', (_, schedule, share) => {
    const start = at('2026-03-06T00:00Z');
    const year = 366 * DAY;
    const step = fc.oneof(
      fc.integer({ min: -HOUR, max: 2 * HOUR }),
      fc.integer({ min: -4 * year, max: 4 * year }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const table = new Table(schedule, start);
        let now = start;
        for (const change of steps) {
          now = Math.max(now + change, start);
          const newest = Math.max(start, table.handledThrough(now) ?? start);
          const [following] = nextDueTimes(schedule, { after: newest, anchor: start, count: 1 });
          const { run } = table.look(now);
          expect(run !== null).toBe(following !== undefined && following <= now);
        }
        expect(new Set(table.runs.map((run) => run.due)).size).toBe(table.runs.length);
      }),
      { numRuns: Math.max(20, Number(process.env.PROPERTY_RUNS ?? 100) / share) },
    );
  });
});
