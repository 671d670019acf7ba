import { PBX_FIELDS } from '../../../shared/domain/account.ts';
import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import { zeroCounters, type Counters, type Issue } from '../../../shared/domain/run.ts';
import { hintOf } from '../../../shared/domain/codes.ts';
import { failpoint } from '../failpoint.ts';
import { AccountBulk, type PbxSource, type Remembered, type RunMoment } from '../store/index.ts';
import { cancelled } from './cancelled.ts';
import { guard } from './guard.ts';
import { settleLoginsIn } from './logins.ts';
import { answeredPart, applyMemories, Memories } from './memory.ts';
import { kindOf, PbxAnswers } from './pbx-answers.ts';
import { pbxBaseline } from './pbx-baseline.ts';
import { comparePbx, type PbxComparison } from './pbx-compare.ts';
import { guardNumbers, holdClaims } from './pbx-guard.ts';
import { giveLogins } from './pbx-logins.ts';
import { issue, type CreateRow, type DeleteRow, type Plan, type UpdateRow } from './plan.ts';
import { forecastSeats } from './seat-forecast.ts';
import type { Planned, SourceJob, SourcePlanning } from './source-planning.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

type Row = CreateRow | UpdateRow | DeleteRow;

/** Reads a PBX node and plans what that asks for. A read that is not complete asks for nothing at all (D17). */
export class PbxPlanning implements SourcePlanning {
  readonly bulk: AccountBulk;
  readonly phases: Record<string, number> = {};
  readonly moment: RunMoment;
  newBaseline = false;
  readonly #job: SourceJob<PbxSource>;
  #comparison: PbxComparison | null = null;
  #phaseStart = performance.now();
  #answers: PbxAnswers | null = null;
  /** What had been answered when the plan was made, and everything that was asked for then. */
  #answered = new Memories([]);
  #asked: Row[] = [];

  constructor(job: SourceJob<PbxSource>) {
    this.#job = job;
    this.bulk = new AccountBulk(job.store.connection);
    this.moment = job.store.runs.moment(job.source.sourceId);
  }

  get verdict() {
    return this.#comparison?.read.verdict ?? null;
  }

  get failure(): ErrorInfo | null {
    return this.#comparison?.read.error ?? null;
  }

  async execute(signal: AbortSignal): Promise<Planned | null> {
    const job = this.#job;
    job.progress('connecting', 0, 0);
    const comparison = await comparePbx(job, this.bulk, signal);
    this.#comparison = comparison;
    this.endPhase('read');
    failpoint('run.read');
    const { read, plan, entries } = comparison;
    if (read.error?.code === 'run.cancelled' || job.isCancelled()) throw cancelled();
    if (read.verdict === 'failed') return null;
    const complete = read.verdict === 'complete';
    const baseline = pbxBaseline(comparison.settings, comparison.options, read.files);
    this.newBaseline = complete && job.source.baseline?.fingerprint !== baseline.fingerprint;
    if (complete) {
      this.#answers = new PbxAnswers(comparison, { ...job, now: job.now() });
      this.#settle(comparison);
    }
    this.endPhase('plan');
    failpoint('run.planned');
    if (job.isCancelled()) throw cancelled();
    return {
      ...{ verdict: read.verdict, evidence: this.shownEvidence(), error: read.error, complete },
      ...{ baseline, newBaseline: this.newBaseline, plan, entries, looks: null, workingContext: null },
      pbx: { notAssigned: comparison.rules?.notAssigned ?? [], numbers: comparison.numbers },
    };
  }

  readIssues(error: ErrorInfo | null): Issue[] {
    const { read, rules } = this.#comparison!;
    const issues: Issue[] = [];
    if (error !== null) issues.push(issue('error', error.code, '', '', error.message));
    issues.push(...read.issues);
    for (const { severity, code, subject, field, message, count } of rules?.issues ?? []) {
      const hint = hintOf(code);
      issues.push({
        severity,
        code,
        subject,
        field,
        message,
        hint,
        ...(count === undefined ? {} : { count }),
      });
    }
    if (this.newBaseline && this.#job.source.baseline !== null) {
      const message = 'The settings of the node changed since the last complete run.';
      issues.push(issue('info', 'source.changed', '', '', message));
    }
    return issues;
  }

  counters(plan: Plan, applied: Partial<Counters> & { refusedEntries: number }): Counters {
    const { refusedEntries, ...counts } = applied;
    const comparison = this.#comparison;
    const rules = comparison?.rules ?? null;
    if (comparison === null || rules === null) return zeroCounters();
    const inPeople = rules.people.reduce((sum, { numbers }) => sum + numbers.length, 0);
    return {
      ...zeroCounters(),
      ...counts,
      read: rules.people.length,
      unchanged: comparison.unchanged + plan.refreshes.length,
      skipped: plan.skipped,
      failed: plan.failed + refusedEntries,
      devices: comparison.read.read.devices.length,
      assigned: inPeople + rules.assignedElsewhere,
      notAssigned: rules.notAssigned.length,
    };
  }

  heedNewAnswers(plan: Plan): void {
    const fresh = this.#memories().without(this.#answered);
    this.#heed(plan, fresh);
  }

  unseenUpdates(_plan: Plan, heldUpdates: readonly number[]): number[] {
    const left = new Set(this.#comparison?.rules?.left);
    return heldUpdates.filter((accountId) => left.has(accountId));
  }

  lapsedMemories(): Remembered[] {
    const memories = this.#memories();
    if (memories.isEmpty) return [];
    const counting = new Set<Remembered>();
    for (const row of this.#asked) {
      const identity = this.#answers!.identityOf(row, memories);
      const memory = memories.find(kindOf(row), dnOf(row), identity);
      if (memory !== undefined && answeredPart(memory, identity) !== 'none') counting.add(memory);
    }
    const { numbers } = this.#comparison!;
    const unseen = this.#answers!.unseenKeys();
    const nameOf = ({ kind, key }: Remembered) => `${kind} ${Buffer.from(key).toString('hex')}`;
    const before = new Set([...this.#answered.all()].map(nameOf));
    return [...memories.all()].filter((memory) => {
      const key = Buffer.from(memory.key).toString();
      // A creation that was undone may come back as it was; of a number that is in quarantine nothing is known.
      const isAway = memory.kind === 'create' && !numbers.has(key);
      return before.has(nameOf(memory)) && !counting.has(memory) && !unseen.has(key) && !isAway;
    });
  }

  shownEvidence() {
    const comparison = this.#comparison;
    if (comparison === null) return null;
    const { read, rules, options } = comparison;
    return {
      ...{ server: '', bindDn: '', filter: '', scope: '', paging: false, pages: 0, bases: [] },
      entries: rules?.people.length ?? 0,
      export: {
        files: read.described.map(({ path, kind, rows, modifiedAt, bytes, encoding, separator }) => ({
          ...{ path, kind, rows, modifiedAt, bytes, encoding, separator },
        })),
        ...{ devices: read.read.devices.length, groups: read.read.groups.length },
        ...{ people: rules?.people.length ?? 0, notAssigned: rules?.notAssigned.length ?? 0 },
        dynamicExtensionsOnly: options.dynamicExtensionsOnly,
      },
    };
  }

  endPhase(name: string): void {
    const now = performance.now();
    this.phases[name] = (this.phases[name] ?? 0) + Math.round(now - this.#phaseStart);
    this.#phaseStart = now;
  }

  close(): void {
    // Nothing is spooled: an export lies in files already.
  }

  /** Lets answers count, holds the dangerous rows, gives logins (D7) and settles who gets what. */
  #settle({ plan, entries, settings, accounts, rules, read }: PbxComparison): void {
    const { store, source } = this.#job;
    const { sourceId, enterpriseId } = source;
    this.#asked = [...plan.creates, ...plan.updates, ...plan.deletes];
    this.#answered = this.#memories();
    this.#heed(plan, this.#answered);
    guard(plan, {
      policy: settings.guard,
      accounts: accounts.length,
      read: rules!.people.length,
      complete: true,
      recentDeletions:
        plan.deletes.length === 0 ? 0 : store.runs.appliedDeletionsSince(sourceId, this.#job.now() - WEEK_MS),
      newBaseline: this.newBaseline,
      unweighed: [...PBX_FIELDS, 'pbxNode'],
      heldBefore: store.held.reasons(sourceId),
    });
    for (const { reasonCode, dn, account, detail } of plan.updates) {
      if (reasonCode !== 'pbx.identity-changed') continue;
      const message = `${detail}: is ${account.fields.loginId} the same person, or a new one? The account stays as it is until that is answered.`;
      plan.issues.push(issue('warning', 'pbx.identity-changed', dn, 'lastName', message));
    }
    guardNumbers(plan, { policy: settings.guard, accounts, shrunk: read.shrunk });
    holdClaims(plan, accounts, entries);
    giveLogins(plan, { entries, node: source.name, enterpriseId, bulk: this.bulk });
    settleLoginsIn(enterpriseId, plan, this.bulk);
    forecastSeats(plan, store, source);
    const order = new Map(rules!.people.map(({ key }, place) => [key, place]));
    plan.creates.sort((left, right) => (order.get(left.dn) ?? 0) - (order.get(right.dn) ?? 0));
    plan.updates.sort((left, right) => left.account.accountId - right.account.accountId);
    plan.deletes.sort((left, right) => left.account.accountId - right.account.accountId);
  }

  #heed(plan: Plan, memories: Memories): void {
    const orphans = plan.updates.filter(({ orphan }) => orphan).length;
    applyMemories(plan, memories, (row) => this.#answers!.identityOf(row, memories));
    // Nobody was read of an account that is gone: turning its change down skips nobody.
    plan.skipped -= orphans - plan.updates.filter(({ orphan }) => orphan).length;
  }

  #memories(): Memories {
    const { store, source } = this.#job;
    return new Memories(store.held.memories({ sourceId: source.sourceId }));
  }
}

function dnOf(row: Row): string {
  return 'account' in row ? row.account.dn : row.dn;
}

/** What a read that cannot be applied says, as an error. */
export function readError(failure: ErrorInfo | null): RollcallError {
  return failure === null
    ? new RollcallError('internal', 'The source could not be read.')
    : new RollcallError(failure.code, failure.message);
}
