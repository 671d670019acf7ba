import type { AccountField } from '../../../shared/domain/account.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import { effectivePolicy, exceeds, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { issue, type DeleteRow, type Plan, type UpdateRow } from './plan.ts';

/** What the guard weighs a plan against. */
export interface GuardFacts {
  policy: GuardPolicy;
  /** Accounts that the source has now. */
  accounts: number;
  /** Entries read. */
  read: number;
  /** Deletions that synchronizations applied by themselves in the last seven days. */
  recentDeletions: number;
  /** Whether the read rests on other settings than the last complete one (E6). */
  newBaseline: boolean;
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
  keepHeld(plan, plan.deletes, facts.heldBefore.deletes);
  keepHeld(plan, plan.updates, facts.heldBefore.updates);
  return plan;
}

/**
 * A held row stays held until it is approved or no longer asked for (E8): it must not slip through because the
 * settings are no longer new, or because the source has grown meanwhile.
 */
function keepHeld(plan: Plan, rows: (UpdateRow | DeleteRow)[], heldBefore: ReadonlyMap<number, Code>): void {
  const counts = new Map<Code, number>();
  for (const row of rows) {
    const code = heldBefore.get(row.account.accountId);
    if (row.state === 'held' || code === undefined) continue;
    row.state = 'held';
    row.reasonCode = code;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  for (const [code, count] of counts) {
    const kind = rows === plan.deletes ? 'deletion' : 'change';
    const message = `The ${kind} of ${people(count)} was held before and waits for approval.`;
    plan.issues.push({ ...issue('warning', code, '', '', message), count });
  }
}

function guardDeletes(plan: Plan, facts: GuardFacts): void {
  const count = plan.deletes.length;
  if (count === 0) return;
  const { policy, recentDeletions } = facts;
  const total = count + recentDeletions;
  const before = facts.accounts + recentDeletions;
  const hold = (code: 'source.empty' | 'source.changed' | 'guard.deletes', message: string) => {
    for (const row of plan.deletes) {
      row.state = 'held';
      row.reasonCode = code;
    }
    plan.issues.push({ ...issue('warning', code, '', '', message), count });
  };
  const week = recentDeletions > 0 ? ` (with the ${recentDeletions} of the last seven days)` : '';
  if (facts.read === 0) {
    hold('source.empty', `The source came back empty: ${people(count)} would be deleted, and all are held.`);
  } else if (facts.newBaseline) {
    hold(
      'source.changed',
      `The settings of the source changed: ${people(count)} would be deleted, and all are held.`,
    );
  } else if (exceeds(total, before, policy.deletePercent, policy.deleteAtLeast)) {
    hold(
      'guard.deletes',
      `${people(count)}${week} of ${before} would be deleted, more than ${policy.deletePercent} %: all are held.`,
    );
  } else if (total > policy.deleteAtMost) {
    hold(
      'guard.deletes',
      `${people(count)}${week} would be deleted, more than ${policy.deleteAtMost}: all are held.`,
    );
  }
}

/** One field that changes on many accounts is the mark of a broken mapping. Filling an empty field is not counted. */
function guardUpdates(plan: Plan, facts: GuardFacts): void {
  const { policy, accounts } = facts;
  const counts = new Map<AccountField, number>();
  for (const row of plan.updates) {
    for (const [field, values] of Object.entries(row.changes) as [AccountField, [string, string]][]) {
      if (values[0] !== '') counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  }
  const dangerous = [...counts].filter(([, count]) =>
    exceeds(count, accounts, policy.updatePercent, policy.updateAtLeast),
  );
  for (const [field, count] of dangerous) {
    for (const row of plan.updates) {
      const change = row.changes[field];
      if (change === undefined || change[0] === '') continue;
      row.state = 'held';
      row.reasonCode = 'guard.updates';
    }
    plan.issues.push({
      ...issue(
        'warning',
        'guard.updates',
        '',
        field,
        `${field} would change on ${people(count)} of ${accounts}, more than ${policy.updatePercent} %: those changes are held.`,
      ),
      count,
    });
  }
}

function people(count: number): string {
  return count === 1 ? '1 account' : `${count} accounts`;
}
