import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TestEntry } from '../../../tests/support/entries.ts';
import { ranks, shuffle } from '../../../tests/support/shuffle.ts';
import { SyncBench, type Synchronized } from '../../../tests/support/sync-bench.ts';
import { emptyFields, foldLogin } from '../../../shared/domain/account.ts';
import { DEFAULT_GUARD } from '../../../shared/domain/guard-policy.ts';
import { imbalance } from '../../../shared/domain/run.ts';
import type { DirectorySource } from '../store/index.ts';

/** Each case is a handful of runs on a real store: a quarter as many as of other properties do. */
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 10));
vi.setConfig({ testTimeout: 60_000 + 60 * numRuns });

let bench: SyncBench;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => {
  bench.wipe();
});
afterAll(() => {
  bench.close();
});

describe('issue 2: any directory', () => {
  /** One entry of a small directory. */
  const entry = fc.record({
    key: fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', ''),
    login: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'é', 'É', 'hand', 'Theirs', ''),
    name: fc.constantFrom('X', 'X', 'X', 'Y', 'Y', 'Z', '', '\u0001'),
    desk: fc.constantFrom('', '1', '2'),
    control: fc.constantFrom(...Array<string>(7).fill('512'), '514'),
  });
  /** Mostly one entry a key. */
  const directory = fc.oneof(
    { weight: 6, arbitrary: fc.uniqueArray(entry, { selector: ({ key }) => key, maxLength: 8 }) },
    { weight: 1, arbitrary: fc.array(entry, { maxLength: 8 }) },
  );
  const step = fc.record({
    directory,
    how: fc.constantFrom(
      ...(['complete', 'complete', 'complete', 'partial', 'cancelled', 'query', 'mapping'] as const),
      // The directory of the step before, with its logins handed on from one to the next.
      ...(['rotate', 'rotate', 'rotate', 'rotate'] as const),
    ),
  });
  const scenario = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    guard: fc.constantFrom(
      DEFAULT_GUARD,
      { deletePercent: 50, deleteAtLeast: 0, deleteAtMost: 3, updatePercent: 50, updateAtLeast: 0 },
      { deletePercent: 50, deleteAtLeast: 20, deleteAtMost: 500, updatePercent: 50, updateAtLeast: 20 },
    ),
    numbersFollowDirectory: fc.boolean(),
    order: ranks,
  });
  type Directory = typeof directory extends fc.Arbitrary<infer D> ? D : never;
  type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

  const entriesOf = (of: Directory): TestEntry[] =>
    of.map(({ key, login, name, desk, control }, index) => ({
      dn: `uid=${index},ou=${key},dc=x`,
      attributes: {
        entryUUID: key === '' ? [] : [key],
        uid: [login],
        sn: name === '' ? [] : [name],
        telephoneNumber: [desk],
        userAccountControl: [control],
      },
    }));

  const rotated = (of: Directory): Directory =>
    of.map((each, index) => ({ ...each, login: of[(index + 1) % of.length]!.login }));

  /** The source of a scenario, with strangers beside it. */
  function prepare(enterpriseId: number, { guard, numbersFollowDirectory }: Scenario): DirectorySource {
    bench.store.accounts.createManual(
      enterpriseId,
      { ...emptyFields(), loginId: 'hand', lastName: 'H' },
      null,
    );
    const other = bench.source('Other', enterpriseId);
    bench.store.connection
      .prepare(
        `INSERT INTO account (enterprise_id, source_id, source_key, key_attribute, login_id, login_key, last_name)
         VALUES (?, ?, ?, 'entryUUID', 'theirs', 'theirs', 'T')`,
      )
      .run(enterpriseId, other.sourceId, Buffer.from('k1'));
    return bench.source('Main', enterpriseId, { guard, numbersFollowDirectory });
  }

  /** What is stored of the accounts, without the numbers that the database gives them. */
  const plainDump = (enterpriseId: number) =>
    bench
      .dump('enterprise_id = ?', enterpriseId)
      .map(({ account_id: _a, enterprise_id: _e, source_id, created_run: _c, ...row }) => ({
        ...row,
        mine: source_id !== null,
      }));

  /** One step, with everything checked that must hold of any run. */
  async function check(
    of: DirectorySource,
    { how }: Scenario['steps'][number],
    entries: TestEntry[],
  ): Promise<Synchronized> {
    const { enterpriseId, sourceId } = of;
    if (how === 'query' || how === 'mapping') {
      const { mapping, query } = bench.fresh(of).settings;
      const title = mapping.title === 'sn' ? 'title' : 'sn';
      bench.edit(of, how === 'query' ? { query: `(!${query})` } : { mapping: { ...mapping, title } });
    }
    const mine = () => bench.dump('source_id = ?', sourceId);
    const strangers = () => bench.dump('source_id IS NOT ?', sourceId);
    const before = {
      mine: mine(),
      strangers: strangers(),
      changes: countChanges(),
    };
    const cancelled = how === 'cancelled';
    const result = await bench.synchronize(of, entries, {
      ...(how === 'partial' ? { error: 'ldap.timeout' } : {}),
      ...(cancelled ? { job: { isCancelled: () => true } } : {}),
    });
    const { run, outcome, runId } = result;
    const { counters } = run;
    const after = mine();

    // safety.md 7: a source changes only what it owns.
    expect(strangers()).toEqual(before.strangers);
    // E10: the counters add up, among themselves and with what happened.
    expect(imbalance(counters)).toBe(0);
    const old = new Map(before.mine.map((row) => [row['account_id'], row]));
    const now = new Map(after.map((row) => [row['account_id'], row]));
    const changed = after.filter(
      (row) => old.has(row['account_id']) && row['version'] !== old.get(row['account_id'])!['version'],
    );
    const gone = before.mine.filter((row) => !now.has(row['account_id']));
    expect({
      created: after.length - (before.mine.length - gone.length),
      updated: changed.length,
      deleted: gone.length,
    }).toEqual({
      created: counters.created,
      updated: counters.updated,
      deleted: counters.deleted,
    });
    // E13: one login a person, and none left parked.
    for (const row of after) expect(row['login_key']).toBe(foldLogin(String(row['login_id'])));
    const all = bench.dump('enterprise_id = ?', enterpriseId).map((row) => row['login_key']);
    expect(new Set(all).size).toBe(all.length);
    // Each journal row that was applied is one of the changes.
    const journal = bench.store.runs
      .changes(runId)
      .filter((change) => change.state === 'applied' && !change.kind.startsWith('number'));
    expect(journal.length).toBe(counters.created + counters.updated + counters.deleted);

    if (cancelled) {
      expect([outcome, after, countChanges()]).toEqual(['cancelled', before.mine, before.changes]);
      return result;
    }
    const keys = Map.groupBy(entries, (each) => each.attributes['entryUUID']![0]);
    const complete = how !== 'partial' && !keys.has(undefined);
    expect(run.complete).toBe(complete);
    expect(counters.read).toBe(entries.length);
    // E6: only a complete read deletes. D19: and only who is absent or disabled.
    if (!complete) expect([counters.deleted, counters.heldDeletes]).toEqual([0, 0]);
    const keyOf = (row: Record<string, unknown>) => Buffer.from(row['source_key'] as Uint8Array).toString();
    const isGone = (row: Record<string, unknown>) => {
      const mine = keys.get(keyOf(row)) ?? [];
      return (
        mine.length === 0 || (mine.length === 1 && mine[0]!.attributes['userAccountControl']![0] === '514')
      );
    };
    for (const row of gone) expect(isGone(row)).toBe(true);
    // Whoever is gone is deleted or held, nobody is forgotten.
    if (complete) expect(before.mine.filter(isGone).length).toBe(counters.deleted + counters.heldDeletes);

    // Entries whose account does not say the same are told of, each one.
    const stored = new Map(after.map((row) => [keyOf(row), row]));
    const follows = bench.fresh(of).settings.numbersFollowDirectory;
    const differing = entries.filter(({ attributes }) => {
      const row = stored.get(String(attributes['entryUUID']![0]));
      if (row === undefined) return true;
      const desk = follows ? attributes['telephoneNumber']![0] : row['desk_phone'];
      return (
        row['login_id'] !== attributes['uid']![0] ||
        row['last_name'] !== attributes['sn']![0] ||
        row['desk_phone'] !== desk
      );
    });
    expect(differing.length).toBeLessThanOrEqual(
      counters.failed + counters.skipped + counters.heldCreates + counters.heldUpdates,
    );
    expect(
      bench.store.runs.issues(runId).length > 0 || (counters.failed === 0 && counters.skipped === 0),
    ).toBe(true);
    if (counters.failed > 0) expect(outcome).not.toBe('success');
    // Nobody else is at work: what the plan allows, such as two who swap their logins, goes through.
    expect(result.issues.filter((each) => each.startsWith('row.moved'))).toEqual([]);
    return result;
  }

  /** The issues as a set. Why a row is held may change from run to run: the twin has gone through fewer of them. */
  const told = ({ issues }: Synchronized) =>
    [...new Set(issues.map((each) => (/^(guard|source)\./.test(each) ? 'held' : each)))].sort();

  const countChanges = () => bench.store.connection.scalar('SELECT count(*) FROM change');

  test('issue 2: runs add up, touch nobody else’s, delete only on a complete read; a second run changes nothing; order does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        bench.wipe();
        const main = prepare(bench.one, given);
        const twin = prepare(bench.two, given);
        let directory: Directory = [];
        for (const each of given.steps) {
          directory = each.how === 'rotate' ? rotated(directory) : each.directory;
          const entries = entriesOf(directory);
          const first = await check(main, each, entries);

          const shuffled = shuffle(entries, given.order);
          const other = await check(twin, each, shuffled);
          expect(other.run.counters).toEqual(first.run.counters);
          expect(other.outcome).toBe(first.outcome);
          expect(told(other)).toEqual(told(first));
          expect(plainDump(bench.two)).toEqual(plainDump(bench.one));

          if (each.how === 'cancelled') continue;
          const before = [bench.dump(), countHeldOnly()];
          const how = each.how === 'partial' ? 'partial' : 'complete';
          const again = await check(main, { ...each, how }, shuffled);
          expect(again.run.counters).toMatchObject({ created: 0, updated: 0, deleted: 0 });
          expect([bench.dump(), countHeldOnly()]).toEqual(before);
          expect(again.run.counters).toMatchObject({
            heldCreates: first.run.counters.heldCreates,
            heldUpdates: first.run.counters.heldUpdates,
            heldDeletes: first.run.counters.heldDeletes,
          });
        }
      }),
      { numRuns },
    );
  });

  /** Applied changes so far: a second run adds none. */
  const countHeldOnly = () =>
    bench.store.connection.scalar("SELECT count(*) FROM change WHERE state = 'applied'");
});
