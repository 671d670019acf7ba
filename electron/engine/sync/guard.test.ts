import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Code } from '../../../shared/domain/codes.ts';
import { emptyFields, type AccountField } from '../../../shared/domain/account.ts';
import { DEFAULT_GUARD, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { guard, type GuardFacts } from './guard.ts';
import type { Plan, PlanAccount, UpdateRow } from './plan.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const account = (accountId: number): PlanAccount => ({
  accountId,
  version: 1,
  dn: `uid=${accountId}`,
  fields: emptyFields(),
});

function update(accountId: number, changes: UpdateRow['changes']): UpdateRow {
  return {
    record: accountId,
    dn: `uid=${accountId}`,
    account: account(accountId),
    changes,
    loginKey: `l${accountId}`,
    state: 'apply',
    reasonCode: 'changed',
    detail: '',
  };
}

function plan(deletes: number, updates: UpdateRow[] = []): Plan {
  return {
    creates: [
      {
        record: 0,
        dn: 'uid=new',
        loginId: 'new',
        loginKey: 'new',
        state: 'apply',
        reasonCode: 'new',
        detail: '',
      },
    ],
    updates,
    deletes: Array.from({ length: deletes }, (_, index) => ({
      account: account(index),
      state: 'apply',
      reasonCode: index % 2 === 0 ? 'absent' : 'disabled',
      gone: index % 2 === 0 ? 'absent' : 'disabled',
      looked: null,
      detail: '',
    })),
    refreshes: [],
    issues: [],
    skipped: 0,
    failed: 0,
  };
}

const facts = (change: Partial<GuardFacts> = {}): GuardFacts => ({
  policy: DEFAULT_GUARD,
  accounts: 100,
  read: 90,
  complete: true,
  recentDeletions: 0,
  newBaseline: false,
  heldBefore: { updates: new Map(), deletes: new Map() },
  ...change,
});

/** Whether the guard holds that many deletions, all or none; the code when it does. */
function holds(deletes: number, change: Partial<GuardFacts> = {}): string | null {
  const guarded = guard(plan(deletes), facts(change));
  const states = new Set(guarded.deletes.map((row) => row.state));
  expect(states.size).toBe(1);
  expect(guarded.creates[0]?.state).toBe('apply');
  if (states.has('apply')) {
    expect(guarded.issues).toEqual([]);
    expect(guarded.deletes.map((row) => row.reasonCode)).toEqual(
      plan(deletes).deletes.map((row) => row.reasonCode),
    );
    return null;
  }
  expect(guarded.issues).toMatchObject([
    { severity: 'warning', count: deletes, code: guarded.deletes[0]?.reasonCode },
  ]);
  expect(new Set(guarded.deletes.map((row) => row.reasonCode)).size).toBe(1);
  return guarded.deletes[0]!.reasonCode;
}

describe('E11: deletions', () => {
  test.each([
    // deletions, accounts before, held?
    [20, 100, null],
    [21, 100, 'guard.deletes'],
    [5, 5, null],
    [5, 10, null],
    [6, 30, null],
    [6, 29, 'guard.deletes'],
    [6, 6, 'guard.deletes'],
    [1, 1, null],
    [500, 10_000, null],
    [501, 10_000, 'guard.deletes'],
    [500, 2500, null],
    [501, 1_000_000, 'guard.deletes'],
  ])('E11: %i of %i: %s', (deletes, accounts, code) => {
    expect(holds(deletes, { accounts })).toBe(code);
  });

  test.each([
    // deletions, recent ones, accounts now, held?
    [5, 15, 85, null], // 20 of 100
    [5, 16, 84, 'guard.deletes'], // 21 of 100
    [1, 5, 24, 'guard.deletes'], // 6 of 29
    [1, 5, 25, null], // 6 of 30
    [1, 4, 1, null], // 5
    [1, 499, 10_000, null],
    [1, 500, 10_000, 'guard.deletes'],
    [1, 500, 1_000_000, 'guard.deletes'],
  ])('E11: summed over seven days: %i after %i, of %i: %s', (deletes, recentDeletions, accounts, code) => {
    expect(holds(deletes, { recentDeletions, accounts })).toBe(code);
  });

  test('E11: the message says how many of how many, with those of the week', () => {
    const [first] = guard(plan(21), facts()).issues;
    expect(first?.message).toContain('21 accounts of 100');
    const [second] = guard(plan(5), facts({ recentDeletions: 16, accounts: 84 })).issues;
    expect(second?.message).toContain('5 accounts (with the 16 of the last seven days) of 100');
  });

  test('E11: a source that came back empty loses nobody, however few they are', () => {
    expect(holds(1, { accounts: 1, read: 0 })).toBe('source.empty');
    expect(holds(1, { accounts: 1000, read: 0 })).toBe('source.empty');
    expect(holds(1, { accounts: 1000, read: 1 })).toBe(null);
    const none = guard({ ...plan(0), creates: [] }, facts({ accounts: 0, read: 0 }));
    expect(none.issues).toEqual([]);
  });

  test('E6: a new baseline holds all its deletions, however few they are', () => {
    expect(holds(1, { accounts: 1000, newBaseline: true })).toBe('source.changed');
    expect(guard(plan(0), facts({ newBaseline: true })).issues).toEqual([]);
  });

  test('E11: other thresholds', () => {
    const policy = (change: Partial<GuardPolicy>) => ({ policy: { ...DEFAULT_GUARD, ...change } });
    expect(holds(2, { accounts: 100, ...policy({ deletePercent: 1, deleteAtLeast: 1 }) })).toBe(
      'guard.deletes',
    );
    expect(holds(1, { accounts: 100, ...policy({ deletePercent: 1, deleteAtLeast: 1 }) })).toBe(null);
    expect(holds(2, { accounts: 1000, ...policy({ deleteAtMost: 1 }) })).toBe('guard.deletes');
    expect(holds(50, { accounts: 100, ...policy({ deletePercent: 50 }) })).toBe(null);
    expect(holds(51, { accounts: 100, ...policy({ deletePercent: 50 }) })).toBe('guard.deletes');
  });

  test('E11: thresholds that were stored too high are clamped: nothing switches the guard off', () => {
    const off = {
      deletePercent: 100,
      deleteAtLeast: 1_000_000,
      deleteAtMost: 1_000_000,
      updatePercent: 100,
      updateAtLeast: 1_000_000,
    };
    expect(holds(99, { accounts: 100, policy: off })).toBe('guard.deletes');
    expect(holds(100, { accounts: 100, policy: off })).toBe('guard.deletes');
    expect(guard(plan(99), facts({ policy: off })).issues[0]?.message).toContain('more than 50 %');
    const updates = Array.from({ length: 99 }, (_, index) => update(index, { email: ['a', 'b'] }));
    const guarded = guard(plan(0, updates), facts({ policy: off }));
    expect(guarded.updates.every((row) => row.state === 'held')).toBe(true);
  });

  test('E11: more deletions, fewer accounts or a longer week never make the guard laxer', () => {
    const many = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(
        many,
        fc.nat(60),
        fc.nat(10),
        fc.constantFrom('deletes', 'accounts', 'recent'),
        (deletes, accounts, recent, what) => {
          const all = Math.max(deletes, accounts);
          if (holds(deletes, { accounts: all, recentDeletions: recent }) === null) return;
          const worse =
            what === 'deletes'
              ? holds(deletes + 1, { accounts: Math.max(all, deletes + 1), recentDeletions: recent })
              : what === 'accounts'
                ? holds(deletes, { accounts: Math.max(deletes, all - 1), recentDeletions: recent })
                : holds(deletes, { accounts: all - 1, recentDeletions: recent + 1 });
          // One more account that goes is also one more account that was there.
          if (what === 'deletes' && deletes + 1 > all) return;
          expect(worse).not.toBeNull();
        },
      ),
      { numRuns },
    );
  });
});

describe('E11: updates', () => {
  const changing = (count: number, changes: UpdateRow['changes']) =>
    Array.from({ length: count }, (_, index) => update(index, changes));
  const held = (guarded: Plan) => guarded.updates.filter((row) => row.state === 'held').length;

  test.each([
    [20, 100, 0],
    [21, 100, 21],
    [5, 5, 0],
    [6, 6, 6],
    [6, 30, 0],
    [6, 29, 6],
  ])('E11: %i of %i accounts change one field: %i held', (count, accounts, expected) => {
    const guarded = guard(plan(0, changing(count, { email: ['a', 'b'] })), facts({ accounts }));
    expect(held(guarded)).toBe(expected);
    if (expected === 0) {
      expect(guarded.issues).toEqual([]);
      return;
    }
    expect(guarded.issues).toMatchObject([
      { code: 'guard.updates', field: 'email', count: expected, severity: 'warning' },
    ]);
    expect(new Set(guarded.updates.map((row) => row.reasonCode))).toEqual(new Set(['guard.updates']));
    expect(guarded.issues[0]?.message).toContain(`${expected} accounts of ${accounts}`);
  });

  test('E11: a read that broke off is weighed against what it read: a mass change cannot pass in slices', () => {
    const partly = (read: number) => facts({ accounts: 30, read, complete: false });
    const slice = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => update(from + index, { lastName: ['a', 'b'] }));
    for (let from = 0; from < 30; from += 6) {
      const guarded = guard(plan(0, slice(from, 6)), partly(6));
      expect(held(guarded)).toBe(6);
      expect(guarded.issues[0]?.message).toContain('6 accounts of the 6 that were read');
    }
    expect(held(guard(plan(0, slice(0, 6)), partly(30)))).toBe(0);
    expect(held(guard(plan(0, slice(0, 6)), partly(29)))).toBe(6);
    // New people among those read do not make it laxer than a whole read would be.
    expect(held(guard(plan(0, slice(0, 7)), partly(1000)))).toBe(7);
    expect(held(guard(plan(0, slice(0, 5)), partly(5)))).toBe(0);
    expect(held(guard(plan(0, changing(30, { lastName: ['', 'b'] })), partly(30)))).toBe(0);
    // A whole read goes by the accounts, as ever.
    expect(held(guard(plan(0, slice(0, 6)), { ...partly(6), complete: true }))).toBe(0);
  });

  test('E11: blanking counts, filling an empty field does not', () => {
    expect(held(guard(plan(0, changing(90, { deskPhone: ['1', ''] })), facts()))).toBe(90);
    expect(held(guard(plan(0, changing(90, { deskPhone: ['', '1'] })), facts()))).toBe(0);
    // 21 that change among many that fill: only those 21 count, and only they are held.
    const mixed = [
      ...changing(60, { deskPhone: ['', '1'] }),
      ...Array.from({ length: 21 }, (_, index) => update(100 + index, { deskPhone: ['1', '2'] })),
    ];
    const guarded = guard(plan(0, mixed), facts());
    expect(guarded.updates.filter((row) => row.state === 'held').map((row) => row.account.accountId)).toEqual(
      Array.from({ length: 21 }, (_, index) => 100 + index),
    );
    expect(guarded.issues[0]?.count).toBe(21);
  });

  test('E11: fields are counted apart, and the whole row is held', () => {
    const fields: AccountField[] = ['email', 'title', 'firstName'];
    // 30 rows: each changes one of three fields, ten of each: none is dangerous.
    const spread = Array.from({ length: 30 }, (_, index) =>
      update(index, { [fields[index % 3]!]: ['a', 'b'] }),
    );
    expect(held(guard(plan(0, spread), facts()))).toBe(0);
    // 25 change the mail, some of them the title too; ten more only the title.
    const rows = [
      ...Array.from({ length: 25 }, (_, index) =>
        update(index, { email: ['a', 'b'], ...(index < 5 ? { title: ['a', 'b'] as [string, string] } : {}) }),
      ),
      ...Array.from({ length: 10 }, (_, index) => update(50 + index, { title: ['a', 'b'] })),
    ];
    const guarded = guard(plan(0, rows), facts());
    expect(held(guarded)).toBe(25);
    expect(guarded.updates[0]?.changes).toEqual({ email: ['a', 'b'], title: ['a', 'b'] });
    expect(guarded.issues).toHaveLength(1);
  });

  test('E11: two dangerous fields are two issues', () => {
    const rows = changing(30, { email: ['a', ''], title: ['b', ''] });
    const guarded = guard(plan(0, rows), facts());
    expect(guarded.issues.map((issue) => issue.field).sort()).toEqual(['email', 'title']);
    expect(held(guarded)).toBe(30);
  });

  test('E8: rows that were held stay held, with their reason, however few they are; other kinds and people do not', () => {
    const before = (deletes: [number, Code][], updates: [number, Code][]) =>
      facts({ accounts: 1000, heldBefore: { deletes: new Map(deletes), updates: new Map(updates) } });
    const rows = changing(3, { email: ['', 'b'] });
    const guarded = guard(
      plan(4, rows),
      before(
        [
          [1, 'source.changed'],
          [3, 'guard.deletes'],
          [900, 'guard.deletes'],
        ],
        [[0, 'guard.updates']],
      ),
    );
    expect(guarded.deletes.map((row) => `${row.state} ${row.reasonCode}`)).toEqual([
      'apply absent',
      'held source.changed',
      'apply absent',
      'held guard.deletes',
    ]);
    expect(guarded.updates.map((row) => `${row.state} ${row.reasonCode}`)).toEqual([
      'held guard.updates',
      'apply changed',
      'apply changed',
    ]);
    expect(guarded.issues.map(({ code, count, severity }) => [code, count, severity])).toEqual([
      ['source.changed', 1, 'warning'],
      ['guard.deletes', 1, 'warning'],
      ['guard.updates', 1, 'warning'],
    ]);
    // What the guard holds anyway is told once.
    const all = guard(plan(4), { ...before([[1, 'guard.deletes']], []), read: 0 });
    expect(all.issues.map(({ code, count }) => [code, count])).toEqual([['source.empty', 4]]);
    expect(all.deletes.map((row) => row.reasonCode)).toEqual(Array(4).fill('source.empty'));
  });

  test('E11: deletions and updates are guarded apart', () => {
    const guarded = guard(plan(30, changing(3, { email: ['a', 'b'] })), facts());
    expect(guarded.deletes.every((row) => row.state === 'held')).toBe(true);
    expect(held(guarded)).toBe(0);
    const other = guard(plan(3, changing(30, { email: ['a', 'b'] })), facts());
    expect(other.deletes.every((row) => row.state === 'apply')).toBe(true);
    expect(held(other)).toBe(30);
  });
});
