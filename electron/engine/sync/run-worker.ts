import { parentPort, workerData } from 'node:worker_threads';
import { layoutOf, openSecondConnection, type DirectorySource } from '../store/index.ts';
import { runSynchronization, type Phase } from './run.ts';
import type { Outcome } from '../../../shared/domain/run.ts';

/** What a run worker is given: one run, and the connection settings of its own store connection (E1). */
export interface RunWorkerData {
  folder: string;
  runId: number;
  source: DirectorySource;
  password: string | null;
  mode: 'full' | 'incremental';
  /** One Int32: not zero means stop. */
  cancel: SharedArrayBuffer;
}

/** What a run worker says. */
export type RunWorkerMessage =
  | { type: 'progress'; phase: Phase; done: number; total: number }
  | { type: 'done'; outcome: Outcome; peakMemory: number };

const data = workerData as RunWorkerData;
const port = parentPort!;
const cancelFlag = new Int32Array(data.cancel);
const store = openSecondConnection(layoutOf(data.folder));

try {
  const outcome = await runSynchronization({
    store,
    source: data.source,
    runId: data.runId,
    password: data.password,
    mode: data.mode,
    now: () => Date.now(),
    isCancelled: () => Atomics.load(cancelFlag, 0) !== 0,
    progress: (phase, done, total) => {
      port.postMessage({ type: 'progress', phase, done, total } satisfies RunWorkerMessage);
    },
  });
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  port.postMessage({ type: 'done', outcome, peakMemory } satisfies RunWorkerMessage);
} finally {
  store.close();
}
