import { foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import type { ChangeState } from '../../../shared/domain/run.ts';
import type { JournalKind } from './run-rows.ts';
import { columnValues, extraOf, fieldsOf, type FieldRow } from './account-rows.ts';
import { ACCOUNT_INDEXES } from './migrations/001-first.ts';
import type { NumberUse } from '../../../shared/domain/number-uses.ts';
import { NumberBulk } from './number-bulk.ts';
import { UndoRows, type RestoredImage } from './undo-rows.ts';
import { isUniqueViolation, type Connection, type Statement } from './sqlite.ts';

/** An account of a source, as the plan compares it. */
export interface StoredAccount {
  accountId: number;
  version: number;
  fields: AccountFields;
  dn: string;
}

/** By what an account is tied to its entry. */
export interface AccountIdentity {
  key: Buffer;
  keyAttribute: string;
  hash: Buffer | null;
  dn: string;
}

/** An account before an update, but for the fields that changed (E9). Bytes are hex. */
export interface RestoreImage {
  dn: string;
  hash: string | null;
  key: string;
  keyAttribute: string;
  /** Its number rows, where the update may have touched them. */
  numbers?: unknown[];
  /** Its statuses and references, where a renumbering carried them along (D5), and a digest of what it left of them. */
  statuses?: { image: unknown; left: string };
}

/** What a synchronization writes of one entry. */
export interface AccountWrite {
  key: Uint8Array;
  keyAttribute: string;
  dn: string;
  hash: Uint8Array;
  fields: AccountFields;
}

/**
 * The bulk path of one synchronization: prepared statements only, called inside the run's one transaction.
 * The statements live as long as the object; make one for each run.
 */
export class AccountBulk {
  readonly #db: Connection;
  readonly #numbers: NumberBulk;
  readonly #statements = new Map<string, Statement>();

  constructor(db: Connection) {
    this.#db = db;
    this.#numbers = new NumberBulk(db);
  }

  /**
   * Key, id and hash of every account of a source whose key came from this attribute (E5). Fetched in blocks: a row with two blobs apiece would cost four
   * times as much. A missing hash comes as zeros, which no record has.
   */
  *keys(
    sourceId: number,
    keyAttribute: string,
  ): Generator<{ accountId: number; key: Uint8Array; hash: Uint8Array }> {
    const block = this.#statement(
      `SELECT json_group_array(account_id) AS ids, json_group_array(length(source_key)) AS lengths,
              group_concat(hex(source_key), '') AS keys, group_concat(hex(coalesce(hash, zeroblob(16))), '') AS hashes
         FROM (SELECT account_id, source_key, hash FROM account NOT INDEXED
                WHERE source_id = ? AND key_attribute = ? AND account_id > ? ORDER BY account_id LIMIT 20000)`,
    );
    for (let after = 0; ;) {
      const row = block.get<{ ids: string; lengths: string; keys: string | null; hashes: string | null }>(
        sourceId,
        keyAttribute.toLowerCase(),
        after,
      );
      const ids = JSON.parse(row?.ids ?? '[]') as number[];
      if (ids.length === 0) return;
      const lengths = JSON.parse(row!.lengths) as number[];
      const keys = Buffer.from(row!.keys ?? '', 'hex');
      const hashes = Buffer.from(row!.hashes ?? '', 'hex');
      let at = 0;
      for (const [index, accountId] of ids.entries()) {
        const end = at + lengths[index]!;
        yield { accountId, key: keys.subarray(at, end), hash: hashes.subarray(index * 16, index * 16 + 16) };
        at = end;
      }
      after = ids.at(-1)!;
    }
  }

  /** One account whole. */
  load(accountId: number): StoredAccount | undefined {
    const row = this.#statement(
      `SELECT account_id, version, dn, login_id, first_name, last_name, email, department, desk_phone, soft_phone,
              extra FROM account WHERE account_id = ?`,
    ).get<FieldRow & { account_id: number; version: number; dn: string }>(accountId);
    return row && { accountId: row.account_id, version: row.version, dn: row.dn, fields: fieldsOf(row) };
  }

  /** By what an account is tied to its entry; undefined when it has no source, or is gone. */
  identity(accountId: number): AccountIdentity | undefined {
    const row = this.#statement(
      `SELECT source_key, key_attribute, hash, dn FROM account WHERE account_id = ? AND source_key IS NOT NULL`,
    ).get<{ source_key: Uint8Array; key_attribute: string; hash: Uint8Array | null; dn: string }>(accountId);
    return (
      row && {
        key: Buffer.from(row.source_key),
        keyAttribute: row.key_attribute,
        hash: row.hash && Buffer.from(row.hash),
        dn: row.dn,
      }
    );
  }

  /** The number rows of an account, as they lie in the table. */
  numberRows(accountId: number): { origin: string; state: string }[] {
    return this.#statement('SELECT * FROM number WHERE account_id = ? ORDER BY number_id').all(accountId);
  }

  /** All accounts of a source whole, by id. */
  accountsOf(sourceId: number): (StoredAccount & { key: Buffer })[] {
    return this.#statement(
      `SELECT account_id, version, dn, source_key, login_id, first_name, last_name, email, department, desk_phone,
              soft_phone, extra FROM account WHERE source_id = ? ORDER BY account_id`,
    )
      .all<FieldRow & { account_id: number; version: number; dn: string; source_key: Uint8Array }>(sourceId)
      .map((row) => ({
        ...{ accountId: row.account_id, version: row.version, dn: row.dn, fields: fieldsOf(row) },
        key: Buffer.from(row.source_key),
      }));
  }

  /** All accounts of a source, by id: what a removal deletes. */
  ofSource(sourceId: number): { accountId: number; version: number; loginId: string }[] {
    return this.#statement(
      'SELECT account_id AS accountId, version, login_id AS loginId FROM account WHERE source_id = ? ORDER BY account_id',
    ).all(sourceId);
  }

  /** The account that has a login in the Enterprise, by its folded form. */
  loginHolder(enterpriseId: number, loginKey: string): number | undefined {
    return this.#statement('SELECT account_id FROM account WHERE enterprise_id = ? AND login_key = ?').get<{
      account_id: number;
    }>(enterpriseId, loginKey)?.account_id;
  }

  /** All logins of the Enterprise, by their folded form: quicker than asking for each when there are many claims. */
  loginHolders(enterpriseId: number): Map<string, number> {
    const holders = new Map<string, number>();
    const rows = this.#statement('SELECT account_id, login_key FROM account WHERE enterprise_id = ?').all<{
      account_id: number;
      login_key: string;
    }>(enterpriseId);
    for (const row of rows) holders.set(row.login_key, row.account_id);
    return holders;
  }

  /** Creates an account; null when its login or key was taken meanwhile. */
  create(
    enterpriseId: number,
    sourceId: number,
    write: AccountWrite,
    profileId: number | null,
    runId: number,
    active = true,
  ) {
    try {
      return this.#statement(
        `INSERT INTO account (enterprise_id, source_id, source_key, key_attribute, dn, hash, profile_id, created_run,
           active, extra, login_key, login_id, first_name, last_name, email, department, desk_phone, soft_phone)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        enterpriseId,
        sourceId,
        write.key,
        write.keyAttribute.toLowerCase(),
        write.dn,
        write.hash,
        profileId,
        runId,
        active ? 1 : 0,
        extraOf(write.fields),
        foldLogin(write.fields.loginId),
        ...columnValues(write.fields),
      ).lastId;
    } catch (error) {
      if (isUniqueViolation(error)) return null;
      throw error;
    }
  }

  /** Takes a login out of the way, so that two accounts may swap theirs (E13). */
  parkLogin(accountId: number): void {
    this.#statement('UPDATE account SET login_key = ? WHERE account_id = ?').run(
      `\u0000${accountId}`,
      accountId,
    );
  }

  /** Changes an account that still has that version; false when it moved, or its new login was taken meanwhile. */
  update(accountId: number, version: number, write: AccountWrite): boolean {
    try {
      return (
        this.#statement(
          `UPDATE account SET version = version + 1, dn = ?, hash = ?, extra = ?, login_key = ?, login_id = ?,
             first_name = ?, last_name = ?, email = ?, department = ?, desk_phone = ?, soft_phone = ?
           WHERE account_id = ? AND version = ?`,
        ).run(
          write.dn,
          write.hash,
          extraOf(write.fields),
          foldLogin(write.fields.loginId),
          ...columnValues(write.fields),
          accountId,
          version,
        ).changes === 1
      );
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  /** Accounts of a source whose key came from another attribute than this one. */
  otherwiseKeyed(
    sourceId: number,
    keyAttribute: string,
  ): { accountId: number; dn: string; loginKey: string }[] {
    return this.#statement(
      `SELECT account_id AS accountId, dn, login_key AS loginKey FROM account
        WHERE source_id = ? AND key_attribute <> ? ORDER BY account_id`,
    ).all(sourceId, keyAttribute.toLowerCase());
  }

  /** Takes a key out of the way, so that two accounts may swap theirs: a number that went from one to the other. */
  parkKey(accountId: number): void {
    this.#statement('UPDATE account SET source_key = CAST(? AS BLOB) WHERE account_id = ?').run(
      `\u0000${accountId}`,
      accountId,
    );
  }

  /** The account of a source that has a key. */
  keyHolder(sourceId: number, keyAttribute: string, key: Uint8Array): number | undefined {
    return this.#statement(
      'SELECT account_id FROM account WHERE source_id = ? AND key_attribute = ? AND source_key = ?',
    ).get<{ account_id: number }>(sourceId, keyAttribute.toLowerCase(), key)?.account_id;
  }

  /** Gives an account the key that its entry has by the present key attribute (E6). */
  rekey(accountId: number, key: Uint8Array, keyAttribute: string): void {
    this.#statement('UPDATE account SET source_key = ?, key_attribute = ? WHERE account_id = ?').run(
      key,
      keyAttribute.toLowerCase(),
      accountId,
    );
  }

  /** Records that the source's bytes changed without changing any field. */
  refresh(accountId: number, dn: string, hash: Uint8Array): void {
    this.#statement('UPDATE account SET dn = ?, hash = ? WHERE account_id = ?').run(dn, hash, accountId);
  }

  /** Deletes an account that still has that version, with all it owns. Returns its before-image, null when it moved. */
  delete(accountId: number, version: number): Record<string, unknown> | null {
    const row = this.#statement('SELECT * FROM account WHERE account_id = ? AND version = ?').get<
      FieldRow & Record<string, unknown>
    >(accountId, version);
    if (row === undefined) return null;
    const owned = (table: string) =>
      this.#statement(`SELECT * FROM ${table} WHERE account_id = ?`).all(accountId);
    const before = {
      ...fieldsOf(row),
      row: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJson(value)])),
      numbers: owned('number'),
      statuses: owned('status'),
      references: owned('status_reference'),
    };
    this.#statement('DELETE FROM account WHERE account_id = ?').run(accountId);
    return before;
  }

  /** Statuses of an account that point at a number explicitly (R6). */
  references(accountId: number, number: string): string[] {
    return this.#statement(
      'SELECT DISTINCT status FROM status_reference WHERE account_id = ? AND number = ? ORDER BY status',
    )
      .all<{ status: string }>(accountId, number)
      .map((row) => row.status);
  }

  /** What points at a number of an account, by status, then place (R6). */
  uses(accountId: number, number: string): NumberUse[] {
    return this.#numbers.uses(accountId, number);
  }

  /** Keeps a number that the source took away, because a status points at it (R6, E14). */
  holdNumber(
    accountId: number,
    number: string,
    { kind, origin }: { kind: string; origin: 'directory' | 'pbx' },
    now: number,
  ): void {
    this.#statement(
      `INSERT INTO number (account_id, number, kind, origin, state, since) VALUES (?, ?, ?, ?, 'deleted-on-pbx', ?)
       ON CONFLICT (account_id, number) DO NOTHING`,
    ).run(accountId, number, kind, origin, now);
  }

  /** Numbers of an account that the directory took away and that are still kept. */
  heldNumbers(accountId: number): string[] {
    return this.#statement(
      "SELECT number FROM number WHERE account_id = ? AND origin = 'directory' AND state <> 'present'",
    )
      .all<{ number: string }>(accountId)
      .map((row) => row.number);
  }

  /** Drops a kept number: it came back as the account's own, or nothing points at it any more. */
  dropNumber(accountId: number, number: string): void {
    this.#statement("DELETE FROM number WHERE account_id = ? AND number = ? AND origin = 'directory'").run(
      accountId,
      number,
    );
  }

  /** One journal row. Before-images only (E5). */
  journal(row: {
    runId: number;
    accountId: number | null;
    kind: JournalKind;
    state: ChangeState;
    reasonCode: string;
    login: string;
    dn?: string;
    /** Words that belong to the reason. */
    detail?: string;
    before?: unknown;
    proposed?: unknown;
    /** What undo needs beside the fields in `before` (E9). */
    restore?: RestoreImage;
  }): void {
    this.#statement(
      `INSERT INTO change (run_id, account_id, kind, state, reason_code, login, before, proposed, dn, detail, restore)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      row.runId,
      row.accountId,
      row.kind,
      row.state,
      row.reasonCode,
      row.login,
      row.before === undefined ? null : JSON.stringify(row.before),
      row.proposed === undefined ? null : JSON.stringify(row.proposed),
      row.dn ?? '',
      row.detail ?? '',
      row.restore === undefined ? null : JSON.stringify(row.restore),
    );
  }

  /** The greatest account id that was ever given; 0 when there was none. */
  lastAccountId(): number {
    return this.#db.scalar("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'account'), 0)");
  }

  /** The journal rows of all creations of a run, in one statement: the accounts after `lastAccountId`. */
  journalCreations(runId: number, lastAccountId: number, reasonCode: string): void {
    this.#statement(
      `INSERT INTO change (run_id, account_id, kind, state, reason_code, login, dn)
       SELECT created_run, account_id, 'create', 'applied', ?, login_id, dn
         FROM account NOT INDEXED WHERE account_id > ? AND created_run = ? ORDER BY account_id`,
    ).run(reasonCode, lastAccountId, runId);
  }

  /** Notes with the journal row of a creation what the account owned from its beginning (E9). */
  journalOwned(runId: number, accountId: number): void {
    const restore: RestoredImage = { owned: new UndoRows(this.#db).owned(accountId) };
    this.#statement(
      "UPDATE change SET restore = ? WHERE run_id = ? AND account_id = ? AND kind = 'create' AND state = 'applied'",
    ).run(JSON.stringify(restore), runId, accountId);
  }

  /** Runs a load with the account indexes dropped and built afterwards, when the table is empty (E5). */
  loadIntoEmpty<T>(load: () => T): T {
    if (this.#db.scalar('SELECT EXISTS (SELECT 1 FROM account)') === 1) return load();
    for (const index of ACCOUNT_INDEXES) this.#db.exec(`DROP INDEX ${index.name}`);
    const result = load();
    for (const index of ACCOUNT_INDEXES) this.#db.exec(index.sql);
    return result;
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

/** A value of a row as JSON can hold it: bytes become `{ hex }`. */
function toJson(value: unknown): unknown {
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
}
