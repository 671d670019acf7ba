import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import {
  imbalance,
  outcomeOf,
  zeroCounters,
  type Counters,
  type Issue,
  type Outcome,
} from '../../../shared/domain/run.ts';
import { failpoint } from '../failpoint.ts';
import type { RunEnding } from '../store/index.ts';
import { applyPlan } from './apply.ts';
import { issue, type Plan } from './plan.ts';
import { planHash } from './plan-hash.ts';
import { planningOf, type SyncJob } from './planning-of.ts';
import { profileOf } from './profile-of.ts';
import type { LooksEvidence } from './second-looks.ts';
import type { Planned, SourcePlanning } from './source-planning.ts';
import { watched } from './watched.ts';

/** One synchronization of one source. */
export type RunJob = Omit<SyncJob, 'spoolId'> & { runId: number; mode: 'full' | 'incremental' };

/**
 * Reads, plans, guards, applies and reports one run. Everything that changes accounts happens in one transaction,
 * together with the report, so that state and report always agree. Returns the outcome; throws only for faults.
 */
export async function runSynchronization(job: RunJob): Promise<Outcome> {
  const run = new SourceRun(job);
  try {
    return await watched(job, (signal) => run.execute(signal));
  } catch (error) {
    if (error instanceof RollcallError) return run.fail(error);
    throw error;
  } finally {
    run.close();
  }
}

class SourceRun {
  readonly #job: RunJob;
  readonly #planning: SourcePlanning;
  #looks: LooksEvidence | null = null;

  constructor(job: RunJob) {
    this.#job = job;
    this.#planning = planningOf({ ...job, spoolId: job.runId });
  }

  async execute(signal: AbortSignal): Promise<Outcome> {
    const job = this.#job;
    failpoint('run.started');
    const planned = await this.#planning.execute(signal);
    if (planned === null) {
      return this.#finish('failed', zeroCounters(), [], this.#planning.failure, null);
    }
    job.progress('saving', 0, 0);
    const outcome = job.store.transaction(() => this.#apply(planned));
    failpoint('run.committed');
    return outcome;
  }

  /** Records a run that ended without changing anything. */
  fail(error: RollcallError): Outcome {
    const outcome = error.code === 'run.cancelled' ? 'cancelled' : 'failed';
    return this.#finish(outcome, zeroCounters(), [], error.toInfo(), null);
  }

  close(): void {
    this.#planning.close();
  }

  #apply(planned: Planned): Outcome {
    const job = this.#job;
    const { store, source, runId } = job;
    const { sourceId } = source;
    const { plan, complete, error } = planned;
    this.#looks = planned.looks;
    this.#planning.heedNewAnswers(plan);
    const hash = planHash(planned, this.#planning.bulk);
    const unseen = complete ? this.#planning.unseenUpdates(plan, store.held.waitingUpdates(sourceId)) : [];
    const lapsed = complete ? this.#planning.lapsedMemories() : [];
    const applied = applyPlan(plan, {
      ...{ store, runId, enterpriseId: source.enterpriseId, sourceId, profileId: profileOf(store, source) },
      ...{ pbx: planned.pbx, entries: planned.entries, keepsHeld: true, now: job.now() },
      isCancelled: () => job.isCancelled(),
      progress: (done, total) => job.progress('saving', done, total),
    });
    const counters = this.#planning.counters(plan, withoutIssues(applied));
    if (imbalance(counters) !== 0) {
      throw new RollcallError('run.unbalanced', 'The counters of the run do not add up.', {
        details: { ...counters },
      });
    }
    if (complete) {
      store.sources.setBaseline(sourceId, planned.baseline);
      store.held.lapse(sourceId, runId, unseen);
      for (const { kind, keyAttribute, key } of lapsed) store.held.forget(sourceId, kind, keyAttribute, key);
      if (planned.pbx !== null) store.notAssigned.replace(sourceId, runId, planned.pbx.notAssigned);
    }
    this.#keepWorkingContext(planned.workingContext, plan);
    const issues = [...this.#planning.readIssues(error), ...plan.issues, ...applied.issues];
    const ended = outcomeOf({ failed: false, complete, counters, issues });
    this.#planning.endPhase('apply');
    const result = this.#finish(ended, counters, issues, error, hash);
    failpoint('run.before-commit');
    return result;
  }

  /** Stores the search context in the order that the directory uses (domain.md 2.4). */
  #keepWorkingContext(workingContext: string | null, plan: Plan): void {
    if (workingContext === null || this.#job.source.kind !== 'directory') return;
    const { sources } = this.#job.store;
    const { searchContext } = this.#job.source.settings;
    const source = sources.get(this.#job.source.sourceId);
    // Somebody may have edited the source during the read: their words stand.
    if (source?.kind !== 'directory' || source.settings.searchContext !== searchContext) return;
    const { name, profileId, settings } = source;
    sources.update(source.sourceId, {
      name,
      profileId,
      settings: { ...settings, searchContext: workingContext },
    });
    plan.issues.push(
      issue(
        'info',
        'source.context-reversed',
        '',
        'searchContext',
        `The search context was written root-first; it is now ${workingContext}.`,
      ),
    );
  }

  #finish(
    outcome: Outcome,
    counters: Counters,
    issues: Issue[],
    error: ErrorInfo | null,
    plan: string | null,
  ): Outcome {
    const planning = this.#planning;
    const ending: RunEnding = {
      outcome,
      complete: planning.verdict === 'complete' && error === null,
      baseline: planning.newBaseline,
      endedAt: this.#job.now(),
      counters,
      error: error && { code: error.code, message: error.message, hint: error.hint },
      evidence: planning.shownEvidence(this.#looks),
      phases: planning.phases,
      plan,
      feed: 'full',
      mode: 'full',
      issues:
        issues.length === 0 && error !== null ? [issue('error', error.code, '', '', error.message)] : issues,
    };
    this.#job.store.transaction(() => this.#job.store.runs.finish(this.#job.runId, ending));
    return outcome;
  }
}

function withoutIssues({ issues: _, refused: _refused, ...counts }: ReturnType<typeof applyPlan>) {
  return counts;
}
