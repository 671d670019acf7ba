import { hash } from 'node:crypto';
import { foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import type { RunKind } from '../../../shared/domain/run.ts';
import { fieldsOf, type FieldRow } from './account-rows.ts';
import { toChange, type ChangeRecord } from './run-rows.ts';
import type { Connection, Statement } from './sqlite.ts';
import type { RowKind } from './stored-rows.ts';

/** An applied journal row of a run, short: what an undo has to know of all of them at once. */
export interface UndoTarget {
  changeId: number;
  accountId: number;
  kind: 'create' | 'update' | 'delete' | 'moved';
  /** The login that the row left, or of a deletion the one that went. */
  login: string;
  /** Of an update that changed it: the login before. */
  formerLogin: string | null;
  dn: string;
}

/** Which rows of a run are meant: those of these logins or accounts; all when neither is named. */
export interface ChosenRows {
  logins?: readonly string[] | undefined;
  accountIds?: readonly number[] | undefined;
}

/** Something that happened to an account after a change. */
export interface LaterChange extends ChangeRecord {
  runKind: RunKind | null;
  undoes: number | null;
  source: string | null;
  /** Epoch milliseconds. */
  at: number;
}

/** A row of the account table, whole. */
export interface AccountRow {
  accountId: number;
  enterpriseId: number;
  sourceId: number | null;
  key: Buffer | null;
  keyAttribute: string | null;
  loginKey: string;
  dn: string;
  hash: Buffer | null;
  version: number;
  fields: AccountFields;
}

/** A row of the number table. */
export interface NumberRow {
  number_id: number;
  account_id: number;
  number: string;
  kind: string;
  origin: string;
  state: string;
  since: number;
}

/** An account as the journal of its deletion keeps it: see `AccountBulk.delete`. */
export interface DeletedImage extends AccountFields {
  row: Record<string, unknown>;
  numbers: Record<string, unknown>[];
  statuses: Record<string, unknown>[];
  references: Record<string, unknown>[];
}

/** What the journal of an undo keeps of an account that it restored: what the account owned then. */
export interface RestoredImage {
  owned: string;
}

type ChangeColumns = Parameters<typeof toChange>[0];

/** What an undo reads (E9). */
export class UndoRows {
  readonly #db: Connection;
  readonly #statements = new Map<string, Statement>();

  constructor(db: Connection) {
    this.#db = db;
  }

  /** What a run changed of the chosen accounts, the newest row first. A login counts before and after the change. */
  targets(runId: number, { logins, accountIds }: ChosenRows = {}): UndoTarget[] {
    const rows = this.#targets(runId);
    if (logins === undefined && accountIds === undefined) return rows;
    const wanted = new Set(logins?.map(foldLogin));
    const ids = new Set(accountIds);
    return rows.filter(
      ({ accountId, login, formerLogin }) =>
        ids.has(accountId) ||
        wanted.has(foldLogin(login)) ||
        (formerLogin !== null && wanted.has(foldLogin(formerLogin))),
    );
  }

  #targets(runId: number): UndoTarget[] {
    return this.#statement(
      `SELECT change_id AS changeId, account_id AS accountId, kind, login, dn,
              CASE kind WHEN 'update' THEN json_extract(before, '$.loginId') END AS formerLogin
         FROM change
        WHERE run_id = ? AND state = 'applied' AND account_id IS NOT NULL
          AND kind IN ('create', 'update', 'delete', 'moved') ORDER BY change_id DESC`,
    ).all(runId);
  }

  change(changeId: number): ChangeRecord {
    return toChange(
      this.#statement('SELECT * FROM change WHERE change_id = ?').get<ChangeColumns>(changeId)!,
    );
  }

  /** What was applied to an account after a change, oldest first. */
  later(accountId: number, changeId: number): LaterChange[] {
    return this.#statement(
      `SELECT change.*, run.kind AS run_kind, run.undoes, source.name AS source_name,
              coalesce(change.at, run.ended_at, run.started_at, 0) AS happened_at
         FROM change LEFT JOIN run USING (run_id) LEFT JOIN source USING (source_id)
        WHERE change.account_id = ? AND change_id > ? AND state = 'applied' AND change.kind NOT LIKE 'number-%'
        ORDER BY change_id`,
    )
      .all<
        ChangeColumns & {
          run_kind: RunKind | null;
          undoes: number | null;
          source_name: string | null;
          happened_at: number;
        }
      >(accountId, changeId)
      .map((row) => ({
        ...toChange(row),
        runKind: row.run_kind,
        undoes: row.undoes,
        source: row.source_name,
        at: row.happened_at,
      }));
  }

  /** Numbers that a run kept for an account because a status points at them (R6). */
  numbersHeldBy(runId: number, accountId: number): string[] {
    return this.#statement(
      `SELECT json_extract(proposed, '$.number[0]') AS number FROM change
        WHERE account_id = ? AND run_id = ? AND kind = 'number-held' AND state = 'applied'`,
    )
      .all<{ number: string }>(accountId, runId)
      .map((row) => row.number);
  }

  /** Why a run deleted an account; undefined when it did not, or its journal is gone. */
  reasonOfDeletion(runId: number, accountId: number): string | undefined {
    return this.#statement(
      `SELECT reason_code FROM change
        WHERE account_id = ? AND run_id = ? AND kind = 'delete' AND state = 'applied'`,
    ).get<{ reason_code: string }>(accountId, runId)?.reason_code;
  }

  account(accountId: number): AccountRow | undefined {
    const row = this.#statement('SELECT * FROM account WHERE account_id = ?').get<
      FieldRow & {
        account_id: number;
        enterprise_id: number;
        source_id: number | null;
        source_key: Uint8Array | null;
        key_attribute: string | null;
        login_key: string;
        dn: string;
        hash: Uint8Array | null;
        version: number;
      }
    >(accountId);
    return (
      row && {
        accountId: row.account_id,
        enterpriseId: row.enterprise_id,
        sourceId: row.source_id,
        key: row.source_key && Buffer.from(row.source_key),
        keyAttribute: row.key_attribute,
        loginKey: row.login_key,
        dn: row.dn,
        hash: row.hash && Buffer.from(row.hash),
        version: row.version,
        fields: fieldsOf(row),
      }
    );
  }

  numbers(accountId: number): NumberRow[] {
    return this.#statement('SELECT * FROM number WHERE account_id = ? ORDER BY number_id').all(accountId);
  }

  /**
   * One text over what a person may have given an account: numbers that no source owns, statuses and which of
   * them are locked, references and the chosen status. Empty when there is nothing.
   */
  owned(accountId: number): string {
    const all = (sql: string) => this.#statement(sql).all<Record<string, unknown>>(accountId);
    const owned = [
      all(
        "SELECT number, kind FROM number WHERE account_id = ? AND origin IN ('manual', 'user') ORDER BY number",
      ),
      all('SELECT name, settings FROM status WHERE account_id = ? ORDER BY name'),
      all(
        'SELECT number, status, slot FROM status_reference WHERE account_id = ? ORDER BY number, status, slot',
      ),
      all("SELECT active_status FROM account WHERE account_id = ? AND active_status <> ''"),
    ];
    // Only where there are any: what a journal of before there were locked ones says counts on.
    const locked = all('SELECT name FROM status WHERE account_id = ? AND locked = 1 ORDER BY name');
    if (locked.length > 0) owned.push(locked);
    if (owned.every((rows) => rows.length === 0)) return '';
    return hash('sha256', JSON.stringify(owned), 'hex');
  }

  /** The account of a source that has a key. */
  keyHolder(sourceId: number, keyAttribute: string, key: Uint8Array): number | undefined {
    return this.#statement(
      'SELECT account_id FROM account WHERE source_id = ? AND key_attribute = ? AND source_key = ?',
    ).get<{ account_id: number }>(sourceId, keyAttribute, key)?.account_id;
  }

  /** Accounts of a source that its phone system has a number for now: one that only a status keeps is nobody's. */
  numberHolders(sourceId: number, number: string): number[] {
    return this.#statement(
      `SELECT account_id FROM number JOIN account USING (account_id)
        WHERE number.number = ?2 AND account.source_id = ?1 AND number.state = 'present'
          AND instr(', ' || json_extract(extra, '$.pbxNumbers'), ', ' || ?2 || ' ') > 0 ORDER BY account_id`,
    )
      .all<{ account_id: number }>(sourceId, number)
      .map((row) => row.account_id);
  }

  /** Accounts of other phone systems of an Enterprise that have a number, and got it since a time. */
  numberTakers(of: { enterpriseId: number; sourceId: number; number: string; since: number }): number[] {
    return this.#statement(
      `SELECT account_id FROM number JOIN account USING (account_id)
        WHERE number.number = ?3 AND account.enterprise_id = ?1 AND account.source_id <> ?2
          AND number.state = 'present' AND number.since >= ?4
          AND instr(', ' || json_extract(extra, '$.pbxNumbers'), ', ' || ?3 || ' ') > 0 ORDER BY account_id`,
    )
      .all<{ account_id: number }>(of.enterpriseId, of.sourceId, of.number, of.since)
      .map((row) => row.account_id);
  }

  hasProfile(profileId: number): boolean {
    return (
      this.#statement('SELECT 1 AS found FROM feature_profile WHERE profile_id = ?').get(profileId) !==
      undefined
    );
  }

  /** The newest run that removed a source; undefined when none did, or it is not known any more. */
  removalOf(sourceId: number): number | undefined {
    return (
      this.#statement(
        "SELECT max(run_id) AS run_id FROM run WHERE source_id = ? AND kind = 'removal' AND outcome = 'success'",
      ).get<{ run_id: number | null }>(sourceId)?.run_id ?? undefined
    );
  }

  /** What an answer about an account's row rests on, if there is one. */
  groundOf(sourceId: number, kind: RowKind, keyAttribute: string, key: Uint8Array): string | undefined {
    return this.#statement(
      'SELECT ground FROM remembered WHERE source_id = ? AND kind = ? AND key_attribute = ? AND source_key = ?',
    ).get<{ ground: string }>(sourceId, kind, keyAttribute, key)?.ground;
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
