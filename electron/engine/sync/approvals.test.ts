import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answer, everybody, KEYS, waiting } from '../../../tests/support/crowd.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
import type { DirectorySource } from '../store/index.ts';
import { runApproval } from './stored-run.ts';

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

const heldIds = () => waiting(bench, main).map(({ heldId }) => heldId);

describe('E8: rows that are approved', () => {
  test('E8: a server that is no longer among the settings is not asked, and gets no password', async () => {
    await bench.synchronize(main, everybody());
    await bench.synchronize(main, everybody().slice(15));
    bench.edit(main, { urls: ['ldaps://new.example.org'] });
    const looked: string[] = [];
    const looks = (dn: string) => (looked.push(dn), 'deleted' as const);
    const run = await bench.approve(main, heldIds(), everybody().slice(15), { looks });
    expect(run).toMatchObject({ outcome: 'failed', run: { error: { code: 'source.changed' } } });
    expect(looked).toEqual([]);
    expect(bench.logins(main)).toEqual(KEYS);
    expect(waiting(bench, main)).toHaveLength(15);
  });

  test('safety.md 2: approved as deleted, and only out of sight now, it is refused', async () => {
    await bench.synchronize(main, everybody());
    await bench.synchronize(main, everybody().slice(15));
    const [first] = waiting(bench, main);
    expect(first).toMatchObject({ reasonCode: 'guard.deletes', looked: 'deleted' });
    for (const reason of ['not-visible', 'unknown'] as const) {
      const run = await bench.approve(main, [first!.heldId], [], { looks: () => reason });
      expect(bench.changes(run)).toEqual(['delete refused row.moved k01']);
    }
    expect(bench.logins(main)).toEqual(KEYS);
  });

  test('safety.md 2: approved as unknown, and unknown still, it goes when nobody stands under its DN', async () => {
    await bench.synchronize(main, everybody());
    const rest = everybody().slice(1);
    await bench.synchronize(main, rest, { looks: () => 'unknown' });
    const there = await bench.approve(main, heldIds(), everybody(), { looks: () => 'unknown' });
    expect(bench.changes(there)).toEqual(['delete refused row.moved k01']);
    const run = await bench.approve(main, heldIds(), rest, { looks: () => 'unknown' });
    expect(bench.changes(run)).toEqual(['delete applied unknown k01']);
    expect(run.outcome).toBe('success');
  });

  test('E8: what a newer run asks for in the place of a row was not approved', async () => {
    await bench.synchronize(main, everybody());
    await bench.synchronize(main, everybody('Y'));
    const [seen] = waiting(bench, main);
    await bench.synchronize(main, everybody('Z'));
    const { store } = bench;
    const { enterpriseId, sourceId } = main;
    const of = { kind: 'approval', trigger: 'approval', mode: 'full', startedAt: 1000 } as const;
    const runId = store.runs.start({ enterpriseId, sourceId, ...of });
    const around = { password: null, now: () => 2000, isCancelled: () => false, progress: () => undefined };
    const job = { store, source: bench.fresh(main), runId, ...around };
    expect(await runApproval(job, [seen!])).toBe('failed');
    expect(store.runs.get(runId)!.error).toMatchObject({ code: 'held.not-found' });
    expect(bench.account('k01').fields.lastName).toBe('X');
  });

  test('E8: what is answered otherwise while it is looked up again is refused', async () => {
    await bench.synchronize(main, everybody());
    await bench.synchronize(main, everybody().slice(15));
    const two = heldIds().slice(0, 2);
    const looks = (dn: string) => {
      if (dn.startsWith('uid=k01,')) answer(bench, main, 'kept', ['k01']);
      return 'deleted' as const;
    };
    const run = await bench.approve(main, two, everybody().slice(15), { looks });
    expect(bench.changes(run).sort()).toEqual(['delete applied deleted k02', 'delete refused row.moved k01']);
    expect(bench.store.held.memories()).toMatchObject([{ login: 'k01', answer: 'kept' }]);
  });
});
