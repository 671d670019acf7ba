import { foldLogin } from '../../../shared/domain/account.ts';
import type { ChangeState } from '../../../shared/domain/run.ts';
import type { RestoreImage } from './account-bulk.ts';
import { columnValues, extraOf } from './account-rows.ts';
import type { JournalKind } from './run-rows.ts';
import type { Connection, SqlValue, Statement } from './sqlite.ts';
import type { AccountRow, DeletedImage, NumberRow, RestoredImage } from './undo-rows.ts';

/** What an undo writes (E9). Call it inside the undo's one transaction. */
export class UndoWrites {
  readonly #db: Connection;
  readonly #statements = new Map<string, Statement>();
  readonly #columnsOf = new Map<string, string[]>();

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Takes login and key of an account out of the way, so that two accounts may swap theirs (E13). */
  park(accountId: number): void {
    this.#statement(
      `UPDATE account SET login_key = ?1, key_attribute = ?1,
         source_key = CASE WHEN source_id IS NOT NULL THEN CAST(?1 AS BLOB) END WHERE account_id = ?2`,
    ).run(`\u0000${accountId}`, accountId);
  }

  /** Gives an account other fields and identity. Its version rises: nobody may take it for what it was. */
  putBack(account: AccountRow): void {
    this.#statement(
      `UPDATE account SET version = version + 1, dn = ?, hash = ?, source_key = ?, key_attribute = ?, extra = ?,
         login_key = ?, login_id = ?, first_name = ?, last_name = ?, email = ?, department = ?, desk_phone = ?,
         soft_phone = ? WHERE account_id = ?`,
    ).run(
      account.dn,
      account.hash,
      account.key,
      account.keyAttribute,
      extraOf(account.fields),
      foldLogin(account.fields.loginId),
      ...columnValues(account.fields),
      account.accountId,
    );
  }

  /** Sets where an account's entry is, and by what it is known: nothing that a person sees in a list. */
  setIdentity({ accountId, dn, hash: bytes, key, keyAttribute }: Omit<AccountRow, 'fields'>): void {
    this.#statement(
      'UPDATE account SET dn = ?, hash = ?, source_key = ?, key_attribute = ? WHERE account_id = ?',
    ).run(dn, bytes, key, keyAttribute, accountId);
  }

  dropNumber(accountId: number, number: string): void {
    this.#statement('DELETE FROM number WHERE account_id = ? AND number = ?').run(accountId, number);
  }

  addNumber(row: NumberRow): void {
    this.#insert('number', { ...row });
  }

  /** Brings an account back with all it owned, as it was. Whoever calls has seen that login and key are free. */
  restore(image: DeletedImage, profileId: number | null): void {
    const { row } = image;
    this.#insert('account', { ...row, profile_id: profileId, version: Number(row['version']) + 1 });
    for (const number of image.numbers) this.#insert('number', number);
    for (const status of image.statuses) this.#insert('status', status);
    for (const reference of image.references) this.#insert('status_reference', reference);
  }

  /** One row of the undo's own journal. */
  journal(row: {
    runId: number;
    accountId: number;
    kind: JournalKind;
    state: ChangeState;
    reasonCode: string;
    detail: string;
    login: string;
    dn: string;
    before?: unknown;
    proposed?: unknown;
    restore?: RestoreImage | RestoredImage;
  }): void {
    this.#statement(
      `INSERT INTO change (run_id, account_id, kind, state, reason_code, detail, login, dn, before, proposed, restore)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      row.runId,
      row.accountId,
      row.kind,
      row.state,
      row.reasonCode,
      row.detail,
      row.login,
      row.dn,
      toJson(row.before),
      toJson(row.proposed),
      toJson(row.restore),
    );
  }

  /** A row's values by column. Bytes are `{ hex }` in the journal; columns that the table does not have are left out. */
  #insert(table: string, values: Record<string, unknown>): void {
    const columns = this.#columns(table).filter((column) => column in values);
    this.#statement(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ).run(...columns.map((column) => fromJson(values[column])));
  }

  #columns(table: string): string[] {
    let columns = this.#columnsOf.get(table);
    if (columns === undefined) {
      columns = this.#db
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all<{ name: string }>(table)
        .map(({ name }) => name);
      this.#columnsOf.set(table, columns);
    }
    return columns;
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

/** The bytes of `{ hex }`, as the journal keeps them; other values as they are. */
export function fromJson(value: unknown): SqlValue {
  if (typeof value === 'object' && value !== null && 'hex' in value) {
    return Buffer.from(String(value.hex), 'hex');
  }
  return value as SqlValue;
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
