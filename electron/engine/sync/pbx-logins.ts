import { foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import type { Issue } from '../../../shared/domain/run.ts';
import type { AccountBulk, PlannedRow } from '../store/index.ts';
import type { PbxEntries } from './pbx-entries.ts';
import { fieldChanges } from './pbx-entries.ts';
import { issue, type CreateRow, type Plan, type UpdateRow } from './plan.ts';

/** D7: desk phone, else softphone, else the number that the account is known by. */
function loginOf({ deskPhone, softPhone }: AccountFields, key: string): string {
  return deskPhone || softPhone || key;
}

/** What is said of an account that could not have its number as its login. */
function takenLogin(loginId: string, of: { number: string; login: string }): Issue {
  const message = `The login ID ${loginId} belongs to another account, so ${of.number} has ${of.login}.`;
  return issue('warning', 'entry.duplicate-login', of.number, 'loginId', message);
}

/** The same of rows that waited, or came of an answer, and are applied now. */
export function takenLogins(rows: readonly PlannedRow[], node: string): Issue[] {
  return rows.flatMap((row) => {
    const number = takenFor(row, node);
    return number === null ? [] : [takenLogin(number, { number: row.dn, login: row.fields!.loginId })];
  });
}

/** Rows that waited, with their number as login where its holder goes in the same run, or went meanwhile (D7). */
export function withFreedLogins(
  rows: readonly PlannedRow[],
  { node, holderOf }: { node: string; holderOf: (login: string) => number | undefined },
): PlannedRow[] {
  const going = new Set(rows.flatMap(({ kind, accountId }) => (kind === 'delete' ? accountId : [])));
  return rows.map((row) => {
    const loginId = takenFor(row, node);
    if (loginId === null) return row;
    const holder = holderOf(foldLogin(loginId));
    if (holder !== undefined && holder !== row.accountId && !going.has(holder)) return row;
    const before = row.changes.loginId?.[0] ?? null;
    const changes = { ...row.changes, loginId: [before, loginId] as [string | null, string] };
    const login = row.kind === 'create' ? loginId : row.login;
    return { ...row, login, fields: { ...row.fields!, loginId }, changes };
  });
}

/** The number that a row could not have as its login when it was made; null when it has it, or no login is given. */
function takenFor({ kind, dn, changes, fields }: PlannedRow, node: string): string | null {
  if (fields === null || kind === 'delete') return null;
  if (kind === 'update' && changes.loginId === undefined) return null;
  const number = loginOf(fields, dn);
  return fields.loginId === `${number}@${node}` ? number : null;
}

/**
 * Gives the new accounts of a plan their logins (D7), and renumbered ones another if theirs was given automatically and
 * never edited. One that somebody else has, and keeps, becomes `number@node`, with an issue.
 */
export function giveLogins(
  plan: Plan,
  of: { entries: PbxEntries; node: string; enterpriseId: number; bulk: AccountBulk },
): void {
  const { entries, node, bulk, enterpriseId } = of;
  // Who is gone keeps their login (D2).
  const renumbered = plan.updates.filter(({ record, orphan }) => !orphan && entries.isRekeyed(record));
  if (plan.creates.length + renumbered.length === 0) return;
  const holders = bulk.loginHolders(enterpriseId);
  const leaving = new Set(
    plan.deletes.filter(({ state }) => state === 'apply').map(({ account }) => account.accountId),
  );
  const follows = renumbered.filter(({ account, record }) => {
    const { loginId } = account.fields;
    const given = loginOf(account.fields, account.dn);
    const isAutomatic = [given, `${given}@${node}`].some((each) => foldLogin(each) === foldLogin(loginId));
    return isAutomatic && loginOf(entries.fields(record, account.fields), entries.keyOf(record)) !== given;
  });
  // Those that move away make room, unless they are held.
  for (const { state, account } of follows) if (state === 'apply') leaving.add(account.accountId);
  const free = (login: string, self: number | null): boolean => {
    const holder = holders.get(foldLogin(login));
    return holder === undefined || holder === self || leaving.has(holder);
  };
  const choose = (row: CreateRow | UpdateRow, self: number | null): string => {
    const stored = 'account' in row ? row.account.fields : undefined;
    const number = loginOf(entries.fields(row.record, stored), entries.keyOf(row.record));
    if (free(number, self)) return number;
    const login = `${number}@${node}`;
    // Who waits has no login yet: it is told when the row is applied.
    if (row.state === 'apply') plan.issues.push(takenLogin(number, { number: row.dn, login }));
    return login;
  };
  for (const row of plan.creates) {
    const login = choose(row, null);
    entries.setLogin(row.record, login);
    row.loginId = login;
    row.loginKey = foldLogin(login);
  }
  for (const row of follows) {
    const login = choose(row, row.account.accountId);
    entries.setLogin(row.record, login);
    row.changes = fieldChanges(row.account.fields, entries.fields(row.record, row.account.fields));
    row.loginKey = foldLogin(login);
  }
}
