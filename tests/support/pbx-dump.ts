/** Everything that is stored of accounts, but for what counts writes and what a row is named by. */
export interface Dump {
  accounts: Record<string, unknown>[];
  numbers: Record<string, unknown>[];
  statuses: Record<string, unknown>[];
  references: Record<string, unknown>[];
}

/** Reads everything, by whatever asks the store. */
export function dumpWith(ask: (sql: string) => Record<string, unknown>[]): Dump {
  const all = (sql: string) => ask(sql).map((row) => ({ ...row }));
  return {
    accounts: all(`
      SELECT account_id, enterprise_id, source_id, hex(source_key) AS source_key, key_attribute, login_id, login_key,
             first_name, last_name, email, department, desk_phone, soft_phone, extra, dn, hex(hash) AS hash,
             profile_id, active, active_status
        FROM account ORDER BY account_id`),
    numbers: all('SELECT account_id, number, kind, origin, state, since FROM number ORDER BY 1, 2'),
    statuses: all('SELECT account_id, name, settings, locked FROM status ORDER BY 1, 2'),
    references: all('SELECT account_id, number, status, slot FROM status_reference ORDER BY 1, 2, 3, 4'),
  };
}
