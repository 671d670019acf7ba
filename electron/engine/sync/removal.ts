import { RollcallError } from '../../../shared/domain/errors.ts';
import { imbalance, zeroCounters, type Outcome } from '../../../shared/domain/run.ts';
import { failpoint } from '../failpoint.ts';
import { AccountBulk, type Source, type Store } from '../store/index.ts';
import { endRun, NO_FEED } from './run-endings.ts';

/** How many accounts go between two looks at the cancel flag and two progress reports. */
const ACCOUNTS_PER_LOOK = 500;

/** The removal of one source. */
export interface RemovalJob {
  store: Store;
  source: Source;
  runId: number;
  now(): number;
  isCancelled(): boolean;
  progress(phase: 'saving', done: number, total: number): void;
}

/**
 * Removes a source with all its accounts, whatever their statuses point at (safety.md 7). Accounts, journal, source and
 * report are one transaction: a removal that is cut off or cancelled removed nothing. The journal keeps each account
 * whole, with its numbers and statuses, so that the removal can be undone. Throws only for faults.
 */
export function runRemoval(job: RemovalJob): Outcome {
  failpoint('run.started');
  try {
    const outcome = job.store.transaction(() => remove(job));
    failpoint('run.committed');
    return outcome;
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    const { code, message } = error;
    const outcome = code === 'run.cancelled' ? 'cancelled' : 'failed';
    endRun(job.store, job.runId, { outcome, code, message, kind: 'removal' }, job.now());
    return outcome;
  }
}

function remove(job: RemovalJob): Outcome {
  const { store, source, runId } = job;
  const start = performance.now();
  const bulk = new AccountBulk(store.connection);
  const counters = zeroCounters();
  const accounts = bulk.ofSource(source.sourceId);
  job.progress('saving', 0, accounts.length);
  for (const { accountId, version, loginId } of accounts) {
    const before = bulk.delete(accountId, version);
    bulk.journal({
      runId,
      accountId,
      kind: 'delete',
      state: 'applied',
      reasonCode: 'source-removed',
      login: loginId,
      before,
    });
    counters.deleted += 1;
    if (counters.deleted % ACCOUNTS_PER_LOOK === 0) {
      job.progress('saving', counters.deleted, accounts.length);
      if (job.isCancelled()) throw cancelled();
    }
    failpoint('apply.row');
  }
  if (job.isCancelled()) throw cancelled();
  store.sources.remove(source.sourceId, job.now());
  store.seats.settle(source.enterpriseId);
  if (imbalance(counters) !== 0) {
    throw new RollcallError('run.unbalanced', 'The counters of the removal do not add up.', {
      details: { ...counters },
    });
  }
  store.runs.finish(runId, {
    outcome: 'success',
    complete: true,
    baseline: false,
    endedAt: job.now(),
    counters,
    error: null,
    evidence: null,
    phases: { apply: Math.round(performance.now() - start) },
    plan: null,
    feed: NO_FEED,
    mode: 'full',
    issues: [],
  });
  failpoint('run.before-commit');
  return 'success';
}

function cancelled(): RollcallError {
  return new RollcallError('run.cancelled', 'The removal was cancelled.');
}
