import { describe, expect, it } from 'vitest';
import { scheduleSchema } from '../../../shared/contract/index.ts';
import { DEFAULT_SCHEDULE, type Schedule } from '../../../shared/domain/schedule.ts';
import { scheduleFormOf, scheduleOf, scheduleProblems, scheduleWords } from './schedule-form.ts';

const schedules: Schedule[] = [
  DEFAULT_SCHEDULE,
  { enabled: true, rule: { kind: 'interval', minutes: 90 }, timeZone: null },
  { enabled: true, rule: { kind: 'interval', minutes: 43_200 }, timeZone: null },
  { enabled: true, rule: { kind: 'daily', at: '02:00' }, timeZone: 'Europe/Berlin' },
  { enabled: false, rule: { kind: 'weekly', days: ['mon', 'fri'], at: '23:45' }, timeZone: null },
];

describe('the form of a schedule', () => {
  it.each(schedules)('gives back what it was made of: %j', (schedule) => {
    const form = scheduleFormOf(schedule);
    expect(scheduleProblems(form)).toEqual({});
    expect(scheduleOf(form)).toEqual(schedule);
    expect(scheduleSchema.parse(scheduleOf(form))).toEqual(schedule);
  });

  it('shows a day as 24 hours and two days as days', () => {
    expect(scheduleFormOf(DEFAULT_SCHEDULE)).toMatchObject({ every: 24, unit: 'hours' });
    expect(scheduleFormOf({ ...DEFAULT_SCHEDULE, rule: { kind: 'interval', minutes: 2880 } })).toMatchObject({
      every: 2,
      unit: 'days',
    });
  });

  it('keeps what another kind of rule holds', () => {
    const form = { ...scheduleFormOf(DEFAULT_SCHEDULE), kind: 'weekly' as const, at: '03:30' };
    expect(scheduleOf({ ...form, kind: 'daily' }).rule).toEqual({ kind: 'daily', at: '03:30' });
    expect(scheduleOf({ ...form, kind: 'interval' }).rule).toEqual(DEFAULT_SCHEDULE.rule);
  });

  it('puts days in the order of the week', () => {
    const form = scheduleFormOf({
      ...DEFAULT_SCHEDULE,
      rule: { kind: 'weekly', days: ['sun'], at: '02:00' },
    });
    expect(scheduleOf({ ...form, days: ['sun', 'mon'] }).rule).toMatchObject({ days: ['mon', 'sun'] });
  });

  it.each([
    [{ kind: 'interval', every: '', unit: 'hours' }, 'every'],
    [{ kind: 'interval', every: 14, unit: 'minutes' }, 'every'],
    [{ kind: 'interval', every: 31, unit: 'days' }, 'every'],
    [{ kind: 'interval', every: 20.5, unit: 'minutes' }, 'every'],
    [{ kind: 'daily', at: '24:00' }, 'at'],
    [{ kind: 'daily', at: '' }, 'at'],
    [{ kind: 'weekly', days: [] }, 'days'],
  ] as const)('finds fault with %j', (change, field) => {
    const form = { ...scheduleFormOf(DEFAULT_SCHEDULE), ...change } as ReturnType<typeof scheduleFormOf>;
    expect(Object.keys(scheduleProblems(form))).toEqual([field]);
    expect(scheduleSchema.safeParse(scheduleOf(form)).success).toBe(false);
  });
});

describe('a schedule in words', () => {
  it.each([
    [DEFAULT_SCHEDULE, 'Off; when switched on: every 24 hours'],
    [schedules[1]!, 'Every 90 minutes'],
    [schedules[2]!, 'Every 30 days'],
    [schedules[3]!, 'Every day at 02:00 (Europe/Berlin)'],
    [{ ...schedules[4]!, enabled: true }, 'Every Monday and Friday at 23:45'],
    [{ ...DEFAULT_SCHEDULE, enabled: true, rule: { kind: 'interval' as const, minutes: 60 } }, 'Every hour'],
  ])('%j', (schedule, words) => {
    expect(scheduleWords(schedule)).toBe(words);
  });
});
