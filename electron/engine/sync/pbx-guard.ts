import type { Code } from '../../../shared/domain/codes.ts';
import type { Person } from '../../../shared/domain/mivoice-business/index.ts';
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
  /** Whether the node is read by other settings than at the last complete run (E6). */
  newBaseline: boolean;
  /** What changed in the settings, as the beginning of a sentence. */
  changed?: string;
}

/**
 * D21, D18, E6: holds the rows that take numbers or groups away when they are too many, when a file of the export shrank,
 * or when the node is read by other settings, such as without its group files.
 */
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
    // The first reason stays: that the settings changed says more than that many numbers go because of it.
    for (const row of held) if (row.state === 'apply') hold(row, code);
    plan.issues.push({ ...issue('warning', code, '', '', message), count });
  };
  const [file] = facts.shrunk;
  if (file !== undefined) {
    const held = [...new Set([...losing, ...ungrouped, ...plan.deletes])];
    const message = `${file} has far fewer rows than the last complete export: whatever would go because of that is held.`;
    if (held.length > 0) holdAll(held, 'file.truncated', message, held.length);
  }
  const taking = [...new Set([...losing, ...ungrouped])].filter(({ state }) => state === 'apply');
  if (facts.newBaseline && taking.length > 0) {
    const rows = taking.length === 1 ? '1 change' : `${taking.length} changes`;
    const message = `${facts.changed ?? 'The settings of the node changed'}: ${rows} would take numbers or groups away: held.`;
    holdAll(taking, 'source.changed', message, taking.length);
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
  sayWaiting(plan, claimsHeld(plan, accounts, entries));
  return plan;
}

/** Who has which numbers by the export. */
type PersonNumbers = Pick<Person, 'key' | 'accountId' | 'numbers'>;

/**
 * Holds rows until no number is on its way between two accounts of which one stands still: who would take it waits while
 * its account keeps it, and whose it is keeps it while whoever would take it waits, or was turned down.
 *
 * @param people everybody of the export, whether a row of theirs is left in the plan or not.
 */
export function holdTransfers(
  plan: Plan,
  people: readonly PersonNumbers[],
  { accounts, entries }: { accounts: readonly PlanAccount[]; entries: Pick<RowEntries, 'write'> },
): Plan {
  let count = 0;
  for (;;) {
    const held = claimsHeld(plan, accounts, entries) + lossesHeld(plan, people, accounts);
    if (held === 0) break;
    count += held;
  }
  sayWaiting(plan, count);
  return plan;
}

function sayWaiting(plan: Plan, count: number): void {
  if (count === 0) return;
  const rows = count === 1 ? '1 change waits' : `${count} changes wait`;
  const message = `${rows}: a number moves between it and an account that stays as it is for now.`;
  plan.issues.push({ ...issue('warning', 'pbx.held', '', '', message), count });
}

function holdWith(row: CreateRow | UpdateRow | DeleteRow, number: string): void {
  row.state = 'held';
  row.reasonCode = 'number-held';
  row.detail = number;
}

/** Holds rows that lose a number to somebody who does not get it now. Returns how many. */
function lossesHeld(plan: Plan, people: readonly PersonNumbers[], accounts: readonly PlanAccount[]): number {
  const losing = [...plan.deletes, ...plan.updates].filter(
    (row) => row.state === 'apply' && lostNumbers(row).length > 0,
  );
  if (losing.length === 0) return 0;
  const wanted = new Set(losing.flatMap(lostNumbers));
  const takers = new Map<string, PersonNumbers>();
  for (const person of people) {
    for (const { number } of person.numbers) if (wanted.has(number)) takers.set(number, person);
  }
  const going = new Set<string>();
  for (const { state, dn } of [...plan.creates, ...plan.updates]) if (state === 'apply') going.add(dn);
  const owners = numberOwners(accounts);
  let count = 0;
  for (const row of losing) {
    const kept = lostNumbers(row).find((number) => {
      const taker = takers.get(number);
      if (taker === undefined || going.has(taker.key)) return false;
      return taker.accountId === null || !owners.get(number)!.has(taker.accountId);
    });
    if (kept === undefined) continue;
    holdWith(row, kept);
    count += 1;
  }
  return count;
}

function numberOwners(accounts: readonly PlanAccount[]): Map<string, Set<number>> {
  const owners = new Map<string, Set<number>>();
  for (const { accountId, fields } of accounts) {
    for (const { number } of numbersOf(fields.pbxNumbers)) {
      const of = owners.get(number);
      if (of === undefined) owners.set(number, new Set([accountId]));
      else of.add(accountId);
    }
  }
  return owners;
}

/** Holds rows that gain a number which somebody else keeps. Returns how many. */
function claimsHeld(
  plan: Plan,
  accounts: readonly PlanAccount[],
  entries: Pick<RowEntries, 'write'>,
): number {
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
      holdWith(row, kept.number);
      count += 1;
      settled = false;
    }
    pending = rest;
  }
  return count;
}

/**
 * Holds whoever would go although a number of theirs is still on the PBX: only what is absent from a complete export is a
 * reason by itself (D20). A person may have been taken for another one, or a slip on the PBX may have made nobody of them.
 *
 * @param stillThere accounts that are gone by the rules, and of which a number is in the export.
 */
export function holdStillThere(plan: Plan, stillThere: ReadonlySet<number>): Plan {
  const leaving = [...plan.deletes, ...plan.updates.filter(({ changes }) => changes.orphan?.[1] === 'yes')];
  const held = leaving.filter(({ state, account }) => state === 'apply' && stillThere.has(account.accountId));
  for (const row of held) hold(row, 'pbx.still-there');
  const count = held.length;
  if (count > 0) {
    const who = count === 1 ? '1 account' : `${count} accounts`;
    const message = `${who} would go, though a number of theirs is still on the PBX: held.`;
    plan.issues.push({ ...issue('warning', 'pbx.still-there', '', '', message), count });
  }
  return plan;
}

/** Whether a row may bring its account a number that it had not. */
function gains(row: CreateRow | UpdateRow): boolean {
  return !('account' in row) || row.changes.pbxNumbers !== undefined;
}
