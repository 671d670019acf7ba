import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ranks, shuffle } from '../../../tests/support/shuffle.ts';
import { emptyFields, foldLogin } from '../../../shared/domain/account.ts';
import { changesLogin, settleLogins } from './logins.ts';
import type { CreateRow, DeleteRow, Plan, RowState, UpdateRow } from './plan.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const create = (name: string, loginId: string, state: RowState = 'apply'): CreateRow => ({
  record: 0,
  dn: name,
  loginId,
  loginKey: foldLogin(loginId),
  state,
  reasonCode: 'new',
  detail: '',
});

const account = (accountId: number, loginId: string) => ({
  accountId,
  version: 1,
  dn: `uid=${accountId}`,
  fields: { ...emptyFields(), loginId },
});

/** An update of an account from one login to another; the same login stands for another changed field. */
const update = (accountId: number, from: string, to: string, state: RowState = 'apply'): UpdateRow => ({
  record: accountId,
  dn: `uid=${accountId}`,
  account: account(accountId, from),
  changes: from === to ? { email: ['a', 'b'] } : { loginId: [from, to] },
  loginKey: foldLogin(to),
  state,
  reasonCode: 'changed',
  detail: '',
});

const remove = (accountId: number, loginId: string, state: RowState = 'apply'): DeleteRow => ({
  account: account(accountId, loginId),
  state,
  reasonCode: 'absent',
  gone: 'absent',
  looked: null,
  detail: '',
});

const planOf = (rows: { creates?: CreateRow[]; updates?: UpdateRow[]; deletes?: DeleteRow[] }): Plan => ({
  creates: [],
  updates: [],
  deletes: [],
  refreshes: [],
  issues: [],
  skipped: 0,
  failed: 0,
  ...rows,
});

/** Settles a plan in an Enterprise whose accounts have these logins. */
function settle(plan: Plan, holders: Record<string, number>): Plan {
  const folded = new Map(Object.entries(holders).map(([login, accountId]) => [foldLogin(login), accountId]));
  return settleLogins(plan, (loginKey) => folded.get(loginKey));
}

const states = (plan: Plan) =>
  Object.fromEntries(
    [...plan.creates, ...plan.updates].map((row) => [row.dn, `${row.state} ${row.reasonCode}`]),
  );

describe('E13: who gets a login', () => {
  test('E13: a free login goes to the one who asks', () => {
    const plan = settle(planOf({ creates: [create('n', 'new')], updates: [update(1, 'a', 'b')] }), { a: 1 });
    expect(states(plan)).toEqual({ n: 'apply new', 'uid=1': 'apply changed' });
    expect(plan).toMatchObject({ failed: 0, issues: [] });
  });

  test('E13: two may swap, three may go round, a chain may move up', () => {
    const swap = settle(planOf({ updates: [update(1, 'a', 'B'), update(2, 'b', 'A')] }), { a: 1, b: 2 });
    expect(states(swap)).toEqual({ 'uid=1': 'apply changed', 'uid=2': 'apply changed' });
    const round = settle(
      planOf({ updates: [update(1, 'a', 'b'), update(2, 'b', 'c'), update(3, 'c', 'a')] }),
      { a: 1, b: 2, c: 3 },
    );
    expect(Object.values(states(round))).toEqual(Array(3).fill('apply changed'));
    const chain = settle(
      planOf({
        creates: [create('n', 'a')],
        updates: [update(1, 'a', 'b'), update(2, 'b', 'c'), update(3, 'c', 'd')],
      }),
      { a: 1, b: 2, c: 3 },
    );
    expect(Object.values(states(chain))).toEqual(['apply new', ...Array<string>(3).fill('apply changed')]);
    for (const plan of [swap, round, chain]) expect(plan).toMatchObject({ failed: 0, issues: [] });
  });

  test('E13: the present holder keeps a login, in whatever case it is asked for', () => {
    const plan = settle(planOf({ creates: [create('n', 'ANNA')], updates: [update(1, 'a', 'Anna')] }), {
      a: 1,
      anna: 9,
    });
    expect(plan.creates).toEqual([]);
    expect(plan.updates).toEqual([]);
    expect(plan.failed).toBe(2);
    expect(plan.issues.map((issue) => [issue.code, issue.severity, issue.subject])).toEqual([
      ['entry.duplicate-login', 'warning', 'n'],
      ['entry.duplicate-login', 'warning', 'uid=1'],
    ]);
    expect(plan.issues[0]?.message).toContain('ANNA');
    expect(plan.issues[1]?.message).toContain('Anna');
  });

  test('E13: among several new claimants none gets it, each has an issue', () => {
    const rows = () => ({ creates: [create('n', 'x'), create('m', 'X')], updates: [update(1, 'a', 'x')] });
    for (const holders of [{ a: 1 }, { a: 1, x: 2 }] as Record<string, number>[]) {
      const plan = settle(planOf(rows()), holders);
      expect([plan.creates, plan.updates, plan.failed, plan.issues.length]).toEqual([[], [], 3, 3]);
    }
    // Also when its holder gives it up.
    const freed = settle(planOf({ ...rows(), deletes: [remove(2, 'x')] }), { a: 1, x: 2 });
    expect([freed.creates, freed.updates, freed.failed]).toEqual([[], [], 3]);
  });

  test('E13: who does not get a login stays, and so stands in the way of the next', () => {
    // 3 wants c's login, which stays; so 2 cannot have 3's, nor n the one of 2.
    const plan = settle(
      planOf({
        creates: [create('n', 'b'), create('free', 'z')],
        updates: [update(2, 'b', 'd'), update(3, 'd', 'c'), update(5, 'e', 'E')],
      }),
      { b: 2, c: 4, d: 3, e: 5 },
    );
    expect(states(plan)).toEqual({ free: 'apply new', 'uid=5': 'apply changed' });
    expect(plan.failed).toBe(3);
  });

  test('E13: a change of case alone is no claim, and another field is none', () => {
    expect(changesLogin(update(1, 'anna', 'ANNA'))).toBe(false);
    expect(changesLogin(update(1, 'e\u0301', '\u00c9'))).toBe(false);
    expect(changesLogin(update(1, 'anna', 'anna'))).toBe(false);
    expect(changesLogin(update(1, 'anna', 'anne'))).toBe(true);
    const plan = settle(planOf({ creates: [create('n', 'Anna')], updates: [update(1, 'anna', 'ANNA')] }), {
      anna: 1,
    });
    expect(states(plan)).toEqual({ 'uid=1': 'apply changed' });
    expect(plan.failed).toBe(1);
  });

  test('E13: a deletion frees its login in the same run', () => {
    const plan = settle(planOf({ creates: [create('n', 'Anna')], deletes: [remove(1, 'anna')] }), {
      anna: 1,
    });
    expect(states(plan)).toEqual({ n: 'apply new' });
    expect(plan.deletes).toHaveLength(1);
  });

  test('E8: whoever needs the login of a held deletion is held with it, and whoever needs theirs', () => {
    const plan = settle(
      planOf({
        creates: [create('n', 'b')],
        updates: [update(2, 'b', 'A')],
        deletes: [remove(1, 'a', 'held')],
      }),
      { a: 1, b: 2 },
    );
    expect(states(plan)).toEqual({ n: 'held login-held', 'uid=2': 'held login-held' });
    expect(plan).toMatchObject({ failed: 0, issues: [] });
  });

  test('E8: whoever needs the login of a held update is held with it; both sides of a swap', () => {
    const plan = settle(planOf({ updates: [update(1, 'a', 'b', 'held'), update(2, 'b', 'a')] }), {
      a: 1,
      b: 2,
    });
    expect(states(plan)).toEqual({ 'uid=1': 'held changed', 'uid=2': 'held login-held' });
  });

  test('E13: a held row that cannot have its login is told so, not held', () => {
    const plan = settle(planOf({ updates: [update(1, 'a', 'x', 'held'), update(2, 'b', 'a')] }), {
      a: 1,
      b: 2,
      x: 9,
    });
    expect(states(plan)).toEqual({});
    expect(plan.failed).toBe(2);
  });
});

describe('E13: any plan', () => {
  const login = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'C', 'É', 'e\u0301', 'é');
  const state = fc.constantFrom<RowState>('apply', 'apply', 'apply', 'held');
  /** What a plan may say of an account. */
  const fate = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('move' as const), to: login, state }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), to: login, state }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), to: login, state }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('none' as const), to: login, state }) },
  );
  const scenario = fc.record({
    present: fc.uniqueArray(login, { selector: foldLogin, maxLength: 7 }),
    fates: fc.array(fate, { minLength: 7, maxLength: 7 }),
    creates: fc.array(fc.record({ to: login, state }), { maxLength: 4 }),
    order: ranks,
  });
  type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

  function build({ present, fates, creates }: Scenario): Plan {
    const updates: UpdateRow[] = [];
    const deletes: DeleteRow[] = [];
    for (const [index, from] of present.entries()) {
      const { kind, to, state: rowState } = fates[index]!;
      if (kind === 'delete') deletes.push(remove(index, from, rowState));
      else if (kind !== 'none') updates.push(update(index, from, kind === 'edit' ? from : to, rowState));
    }
    return planOf({
      updates,
      deletes,
      creates: creates.map((row, index) => create(`c${index}`, row.to, row.state)),
    });
  }

  /**
   * What must become of each row that claims a login, found by walking from holder to holder: `lost` when somebody
   * on the way stays for good or a login is claimed twice, `held` when somebody on the way waits.
   */
  function oracle(
    plan: Plan,
    holders: ReadonlyMap<string, number>,
  ): Record<string, 'apply' | 'held' | 'lost'> {
    const movers = plan.updates.filter((row) => foldLogin(row.account.fields.loginId) !== row.loginKey);
    const claims = [...plan.creates, ...movers];
    const verdict: Record<string, 'apply' | 'held' | 'lost'> = {};
    for (const row of [...plan.creates, ...plan.updates]) verdict[row.dn] = row.state;
    for (const start of claims) {
      let waits = false;
      let ends: 'free' | 'taken' | null = null;
      const visited = new Set<CreateRow | UpdateRow>();
      for (let row: CreateRow | UpdateRow = start; ends === null;) {
        waits ||= row.state === 'held';
        visited.add(row);
        if (claims.filter((other) => other.loginKey === row.loginKey).length > 1) {
          ends = 'taken';
          break;
        }
        const holder = holders.get(row.loginKey);
        const gone = plan.deletes.find((each) => each.account.accountId === holder);
        const next = movers.find((each) => each.account.accountId === holder);
        if (holder === undefined) ends = 'free';
        else if (gone !== undefined) {
          waits ||= gone.state === 'held';
          ends = 'free';
        } else if (next === undefined) ends = 'taken';
        else if (visited.has(next)) ends = 'free';
        else row = next;
      }
      verdict[start.dn] = ends === 'taken' ? 'lost' : waits ? 'held' : 'apply';
    }
    return verdict;
  }

  test('E13: agrees with a walk from holder to holder, loses no row, and leaves every login with one account', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const holders = new Map(given.present.map((from, index) => [foldLogin(from), index]));
        const before = build(given);
        const expected = oracle(before, holders);
        const plan = settleLogins(build(given), (loginKey) => holders.get(loginKey));

        const found: Record<string, string> = {};
        for (const row of [...before.creates, ...before.updates]) found[row.dn] = 'lost';
        for (const row of [...plan.creates, ...plan.updates]) found[row.dn] = row.state;
        expect(found).toEqual(expected);

        // No row lost or made up.
        expect(plan.creates.length + plan.updates.length + plan.failed).toBe(
          before.creates.length + before.updates.length,
        );
        const left = [...plan.creates, ...plan.updates].map((row) => row.dn);
        expect(new Set(left).size).toBe(left.length);
        expect(plan.deletes).toEqual(before.deletes);
        expect(plan.issues.map((issue) => issue.subject).sort()).toEqual(
          Object.keys(expected)
            .filter((dn) => expected[dn] === 'lost')
            .sort(),
        );

        // The state after applying: one account a login, and whoever stays has what they had.
        const after = new Map(given.present.map((from, index) => [`uid=${index}`, foldLogin(from)]));
        for (const row of plan.deletes)
          if (row.state === 'apply') after.delete(`uid=${row.account.accountId}`);
        for (const row of [...plan.creates, ...plan.updates])
          if (row.state === 'apply') after.set(row.dn, row.loginKey);
        expect(new Set(after.values()).size).toBe(after.size);
      }),
      { numRuns },
    );
  });

  test('E13: nothing depends on the order of the rows', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const holders = new Map(given.present.map((from, index) => [foldLogin(from), index]));
        const outcome = (plan: Plan) => {
          const settled = settleLogins(plan, (loginKey) => holders.get(loginKey));
          return {
            states: states(settled),
            failed: settled.failed,
            issues: settled.issues.map((issue) => issue.message).sort(),
          };
        };
        const other = build(given);
        other.creates = shuffle(other.creates, given.order);
        other.updates = shuffle(other.updates, given.order);
        other.deletes = shuffle(other.deletes, given.order);
        expect(outcome(other)).toEqual(outcome(build(given)));
      }),
      { numRuns },
    );
  });
});
