import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestEntry } from '../../../tests/support/entries.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
import { answerGround } from './ground.ts';
import type { DirectorySource } from '../store/index.ts';

let bench: SyncBench;
let main: DirectorySource;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => {
  bench.wipe();
  main = bench.source('Main');
});
afterAll(() => bench.close());

const person = (key: string, name = 'X', login = key): TestEntry => ({
  dn: `uid=${key},dc=x`,
  attributes: { entryUUID: [key], uid: [login], sn: [name] },
});
const KEYS = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8'];
const everybody = (name = 'X') => KEYS.map((key) => person(key, name));

const waiting = () => bench.store.held.list({ sourceId: main.sourceId }, { after: 0, limit: 100 });
/** Answers every row that waits. */
function answer(as: 'rejected' | 'kept') {
  for (const row of waiting()) {
    const { heldId, sourceId, kind, keyAttribute, key, runId, login, dn } = row;
    const ground = answerGround(row);
    bench.store.held.remember({
      ...{ sourceId, kind, keyAttribute, key, answer: as, ground, runId, login, dn, at: 0 },
    });
    bench.store.held.remove([heldId]);
  }
}
const counters = async (entries: TestEntry[], course = {}) =>
  (await bench.synchronize(main, entries, course)).run.counters;

describe('E8: rejected until the source says something else', () => {
  test('said again after it said something else, it is asked again', async () => {
    await counters(everybody());
    expect(await counters(everybody('Y'))).toMatchObject({ heldUpdates: 8 });
    answer('rejected');
    expect(await counters(everybody('Y'))).toMatchObject({ heldUpdates: 0, skipped: 8, updated: 0 });
    expect(await counters(everybody('X'))).toMatchObject({ unchanged: 8, skipped: 0 });
    expect(bench.store.held.memories()).toEqual([]);
    expect(await counters(everybody('Y'))).toMatchObject({ heldUpdates: 8 });
  });

  test('an incomplete read forgets nothing', async () => {
    await counters(everybody());
    await counters(everybody('Y'));
    answer('rejected');
    expect(await counters(everybody('X'), { error: 'ldap.timeout' })).toMatchObject({ unchanged: 8 });
    expect(bench.store.held.memories()).toHaveLength(8);
  });

  test('who is kept is not asked about until they are back', async () => {
    await counters(everybody());
    expect(await counters([])).toMatchObject({ heldDeletes: 8 });
    answer('kept');
    expect(await counters([])).toMatchObject({ heldDeletes: 0, deleted: 0 });
    expect(await counters(everybody().slice(0, 2))).toMatchObject({ unchanged: 2, heldDeletes: 0 });
    expect(bench.store.held.memories()).toHaveLength(6);
    // k1 and k2 were back: this time it is asked, and two of eight are few enough.
    expect(await counters([])).toMatchObject({ heldDeletes: 2 });
  });
});

describe('E8: waiting rows', () => {
  test('a creation that needs the login of a held deletion waits with it, and goes through with it', async () => {
    await counters(everybody());
    const heir = person('k9', 'New', 'k1');
    expect(await counters([heir])).toMatchObject({ heldDeletes: 8, heldCreates: 1 });
    const all = waiting();
    const alone = all.find(({ kind }) => kind === 'create')!;
    const early = await bench.approve(main, [alone.heldId], [heir]);
    expect(early).toMatchObject({ outcome: 'warnings', run: { counters: { created: 0, failed: 1 } } });
    const again = waiting().filter(({ login }) => login === 'k1');
    expect(again.map(({ kind }) => kind).sort()).toEqual(['create', 'delete']);
    const done = await bench.approve(
      main,
      again.map(({ heldId }) => heldId),
      [heir],
    );
    expect(done).toMatchObject({ outcome: 'success', run: { counters: { created: 1, deleted: 1 } } });
    expect(bench.account('k1').fields.lastName).toBe('New');
  });

  test('approved, an entry that was changed meanwhile is refused by name', async () => {
    await counters(everybody());
    await counters(everybody('Y'));
    const [first, second] = waiting();
    const now = everybody('Y').map((entry) => (entry.dn === first!.dn ? person('k1', 'Z') : entry));
    const run = await bench.approve(main, [first!.heldId, second!.heldId], now);
    expect(bench.changes(run).sort()).toEqual([
      `update applied guard.updates k2`,
      `update refused row.moved k1`,
    ]);
    expect(run.issues).toEqual([`row.moved ${first!.dn}`]);
    // What was refused waits on: the next run looks again.
    expect(waiting()).toHaveLength(7);
    expect(await counters(now)).toMatchObject({ heldUpdates: 7, unchanged: 1 });
  });

  test('approved, an account whose entry is there again is not deleted', async () => {
    await counters(everybody());
    await counters([]);
    const [first] = waiting();
    const run = await bench.approve(main, [first!.heldId], [], { looks: () => 'present' });
    expect(bench.changes(run)).toEqual(['delete refused row.moved k1']);
    expect(bench.logins(main)).toHaveLength(8);
  });

  test('safety.md 2: what is not visible waits, is looked at anew by each run, and goes only when it is gone', async () => {
    await counters(everybody());
    const rest = everybody().slice(1);
    expect(await counters(rest, { looks: () => 'not-visible' })).toMatchObject({
      heldDeletes: 1,
      deleted: 0,
    });
    expect(waiting()).toMatchObject([{ login: 'k1', reasonCode: 'not-visible' }]);
    expect(await counters(rest, { looks: () => 'unknown' })).toMatchObject({ heldDeletes: 1, deleted: 0 });
    expect(await counters(rest)).toMatchObject({ heldDeletes: 0, deleted: 1 });
    expect(waiting()).toEqual([]);
  });

  test('approved, what nobody can see goes all the same: that is what was approved', async () => {
    await counters(everybody());
    await counters(everybody().slice(1), { looks: () => 'not-visible' });
    const [row] = waiting();
    const run = await bench.approve(main, [row!.heldId], [], { looks: () => 'not-visible' });
    expect(run).toMatchObject({ outcome: 'success', run: { counters: { deleted: 1 } } });
  });

  test('a preview that says "deleted" is refused when its entry is only out of sight now', async () => {
    await counters(everybody());
    const rest = everybody().slice(1);
    const plan = await bench.preview(main, rest);
    const run = await bench.apply(main, plan, rest, { looks: () => 'not-visible' });
    expect(bench.changes(run)).toEqual(['delete refused row.moved k1']);
    expect(run.outcome).toBe('warnings');
  });
});
