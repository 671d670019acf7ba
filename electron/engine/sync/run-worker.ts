import { parentPort, workerData } from 'node:worker_threads';
import { deleteEnterprise, layoutOf, openSecondConnection, type Source } from '../store/index.ts';
import { passGate } from './gate.ts';
import { inspectNode, type Inspected, type InspectionRequest } from './pbx-inspection.ts';
import { loginsElsewhere, runPreflight, type PreflightRequest } from './preflight.ts';
import type { Phase } from './source-planning.ts';
import { runPreview } from './preview.ts';
import { runRemoval } from './removal.ts';
import { runSynchronization } from './run.ts';
import { runApproval, runPlan, type SeenRow } from './stored-run.ts';
import { runUndo } from './undo.ts';
import { watched } from './watched.ts';
import type { PreflightEvent } from '../../../shared/contract/index.ts';
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
      source: Source;
      password: string | null;
      mode: 'full' | 'incremental';
    }
  /** Stores a plan; `spoolId` names what it reads meanwhile, `before` the plans that it comes after. */
  | { kind: 'preview'; spoolId: number; source: Source; password: string | null; before: string[] }
  | { kind: 'apply'; runId: number; source: Source; password: string | null; planId: number }
  | {
      kind: 'approval';
      runId: number;
      source: Source;
      password: string | null;
      approved: readonly SeenRow[];
    }
  | { kind: 'undo'; runId: number; target: number; chosen: { logins?: string[]; accountIds?: number[] } }
  | { kind: 'removal'; runId: number; source: Source }
  /** Writes nothing: it reads a whole directory, which would hold up everybody else. */
  | ({ kind: 'preflight' } & PreflightRequest)
  /** Writes nothing: it reads the files of a node. */
  | ({ kind: 'inspection' } & InspectionRequest)
  /** The gate is that of `Gate`: whoever asked exports the Enterprise first. */
  | { kind: 'delete-enterprise'; enterpriseId: number; gate: SharedArrayBuffer };

/** What a run worker says. */
export type RunWorkerMessage =
  | { type: 'progress'; phase: Phase; done: number; total: number }
  /** Nobody but this worker can write to the store now, and it waits at its gate. */
  | { type: 'at-gate' }
  | { type: 'preflight'; event: PreflightEvent }
  | { type: 'inspection'; found: Inspected }
  | {
      type: 'done';
      outcome: Outcome;
      /** What kept work without a run from its end: a run records that itself. */
      error: ErrorInfo | null;
      /** Of a preview: the sha256 of its plan. */
      plan: string | null;
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
async function perform(): Promise<Ended> {
  switch (work.kind) {
    case 'sync':
      return ended(await runSynchronization({ ...work, ...around }));
    case 'preview':
      return orFailed(async () => ({ ...ended('success'), plan: await runPreview({ ...work, ...around }) }));
    case 'apply':
      return ended(await runPlan({ ...work, ...around }, work.planId));
    case 'approval':
      return ended(await runApproval({ ...work, ...around }, work.approved));
    case 'undo':
      return ended(runUndo({ ...work, ...around }));
    case 'removal':
      return ended(runRemoval({ ...work, ...around }));
    case 'preflight':
      return orFailed(async () => {
        const { settings, password, sourceId } = work;
        const tell = (event: PreflightEvent) =>
          port.postMessage({ type: 'preflight', event } satisfies RunWorkerMessage);
        const report = await runPreflight({
          ...{ settings, password, tell, isCancelled: around.isCancelled },
          spoolFolder: store.folder.spool,
          isTaken: loginsElsewhere(store, sourceId),
        });
        tell({ type: 'report', report });
        return ended('success');
      });
    case 'inspection':
      return orFailed(async () => {
        const found = await watched(around, (signal) =>
          inspectNode({ store, now: Date.now() }, work, signal),
        );
        port.postMessage({ type: 'inspection', found } satisfies RunWorkerMessage);
        return ended('success');
      });
    case 'delete-enterprise':
      return orFailed(async () => {
        await store.write(() => deleteExported(work));
        return ended('success');
      });
  }
}

type Ended = { outcome: Outcome; error: ErrorInfo | null; plan: string | null };

function ended(outcome: Outcome): Ended {
  return { outcome, error: null, plan: null };
}

/** Of work without a run, nobody else could say why it failed. */
async function orFailed(work: () => Promise<Ended>): Promise<Ended> {
  try {
    return await work();
  } catch (error) {
    return { outcome: 'failed', error: errorInfo(error), plan: null };
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
  const end = await perform();
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  port.postMessage({ type: 'done', ...end, peakMemory } satisfies RunWorkerMessage);
} finally {
  store.close();
}
