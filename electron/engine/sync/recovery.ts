import { RollcallError } from '../../../shared/domain/errors.ts';
import type { RunRecord, Store } from '../store/index.ts';
import { endRun, removeSpool } from './run-endings.ts';

/**
 * Runs whose process died are `interrupted`: nobody holds the lease of their Enterprise any more. They changed
 * nothing, since a run commits its changes and its ending together. Runs of Enterprises that are `isOurs` are
 * this engine's own live ones. While somebody saves, nothing is done: the next look finds them.
 */
export function recoverInterrupted(
  store: Store,
  isOurs: (enterpriseId: number) => boolean,
  now: number,
): void {
  for (const run of store.runs.running()) {
    if (isOurs(run.enterpriseId)) continue;
    const lease = store.leases.tryTake(run.enterpriseId, 'recovery', now);
    if (lease === null) continue;
    try {
      // Looked up again under the lease: it may have ended meanwhile.
      if (store.runs.get(run.runId)?.outcome === null) interrupt(store, run, now);
    } catch (error) {
      if (!(error instanceof RollcallError && error.code === 'store.busy')) throw error;
    } finally {
      lease.release();
    }
  }
}

function interrupt(store: Store, { runId, kind }: RunRecord, now: number): void {
  const message = `The process that ran this ${kind === 'sync' ? 'synchronization' : kind} was cut off.`;
  const ending = { outcome: 'interrupted', code: 'run.interrupted', message, kind } as const;
  store.connection.withoutWaiting(() => endRun(store, runId, ending, now));
  removeSpool(store, runId);
}
