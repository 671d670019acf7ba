import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { loginsOf, targetsOf, UndoWorld, type Op, type Snapshot } from '../../../tests/support/undo-world.ts';
import type { AccountFields } from '../../../shared/domain/account.ts';
import { imbalance } from '../../../shared/domain/run.ts';

/** Each case is a handful of runs on a real store: a quarter as many as of other properties do. */
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 10));
vi.setConfig({ testTimeout: 60_000 + 60 * numRuns });

let world: UndoWorld;
beforeAll(() => {
  world = new UndoWorld();
});
beforeEach(() => world.wipe());
afterAll(() => world.close());

/** One account of the beginning. */
const person = fc.record({
  desk: fc.constantFrom('', '1', '2', '3'),
  soft: fc.constantFrom('', '4', '5'),
  name: fc.constantFrom('X', 'Y'),
  /** A status that points at its desk phone, its softphone, a number of its own, or one that is held already. */
  status: fc.constantFrom('', '', 'desk', 'soft', 'own', 'held'),
});

/** What a run does to each account in turn, and what it creates. */
const deed = fc.record({
  do: fc.constantFrom('stay', 'delete', 'update', 'update', 'update', 'move'),
  desk: fc.constantFrom<(string | undefined)[]>(undefined, '', '1', '2', '3', '9'),
  soft: fc.constantFrom<(string | undefined)[]>(undefined, '', '4', '1'),
  name: fc.constantFrom<(string | undefined)[]>(undefined, 'X', 'Y', 'Z'),
  title: fc.constantFrom<(string | undefined)[]>(undefined, '', 'Boss'),
  /** Wishes for a login: accounts swap theirs. */
  login: fc.option(fc.nat(11), { nil: undefined }),
  rekey: fc.boolean(),
  reason: fc.constantFrom('deleted', 'disabled', 'unmatched'),
});
const course = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 6 }),
  created: fc.array(fc.nat(11), { maxLength: 3 }),
});
const meddling = fc.record({
  what: fc.constantFrom('edit', 'number', 'delete', 'status', 'run', 'manual', 'profile', 'undo'),
  account: fc.nat(8),
  value: fc.constantFrom('X', 'Y', 'Z', '1', '2', '6', '9'),
  course,
});
type Course = typeof course extends fc.Arbitrary<infer C> ? C : never;
type Meddling = typeof meddling extends fc.Arbitrary<infer M> ? M : never;
const begin = fc.array(person, { minLength: 1, maxLength: 5 });

/** The accounts of the beginning, made by a run of their own. */
function populate(people: (typeof begin extends fc.Arbitrary<infer P> ? P : never)[number][]): number {
  const runId = world.run(
    people.map(({ desk, soft, name }, at) => ({
      do: 'create',
      fields: { loginId: 'abcdefghijkl'[at]!, deskPhone: desk, softPhone: soft, lastName: name },
    })),
  );
  const ids = mine();
  for (const [at, { desk, soft, status }] of people.entries()) {
    const accountId = ids[at]!;
    if (status === 'desk' && desk !== '') world.addStatus(accountId, desk);
    if (status === 'soft' && soft !== '') world.addStatus(accountId, soft);
    if (status === 'own') {
      world.addNumber(accountId, '7');
      world.addStatus(accountId, '7');
    }
    if (status === 'held') {
      world.bulk.holdNumber(accountId, '9', { kind: 'desk', origin: 'directory' }, 5);
      world.addStatus(accountId, '9');
    }
  }
  return runId;
}

/** Accounts of the source, in order. */
function mine(): number[] {
  return world.bulk.ofSource(world.source.sourceId).map(({ accountId }) => accountId);
}

/** A run with these deeds, in which every login is somebody's alone. */
function runOf({ deeds, created }: Course): number {
  const ops: Op[] = [];
  const ids = mine();
  const taken = new Set(loginsOf(world.store).logins);
  const loginOf = (accountId: number) => world.bulk.load(accountId)!.fields.loginId;
  const wishes: { op: Extract<Op, { do: 'update' }>; wish: number }[] = [];
  for (const [at, accountId] of ids.entries()) {
    const { do: what, desk, soft, name, title, login, rekey, reason } = deeds[at % deeds.length]!;
    if (what === 'delete') {
      ops.push({ do: 'delete', account: accountId, reason });
      taken.delete(loginOf(accountId));
    } else if (what === 'move') ops.push({ do: 'move', account: accountId });
    else if (what === 'update') {
      const fields: Partial<AccountFields> = {};
      if (desk !== undefined) fields.deskPhone = desk;
      if (soft !== undefined) fields.softPhone = soft;
      if (name !== undefined) fields.lastName = name;
      if (title !== undefined) fields.title = title;
      const op = { do: 'update', account: accountId, fields, rekey } as const;
      ops.push(op);
      if (login !== undefined) {
        wishes.push({ op, wish: login });
        taken.delete(loginOf(accountId));
      }
    }
  }
  for (const { op, wish } of wishes) {
    const login = world.freeLogin(wish, taken);
    taken.add(login);
    if (login !== loginOf(op.account)) op.fields.loginId = login;
  }
  for (const wish of created) {
    const loginId = world.freeLogin(wish, taken);
    taken.add(loginId);
    ops.push({ do: 'create', fields: { loginId, deskPhone: '8' } });
  }
  return world.run(ops.filter((op) => op.do !== 'update' || changesAnything(op)));
}

/** A plan has no update that changes nothing. */
function changesAnything({ account, fields }: Extract<Op, { do: 'update' }>): boolean {
  const now = world.bulk.load(account)!.fields;
  return Object.entries(fields).some(([field, value]) => now[field as keyof AccountFields] !== value);
}

const answers = () => world.store.held.memories().length;

describe('E9: undo', () => {
  test('undo(apply(state)) is the state, undone it is what was applied, and undone again the state', () => {
    fc.assert(
      fc.property(begin, course, (people, what) => {
        world.wipe();
        populate(people);
        const before = world.snapshot();
        const oldest = world.versions();
        const runId = runOf(what);
        const applied = world.snapshot();
        const rows = targetsOf(world.store, runId).filter(({ kind }) => kind !== 'moved');
        if (rows.length === 0) {
          expect(world.undo(runId).run.error?.code).toBe('undo.nothing');
          return;
        }
        const versions = world.versions();
        const first = world.undo(runId);
        expect(first.run.error).toBeNull();
        expect(first.outcome).toBe('success');
        expect(world.snapshot()).toEqual(before);
        expect(imbalance(first.run.counters)).toBe(0);
        const { created, updated, deleted } = first.run.counters;
        expect(created + updated + deleted).toBe(rows.length);
        expect(answers()).toBe(rows.length);
        expect(loginsOf(world.store).sound).toBe(true);
        // A version is never used again: whoever saw the account as it was must notice.
        const after = world.versions();
        for (const { accountId, kind } of rows) {
          const seen = kind === 'update' ? versions : oldest;
          if (kind !== 'create') expect(after.get(accountId)).toBeGreaterThan(seen.get(accountId)!);
        }
        const second = world.undo(first.runId);
        expect(second.outcome).toBe('success');
        expect(world.snapshot()).toEqual(applied);
        expect(answers()).toBe(0);
        expect(world.undo(second.runId).outcome).toBe('success');
        expect(world.snapshot()).toEqual(before);
        expect(answers()).toBe(rows.length);
      }),
      { numRuns },
    );
  });

  test('after any later changes each row is put back or refused whole, and nothing else changes', () => {
    fc.assert(
      fc.property(begin, course, fc.array(meddling, { maxLength: 5 }), (people, what, meddlings) => {
        world.wipe();
        populate(people);
        const before = world.snapshot();
        const runId = runOf(what);
        const applied = world.snapshot();
        const rows = targetsOf(world.store, runId).filter(({ kind }) => kind !== 'moved');
        if (rows.length === 0) return;
        const byHand = new Set<number>();
        for (const each of meddlings) meddle(each, runId, byHand);
        const now = world.snapshot();
        const { runId: undoId, run } = world.undo(runId);
        const after = world.snapshot();
        expect(imbalance(run.counters)).toBe(0);
        expect(loginsOf(world.store).sound).toBe(true);
        const refused = new Set(
          world.store.runs
            .changes(undoId)
            .filter(({ state }) => state === 'refused')
            .map(({ accountId }) => accountId!),
        );
        expect(run.outcome).toBe(refused.size > 0 ? 'warnings' : 'success');
        expect(world.store.runs.issues(undoId).filter(({ code }) => code === 'row.moved')).toHaveLength(
          refused.size,
        );
        const touched = new Set(targetsOf(world.store, runId).map(({ accountId }) => accountId));
        for (const id of new Set([...now.keys(), ...after.keys()])) {
          if (!touched.has(id) || refused.has(id)) expect(after.get(id)).toEqual(now.get(id));
        }
        for (const { accountId, kind } of rows) {
          const free = mayGoBack(accountId, kind, { before, applied, now }, byHand);
          // Refused without a reason of its own: then somebody has its login by now.
          if (refused.has(accountId)) {
            const wanted = before.get(accountId)?.['login_key'];
            const holder = [...after.values()].find((row) => row['login_key'] === wanted);
            expect(!free || (holder !== undefined && holder['account_id'] !== accountId)).toBe(true);
            continue;
          }
          expect(free).toBe(true);
          expectPutBack(accountId, kind, { before, applied, now, after });
        }
      }),
      { numRuns },
    );
  });

  /** Something that happens between a run and its undo. */
  function meddle(
    { what, account, value, course: later }: Meddling,
    runId: number,
    byHand: Set<number>,
  ): void {
    const ids = mine();
    const accountId = ids[account % Math.max(1, ids.length)];
    if (what === 'run') return void runOf(later);
    if (what === 'manual') {
      const taken = new Set(loginsOf(world.store).logins);
      const loginId = world.freeLogin(account, taken);
      const fields = { ...world.bulk.load(ids[0] ?? 0)?.fields, loginId, lastName: 'M' } as AccountFields;
      if (ids[0] !== undefined) world.store.accounts.createManual(world.enterpriseId, fields, null);
      return;
    }
    if (what === 'undo') {
      const targets = targetsOf(world.store, runId).filter(({ kind }) => kind !== 'moved');
      world.undo(runId, { accountIds: [targets[account % targets.length]!.accountId] });
      return;
    }
    if (accountId === undefined) return;
    byHand.add(accountId);
    switch (what) {
      case 'edit': {
        world.edit(accountId, { lastName: value });
        return;
      }
      case 'number': {
        world.addNumber(accountId, value);
        return;
      }
      case 'profile': {
        world.edit(accountId, { department: value });
        return;
      }
      case 'delete': {
        world.deleteByHand(accountId);
        return;
      }
      case 'status': {
        world.addStatus(accountId, world.bulk.load(accountId)!.fields.deskPhone || '8');
        return;
      }
    }
  }

  interface States {
    before: Snapshot;
    applied: Snapshot;
    now: Snapshot;
  }

  /** Whether a row should go back, by nothing but the states: what a person would say. */
  function mayGoBack(
    accountId: number,
    kind: string,
    { before, applied, now }: States,
    byHand: ReadonlySet<number>,
  ): boolean {
    const [was, left, today] = [before, applied, now].map((state) => state.get(accountId));
    if (kind === 'create') return today !== undefined && !byHand.has(accountId);
    if (kind === 'delete') return today === undefined && timesDeleted(accountId) === 1;
    if (today === undefined) return false;
    const same = (key: string) => JSON.stringify(left![key]) === JSON.stringify(today[key]);
    const fields = FIELD_KEYS.filter((key) => was![key] !== left![key]);
    if (!fields.every(same)) return false;
    const number = (row: Record<string, unknown>, name: string) => {
      const found = (row['numbers'] as Record<string, unknown>[]).find((each) => each['number'] === name);
      return found && [found['kind'], found['origin'], found['state']].join();
    };
    const names = [...'123456789'].filter((name) => number(was!, name) !== number(left!, name));
    return names.every((name) => number(left!, name) === number(today, name));
  }

  /** How often a source or a person deleted an account: more than once when it came back in between. */
  const timesDeleted = (accountId: number) =>
    world.store.connection
      .prepare(
        `SELECT count(*) AS times FROM change LEFT JOIN run USING (run_id)
          WHERE account_id = ? AND change.kind = 'delete' AND state = 'applied' AND run.kind IS NOT 'undo'`,
      )
      .get<{ times: number }>(accountId)!.times;

  const FIELD_KEYS = [
    'login_id',
    'first_name',
    'last_name',
    'email',
    'department',
    'desk_phone',
    'soft_phone',
    'extra',
  ];

  function expectPutBack(
    accountId: number,
    kind: string,
    { before, applied, now, after }: States & { after: Snapshot },
  ): void {
    const [was, left, today, then] = [before, applied, now, after].map((state) => state.get(accountId));
    if (kind === 'create') {
      expect(then).toBeUndefined();
      return;
    }
    if (kind === 'delete') {
      expect(then).toEqual(was);
      return;
    }
    for (const key of FIELD_KEYS) {
      expect([key, then![key]]).toEqual([key, was![key] === left![key] ? today![key] : was![key]]);
    }
    expect(then!['statuses']).toEqual(today!['statuses']);
    expect(then!['references']).toEqual(today!['references']);
    // R6: whatever a status points at is still a number of the account.
    const owned = [then!['desk_phone'], then!['soft_phone']].concat(
      (then!['numbers'] as { number: string }[]).map(({ number }) => number),
    );
    for (const { number } of then!['references'] as { number: string }[]) {
      const had = [today!['desk_phone'], today!['soft_phone']].concat(
        (today!['numbers'] as { number: string }[]).map((each) => each.number),
      );
      if (had.includes(number)) expect(owned).toContain(number);
    }
  }
});
