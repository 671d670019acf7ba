import { foldLogin as fold } from '../../../shared/domain/account.ts';
import type { AccountBulk } from '../store/index.ts';
import { issue, type CreateRow, type Plan, type UpdateRow } from './plan.ts';

/** Up to this many claims, the holder of each login is looked up by itself. */
const FEW_CLAIMS = 2000;

/** `settleLogins` with the accounts of an Enterprise. */
export function settleLoginsIn(enterpriseId: number, plan: Plan, bulk: AccountBulk): Plan {
  if (plan.creates.length + plan.updates.length < FEW_CLAIMS) {
    return settleLogins(plan, (loginKey) => bulk.loginHolder(enterpriseId, loginKey));
  }
  const holders = bulk.loginHolders(enterpriseId);
  return settleLogins(plan, (loginKey) => holders.get(loginKey));
}

/** A row that wants a login which its account does not have yet. */
type Claim = { kind: 'create'; row: CreateRow } | { kind: 'update'; row: UpdateRow };

/**
 * Settles who gets which login (E13): unique in the Enterprise, two people may swap, and nothing depends on the order
 * of entries. The present holder keeps a login; of several new claimants none gets it. Whoever needs the login of a
 * held row is held with it (E8). Losers are taken out of the plan, each with an issue.
 *
 * @param holderOf the account that has a login in the Enterprise today, by its folded form.
 */
export function settleLogins(plan: Plan, holderOf: (loginKey: string) => number | undefined): Plan {
  const claims = new Map<string, Claim[]>();
  /** Accounts that give up their login in this plan, by account. */
  const leaving = new Map<number, { held: boolean }>();
  const claim = (loginKey: string, entry: Claim) => {
    const others = claims.get(loginKey);
    if (others === undefined) claims.set(loginKey, [entry]);
    else others.push(entry);
  };
  for (const row of plan.creates) claim(row.loginKey, { kind: 'create', row });
  for (const row of plan.updates) {
    if (!changesLogin(row)) continue;
    claim(row.loginKey, { kind: 'update', row });
    leaving.set(row.account.accountId, { held: row.state === 'held' });
  }
  for (const row of plan.deletes) leaving.set(row.account.accountId, { held: row.state === 'held' });

  const lost = new Set<CreateRow | UpdateRow>();
  // Whoever loses or is held stays where they are, and so may stand in somebody else's way: settle until it is quiet.
  // Each round only ever adds losers and held rows, so there are finitely many.
  let pending = [...claims.keys()];
  while (pending.length > 0) {
    const disturbed: string[] = [];
    const stay = (entry: Claim, held: boolean) => {
      if (entry.kind === 'create') return;
      const { accountId, fields } = entry.row.account;
      if (held) leaving.set(accountId, { held });
      else leaving.delete(accountId);
      disturbed.push(fold(fields.loginId));
    };
    for (const loginKey of pending) {
      const entries = (claims.get(loginKey) ?? []).filter((entry) => !lost.has(entry.row));
      if (entries.length === 0) continue;
      const holder = holderOf(loginKey);
      const departure = holder === undefined ? undefined : leaving.get(holder);
      const occupied = holder !== undefined && departure === undefined;
      if (occupied || entries.length > 1) {
        for (const entry of entries) {
          lost.add(entry.row);
          stay(entry, false);
        }
      } else if (departure?.held) {
        for (const entry of entries) {
          if (entry.row.state === 'held') continue;
          entry.row.state = 'held';
          entry.row.reasonCode = 'login-held';
          stay(entry, true);
        }
      }
    }
    pending = [...new Set(disturbed)].filter((loginKey) => claims.has(loginKey));
  }
  return withoutLosers(plan, lost);
}

function withoutLosers(plan: Plan, lost: Set<CreateRow | UpdateRow>): Plan {
  for (const row of lost) {
    const loginId = 'loginId' in row ? row.loginId : row.changes.loginId![1];
    plan.failed += 1;
    plan.issues.push(
      issue(
        'warning',
        'entry.duplicate-login',
        row.dn,
        '',
        `The login ID ${loginId} of ${row.dn} is also claimed by somebody else, so it was not given.`,
      ),
    );
  }
  plan.creates = plan.creates.filter((row) => !lost.has(row));
  plan.updates = plan.updates.filter((row) => !lost.has(row));
  return plan;
}

/** Whether an update moves its account to another login; a change of case alone does not. */
export function changesLogin(row: UpdateRow): boolean {
  return row.changes.loginId !== undefined && fold(row.changes.loginId[0]) !== row.loginKey;
}
