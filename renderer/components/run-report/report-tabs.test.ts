import { describe, expect, test } from 'vitest';
import type { RunView } from '../../../shared/contract/index.ts';
import { zeroCounters, type Counters } from '../../../shared/domain/run.ts';
import { apartFromSum, devicesOf, sumOf, tabOf, tabsOf } from './report-tabs.ts';

function run(given: {
  changes?: Partial<RunView['changes']>;
  counters?: Partial<Counters>;
  codes?: RunView['codes'];
}): RunView {
  const none = { created: 0, updated: 0, deleted: 0, held: 0, refused: 0, numbers: 0 };
  return {
    changes: { ...none, ...given.changes },
    counters: { ...zeroCounters(), ...given.counters },
    codes: given.codes ?? [],
    kind: 'sync',
    error: null,
  } as RunView;
}

describe('tabs', () => {
  test('Refused and Numbers are there only when they have rows', () => {
    const names = (view: RunView) => tabsOf(view).map(({ name }) => name);
    expect(names(run({}))).toEqual(['created', 'updated', 'deleted', 'held', 'issues', 'evidence']);
    expect(names(run({ changes: { refused: 1, numbers: 2 } }))).toContain('refused');
    expect(names(run({ changes: { numbers: 2 } }))).toContain('numbers');
  });

  test('a PBX always has Numbers: they are what it is read for', () => {
    const names = tabsOf({ ...run({}), sourceKind: 'pbx' }).map(({ name }) => name);
    expect(names).toContain('numbers');
    expect(names).not.toContain('refused');
  });

  test('what was refused is shown first', () => {
    expect(tabOf(run({ changes: { refused: 1, held: 3 } }), null)).toBe('refused');
  });

  test('issues that are no longer kept are no reason to show their tab', () => {
    const codes = [{ code: 'entry.missing-field', severity: 'warning', issues: 0 }] as RunView['codes'];
    expect(tabOf(run({ codes }), null)).toBe('evidence');
  });

  test('what is no longer kept is not counted as nothing', () => {
    const gone = { ...run({}), journalGone: true };
    expect(tabsOf(gone).every(({ count }) => count === null)).toBe(true);
    expect(tabOf(gone, null)).toBe('evidence');
    expect(tabOf(gone, 'created')).toBe('created');
  });

  test('the address decides, if it names one that is there', () => {
    expect(tabOf(run({ changes: { held: 1 } }), 'created')).toBe('created');
    expect(tabOf(run({ changes: { held: 1 } }), 'refused')).toBe('held');
    expect(tabOf(run({}), 'nonsense')).toBe('evidence');
  });

  test('otherwise the one that says most', () => {
    expect(tabOf(run({ changes: { held: 1, created: 9 } }), null)).toBe('held');
    const codes = [{ code: 'entry.missing-field', severity: 'warning', issues: 1 }] as RunView['codes'];
    expect(tabOf(run({ changes: { created: 9 }, codes }), null)).toBe('issues');
    expect(tabOf(run({ changes: { created: 9, updated: 10 } }), null)).toBe('updated');
    const infos = [{ code: 'entry.disabled', severity: 'info', issues: 1 }] as RunView['codes'];
    expect(tabOf(run({ changes: { created: 9 }, codes: infos }), null)).toBe('created');
  });
});

describe('the sum', () => {
  const counters = {
    read: 10,
    created: 1,
    updated: 2,
    unchanged: 3,
    heldUpdates: 3,
    failed: 1,
    deleted: 4,
    heldDeletes: 5,
  };

  test('what was read equals what became of it', () => {
    const { read, terms } = sumOf(run({ counters }));
    expect(terms.reduce((sum, { count }) => sum + count, 0)).toBe(read);
    expect(terms.map(({ label }) => label)).toEqual([
      'Created',
      'Changed',
      'Unchanged',
      'Held changes',
      'Not imported',
    ]);
  });

  test('deletions stand apart', () => {
    expect(apartFromSum(run({ counters })).map(({ label, count }) => [label, count])).toEqual([
      ['Deleted', 4],
      ['Held deletions', 5],
    ]);
  });

  test('a run that read nothing says all that it did', () => {
    const approval = { ...run({ counters, changes: { refused: 1 } }), kind: 'approval' } as RunView;
    expect(apartFromSum(approval).map(({ label, count }) => [label, count])).toEqual([
      ['Created', 1],
      ['Changed', 2],
      ['Deleted', 4],
      ['Held deletions', 5],
      ['Refused', 1],
    ]);
  });

  test('R6, D2: numbers that came, went or stay, and accounts that stay for them, stand apart too', () => {
    const numbers = { numbersAdded: 3, numbersRemoved: 2, numbersHeld: 1, orphaned: 1 };
    expect(
      apartFromSum(run({ counters: numbers })).map(({ label, count, tab }) => [label, count, tab]),
    ).toEqual([
      ['Deleted', 0, 'deleted'],
      ['Numbers added', 3, 'numbers'],
      ['Numbers removed', 2, 'numbers'],
      ['Numbers kept', 1, 'numbers'],
      ['Orphans kept', 1, 'updated'],
    ]);
  });

  test('devices are in accounts or not assigned; a directory has none', () => {
    const told = devicesOf(run({ counters: { devices: 10, assigned: 7, notAssigned: 3 } }));
    expect(told?.devices).toBe(10);
    expect(told?.terms.map(({ count }) => count)).toEqual([7, 3]);
    expect(devicesOf(run({}))).toBeNull();
  });
});
