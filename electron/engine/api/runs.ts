import type { ChangeTab, Run, RunDetail } from '../../../shared/contract/index.ts';
import { hintOf, withHints } from '../../../shared/domain/codes.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { RunRecord, Store } from '../store/index.ts';
import { chosenEnterprises, type Services } from './context.ts';
import { toChanges } from './journal-changes.ts';
import { runNumbers } from './number-changes.ts';

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
    error: run.error && { ...run.error, hint: hintOf(run.error.code, run.sourceKind) },
  };
}

/** A run as the contract shows it. */
export function toRun(store: Store, run: RunRecord): Run {
  return { ...runHeader(run), issues: withHints(store.runs.issues(run.runId), run.sourceKind) };
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
  const run = requireRun(store, input.id);
  if (input.only === 'numbers') return runNumbers(store, run, input);
  const page = store.runViews.changes(run.runId, input.only, input);
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
