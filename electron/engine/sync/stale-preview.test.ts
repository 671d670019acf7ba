import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { everybody, KEYS, person, undo, waiting } from '../../../tests/support/crowd.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
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

/** Takes an account away, as a person may at any time. */
const remove = (login: string) =>
  bench.store.connection.prepare('DELETE FROM account WHERE login_id = ?').run(login);

describe('E7: a preview whose ground moved', () => {
  test('E9: a deletion that was undone since is not done again', async () => {
    await bench.synchronize(main, everybody());
    const rest = everybody().slice(1);
    const plan = await bench.preview(main, rest);
    undo(bench, await bench.synchronize(main, rest));
    const run = await bench.apply(main, plan, rest);
    expect(bench.changes(run)).toEqual(['delete refused row.moved k01']);
    expect(run.outcome).toBe('warnings');
    expect(bench.store.held.memories()).toMatchObject([{ login: 'k01', answer: 'undone' }]);
    expect(bench.logins(main)).toEqual(KEYS);
  });

  test('E7: a held deletion that was approved since is refused by name, the rest goes through', async () => {
    await bench.synchronize(main, everybody());
    const few = everybody().slice(20);
    await bench.synchronize(main, few);
    const now = [...few, person('k98')];
    const plan = await bench.preview(main, now);
    const [first] = waiting(bench, main);
    await bench.approve(main, [first!.heldId], now);
    const run = await bench.apply(main, plan, now);
    expect(run.run.counters).toMatchObject({ created: 1, heldDeletes: 19, deleted: 0 });
    expect(bench.changes(run)).toContain('delete refused row.moved k01');
    expect(run.issues).toContain('row.moved uid=k01,dc=x');
    expect(waiting(bench, main).map(({ login }) => login)).toEqual(KEYS.slice(1, 20));
  });

  test('E7: a held change of an account that is gone since is refused by name, the rest goes through', async () => {
    await bench.synchronize(main, everybody());
    const now = [...everybody('Y'), person('k98')];
    const plan = await bench.preview(main, now);
    remove('k01');
    const run = await bench.apply(main, plan, now);
    expect(run.run.counters).toMatchObject({ created: 1, heldUpdates: 29, failed: 1 });
    expect(bench.changes(run)).toContain('update refused row.moved k01');
    expect(run.issues).toContain('row.moved uid=k01,dc=x');
    expect(waiting(bench, main).map(({ login }) => login)).toEqual(KEYS.slice(1));
  });

  test('E7, E8: a newer run saw the entry as it was, so the older change and creation are refused by name', async () => {
    await bench.synchronize(main, everybody());
    const plan = await bench.preview(main, [person('k01', 'Y'), ...everybody().slice(1), person('k77')]);
    await bench.synchronize(main, everybody());
    const run = await bench.apply(main, plan, everybody());
    expect(bench.changes(run)).toEqual(['update refused row.moved k01', 'create refused row.moved k77']);
    expect(run.issues).toEqual(['row.moved uid=k01,dc=x', 'row.moved uid=k77,dc=x']);
    expect(bench.account('k01').fields.lastName).toBe('X');
    expect(bench.logins(main)).toEqual(KEYS);
  });

  test('E8: deletions that a newer run held do not go through an older preview', async () => {
    await bench.synchronize(main, everybody());
    const plan = await bench.preview(main, everybody().slice(4));
    const now = everybody().slice(15);
    expect((await bench.synchronize(main, now)).run.counters).toMatchObject({ heldDeletes: 15 });
    const run = await bench.apply(main, plan, now);
    const refused = KEYS.slice(0, 4).map((login) => `delete refused row.moved ${login}`);
    expect(bench.changes(run)).toEqual(refused);
    expect(waiting(bench, main)).toHaveLength(15);
    expect(bench.logins(main)).toEqual(KEYS);
  });
});

describe('E7: a preview does what its run would have done', () => {
  test('E8: held changes that the source took back lapse', async () => {
    await bench.synchronize(main, everybody());
    await bench.synchronize(main, everybody('Y'));
    expect(waiting(bench, main)).toHaveLength(30);
    const plan = await bench.preview(main, everybody());
    const run = await bench.apply(main, plan, everybody());
    expect(run).toMatchObject({ outcome: 'success', run: { counters: { unchanged: 30 } } });
    expect(waiting(bench, main)).toEqual([]);
  });

  test('E7: an account that a person took away during the second looks is left out, and the preview says so', async () => {
    await bench.synchronize(main, everybody());
    const looks = (dn: string) => (dn.startsWith('uid=k01,') && remove('k01'), 'deleted' as const);
    const hash = await bench.preview(main, everybody().slice(2), { looks });
    const { planId, counters } = bench.store.plans.find(hash)[0]!;
    expect(counters).toMatchObject({ deleted: 1 });
    const rows = bench.store.plans.rows(planId, { after: -1, limit: -1 });
    expect(rows.map(({ kind, login }) => `${kind} ${login}`)).toEqual(['delete k02']);
    const issues = bench.store.plans.issues.page(planId, { after: -1, limit: -1 });
    expect(issues.map(({ code, message }) => `${code} ${message.slice(0, 18)}`)).toEqual([
      'row.moved 1 account changed ',
    ]);
  });
});
