import type { Code } from '../../../shared/domain/codes.ts';
import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import { zeroCounters, type Counters, type Issue } from '../../../shared/domain/run.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { lookUpGone, scanDirectory, type ScanResult } from '../directory/index.ts';
import { failpoint } from '../failpoint.ts';
import { AccountBulk, type DirectorySource, type Remembered, type RunMoment } from '../store/index.ts';
import { baselineOf } from './baseline.ts';
import { cancelled } from './cancelled.ts';
import { Collector } from './collector.ts';
import { guard, holdUnproven } from './guard.ts';
import { settleLoginsIn } from './logins.ts';
import { applyMemories, Memories } from './memory.ts';
import { issue, makePlan, type DeleteRow, type Plan } from './plan.ts';
import { incompleteness, issuesOfRead } from './read-report.ts';
import { ReadRows } from './read-rows.ts';
import { RecordFormat } from './records.ts';
import { spooledEntries, type RowEntries } from './row-entries.ts';
import { lookAgain, type LooksEvidence } from './second-looks.ts';
import type { Planned, SourceJob, SourcePlanning } from './source-planning.ts';
import { Spool } from './spool.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/**
 * Up to this many deletions are looked up again whatever becomes of them, so that whoever reviews held ones sees why;
 * of more, only those that would be applied (safety.md 2).
 */
const LOOKED_UP_ALWAYS = 1000;

/** Issues that say what became of deletions. */
const ABOUT_DELETIONS: readonly Code[] = ['row.kept', 'guard.deletes', 'source.empty', 'source.changed'];

/** What reading and planning a directory rests on. */
export interface PlanningJob extends SourceJob<DirectorySource> {
  /** How the directory is read and asked again; tests put entries of their own here. */
  scan?: typeof scanDirectory;
  lookUp?: typeof lookUpGone;
}

/** Reads a directory and plans what that asks for. */
export class Planning implements SourcePlanning {
  readonly bulk: AccountBulk;
  readonly collector: Collector;
  readonly rows: ReadRows;
  readonly phases: Record<string, number> = {};
  #scan: ScanResult | null = null;
  newBaseline = false;
  /** When the accounts were looked at. */
  readonly moment: RunMoment;
  readonly #job: PlanningJob;
  readonly #settings: SynchronizerSettings;
  readonly #format: RecordFormat;
  readonly #entries: RowEntries;
  #phaseStart = performance.now();
  /** What had been answered when the plan was made. */
  #answered = new Memories([]);

  constructor(job: PlanningJob) {
    this.#job = job;
    this.#settings = job.source.settings;
    this.#format = new RecordFormat(this.#settings);
    this.bulk = new AccountBulk(job.store.connection);
    const { sourceId } = job.source;
    this.moment = job.store.runs.moment(sourceId);
    const keyAttribute = this.#settings.mapping.directoryKey;
    this.collector = new Collector(
      this.#format,
      this.bulk.keys(sourceId, keyAttribute),
      job.store.accounts.count({ sourceId }),
      new Spool(job.store.folder.spool, job.spoolId),
      (entries, estimate) => job.progress('reading', entries, estimate),
    );
    this.rows = new ReadRows({
      ...{ collector: this.collector, format: this.#format, bulk: this.bulk },
      ...{ settings: this.#settings, sourceId, isCancelled: () => job.isCancelled() },
    });
    this.#entries = spooledEntries({
      format: this.#format,
      collector: this.collector,
      keyAttribute,
      options: this.#settings,
      rekeyed: () => this.rows.rekeyed,
    });
  }

  get verdict() {
    return this.#scan?.verdict ?? null;
  }

  get failure(): ErrorInfo | null {
    return this.#scan?.error ?? null;
  }

  async execute(signal: AbortSignal): Promise<Planned | null> {
    const job = this.#job;
    job.progress('connecting', 0, 0);
    const scan = await (job.scan ?? scanDirectory)(
      this.#settings,
      job.password,
      this.#format.attributes,
      this.collector,
      signal,
    );
    this.#scan = scan;
    this.endPhase('read');
    failpoint('run.read');
    if (scan.error?.code === 'run.cancelled' || job.isCancelled()) throw cancelled();
    if (scan.verdict === 'failed') return null;

    job.progress('planning', 0, 0);
    let error = scan.error ?? incompleteness(this.collector, this.#settings.mapping.directoryKey);
    // In the order that worked: that is the one which is kept (domain.md 2.4), and next time it is no change.
    const { searchContext } = this.#settings;
    const baseline = baselineOf(
      { ...this.#settings, searchContext: scan.workingContext ?? searchContext },
      scan.evidence.server,
    );
    if (error === null) {
      this.newBaseline = job.source.baseline?.fingerprint !== baseline.fingerprint;
      this.rows.pairRekeyed();
    }
    const plan = makePlan(this.rows.records(), error === null ? this.rows.gone() : [], this.#settings);
    if (error !== null && this.rows.hasOtherwiseKeyed) passOverCreations(plan);
    this.#answered = this.memories();
    applyMemories(plan, this.#answered, (row) => this.rows.identityOf(row, this.#answered));
    this.endPhase('plan');
    let looks: LooksEvidence | null = null;
    if (plan.deletes.length <= LOOKED_UP_ALWAYS) looks = await this.#look(plan.deletes, scan, signal);
    const missed = () => looks?.missed ?? null;
    const isGuarded = missed() === null;
    if (isGuarded) this.#guard(plan, error === null);
    if (plan.deletes.length > LOOKED_UP_ALWAYS) {
      looks = await this.#look(
        plan.deletes.filter(({ state }) => state === 'apply'),
        scan,
        signal,
      );
    }
    const there = missed();
    if (there !== null) {
      // The directory has an entry that it did not send: the read was not the whole truth after all.
      error = new RollcallError(
        'ldap.incomplete',
        `${there} was not among the entries that were read, and is there all the same: nobody can be told to be absent.`,
      ).toInfo();
      plan.deletes = [];
      plan.issues = plan.issues.filter(({ code }) => !ABOUT_DELETIONS.includes(code));
      this.newBaseline = false;
      if (!isGuarded) this.#guard(plan, false);
    }
    holdUnproven(plan);
    settleLoginsIn(job.source.enterpriseId, plan, this.bulk);
    this.endPhase(looks === null ? 'plan' : 'check');
    failpoint('run.planned');
    if (job.isCancelled()) throw cancelled();
    return {
      ...{ verdict: scan.verdict, evidence: scan.evidence, workingContext: scan.workingContext, pbx: null },
      ...{ error, complete: error === null, baseline, newBaseline: this.newBaseline },
      ...{ plan, entries: this.#entries, looks },
    };
  }

  close(): void {
    this.collector.close();
  }

  readIssues(error: ErrorInfo | null): Issue[] {
    return issuesOfRead({
      collector: this.collector,
      keyAttribute: this.#settings.mapping.directoryKey,
      error,
      settingsChanged: this.newBaseline && this.#job.source.baseline !== null,
      dnOf: (accountId) => this.rows.account(accountId)?.dn,
    });
  }

  counters(plan: Plan, applied: Partial<Counters> & { refusedEntries: number }): Counters {
    const { collector } = this;
    const { refusedEntries, ...counts } = applied;
    return {
      ...zeroCounters(),
      ...counts,
      read: collector.entries,
      unchanged: collector.unchanged + plan.refreshes.length,
      skipped: plan.skipped + collector.disabled + collector.repeated,
      failed: plan.failed + collector.duplicated + collector.keylessCount + refusedEntries,
    };
  }

  heedNewAnswers(plan: Plan): void {
    const fresh = this.memories().without(this.#answered);
    applyMemories(plan, fresh, (row) => this.rows.identityOf(row, fresh));
  }

  unseenUpdates(plan: Plan, heldUpdates: readonly number[]): number[] {
    return this.rows.unseenUpdates(plan, heldUpdates);
  }

  lapsedMemories(): Remembered[] {
    return this.rows.lapsedMemories(this.memories());
  }

  shownEvidence(looks: LooksEvidence | null) {
    if (this.#scan === null) return null;
    return { ...this.#scan.evidence, mapping: this.#settings.mapping, looks };
  }

  endPhase(name: string): void {
    const now = performance.now();
    this.phases[name] = (this.phases[name] ?? 0) + Math.round(now - this.#phaseStart);
    this.#phaseStart = now;
  }

  async #look(rows: DeleteRow[], scan: ScanResult, signal: AbortSignal): Promise<LooksEvidence | null> {
    const absent = rows.filter((row) => row.gone === 'absent' && row.reasonCode === 'absent');
    if (absent.length === 0) return null;
    const job = this.#job;
    job.progress('checking', 0, absent.length);
    const looks = await lookAgain(absent, {
      settings: { ...this.#settings, searchContext: scan.workingContext ?? this.#settings.searchContext },
      password: job.password,
      server: scan.evidence.server,
      identityOf: (accountId) => this.bulk.identity(accountId),
      lookUp: job.lookUp ?? lookUpGone,
      signal,
      progress: (done) => job.progress('checking', done, absent.length),
    });
    failpoint('run.looked');
    if (job.isCancelled()) throw cancelled();
    return looks;
  }

  #guard(plan: Plan, complete: boolean): void {
    const { store, source } = this.#job;
    guard(plan, {
      policy: this.#settings.guard,
      accounts: this.rows.accounts,
      read: this.collector.entries,
      complete,
      recentDeletions:
        plan.deletes.length === 0
          ? 0
          : store.runs.appliedDeletionsSince(source.sourceId, this.#job.now() - WEEK_MS),
      newBaseline: this.newBaseline,
      heldBefore: store.held.reasons(source.sourceId),
    });
  }

  /** What a person answered about rows of the source. */
  memories(): Memories {
    const { store, source } = this.#job;
    return new Memories(store.held.memories({ sourceId: source.sourceId }));
  }
}

/**
 * After a change of the key attribute, an incomplete read cannot tell who is new and who is known by the old key (E6):
 * nobody is created twice.
 */
function passOverCreations(plan: Plan): void {
  const count = plan.creates.length;
  if (count === 0) return;
  plan.creates = [];
  plan.skipped += count;
  const entries = count === 1 ? '1 entry was' : `${count} entries were`;
  const message = `${entries} passed over: the key attribute was changed, and only a complete read can tell who is new.`;
  plan.issues.push({ ...issue('warning', 'source.changed', '', '', message), count });
}
