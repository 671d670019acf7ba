import { foldLogin } from '../../../shared/domain/account.ts';
import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import {
  imbalance,
  outcomeOf,
  zeroCounters,
  type Counters,
  type Issue,
  type Outcome,
} from '../../../shared/domain/run.ts';
import { scanDirectory, type ScanResult } from '../directory/index.ts';
import { failpoint } from '../failpoint.ts';
import { AccountBulk, type DirectorySource, type RunEnding, type Store } from '../store/index.ts';
import { applyPlan } from './apply.ts';
import { baselineOf } from './baseline.ts';
import { Collector, SEEN } from './collector.ts';
import { guard } from './guard.ts';
import { settleLogins } from './logins.ts';
import { pairRekeyed, type UnpairedAccount, type UnpairedRecord } from './rekey.ts';
import { planHash } from './plan-hash.ts';
import { incompleteness, issuesOfRead } from './read-report.ts';
import { issue, makePlan, type Plan, type PlanAccount, type PlanRecord } from './plan.ts';
import { RecordFormat } from './records.ts';
import { Spool } from './spool.ts';

/** Up to this many claims, the holder of each login is looked up by itself. */
const FEW_CLAIMS = 2000;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export type Phase = 'connecting' | 'reading' | 'planning' | 'saving';

/** One synchronization of one synchronizer. */
export interface RunJob {
  store: Store;
  source: DirectorySource;
  runId: number;
  password: string | null;
  mode: 'full' | 'incremental';
  now(): number;
  isCancelled(): boolean;
  /** How the directory is read; tests put entries of their own here. */
  scan?: typeof scanDirectory;
  progress(phase: Phase, done: number, total: number): void;
}

/**
 * Reads, plans, guards, applies and reports one run. Everything that changes accounts happens in one transaction,
 * together with the report, so that state and report always agree. Returns the outcome; throws only for faults.
 */
export async function runSynchronization(job: RunJob): Promise<Outcome> {
  const run = new DirectoryRun(job);
  const abort = new AbortController();
  const watch = setInterval(() => {
    if (job.isCancelled()) abort.abort();
  }, 50);
  try {
    return await run.execute(abort.signal);
  } catch (error) {
    if (error instanceof RollcallError) return run.fail(error);
    throw error;
  } finally {
    clearInterval(watch);
    run.close();
  }
}

class DirectoryRun {
  readonly #job: RunJob;
  readonly #settings: SynchronizerSettings;
  readonly #format: RecordFormat;
  readonly #bulk: AccountBulk;
  readonly #collector: Collector;
  readonly #phases: Record<string, number> = {};
  #phaseStart = performance.now();
  #scan: ScanResult | null = null;
  #newBaseline = false;
  /** Accounts whose key came from another attribute, and the records that were paired with some of them. */
  readonly #otherwiseKeyed: UnpairedAccount[];
  #rekeyed: ReadonlyMap<number, number> = new Map();
  readonly #heldBefore: ReturnType<Store['runs']['heldRows']>;

  constructor(job: RunJob) {
    this.#job = job;
    this.#settings = job.source.settings;
    this.#format = new RecordFormat(this.#settings);
    this.#bulk = new AccountBulk(job.store.connection);
    const { sourceId } = job.source;
    this.#otherwiseKeyed = this.#bulk.otherwiseKeyed(sourceId, this.#settings.mapping.directoryKey);
    this.#heldBefore = job.store.runs.heldRows(sourceId);
    this.#collector = new Collector(
      this.#format,
      this.#bulk.keys(sourceId, this.#settings.mapping.directoryKey),
      job.store.accounts.count({ sourceId }),
      new Spool(job.store.folder.spool, job.runId),
      (entries, estimate) => job.progress('reading', entries, estimate),
    );
  }

  async execute(signal: AbortSignal): Promise<Outcome> {
    const { job, collector } = { job: this.#job, collector: this.#collector };
    failpoint('run.started');
    job.progress('connecting', 0, 0);
    const scan = await (job.scan ?? scanDirectory)(
      this.#settings,
      job.password,
      this.#format.attributes,
      collector,
      signal,
    );
    this.#scan = scan;
    this.#endPhase('read');
    failpoint('run.read');
    if (scan.error?.code === 'run.cancelled' || job.isCancelled()) throw cancelled();
    if (scan.verdict === 'failed') return this.#finish('failed', zeroCounters(), [], scan.error, null);

    job.progress('planning', 0, 0);
    const error = scan.error ?? incompleteness(collector, this.#settings.mapping.directoryKey);
    const complete = error === null;
    // In the order that worked: that is the one which is kept (domain.md 2.4), and next time it is no change.
    const { searchContext } = this.#settings;
    const baseline = baselineOf(
      { ...this.#settings, searchContext: scan.workingContext ?? searchContext },
      scan.evidence.server,
    );
    this.#newBaseline = complete && job.source.baseline?.fingerprint !== baseline.fingerprint;
    if (complete) this.#pairRekeyed();
    const plan = this.#plan(complete);
    this.#endPhase('plan');
    failpoint('run.planned');
    if (job.isCancelled()) throw cancelled();

    job.progress('saving', 0, 0);
    const outcome = job.store.transaction(() => {
      const applied = applyPlan(plan, {
        store: job.store,
        runId: job.runId,
        enterpriseId: job.source.enterpriseId,
        sourceId: job.source.sourceId,
        profileId: job.source.profileId,
        keyAttribute: this.#settings.mapping.directoryKey,
        format: this.#format,
        collector,
        rekeyed: this.#rekeyed,
        options: this.#settings,
        now: job.now(),
        isCancelled: () => job.isCancelled(),
        progress: (done, total) => job.progress('saving', done, total),
      });
      const counters = this.#counters(plan, applied);
      if (imbalance(counters) !== 0) {
        throw new RollcallError('run.unbalanced', 'The counters of the run do not add up.', {
          details: { ...counters },
        });
      }
      if (complete) {
        job.store.sources.setBaseline(job.source.sourceId, baseline);
        this.#carryHeld(plan);
      }
      this.#keepWorkingContext(scan, plan);
      const readIssues = issuesOfRead({
        collector,
        keyAttribute: this.#settings.mapping.directoryKey,
        error,
        settingsChanged: this.#newBaseline && job.source.baseline !== null,
        dnOf: (accountId) => this.#account(accountId)?.dn,
      });
      const issues = [...readIssues, ...plan.issues, ...applied.issues];
      const ended = outcomeOf({ failed: false, complete, counters, issues });
      this.#endPhase('apply');
      const result = this.#finish(ended, counters, issues, error, planHash(plan, collector, scan));
      failpoint('run.before-commit');
      return result;
    });
    failpoint('run.committed');
    return outcome;
  }

  /** Records a run that ended without changing anything. */
  fail(error: RollcallError): Outcome {
    const outcome = error.code === 'run.cancelled' ? 'cancelled' : 'failed';
    return this.#finish(outcome, zeroCounters(), [], error.toInfo(), null);
  }

  close(): void {
    this.#collector.close();
  }

  #plan(complete: boolean): Plan {
    const plan = makePlan(this.#records(), complete ? this.#gone() : [], this.#settings);
    const { store, source } = this.#job;
    guard(plan, {
      policy: this.#settings.guard,
      accounts: this.#collector.accountIds.length + this.#otherwiseKeyed.length,
      read: this.#collector.entries,
      recentDeletions:
        plan.deletes.length === 0
          ? 0
          : store.runs.appliedDeletionsSince(source.sourceId, this.#job.now() - WEEK_MS),
      newBaseline: this.#newBaseline,
      heldBefore: this.#heldBefore,
    });
    if (plan.creates.length + plan.updates.length < FEW_CLAIMS) {
      return settleLogins(plan, (loginKey) => this.#bulk.loginHolder(source.enterpriseId, loginKey));
    }
    const holders = this.#bulk.loginHolders(source.enterpriseId);
    return settleLogins(plan, (loginKey) => holders.get(loginKey));
  }

  *#records(): Generator<PlanRecord> {
    const collector = this.#collector;
    for (let record = 0; record < collector.spool.count; record += 1) {
      if (record % 1000 === 0 && this.#job.isCancelled()) throw cancelled();
      if (collector.voided.has(record)) continue;
      const place = collector.recordAccount[record]!;
      const accountId = place < 0 ? this.#rekeyed.get(record) : collector.accountIds[place]!;
      const account = accountId === undefined ? null : this.#account(accountId);
      const decoded = this.#format.decode(collector.spool.read(record));
      const found = this.#format.invalid(decoded);
      yield {
        record,
        dn: this.#format.dn(decoded),
        account,
        fields: this.#format.fields(decoded, account?.fields),
        invalid: found && { attribute: found.attribute, ...found.at },
      };
    }
  }

  *#gone(): Generator<{ account: PlanAccount; reasonCode: 'absent' | 'disabled' }> {
    const collector = this.#collector;
    // An entry that shares its key with another one is there all the same, whatever its key was before (D19).
    const quarantined = new Set([...collector.duplicates.values()].flatMap(({ dns }) => dns));
    for (const [place, accountId] of collector.accountIds.entries()) {
      const seen = collector.seen[place];
      if (seen !== SEEN.absent && seen !== SEEN.disabled) continue;
      const account = this.#account(accountId);
      if (account === null || quarantined.has(account.dn)) continue;
      yield { account, reasonCode: seen === SEEN.absent ? 'absent' : 'disabled' };
    }
    const paired = new Set(this.#rekeyed.values());
    for (const { accountId } of this.#otherwiseKeyed) {
      const account = paired.has(accountId) ? null : this.#account(accountId);
      if (account !== null) yield { account, reasonCode: 'absent' };
    }
  }

  /** Finds the entries of accounts whose key came from another attribute (E6). */
  #pairRekeyed(): void {
    if (this.#otherwiseKeyed.length === 0) return;
    const records: UnpairedRecord[] = [];
    for (const { record, account, dn, fields, invalid } of this.#records()) {
      if (account === null && invalid === null)
        records.push({ record, dn, loginKey: foldLogin(fields.loginId) });
    }
    this.#rekeyed = pairRekeyed(records, this.#otherwiseKeyed);
  }

  /** Held changes of entries that are there and could not be looked at again stay held (E8, D19). */
  #carryHeld(plan: Plan): void {
    const waiting = new Set(this.#heldBefore.updates.keys());
    if (waiting.size === 0) return;
    for (const row of [...plan.updates, ...plan.deletes]) waiting.delete(row.account.accountId);
    for (const row of plan.refreshes) waiting.delete(row.accountId);
    for (const [place, accountId] of this.#collector.accountIds.entries()) {
      const seen = this.#collector.seen[place];
      if (seen !== SEEN.changed && seen !== SEEN.duplicated) waiting.delete(accountId);
    }
    for (const accountId of waiting) this.#bulk.carryHeld(this.#job.runId, accountId);
  }

  #account(accountId: number): PlanAccount | null {
    return this.#bulk.load(accountId) ?? null;
  }

  #counters(plan: Plan, applied: ReturnType<typeof applyPlan>): Counters {
    const collector = this.#collector;
    const { refusedEntries, issues: _, ...counts } = applied;
    return {
      ...zeroCounters(),
      ...counts,
      read: collector.entries,
      unchanged: collector.unchanged + plan.refreshes.length,
      skipped: plan.skipped + collector.disabled + collector.repeated,
      failed: plan.failed + collector.duplicated + collector.keylessCount + refusedEntries,
    };
  }

  /** Stores the search context in the order that the directory uses (domain.md 2.4). */
  #keepWorkingContext(scan: ScanResult, plan: Plan): void {
    if (scan.workingContext === null) return;
    const { sources } = this.#job.store;
    const source = sources.get(this.#job.source.sourceId);
    // Somebody may have edited the source during the read: their words stand.
    if (source?.kind !== 'directory' || source.settings.searchContext !== this.#settings.searchContext)
      return;
    const { name, profileId, settings } = source;
    sources.update(source.sourceId, {
      name,
      profileId,
      settings: { ...settings, searchContext: scan.workingContext },
    });
    plan.issues.push(
      issue(
        'info',
        'source.context-reversed',
        '',
        'searchContext',
        `The search context was written root-first; it is now ${scan.workingContext}.`,
      ),
    );
  }

  #endPhase(name: string): void {
    const now = performance.now();
    this.#phases[name] = Math.round(now - this.#phaseStart);
    this.#phaseStart = now;
  }

  #finish(
    outcome: Outcome,
    counters: Counters,
    issues: Issue[],
    error: ErrorInfo | null,
    plan: string | null,
  ): Outcome {
    const ending: RunEnding = {
      outcome,
      complete: this.#scan?.verdict === 'complete' && error === null,
      baseline: this.#newBaseline,
      endedAt: this.#job.now(),
      counters,
      error: error && { code: error.code, message: error.message, hint: error.hint },
      evidence: this.#scan?.evidence ?? null,
      phases: this.#phases,
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

function cancelled(): RollcallError {
  return new RollcallError('run.cancelled', 'The synchronization was cancelled.');
}
