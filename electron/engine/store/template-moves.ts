import type { StatusMoves } from '../../../shared/domain/status-moves.ts';
import type { Connection } from './sqlite.ts';

/** A name and the one that takes its place. */
type Pair = readonly [from: string, to: string];

/** Where the names of stored statuses are. */
const NAMED = [
  ['status', 'name'],
  ['status_reference', 'status'],
] as const;

/**
 * What a change of status templates does to what accounts of an Enterprise store: new names, locks, and which status is the
 * active one. SQLite does it for all of them at once, since a template of a large Enterprise is one of very many accounts.
 */
export class TemplateMoves {
  readonly #db: Connection;
  readonly #enterpriseId: number;

  constructor(db: Connection, enterpriseId: number) {
    this.#db = db;
    this.#enterpriseId = enterpriseId;
  }

  /** Names of stored statuses, of whichever account, of those that references name, and of those that are chosen. */
  storedNames(): string[] {
    return this.#db
      .prepare(
        'SELECT name FROM status UNION SELECT status FROM status_reference UNION SELECT active_status FROM account',
      )
      .all<{ name: string }>()
      .map(({ name }) => name);
  }

  /**
   * Makes the moves. The version of every account that is touched rises, and it is journalled with what was there, as
   * `editStatuses` does it for one account. `stored` is what `storedNames` returned. Call inside a transaction.
   */
  make(moves: StatusMoves, stored: readonly string[], at: number): void {
    this.#begin();
    const pairs = this.#findStored(
      moves,
      stored.filter((name) => moves.touches(name)),
    );
    this.#findAccounts(moves);
    this.#journal(at);
    this.#moveStored(pairs);
    this.#db
      .prepare(
        `UPDATE account SET version = version + 1, active_status = moved.next
           FROM temp.moved_account AS moved WHERE moved.account_id = account.account_id`,
      )
      .run();
    this.#db.exec('DELETE FROM temp.moved_status; DELETE FROM temp.moved_account');
  }

  #begin(): void {
    this.#db.exec(`
      CREATE TEMP TABLE IF NOT EXISTS moved_status (
        account_id INTEGER, name TEXT, other TEXT, locked INTEGER, PRIMARY KEY (account_id, name)) WITHOUT ROWID;
      CREATE TEMP TABLE IF NOT EXISTS moved_account (account_id INTEGER PRIMARY KEY, next TEXT, is_stored INTEGER);
      DELETE FROM temp.moved_status;
      DELETE FROM temp.moved_account`);
  }

  /** Finds the stored statuses that move, and returns who takes whose name. Accounts that store the same names have the same moves: there are few such sets. */
  #findStored(moves: StatusMoves, names: readonly string[]): Pair[] {
    const pairs = new Map<string, Pair>();
    const sets = this.#db
      .prepare(
        `SELECT names, json_group_array(account_id) AS accounts FROM (
           SELECT account_id, json_group_array(name ORDER BY name) AS names FROM (
             SELECT account_id, name FROM status WHERE name IN (SELECT value FROM json_each(?2))
             UNION
             SELECT account_id, status FROM status_reference WHERE status IN (SELECT value FROM json_each(?2)))
            WHERE account_id IN (SELECT account_id FROM account WHERE enterprise_id = ?1)
            GROUP BY account_id)
          GROUP BY names`,
      )
      .all<{ names: string; accounts: string }>(this.#enterpriseId, JSON.stringify(names));
    const add = this.#db.prepare('INSERT INTO temp.moved_status SELECT value, ?2, ?3, ?4 FROM json_each(?1)');
    for (const set of sets) {
      for (const { name, to, locked } of moves.of(JSON.parse(set.names) as string[])) {
        if (name === to && locked === null) continue;
        if (name !== to) pairs.set(JSON.stringify([name, to]), [name, to]);
        add.run(set.accounts, name, to, locked === null ? null : Number(locked));
      }
    }
    // Those that have that lock already stay as they are.
    this.#db
      .prepare(
        `DELETE FROM temp.moved_status AS moved WHERE name = other AND NOT EXISTS (
           SELECT 1 FROM status
            WHERE status.account_id = moved.account_id AND status.name = moved.name AND status.locked <> moved.locked)`,
      )
      .run();
    return [...pairs.values()];
  }

  /** The accounts where something moves, and the active status of each from then on. */
  #findAccounts({ chosen }: StatusMoves): void {
    this.#db
      .prepare(
        `INSERT INTO temp.moved_account
         WITH chosen (name, other) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(?2)),
         found AS (
           SELECT account_id, active_status,
                  CASE WHEN active_status = '' THEN ''
                       WHEN EXISTS (SELECT 1 FROM status
                                     WHERE status.account_id = account.account_id AND name = active_status)
                       THEN coalesce((SELECT other FROM temp.moved_status AS moved
                                       WHERE moved.account_id = account.account_id AND name = active_status), active_status)
                       ELSE coalesce((SELECT other FROM chosen WHERE name = active_status), active_status)
                   END AS next,
                  EXISTS (SELECT 1 FROM temp.moved_status AS moved
                           WHERE moved.account_id = account.account_id) AS is_stored
             FROM account NOT INDEXED WHERE enterprise_id = ?1)
         SELECT account_id, next, is_stored FROM found WHERE is_stored OR next <> active_status`,
      )
      .run(this.#enterpriseId, JSON.stringify([...chosen]));
  }

  #journal(at: number): void {
    this.#db
      .prepare(
        `INSERT INTO change (account_id, kind, state, reason_code, login, before, at, actor, after_version)
         SELECT account_id, 'update', 'applied', 'templates-changed', login_id,
                CASE WHEN NOT is_stored THEN json_object('activeStatus', active_status) ELSE json_remove(json_object(
                  'statuses', (SELECT json_group_array(json_object('status_id', status_id, 'account_id', account_id,
                      'name', name, 'settings', settings, 'locked', locked) ORDER BY status_id)
                     FROM status WHERE status.account_id = account.account_id),
                  'references', (SELECT json_group_array(json_object('account_id', account_id, 'number', number,
                      'status', status, 'slot', slot) ORDER BY number, status, slot)
                     FROM status_reference AS used WHERE used.account_id = account.account_id),
                  'activeStatus', active_status), iif(next = active_status, '$.activeStatus', '$.none')) END,
                ?1, ?2, version + 1
           FROM temp.moved_account AS moved JOIN account USING (account_id) ORDER BY account_id`,
      )
      .run(at, this.#db.actor);
  }

  /** Locks, then names: first those whose new name no other one has to leave. */
  #moveStored(pairs: readonly Pair[]): void {
    this.#db
      .prepare(
        `UPDATE status SET locked = moved.locked FROM temp.moved_status AS moved
          WHERE moved.account_id = status.account_id AND moved.name = status.name AND moved.locked IS NOT NULL`,
      )
      .run();
    let left = pairs;
    for (;;) {
      const sources = new Set(left.map(([from]) => from));
      const free = left.filter(([, to]) => !sources.has(to));
      if (free.length === 0) break;
      this.#rename(free, '');
      left = left.filter(([, to]) => sources.has(to));
    }
    if (left.length === 0) return;
    // Those that swap their names, by way of names that nobody has.
    this.#rename(left, '\u0001');
    for (const [table, column] of NAMED) {
      this.#db
        .prepare(
          `UPDATE ${table} SET ${column} = substr(${column}, 2)
            WHERE account_id IN (SELECT account_id FROM temp.moved_status) AND substr(${column}, 1, 1) = char(1)`,
        )
        .run();
    }
  }

  #rename(pairs: readonly Pair[], prefix: string): void {
    for (const [table, column] of NAMED) {
      this.#db
        .prepare(
          `UPDATE ${table} SET ${column} = ?2 || moved.other FROM temp.moved_status AS moved
            WHERE moved.account_id = ${table}.account_id AND moved.name = ${table}.${column}
              AND (moved.name, moved.other) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1))`,
        )
        .run(JSON.stringify(pairs), prefix);
    }
  }
}
