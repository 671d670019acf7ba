import { parentPort, workerData } from 'node:worker_threads';
import { deleteEnterprise, layoutOf, openSecondConnection, type DirectorySource } from '../store/index.ts';
import { passGate } from './gate.ts';
import { runRemoval } from './removal.ts';
import { runSynchronization, type Phase } from './run.ts';
import { errorInfo, RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import type { Outcome } from '../../../shared/domain/run.ts';

/** What a run worker is given: one run, and the connection settings of its own store connection (E1). */
export interface RunWorkerData {
  folder: string;
  work: WorkerTask;
  /** One Int32: not zero means stop. */
  cancel: SharedArrayBuffer;
}

/** What a worker is to do: whatever may write for longer than a procedure may take to answer. */
export type WorkerTask =
  | {
      kind: 'sync';
      runId: number;
      source: DirectorySource;
      password: string | null;
      mode: 'full' | 'incremental';
    }
  | { kind: 'removal'; runId: number; source: DirectorySource }
  /** The gate is that of `Gate`: whoever asked exports the Enterprise first. */
  | { kind: 'delete-enterprise'; enterpriseId: number; gate: SharedArrayBuffer };

/** What a run worker says. */
export type RunWorkerMessage =
  | { type: 'progress'; phase: Phase; done: number; total: number }
  /** Nobody but this worker can write to the store now, and it waits at its gate. */
  | { type: 'at-gate' }
  | {
      type: 'done';
      outcome: Outcome;
      /** What kept work without a run from its end: a run records that itself. */
      error: ErrorInfo | null;
      peakMemory: number;
    };

const { folder, work, cancel } = workerData as RunWorkerData;
const port = parentPort!;
const cancelFlag = new Int32Array(cancel);
const store = openSecondConnection(layoutOf(folder));

const around = {
  store,
  now: () => Date.now(),
  isCancelled: () => Atomics.load(cancelFlag, 0) !== 0,
  progress: (phase: Phase, done: number, total: number) => {
    port.postMessage({ type: 'progress', phase, done, total } satisfies RunWorkerMessage);
  },
};

/** Does what it was given, and says how it ended. */
async function perform(): Promise<{ outcome: Outcome; error: ErrorInfo | null }> {
  switch (work.kind) {
    case 'sync':
      return { outcome: await runSynchronization({ ...work, ...around }), error: null };
    case 'removal':
      return { outcome: runRemoval({ ...work, ...around }), error: null };
    case 'delete-enterprise':
      try {
        await store.write(() => deleteExported(work));
        return { outcome: 'success', error: null };
      } catch (error) {
        return { outcome: 'failed', error: errorInfo(error) };
      }
  }
}

/**
 * Deletes an Enterprise once whoever asked has exported it, both under this transaction's lock: so that what is exported
 * is what is deleted.
 */
function deleteExported({ enterpriseId, gate }: Extract<WorkerTask, { kind: 'delete-enterprise' }>): void {
  port.postMessage({ type: 'at-gate' } satisfies RunWorkerMessage);
  if (!passGate(gate)) throw new RollcallError('run.cancelled', 'The Enterprise could not be exported.');
  deleteEnterprise(store, enterpriseId);
}

try {
  const ended = await perform();
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  port.postMessage({ type: 'done', ...ended, peakMemory } satisfies RunWorkerMessage);
} finally {
  store.close();
}
