import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Workbench } from './workbench.ts';

/** Opens the store of a workbench beside its engine. */
export function inStore<T>(bench: Workbench, use: (store: DatabaseSync) => T): T {
  const store = new DatabaseSync(path.join(bench.folder, 'rollcall.db'), { timeout: 5000 });
  try {
    return use(store);
  } finally {
    store.close();
  }
}

/** What may not go without a reason. */
export interface Kept {
  /** Accounts by id, with their entry. */
  accounts: Record<string, unknown>[];
  /** Each number that an account has in any way: as its desk or soft phone, or as one that is held. */
  numbers: Record<string, unknown>[];
  references: Record<string, unknown>[];
}

/** What is stored now of everything that may not go without a reason. */
export function kept(bench: Workbench): Kept {
  return inStore(bench, (store) => {
    const all = (sql: string) =>
      store
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }));
    return {
      accounts: all('SELECT account_id, hex(source_key) AS source_key, login_id FROM account ORDER BY 1'),
      numbers: all(`
        SELECT account_id, desk_phone AS number FROM account WHERE desk_phone <> ''
        UNION SELECT account_id, soft_phone FROM account WHERE soft_phone <> ''
        UNION SELECT account_id, number FROM number ORDER BY 1, 2`),
      references: all('SELECT * FROM status_reference ORDER BY account_id, number'),
    };
  });
}

/**
 * Has a status of an account refer to a number, which holds it (D1, R6). The screens that make such statuses come
 * later; a row of their table is all that the engine looks at.
 */
export function referTo(bench: Workbench, accountId: number, number: string): void {
  inStore(bench, (store) =>
    store.prepare("INSERT INTO status_reference VALUES (?, ?, 'Lunch', 'ring')").run(accountId, number),
  );
}
