import { PBX_FIELDS } from '../../../shared/domain/account.ts';
import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import { zeroCounters, type Counters, type Issue } from '../../../shared/domain/run.ts';
import type { RuleResult } from '../../../shared/domain/mivoice-business/index.ts';
import { hintOf } from '../../../shared/domain/codes.ts';
import { failpoint } from '../failpoint.ts';
import { AccountBulk, type PbxSource, type Remembered, type RunMoment } from '../store/index.ts';
import { cancelled } from './cancelled.ts';
import { guard } from './guard.ts';
import { settleLoginsIn } from './logins.ts';
import { answeredPart, applyMemories, Memories } from './memory.ts';
import { kindOf, PbxAnswers } from './pbx-answers.ts';
import { pbxBaseline, settingsChange } from './pbx-baseline.ts';
import { compareAgain, comparePbx, type PbxComparison } from './pbx-compare.ts';
import { guardNumbers, holdStillThere, holdTransfers } from './pbx-guard.ts';
import { explainTransfers } from './pbx-held-words.ts';
import { giveLogins } from './pbx-logins.ts';
import { issue, type CreateRow, type DeleteRow, type Plan, type UpdateRow } from './plan.ts';
import type { Planned, SourceJob, SourcePlanning } from './source-planning.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

type Row = CreateRow | UpdateRow | DeleteRow;

/** Reads a PBX node and plans what that asks for. A read that is not complete asks for nothing at all (D17). */
export class PbxPlanning implements SourcePlanning {
  readonly bulk: AccountBulk;
  readonly phases: Record<string, number> = {};
  readonly moment: RunMoment;
  newBaseline = false;
  /** What changed in the settings since the last complete read; undefined when nothing did, or there was none. */
  #changed: string | undefined;
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
    const { read } = comparison;
    if (read.error?.code === 'run.cancelled' || job.isCancelled()) throw cancelled();
    if (read.verdict === 'failed') return null;
    const complete = read.verdict === 'complete';
    const baseline = pbxBaseline(comparison.settings, comparison.options, read.files);
    const before = job.source.baseline?.fingerprint;
    this.newBaseline = complete && before !== baseline.fingerprint;
    if (this.newBaseline && before !== undefined) {
      this.#changed = settingsChange(before, baseline.fingerprint);
    }
    if (complete) this.#settle(comparison);
    this.endPhase('plan');
    failpoint('run.planned');
    if (job.isCancelled()) throw cancelled();
    return this.#planned(comparison, complete);
  }

  again(): Planned {
    const comparison = compareAgain(this.#comparison!, { ...this.#job, bulk: this.bulk });
    this.#comparison = comparison;
    this.#settle(comparison);
    this.endPhase('plan');
    return this.#planned(comparison, true);
  }

  #planned(
    { read, plan, entries, rules, numbers, settings, options }: PbxComparison,
    complete: boolean,
  ): Planned {
    const baseline = pbxBaseline(settings, options, read.files);
    return {
      ...{ verdict: read.verdict, evidence: this.shownEvidence(), error: read.error, complete },
      ...{ baseline, newBaseline: this.newBaseline, plan, entries, looks: null, workingContext: null },
      pbx: { notAssigned: rules?.notAssigned ?? [], numbers },
    };
  }

  readIssues(error: ErrorInfo | null): Issue[] {
    const { read, rules } = this.#comparison!;
    const issues: Issue[] = [];
    // Of what went wrong after the read no file is to blame.
    const subject = error?.message === read.error?.message ? read.subject : '';
    if (error !== null) issues.push(issue('error', error.code, subject, '', error.message));
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
    // What it holds says so too: once is enough.
    const isSaid = this.#comparison!.plan.issues.some(({ code }) => code === 'source.changed');
    if (this.#changed !== undefined && !isSaid) {
      const message = `${this.#changed} since the last complete run.`;
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
    if (fresh.isEmpty) return;
    this.#heed(plan, fresh);
    // Who keeps an account now keeps its numbers, which somebody else was to get.
    const { rules, accounts, entries } = this.#comparison!;
    holdTransfers(plan, rules?.people ?? [], { accounts, entries });
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
        dynamicNeedsExternal: options.dynamicNeedsExternal,
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
  #settle(comparison: PbxComparison): void {
    const { plan, entries, settings, accounts, rules, read } = comparison;
    const { store, source } = this.#job;
    this.#answers = new PbxAnswers(comparison, { ...this.#job, now: this.#job.now() });
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
      ...this.#cause(),
      unweighed: [...PBX_FIELDS, 'pbxNode'],
      heldBefore: store.held.reasons(sourceId),
    });
    for (const { reasonCode, dn, account, detail } of plan.updates) {
      if (reasonCode !== 'pbx.identity-changed') continue;
      const message = `${detail}: is ${account.fields.loginId} the same person, or a new one? The account stays as it is until that is answered.`;
      plan.issues.push(issue('warning', 'pbx.identity-changed', dn, 'lastName', message));
    }
    const facts = { shrunk: read.shrunk, newBaseline: this.newBaseline, ...this.#cause() };
    guardNumbers(plan, { policy: settings.guard, accounts, ...facts });
    holdStillThere(plan, stillThere(rules!));
    holdTransfers(plan, rules!.people, { accounts, entries });
    explainTransfers(plan, { accounts, entries, people: rules!.people, memories: this.#answered });
    giveLogins(plan, { entries, node: source.name, enterpriseId, bulk: this.bulk });
    settleLoginsIn(enterpriseId, plan, this.bulk);
    const order = new Map(rules!.people.map(({ key }, place) => [key, place]));
    plan.creates.sort((left, right) => (order.get(left.dn) ?? 0) - (order.get(right.dn) ?? 0));
    plan.updates.sort((left, right) => left.account.accountId - right.account.accountId);
    plan.deletes.sort((left, right) => left.account.accountId - right.account.accountId);
  }

  #cause(): { changed?: string } {
    return this.#changed === undefined ? {} : { changed: this.#changed };
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

/**
 * Accounts that would go though a number of theirs is in the export; not those of which a person said so (D12), or whose
 * names were mended (R3).
 */
function stillThere({ gone }: RuleResult): Set<number> {
  const found = gone.filter(
    ({ reason, isAnswered, isMended }) => reason !== 'absent' && !isAnswered && !isMended,
  );
  return new Set(found.map(({ accountId }) => accountId));
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
