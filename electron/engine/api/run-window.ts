import { withHints, type Code } from '../../../shared/domain/codes.ts';
import type { RunSummary, RunView } from '../../../shared/contract/index.ts';
import type { RunRecord, Store } from '../store/index.ts';
import { requireEnterprise, type Services } from './context.ts';
import { countsNumbers, numberTotal } from './number-changes.ts';
import { requireRun, runHeader } from './runs.ts';
import { whyNotUndone } from './undo.ts';

/** Runs with their issues as counts only: a table never needs the issues themselves. */
export function runSummaries(store: Store, runs: readonly RunRecord[]): RunSummary[] {
  const issues = store.runViews.issues.counts(runs.map(({ runId }) => runId));
  return runs.map((run) => {
    const { phases: _, ...header } = runHeader(run);
    return { ...header, issues: issues.get(run.runId)! };
  });
}

/** A page of ended runs, newest first. Runs whose process died are noticed here too. */
export function listRunSummaries(
  services: Services,
  input: {
    enterprise?: string | undefined;
    sourceId?: number | undefined;
    before?: number | undefined;
    limit: number;
  },
): { runs: RunSummary[]; next: number | null } {
  const { store } = services;
  const { enterprise, ...rest } = input;
  const enterpriseId =
    enterprise === undefined ? undefined : requireEnterprise(store, enterprise).enterpriseId;
  services.jobs.recoverInterrupted();
  const runs = store.runs.list({ ...rest, enterpriseId });
  return {
    runs: runSummaries(store, runs),
    next: runs.length < input.limit ? null : runs.at(-1)!.runId,
  };
}

/** One ended run without its rows: what the head of its page and its tabs say. */
export function viewRun(store: Store, runId: number, now: number): RunView {
  const run = requireRun(store, runId);
  const [summary] = runSummaries(store, [run]);
  return {
    ...summary!,
    phases: run.phases ?? {},
    evidence: run.evidence as RunView['evidence'],
    changes: tabCounts(store, run),
    codes: withHints(store.runViews.issues.codes(runId), run.sourceKind),
    journalGone: run.journalGone,
    waiting: Object.values(store.held.counts({ runId })).reduce((sum, rows) => sum + rows, 0),
    undo: {
      ...store.runViews.undo(runId),
      blocked: whyNotUndone(store, run, now)?.message ?? null,
    },
  };
}

/** How many rows each tab has. */
function tabCounts(store: Store, run: RunRecord): RunView['changes'] {
  const counts = store.runViews.tabCounts(run.runId);
  // What the counters say of is in no journal any more.
  if (run.journalGone || !countsNumbers(run)) return counts;
  return { ...counts, numbers: numberTotal(run, store.runViews.numberCounts(run.runId)) };
}

/** A page of a run's issues. */
export function runIssues(
  store: Store,
  input: { id: number; code?: Code | undefined; after: number; limit: number },
) {
  const { runId, sourceKind } = requireRun(store, input.id);
  const issues = withHints(store.runViews.issues.page(runId, input), sourceKind);
  return { issues, next: issues.length < input.limit ? null : issues.at(-1)!.position };
}
