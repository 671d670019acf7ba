import { RollcallError } from '../../../shared/domain/errors.ts';
import { isExpired, UndoRows, type ChosenRows, type RunRecord, type Store } from '../store/index.ts';
import { requireFreeName } from '../sync/index.ts';
import { enterpriseById, type Services } from './context.ts';
import { requireRun } from './runs.ts';

/** Starts a job that puts back what a run changed (E9). */
export function startUndo(
  services: Services,
  input: { id: number; logins?: string[] | undefined; accountIds?: number[] | undefined },
): { jobId: number } {
  const { store, jobs } = services;
  const run = requireRun(store, input.id);
  const { logins, accountIds } = input;
  const enterprise = enterpriseById(store, run.enterpriseId);
  if (enterprise.mode === 'integrated') {
    throw new RollcallError(
      'enterprise.integrated',
      `The Enterprise ${enterprise.name} is in MiCollab-integrated mode, which owns its accounts.`,
    );
  }
  const blocked = whyNotUndone(store, run, services.now());
  if (blocked !== null) throw blocked;
  const isWhole = logins === undefined && accountIds === undefined;
  if (!isWhole && !hasRow(store, run, { logins, accountIds })) {
    throw new RollcallError('undo.nothing', `Run ${run.runId} changed nothing of these accounts.`);
  }
  const source = run.sourceId === null ? undefined : store.sources.getEvenRemoved(run.sourceId);
  if (source === undefined) {
    throw new RollcallError('undo.nothing', `Run ${run.runId} has no source any more.`);
  }
  if (run.kind === 'removal' && source.removed) requireFreeName(store, source);
  jobs.recoverInterrupted();
  const undo = { target: run.runId, logins, accountIds };
  return { jobId: jobs.start({ kind: 'undo', mode: 'full', tasks: [{ source, trigger: 'undo', undo }] }) };
}

/** What keeps a run from being undone at all, as the error that says so; null when nothing does. */
export function whyNotUndone(store: Store, run: RunRecord, now: number): RollcallError | null {
  if (isExpired(store.connection, run, now)) {
    return new RollcallError('run.expired', `What run ${run.runId} changed is no longer kept.`);
  }
  const { rows } = store.runViews.undo(run.runId);
  const tookItsSource = run.kind === 'removal' && run.outcome === 'success';
  if (rows > 0 || tookItsSource) return null;
  return new RollcallError('undo.nothing', `Run ${run.runId} changed nothing that could be put back.`);
}

function hasRow(store: Store, { runId }: RunRecord, chosen: ChosenRows): boolean {
  return new UndoRows(store.connection).targets(runId, chosen).some(({ kind }) => kind !== 'moved');
}
