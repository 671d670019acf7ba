import type { Code } from '../../../shared/domain/codes.ts';
import type { Connection } from './sqlite.ts';
import {
  searchCondition,
  STORED_COLUMNS,
  storedValues,
  toStoredRow,
  type RowKind,
  type StoredColumns,
  type StoredRow,
} from './stored-rows.ts';

/** A row that waits for approval (E8). */
export interface HeldRecord extends StoredRow {
  heldId: number;
  sourceId: number;
  source: string;
  enterprise: string;
  enterpriseId: number;
  firstRun: number;
  /** Epoch milliseconds. */
  since: number;
  runId: number;
}

/** A person's answer to a row, or what they undid (E8, E9). */
export interface Remembered {
  sourceId: number;
  kind: RowKind;
  keyAttribute: string;
  key: Uint8Array;
  answer: 'rejected' | 'kept' | 'undone' | 'asked';
  /** The values that were answered, as JSON (sync/ground.ts); of a deletion `absent` or `disabled`. */
  ground: string;
  runId: number;
  login: string;
  dn: string;
  /** Epoch milliseconds. */
  at: number;
}

/** Which waiting rows are meant. */
export interface HeldCondition {
  enterpriseId?: number | undefined;
  sourceId?: number | undefined;
  runId?: number | undefined;
  kind?: RowKind | undefined;
  heldIds?: readonly number[] | undefined;
  accountId?: number | undefined;
  search?: string | undefined;
}

type HeldRow = StoredColumns & {
  held_id: number;
  source_id: number;
  source_name: string;
  enterprise_name: string;
  enterprise_id: number;
  first_run: number;
  since: number;
  run_id: number;
};

/** Reasons that hold a row for as long as it is asked for; the others are looked at anew by each run. */
const LASTING: readonly Code[] = [
  ...['guard.deletes', 'guard.updates', 'guard.numbers', 'guard.groups'],
  ...['source.empty', 'source.changed', 'file.truncated'],
] as Code[];

/** Rows that wait for approval, and what was answered. */
export class Held {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Accounts of a source whose row the guard held, each with the reason (E8). */
  reasons(sourceId: number): { updates: Map<number, Code>; deletes: Map<number, Code> } {
    const held = { updates: new Map<number, Code>(), deletes: new Map<number, Code>() };
    const rows = this.#db
      .prepare(
        // An account that is gone from its PBX and stays (D2) leaves as much as one that is deleted: which of the two it
        // is may change while it waits.
        `SELECT account_id, CASE WHEN json_extract(fields, '$.orphan') = 'yes' THEN 'delete' ELSE kind END AS kind,
                reason_code FROM held_row
          WHERE source_id = ?1 AND kind <> 'create' AND reason_code IN (SELECT value FROM json_each(?2))`,
      )
      .all<{ account_id: number; kind: string; reason_code: Code }>(sourceId, JSON.stringify(LASTING));
    for (const row of rows) {
      (row.kind === 'delete' ? held.deletes : held.updates).set(row.account_id, row.reason_code);
    }
    return held;
  }

  /** Accounts of a source with a held update, and keys of its held creations: what may have to wait on unseen. */
  waitingUpdates(sourceId: number): number[] {
    return this.#db
      .prepare("SELECT account_id FROM held_row WHERE source_id = ? AND kind = 'update'")
      .all<{ account_id: number }>(sourceId)
      .map((row) => row.account_id);
  }

  /** Whether a row about an account waits. */
  isWaiting(sourceId: number, accountId: number): boolean {
    const found = this.#db
      .prepare('SELECT 1 AS found FROM held_row WHERE source_id = ? AND account_id = ? LIMIT 1')
      .get(sourceId, accountId);
    return found !== undefined;
  }

  /** Puts a row of a run among those that wait: anew, or as the newest word on one that waits already. */
  put(row: StoredRow, at: { sourceId: number; runId: number; now: number }): void {
    this.#db
      .prepare(
        `INSERT INTO held_row (${STORED_COLUMNS.join(', ')}, source_id, first_run, since, run_id)
         VALUES (${'?, '.repeat(STORED_COLUMNS.length)}?, ?, ?, ?)
         ON CONFLICT (source_id, kind, key_attribute, source_key) DO UPDATE SET
           ${STORED_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}, run_id = excluded.run_id`,
      )
      .run(...storedValues(row), at.sourceId, at.runId, at.now, at.runId);
  }

  /**
   * After a complete run: what it did not ask for again is no longer true and lapses. Held updates of `unseen` accounts
   * stay, since their entry is there and could not be looked at (D19): the run counts as having asked for them.
   */
  lapse(sourceId: number, runId: number, unseen: readonly number[]): void {
    const carry = this.#db.prepare(
      "UPDATE held_row SET run_id = ? WHERE source_id = ? AND kind = 'update' AND account_id = ?",
    );
    for (const accountId of unseen) carry.run(runId, sourceId, accountId);
    this.#db.prepare('DELETE FROM held_row WHERE source_id = ? AND run_id < ?').run(sourceId, runId);
  }

  /** Kind, key attribute and key (hex) of each waiting row of a source. */
  keys(sourceId: number): string[] {
    return this.#db
      .prepare(
        "SELECT kind || ' ' || key_attribute || ' ' || lower(hex(source_key)) AS name FROM held_row WHERE source_id = ?",
      )
      .all<{ name: string }>(sourceId)
      .map(({ name }) => name);
  }

  /** Waiting rows, oldest first. */
  list(condition: HeldCondition, page: { after: number; limit: number }): HeldRecord[] {
    const { sql, values } = whereOf(condition);
    return this.#db
      .prepare(
        `SELECT held_row.*, source.name AS source_name, source.enterprise_id, enterprise.name AS enterprise_name
           FROM held_row JOIN source USING (source_id) JOIN enterprise USING (enterprise_id)
          WHERE held_id > ? ${sql} ORDER BY held_id LIMIT ?`,
      )
      .all<HeldRow>(page.after, ...values, page.limit)
      .map((row) => ({
        ...toStoredRow(row),
        heldId: row.held_id,
        sourceId: row.source_id,
        source: row.source_name,
        enterprise: row.enterprise_name,
        enterpriseId: row.enterprise_id,
        firstRun: row.first_run,
        since: row.since,
        runId: row.run_id,
      }));
  }

  /** How many rows of each kind wait. */
  counts(condition: HeldCondition): Record<RowKind, number> {
    const { sql, values } = whereOf(condition);
    const counts = { create: 0, update: 0, delete: 0 };
    const rows = this.#db
      .prepare(
        `SELECT held_row.kind, count(*) AS rows FROM held_row JOIN source USING (source_id)
          WHERE TRUE ${sql} GROUP BY held_row.kind`,
      )
      .all<{ kind: RowKind; rows: number }>(...values);
    for (const row of rows) counts[row.kind] = row.rows;
    return counts;
  }

  /** Rows that wait no longer. */
  remove(heldIds: readonly number[]): void {
    this.#db
      .prepare('DELETE FROM held_row WHERE held_id IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(heldIds));
  }

  /** Everything that was answered about rows of some sources; of all when none is named. */
  memories(
    condition: { sourceId?: number | undefined; enterpriseId?: number | undefined } = {},
  ): (Remembered & {
    source: string;
  })[] {
    return this.#db
      .prepare(
        `SELECT remembered.*, source.name AS source_name FROM remembered JOIN source USING (source_id)
          WHERE source.removed_at IS NULL AND (?1 IS NULL OR source_id = ?1) AND (?2 IS NULL OR enterprise_id = ?2)
          ORDER BY remembered.at, login`,
      )
      .all<RememberedRow>(condition.sourceId ?? null, condition.enterpriseId ?? null)
      .map(toRemembered);
  }

  remember(row: Remembered): void {
    this.#db
      .prepare(
        `INSERT OR REPLACE INTO remembered
           (source_id, kind, key_attribute, source_key, answer, ground, run_id, login, dn, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        row.sourceId,
        row.kind,
        row.keyAttribute.toLowerCase(),
        row.key,
        row.answer,
        row.ground,
        row.runId,
        row.login,
        row.dn,
        row.at,
      );
  }

  /** Forgets an answer. False when there was none. */
  forget(sourceId: number, kind: RowKind, keyAttribute: string, key: Uint8Array): boolean {
    return (
      this.#db
        .prepare(
          'DELETE FROM remembered WHERE source_id = ? AND kind = ? AND key_attribute = ? AND source_key = ?',
        )
        .run(sourceId, kind, keyAttribute.toLowerCase(), key).changes > 0
    );
  }

  /** Makes an answer a question again. False when there was none. */
  askAgain(sourceId: number, kind: RowKind, keyAttribute: string, key: Uint8Array): boolean {
    return (
      this.#db
        .prepare(
          `UPDATE remembered SET answer = 'asked'
            WHERE source_id = ? AND kind = ? AND key_attribute = ? AND source_key = ? AND answer <> 'asked'`,
        )
        .run(sourceId, kind, keyAttribute.toLowerCase(), key).changes > 0
    );
  }

  /** Forgets what stems from undoing a run: it was done again. */
  forgetRun(runId: number): void {
    this.#db.prepare("DELETE FROM remembered WHERE answer = 'undone' AND run_id = ?").run(runId);
  }
}

type RememberedRow = {
  source_id: number;
  kind: string;
  key_attribute: string;
  source_key: Uint8Array;
  answer: string;
  ground: string;
  run_id: number;
  login: string;
  dn: string;
  at: number;
  source_name: string;
};

function toRemembered(row: RememberedRow): Remembered & { source: string } {
  return {
    sourceId: row.source_id,
    source: row.source_name,
    kind: row.kind as RowKind,
    keyAttribute: row.key_attribute,
    key: row.source_key,
    answer: row.answer as Remembered['answer'],
    ground: row.ground,
    runId: row.run_id,
    login: row.login,
    dn: row.dn,
    at: row.at,
  };
}

function whereOf(condition: HeldCondition): { sql: string; values: (string | number)[] } {
  const parts: string[] = [' AND source.removed_at IS NULL'];
  const values: (string | number)[] = [];
  const add = (sql: string, value: string | number) => {
    parts.push(` AND ${sql}`);
    values.push(value);
  };
  if (condition.enterpriseId !== undefined) add('source.enterprise_id = ?', condition.enterpriseId);
  if (condition.sourceId !== undefined) add('held_row.source_id = ?', condition.sourceId);
  if (condition.runId !== undefined) add('held_row.run_id = ?', condition.runId);
  if (condition.accountId !== undefined) add('account_id = ?', condition.accountId);
  if (condition.kind !== undefined) add('held_row.kind = ?', condition.kind);
  if (condition.heldIds !== undefined) {
    add('held_id IN (SELECT value FROM json_each(?))', JSON.stringify(condition.heldIds));
  }
  const search = searchCondition(condition.search ?? '', ['login', 'dn', 'detail', 'changes']);
  return { sql: parts.join('') + search.sql, values: [...values, ...search.values] };
}
