import type { LifeRow } from '../../../shared/domain/number-life.ts';
import type { NumberUse } from '../../../shared/domain/number-uses.ts';
import type { Connection, Statement } from './sqlite.ts';

/** A number that is kept though the phone system has it no longer (R6). */
export interface KeptNumber extends LifeRow {
  accountId: number;
  loginId: string;
  /** Statuses that point at it, by status, then place. */
  uses: NumberUse[];
}

/** Numbers of PBX accounts on the bulk path: prepared statements only, called inside the run's one transaction. */
export class NumberBulk {
  readonly #db: Connection;
  readonly #statements = new Map<string, Statement>();

  constructor(db: Connection) {
    this.#db = db;
  }

  /** The numbers of an account as rule 6 looks at them. */
  rows(accountId: number): LifeRow[] {
    return this.#statement(
      'SELECT number, kind, origin, state FROM number WHERE account_id = ? ORDER BY number_id',
    ).all<LifeRow & Record<string, never>>(accountId);
  }

  /** Statuses of an account by the numbers that they point at explicitly (D1). */
  references(accountId: number): Map<string, string[]> {
    const found = new Map<string, string[]>();
    const rows = this.#statement(
      'SELECT DISTINCT number, status FROM status_reference WHERE account_id = ? ORDER BY number, status',
    ).all<{ number: string; status: string }>(accountId);
    for (const { number, status } of rows) found.set(number, [...(found.get(number) ?? []), status]);
    return found;
  }

  /** What points at a number of an account, by status, then place. */
  uses(accountId: number, number: string): NumberUse[] {
    return this.#statement(
      `SELECT used.status, slot, coalesce(locked, 0) AS locked FROM status_reference AS used
         LEFT JOIN status ON status.account_id = used.account_id AND status.name = used.status
        WHERE used.account_id = ? AND used.number = ? ORDER BY used.status, slot`,
    )
      .all<{ status: string; slot: string; locked: number }>(accountId, number)
      .map((use) => ({ ...use, locked: use.locked === 1 }));
  }

  /** Accounts of a source with a number that is not simply there because the phone system has it. */
  accountsWithKept(sourceId: number): number[] {
    return this.#statement(
      `SELECT DISTINCT account_id FROM number JOIN account USING (account_id)
        WHERE source_id = ? AND (number.state <> 'present' OR number.origin <> 'pbx')`,
    )
      .all<{ account_id: number }>(sourceId)
      .map((row) => row.account_id);
  }

  /** Numbers of a source's accounts that are kept by rule 6, by number and login. */
  kept(sourceId: number): KeptNumber[] {
    return this.#statement(
      `SELECT number.account_id AS accountId, account.login_id AS loginId, number.number, number.kind, number.origin,
              number.state,
              (SELECT json_group_array(json_object('status', used.status, 'slot', slot, 'locked',
                        json(CASE locked WHEN 1 THEN 'true' ELSE 'false' END)) ORDER BY used.status, slot)
                 FROM status_reference AS used
                 LEFT JOIN status ON status.account_id = used.account_id AND status.name = used.status
                WHERE used.account_id = number.account_id AND used.number = number.number) AS uses
         FROM number JOIN account USING (account_id)
        WHERE account.source_id = ? AND number.state <> 'present' ORDER BY number.number, account.login_key`,
    )
      .all<{ [Key in keyof KeptNumber]: never } & { uses: string }>(sourceId)
      .map((row) => ({ ...(row as unknown as KeptNumber), uses: JSON.parse(row.uses) as NumberUse[] }));
  }

  /** Accounts of a source that are gone from its phone system and stay (D2). */
  orphans(sourceId: number): number[] {
    return this.#statement(
      "SELECT account_id FROM account WHERE source_id = ? AND json_extract(extra, '$.orphan') = 'yes'",
    )
      .all<{ account_id: number }>(sourceId)
      .map((row) => row.account_id);
  }

  /**
   * Numbers that the phone systems of an Enterprise's other nodes have, with node and names of their accounts (D9). An
   * account of which a change waits goes by the names that it would get as well.
   */
  elsewhere(
    enterpriseId: number,
    sourceId: number,
  ): Map<string, { node: string; firstName: string; lastName: string; department: string }[]> {
    const found = new Map<
      string,
      { node: string; firstName: string; lastName: string; department: string }[]
    >();
    const rows = this.#statement(
      `WITH theirs AS (
         SELECT number.number, account.account_id, source.name AS node, first_name, last_name, department
           FROM number JOIN account USING (account_id) JOIN source USING (source_id)
          WHERE account.enterprise_id = ? AND account.source_id <> ? AND source.kind = 'pbx'
            AND number.state = 'present'
            -- One that a person added as well is the PBX's all the same (A14).
            AND (number.origin = 'pbx' OR instr(', ' || json_extract(extra, '$.pbxNumbers'), ', ' || number.number || ' ') > 0)
       )
       SELECT number, node, first_name AS firstName, last_name AS lastName, department, account_id, 0 AS waits
         FROM theirs
        UNION ALL
       SELECT number, node, held_row.fields ->> '$.firstName', held_row.fields ->> '$.lastName',
              held_row.fields ->> '$.department', account_id, 1
         FROM held_row JOIN theirs USING (account_id)
        WHERE held_row.kind = 'update'
          AND instr(', ' || (held_row.fields ->> '$.pbxNumbers'), ', ' || number || ' ') > 0
        ORDER BY number, account_id, waits`,
    ).all<{ number: string; node: string; firstName: string; lastName: string; department: string }>(
      enterpriseId,
      sourceId,
    );
    for (const { number, node, firstName, lastName, department } of rows) {
      const account = { node, firstName, lastName, department };
      const others = found.get(number);
      if (others === undefined) found.set(number, [account]);
      else others.push(account);
    }
    return found;
  }

  /** Makes the numbers of an account those of `now`; each keeps since when it is as it is. */
  settle(accountId: number, before: readonly LifeRow[], now: readonly LifeRow[], at: number): void {
    const wanted = new Map(now.map((row) => [row.number, row]));
    const known = new Map(before.map((row) => [row.number, row]));
    for (const { number } of before) {
      if (wanted.has(number)) continue;
      this.#statement('DELETE FROM number WHERE account_id = ? AND number = ?').run(accountId, number);
    }
    for (const row of now) {
      const old = known.get(row.number);
      if (old === undefined) this.add(accountId, row, at);
      else if (old.kind !== row.kind || old.origin !== row.origin || old.state !== row.state) {
        this.#statement(
          `UPDATE number SET kind = ?1, origin = ?2, since = CASE WHEN state = ?3 THEN since ELSE ?4 END, state = ?3
            WHERE account_id = ?5 AND number = ?6`,
        ).run(row.kind, row.origin, row.state, at, accountId, row.number);
      }
    }
  }

  add(accountId: number, { number, kind, origin, state }: LifeRow, at: number): void {
    this.#statement(
      'INSERT INTO number (account_id, number, kind, origin, state, since) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(accountId, number, kind, origin, state, at);
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
