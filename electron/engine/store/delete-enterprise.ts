import { passwordName } from './secrets.ts';
import { failpoint } from '../failpoint.ts';
import type { Store } from './store.ts';

/**
 * Deletes an Enterprise with everything that belongs to it, for good, in one transaction: before or after, never in
 * between. What references what decides the order; the rest goes by itself (ON DELETE CASCADE).
 */
export function deleteEnterprise(store: Store, enterpriseId: number): void {
  const { connection } = store;
  const run = (sql: string) => connection.prepare(sql).run(enterpriseId);
  connection.transaction(() => {
    const sources = connection
      .prepare('SELECT source_id FROM source WHERE enterprise_id = ?')
      .all<{ source_id: number }>(enterpriseId);
    for (const { source_id } of sources) store.secrets.delete(passwordName(source_id));
    // What people sign in with refers to no account, so that an undo of a deletion brings it back: that of accounts which
    // are gone goes, too, and before the journal that still knows them.
    run(
      `DELETE FROM credential WHERE account_id IN (
         SELECT account_id FROM account WHERE enterprise_id = ?1
         UNION
         SELECT account_id FROM change LEFT JOIN run USING (run_id)
          WHERE change.kind = 'delete'
            AND coalesce(run.enterprise_id, json_extract(before, '$.row.enterprise_id')) = ?1)`,
    );
    run("DELETE FROM sign_in_try WHERE name LIKE CAST(?1 AS INTEGER) || '/%'");
    // Edits by hand belong to no run, and hold people's data. Those of accounts that are gone by now are found by the
    // account's own row, which the journal of its deletion kept, by whomever: so before the runs and their journal go.
    run(
      `DELETE FROM change WHERE run_id IS NULL AND account_id IN (
         SELECT account_id FROM account WHERE enterprise_id = ?1
         UNION
         SELECT account_id FROM change
          WHERE kind = 'delete' AND json_extract(before, '$.row.enterprise_id') = ?1)`,
    );
    failpoint('delete-enterprise.begun');
    run('DELETE FROM account WHERE enterprise_id = ?');
    run('DELETE FROM run WHERE enterprise_id = ?');
    run('DELETE FROM source WHERE enterprise_id = ?');
    run('DELETE FROM enterprise WHERE enterprise_id = ?');
    failpoint('delete-enterprise.before-commit');
  });
}
