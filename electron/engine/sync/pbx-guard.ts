import type { Code } from '../../../shared/domain/codes.ts';
import { effectivePolicy, exceeds, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import { hold } from './guard.ts';
import type { PbxAccount } from './pbx-compare.ts';
import type { RowEntries } from './row-entries.ts';
import {
  issue,
  type CreateRow,
  type DeleteRow,
  type Plan,
  type PlanAccount,
  type UpdateRow,
} from './plan.ts';

/** What the guard of a node weighs besides accounts and fields. */
export interface PbxGuardFacts {
  policy: GuardPolicy;
  accounts: readonly PbxAccount[];
  /** Files that lost more rows than the guard lets through since the last complete read (D18). */
  shrunk: readonly string[];
}

/** D21, D18: holds the rows that take numbers or groups away when they are too many, or when a file of the export shrank. */
export function guardNumbers(plan: Plan, facts: PbxGuardFacts): Plan {
  const policy = effectivePolicy(facts.policy);
  const { deletePercent, deleteAtLeast } = policy;
  const rows: (UpdateRow | DeleteRow)[] = [...plan.deletes, ...plan.updates];
  const losing = rows.filter((row) => lostNumbers(row).length > 0);
  const lost = losing.reduce((sum, row) => sum + lostNumbers(row).length, 0);
  const all = facts.accounts.reduce((sum, { fields }) => sum + numbersOf(fields.pbxNumbers).length, 0);
  const ungrouped = rows.filter(losesGroup);
  const groups = facts.accounts.filter(({ fields }) => fields.group !== '').length;
  const holdAll = (held: readonly (UpdateRow | DeleteRow)[], code: Code, message: string, count: number) => {
    for (const row of held) hold(row, code);
    plan.issues.push({ ...issue('warning', code, '', '', message), count });
  };
  const [file] = facts.shrunk;
  if (file !== undefined) {
    const held = [...new Set([...losing, ...ungrouped, ...plan.deletes])];
    const message = `${file} has far fewer rows than the last complete export: whatever would go because of that is held.`;
    if (held.length > 0) holdAll(held, 'file.truncated', message, held.length);
  }
  if (exceeds(lost, all, deletePercent, deleteAtLeast)) {
    const message = `${lost} of ${all} numbers would go, more than ${deletePercent} %: those changes are held.`;
    holdAll(losing, 'guard.numbers', message, lost);
  }
  if (exceeds(ungrouped.length, groups, deletePercent, deleteAtLeast)) {
    const message = `${ungrouped.length} of ${groups} groups would go, more than ${deletePercent} %: those changes are held.`;
    holdAll(ungrouped, 'guard.groups', message, ungrouped.length);
  }
  return plan;
}

/** Numbers that an account loses with a row. */
function lostNumbers(row: UpdateRow | DeleteRow): string[] {
  const before = numbersOf(row.account.fields.pbxNumbers).map(({ number }) => number);
  if ('gone' in row) return before;
  if (row.changes.pbxNumbers === undefined) return [];
  const now = new Set(numbersOf(row.changes.pbxNumbers[1]).map(({ number }) => number));
  return before.filter((number) => !now.has(number));
}

function losesGroup(row: UpdateRow | DeleteRow): boolean {
  if (row.account.fields.group === '') return false;
  return 'gone' in row || row.changes.group?.[1] === '';
}

/**
 * Holds rows that would take a number which its account keeps, since the account's own row is held or was turned down:
 * nobody's phone goes to somebody else before that is settled.
 */
export function holdClaims(
  plan: Plan,
  accounts: readonly PlanAccount[],
  entries: Pick<RowEntries, 'write'>,
): Plan {
  const owners = new Map<string, number>();
  for (const { accountId, fields } of accounts) {
    for (const { number } of numbersOf(fields.pbxNumbers)) owners.set(number, accountId);
  }
  const byAccount = new Map<number, UpdateRow | DeleteRow>();
  for (const row of [...plan.deletes, ...plan.updates]) byAccount.set(row.account.accountId, row);
  /** Whether an account lets a number go with this plan. */
  const lets = (accountId: number, number: string): boolean => {
    const row = byAccount.get(accountId);
    return row?.state === 'apply' && lostNumbers(row).includes(number);
  };
  let count = 0;
  // Whoever is held keeps their numbers, and so may stand in somebody else's way: settle until it is quiet.
  let pending: (CreateRow | UpdateRow)[] = [...plan.creates, ...plan.updates].filter(gains);
  for (let settled = false; !settled;) {
    settled = true;
    const rest: (CreateRow | UpdateRow)[] = [];
    for (const row of pending) {
      if (row.state === 'held') continue;
      const self = 'account' in row ? row.account.accountId : null;
      const stored = 'account' in row ? row.account.fields : undefined;
      const wanted = numbersOf(entries.write(row.record, stored).fields.pbxNumbers);
      const kept = wanted.find(({ number }) => {
        const owner = owners.get(number);
        return owner !== undefined && owner !== self && !lets(owner, number);
      });
      if (kept === undefined) {
        rest.push(row);
        continue;
      }
      row.state = 'held';
      row.reasonCode = 'number-held';
      row.detail = kept.number;
      count += 1;
      settled = false;
    }
    pending = rest;
  }
  if (count > 0) {
    const rows = count === 1 ? '1 change waits' : `${count} changes wait`;
    const message = `${rows}: the number belongs to an account whose own change is held.`;
    plan.issues.push({ ...issue('warning', 'pbx.held', '', '', message), count });
  }
  return plan;
}

/** Whether a row may bring its account a number that it had not. */
function gains(row: CreateRow | UpdateRow): boolean {
  return !('account' in row) || row.changes.pbxNumbers !== undefined;
}
