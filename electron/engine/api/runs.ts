import type { Change, ChangeTab, Run, RunDetail } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { changedFieldsOf, type ChangeRecord, type RunRecord, type Store } from '../store/index.ts';
import { chosenEnterprises, type Services } from './context.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';

/** A run as the contract shows it, but for its issues. */
export function runHeader(run: RunRecord): Omit<Run, 'issues'> {
  return {
    id: run.runId,
    enterprise: run.enterprise,
    enterpriseId: run.enterpriseId,
    source: run.source,
    sourceId: run.sourceId,
    sourceKind: run.sourceKind,
    kind: run.kind,
    trigger: run.trigger,
    mode: run.mode,
    feed: run.feed,
    outcome: run.outcome ?? 'interrupted',
    complete: run.complete,
    baseline: run.baseline,
    startedAt: new Date(run.startedAt).toISOString(),
    endedAt: new Date(run.endedAt ?? run.startedAt).toISOString(),
    plan: run.plan,
    undoes: run.undoes,
    counters: run.counters,
    phases: run.phases ?? {},
    error: run.error,
  };
}

/** A run as the contract shows it. */
export function toRun(store: Store, run: RunRecord): Run {
  return { ...runHeader(run), issues: store.runs.issues(run.runId) };
}

/** Ended runs, newest first. Runs whose process died are noticed here too. */
export function listRuns(services: Services, input: { enterprise?: string | undefined; limit: number }) {
  const { store } = services;
  const chosen =
    input.enterprise === undefined ? undefined : chosenEnterprises(store, input.enterprise)[0]?.enterpriseId;
  services.jobs.recoverInterrupted();
  const runs = store.runs.list({
    limit: input.limit,
    ...(chosen === undefined ? {} : { enterpriseId: chosen }),
  });
  return { runs: runs.map((run) => toRun(store, run)) };
}

/** One run with its evidence, or `run.not-found`. */
export function getRun(store: Store, runId: number): RunDetail {
  const run = requireRun(store, runId);
  return { ...toRun(store, run), evidence: run.evidence as RunDetail['evidence'] };
}

/** A page of a run's changes, of one tab of its page if named. */
export function runChanges(
  store: Store,
  input: { id: number; after: number; limit: number; only?: ChangeTab | undefined; search: string },
) {
  const { runId } = requireRun(store, input.id);
  const page = store.runViews.changes(runId, input.only, input);
  return {
    changes: toChanges(store, page),
    next: page.length < input.limit ? null : (page.at(-1)?.changeId ?? null),
  };
}

/** An ended run, or `run.not-found`. */
export function requireRun(store: Store, runId: number): RunRecord {
  const run = store.runs.get(runId);
  if (run === undefined || run.outcome === null) {
    throw new RollcallError('run.not-found', `There is no finished run ${runId}.`);
  }
  return run;
}

/** Journal rows as the contract shows them. */
function toChanges(store: Store, changes: readonly ChangeRecord[]): Change[] {
  const fields = changedFieldsOf(store, changes);
  return changes.map((change, at) => ({
    kind: shownKind(change.kind),
    state: change.state,
    reasonCode: change.reasonCode,
    reason: reasonOf(change.reasonCode, change.detail),
    accountId: change.accountId,
    login: change.login,
    dn: change.dn,
    fields: fields[at]!,
  }));
}

/** An entry that moved without a change of a field is a change of its account all the same. */
export function shownKind(kind: ChangeRecord['kind']): Change['kind'] {
  return kind === 'moved' ? 'update' : kind;
}
