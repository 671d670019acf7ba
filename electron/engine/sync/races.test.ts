import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { everybody, KEYS, person, waiting } from '../../../tests/support/crowd.ts';
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

/** Second looks, during which a person takes an account away. */
const removing = (login: string) => () => {
  bench.store.connection.prepare('DELETE FROM account WHERE login_id = ?').run(login);
  return 'deleted' as const;
};

describe('E7: an account that a person took away while a run looked again', () => {
  test('E7: its held deletion is refused, the rest goes through', async () => {
    await bench.synchronize(main, everybody());
    const now = [...everybody().slice(10), person('k98')];
    const run = await bench.synchronize(main, now, { looks: removing('k01') });
    expect(run.outcome).toBe('held');
    expect(run.run.counters).toMatchObject({ created: 1, heldDeletes: 9, deleted: 0 });
    expect(bench.changes(run)).toContain('delete refused row.moved k01');
    expect(run.issues).toContain('row.moved uid=k01,dc=x');
    expect(waiting(bench, main).map(({ login }) => login)).toEqual(KEYS.slice(1, 10));
  });

  test('E7: its held change is refused, the rest goes through', async () => {
    await bench.synchronize(main, everybody());
    const now = [...everybody('Y').slice(1), person('k98')];
    const run = await bench.synchronize(main, now, { looks: removing('k05') });
    expect(run.outcome).toBe('held');
    expect(run.run.counters).toMatchObject({ created: 1, heldUpdates: 28, deleted: 1, failed: 1 });
    expect(bench.changes(run)).toContain('update refused row.moved k05');
    expect(run.issues).toContain('row.moved uid=k05,dc=x');
    expect(waiting(bench, main).map(({ login }) => login)).not.toContain('k05');
  });
});
