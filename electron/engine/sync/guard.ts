import type { AccountField } from '../../../shared/domain/account.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import { effectivePolicy, exceeds, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import { issue, type DeleteRow, type Plan, type UpdateRow } from './plan.ts';

/** What the guard weighs a plan against. */
export interface GuardFacts {
  policy: GuardPolicy;
  /** Accounts that the source has now. */
  accounts: number;
  /** Entries read. */
  read: number;
  /** Whether the read was complete. Of one that broke off, only what was read can be weighed. */
  complete: boolean;
  /** Deletions that synchronizations applied by themselves in the last seven days. */
  recentDeletions: number;
  /** Whether the read rests on other settings than the last complete one (E6). */
  newBaseline: boolean;
  /** What changed in the settings, as the beginning of a sentence. */
  changed?: string;
  /** Fields that no mass change is told by: a node's name, and what D21 weighs. */
  unweighed?: readonly AccountField[];
  /** Accounts whose row was held already, each with the reason (E8). */
  heldBefore: { updates: ReadonlyMap<number, Code>; deletes: ReadonlyMap<number, Code> };
}

/**
 * Holds the dangerous rows of a plan and lets the rest through (E11, safety.md 3). Pure but for the rows' state,
 * which it sets; there is no way to switch it off.
 */
export function guard(plan: Plan, given: GuardFacts): Plan {
  const facts = { ...given, policy: effectivePolicy(given.policy) };
  guardDeletes(plan, facts);
  guardUpdates(plan, facts);
  const { deletes, updates } = facts.heldBefore;
  keepHeld(plan, [...plan.deletes, ...plan.updates.filter(({ orphan }) => orphan)], deletes, 'deletion');
  keepHeld(
    plan,
    plan.updates.filter(({ orphan }) => !orphan),
    updates,
    'change',
  );
  return plan;
}

/**
 * A held row stays held until it is approved or no longer asked for (E8): it must not slip through because the
 * settings are no longer new, or because the source has grown meanwhile.
 */
function keepHeld(
  plan: Plan,
  rows: readonly (UpdateRow | DeleteRow)[],
  heldBefore: ReadonlyMap<number, Code>,
  kind: 'deletion' | 'change',
): void {
  const counts = new Map<Code, number>();
  for (const row of rows) {
    const code = heldBefore.get(row.account.accountId);
    if (row.state === 'held' || code === undefined) continue;
    hold(row, code);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  for (const [code, count] of counts) {
    const message = `The ${kind} of ${people(count)} was held before and waits for approval.`;
    plan.issues.push({ ...issue('warning', code, '', '', message), count });
  }
}

/** Holds a row. Why its account would go stays known in words. */
export function hold(row: UpdateRow | DeleteRow, code: Code): void {
  if (
    'gone' in row &&
    row.state === 'apply' &&
    row.reasonCode !== 'absent' &&
    row.reasonCode !== 'pbx-absent'
  ) {
    row.detail = reasonOf(row.reasonCode, row.detail);
  }
  row.state = 'held';
  // Whether it is the same person stays the question (D8).
  if (row.reasonCode !== 'pbx.identity-changed') row.reasonCode = code;
}

/**
 * Holds deletions that a second look at the directory could not account for (safety.md 2), whatever the guard says:
 * what is not visible may well be there.
 */
export function holdUnproven(plan: Plan): Plan {
  const counts = { 'not-visible': 0, unknown: 0 };
  for (const row of plan.deletes) {
    const { reasonCode } = row;
    if (row.state === 'held' || (reasonCode !== 'not-visible' && reasonCode !== 'unknown')) continue;
    row.state = 'held';
    counts[reasonCode] += 1;
  }
  const say = (reason: keyof typeof counts, why: string) => {
    const count = counts[reason];
    if (count === 0) return;
    const message = `${people(count)} would be deleted, but ${why}: held.`;
    plan.issues.push({ ...issue('warning', 'guard.unproven', '', '', message), count });
  };
  say('not-visible', 'the directory does not show us where the entries stood');
  say('unknown', 'the directory could not be asked again');
  return plan;
}

function guardDeletes(plan: Plan, facts: GuardFacts): void {
  // An account that is gone from its PBX and stays for its numbers (D2) leaves like any other.
  const leaving = [...plan.deletes, ...plan.updates.filter(({ orphan }) => orphan)];
  const count = leaving.length;
  if (count === 0) return;
  const { policy, recentDeletions } = facts;
  const total = count + recentDeletions;
  const before = facts.accounts + recentDeletions;
  const holdAll = (code: 'source.empty' | 'source.changed' | 'guard.deletes', message: string) => {
    for (const row of leaving) hold(row, code);
    plan.issues.push({ ...issue('warning', code, '', '', message), count });
  };
  const week = recentDeletions > 0 ? ` (with the ${recentDeletions} of the last seven days)` : '';
  if (facts.read === 0) {
    holdAll(
      'source.empty',
      `The source came back empty: ${people(count)} would be deleted, and all are held.`,
    );
  } else if (facts.newBaseline) {
    holdAll(
      'source.changed',
      `${facts.changed ?? 'The settings of the source changed'}: ${people(count)} would be deleted, and all are held.`,
    );
  } else if (exceeds(total, before, policy.deletePercent, policy.deleteAtLeast)) {
    holdAll(
      'guard.deletes',
      `${people(count)}${week} of ${before} would be deleted, more than ${policy.deletePercent} %: all are held.`,
    );
  } else if (total > policy.deleteAtMost) {
    holdAll(
      'guard.deletes',
      `${people(count)}${week} would be deleted, more than ${policy.deleteAtMost}: all are held.`,
    );
  }
}

/**
 * One field that changes on many accounts is the mark of a broken mapping. Filling an empty field is not counted. A read
 * that broke off says nothing of the accounts it did not reach, so they are no weight against the change: else one that
 * breaks off early again and again would let it through in slices.
 */
function guardUpdates(plan: Plan, facts: GuardFacts): void {
  const { policy, accounts, complete, read, unweighed = [] } = facts;
  const weighed = complete ? accounts : Math.min(accounts, read);
  const ofThese = complete ? `of ${accounts}` : `of the ${weighed} that were read`;
  const counts = new Map<AccountField, number>();
  for (const row of plan.updates) {
    if (row.orphan) continue;
    for (const [field, values] of Object.entries(row.changes) as [AccountField, [string, string]][]) {
      if (values[0] !== '' && !unweighed.includes(field)) counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  }
  const dangerous = [...counts].filter(([, count]) =>
    exceeds(count, weighed, policy.updatePercent, policy.updateAtLeast),
  );
  for (const [field, count] of dangerous) {
    for (const row of plan.updates) {
      const change = row.changes[field];
      if (change === undefined || change[0] === '' || row.orphan) continue;
      hold(row, 'guard.updates');
    }
    plan.issues.push({
      ...issue(
        'warning',
        'guard.updates',
        '',
        field,
        `${field} would change on ${people(count)} ${ofThese}, more than ${policy.updatePercent} %: those changes are held.`,
      ),
      count,
    });
  }
}

function people(count: number): string {
  return count === 1 ? '1 account' : `${count} accounts`;
}
