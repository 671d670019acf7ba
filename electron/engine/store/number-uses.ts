import type { NumberUse } from '../../../shared/domain/number-uses.ts';
import type { Connection } from './sqlite.ts';

/** Names a number of an account. */
export function numberPlace(accountId: number, number: string): string {
  return `${accountId} ${number}`;
}

/** What points at each number of some accounts, by `numberPlace`; by status, then place. */
export function numberUses(db: Connection, accountIds: readonly number[]): Map<string, NumberUse[]> {
  const rows = db
    .prepare(
      `SELECT used.account_id, number, used.status, slot, coalesce(locked, 0) AS locked
         FROM status_reference AS used
         LEFT JOIN status ON status.account_id = used.account_id AND status.name = used.status
        WHERE used.account_id IN (SELECT value FROM json_each(?)) ORDER BY used.status, slot`,
    )
    .all<{ account_id: number; number: string; status: string; slot: string; locked: number }>(
      JSON.stringify(accountIds),
    );
  const uses = new Map<string, NumberUse[]>();
  for (const { account_id: accountId, number, status, slot, locked } of rows) {
    const use = { status, slot, locked: locked === 1 };
    const known = uses.get(numberPlace(accountId, number));
    if (known === undefined) uses.set(numberPlace(accountId, number), [use]);
    else known.push(use);
  }
  return uses;
}
