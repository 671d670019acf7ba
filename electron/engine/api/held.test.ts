import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { everybody, KEYS, person, waiting } from '../../../tests/support/crowd.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
import type { DirectorySource } from '../store/index.ts';
import type { Services } from './context.ts';
import { answerHeld, approveHeld } from './held.ts';

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

let started: unknown[];
beforeEach(() => {
  started = [];
});
const services = (): Services =>
  ({
    store: bench.store,
    now: () => 3000,
    write: (work: () => unknown) => Promise.resolve(bench.store.write(work)),
    jobs: { start: (job: unknown) => started.push(job) },
  }) as unknown as Services;
const mails = (mail: string | null) =>
  KEYS.map((key) => person(key, 'X', mail === null ? {} : { mail: [`${key}@${mail}`] }));

describe('E8: a row is answered as it was seen', () => {
  test('E8: what a newer run put in its place is neither approved nor rejected', async () => {
    await bench.synchronize(main, mails('old'));
    await bench.synchronize(main, mails('new'));
    const [seen] = waiting(bench, main);
    const rows = [{ heldId: seen!.heldId, runId: seen!.runId }];
    expect(seen!.changes).toEqual({ email: ['k01@old', 'k01@new'] });
    // The same row would blank the address now.
    await bench.synchronize(main, mails(null));
    await expect(approveHeld(services(), { rows })).rejects.toMatchObject({ code: 'held.newer' });
    const rejecting = answerHeld(services(), { rows }, 'rejected');
    await expect(rejecting).rejects.toMatchObject({ code: 'held.newer' });
    expect(started).toEqual([]);
    expect(bench.store.held.memories()).toEqual([]);
    expect(waiting(bench, main)).toHaveLength(30);
  });

  test('E8: what an older Rollcall held without its values is not answered before the next run', async () => {
    await bench.synchronize(main, everybody());
    await bench.synchronize(main, everybody('Y'));
    bench.store.connection.exec('UPDATE held_row SET fields = NULL, hash = NULL');
    const rows = waiting(bench, main).map(({ heldId, runId }) => ({ heldId, runId }));
    const rejecting = answerHeld(services(), { rows }, 'rejected');
    await expect(rejecting).rejects.toMatchObject({ code: 'held.not-found' });
    await expect(approveHeld(services(), { rows })).rejects.toMatchObject({ code: 'held.not-found' });
    expect(bench.store.held.memories()).toEqual([]);
    // The next run looks again: then they can be answered.
    await bench.synchronize(main, everybody('Y'));
    const { sourceId } = main;
    expect(await answerHeld(services(), { sourceId }, 'rejected')).toEqual({ rows: 30 });
  });
});
