import { foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import type { AccountBulk } from '../store/index.ts';
import type { PbxEntries } from './pbx-entries.ts';
import { fieldChanges } from './pbx-entries.ts';
import { issue, type CreateRow, type Plan, type UpdateRow } from './plan.ts';

/** D7: desk phone, else softphone, else the number that the account is known by. */
function loginOf({ deskPhone, softPhone }: AccountFields, key: string): string {
  return deskPhone || softPhone || key;
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
    const message = `The login ID ${number} belongs to another account, so ${row.dn} has ${login}.`;
    plan.issues.push(issue('warning', 'entry.duplicate-login', row.dn, 'loginId', message));
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
