import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { Events } from './events.ts';
import { Jobs } from './jobs.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** A run worker that reads until it is told to stop. */
const READS_FOR_EVER = `
  import { parentPort, workerData } from 'node:worker_threads';
  parentPort.postMessage({ type: 'progress', phase: 'reading', done: 0, total: 0 });
  while (Atomics.wait(new Int32Array(workerData.cancel), 0, 0, 20) === 'timed-out');
`;

/** Jobs on a store with as many Enterprises as asked for, a job for each. */
function start(enterprises: number) {
  const store = openQuickStore(folders.next());
  const events = new Events(store);
  const jobs = new Jobs({
    store,
    events,
    passwordOf: () => null,
    now: () => 0,
    workerUrl: new URL(`data:text/javascript,${encodeURIComponent(READS_FOR_EVER)}`),
    log: () => undefined,
  });
  onTestFinished(async () => {
    await jobs.close();
    events.close();
    store.close();
  });
  const ids = Array.from({ length: enterprises }, (_, index) => {
    const source = createSource(store, store.enterprises.create(enterpriseValues(`acme${index}`), 0), 'HQ');
    return jobs.start({ kind: 'sync', tasks: [{ source, trigger: 'manual' }], mode: 'full' });
  });
  const phases = () => jobs.running().jobs.map(({ tasks }) => tasks[0]?.phase ?? null);
  return { jobs, ids, phases };
}

test('jobs of different Enterprises run side by side, and to cancel one leaves the others alone', async () => {
  const { jobs, ids, phases } = start(2);
  await vi.waitFor(() => expect(phases()).toEqual(['reading', 'reading']), 20_000);
  jobs.cancel(ids[0]!);
  await jobs.wait(ids[0]!);
  expect(jobs.running().jobs).toMatchObject([{ jobId: ids[1], cancelling: false }]);
  expect(phases()).toEqual(['reading']);
});

test('no more than four at a time; the others wait for their turn, and can be cancelled meanwhile', async () => {
  const { jobs, ids, phases } = start(6);
  const four = ['reading', 'reading', 'reading', 'reading'];
  await vi.waitFor(() => expect(phases()).toEqual([...four, 'waiting', 'waiting']), 20_000);
  jobs.cancel(ids[5]!);
  await jobs.wait(ids[5]!);
  expect(phases()).toEqual([...four, 'waiting']);
  jobs.cancel(ids[0]!);
  await vi.waitFor(() => expect(phases()).toEqual(four), 20_000);
});
