import { foldText } from '../../../shared/domain/fold.ts';
import type { Connection } from './sqlite.ts';

/** Columns of a line, in their order; whatever other numbers the account has come after them. */
export const LINE_COLUMNS = [
  'lastName',
  'firstName',
  'department',
  'email',
  'deskPhone',
  'softPhone',
  'loginId',
] as const;

/** No stored text holds one of these (domain.md 2.6). */
export const BETWEEN_FIELDS = '\u001f';
export const AFTER_LINE = '\u001e';

/** The groups that an account may have, in the order of their numbers; 0 is none. */
export const GROUPS = ['none', 'PRG', 'MDUG'] as const;

const GROUP = "CASE json_extract(extra, '$.group') WHEN 'PRG' THEN 1 WHEN 'MDUG' THEN 2 ELSE 0 END";

const LINE = `concat_ws('${BETWEEN_FIELDS}', last_name, first_name, department, email, desk_phone, soft_phone, login_id)`;

/** Accounts of an Enterprise, in the order of their ids. */
export interface AccountVersions {
  ids: Int32Array;
  versions: Int32Array;
}

/** What the list knows of the accounts of an Enterprise, in the order of their ids. */
export interface AccountAttributes extends AccountVersions {
  /** 0: made by a person. */
  sources: Int32Array;
  /** 0: none. */
  profiles: Int32Array;
  /** Places in `GROUPS`. */
  groups: Int32Array;
  active: Int32Array;
}

/** One account as the list knows it. */
interface AccountLine {
  source: number;
  profile: number;
  group: number;
  active: number;
  /** With its end. */
  line: string;
}

/**
 * Reads whole columns of the account table. One text for many rows costs a third of as many rows: hardly anything
 * crosses from SQLite to JavaScript.
 */
export class AccountLines {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * Ids and versions: enough to tell which accounts are not as they were. Every change of an account makes its
   * version greater, and ids are never given twice (E5). Seats come and go without a version (seats.ts), so that they
   * count apart.
   */
  versions(enterpriseId: number): AccountVersions {
    const [ids, versions] = this.#columns(enterpriseId, ['account_id', 'version * 2 + active']);
    return { ids: ids!, versions: versions! };
  }

  /** The other attributes, in the order of the ids. */
  attributes(enterpriseId: number): Omit<AccountAttributes, keyof AccountVersions> {
    const columns = ['source_id', 'profile_id', GROUP, 'active'];
    const [sources, profiles, groups, active] = this.#columns(enterpriseId, columns);
    return { sources: sources!, profiles: profiles!, groups: groups!, active: active! };
  }

  #columns(enterpriseId: number, values: string[]): Int32Array[] {
    const columns = values.map((value, at) => `json_group_array(coalesce(${value}, 0)) AS value_${at}`);
    const row = this.#db
      .prepare(
        `SELECT ${columns.join(', ')} FROM
           (SELECT * FROM account NOT INDEXED WHERE enterprise_id = ? ORDER BY account_id)`,
      )
      .get<Record<string, string>>(enterpriseId)!;
    return values.map((_, at) => Int32Array.from(JSON.parse(row[`value_${at}`]!) as number[]));
  }

  /** Ids in the order of the login IDs: the index has them so. */
  loginOrder(enterpriseId: number): number[] {
    const row = this.#db
      .prepare(
        `SELECT json_group_array(account_id) AS ids
           FROM (SELECT account_id FROM account WHERE enterprise_id = ? ORDER BY login_key)`,
      )
      .get<{ ids: string }>(enterpriseId)!;
    return JSON.parse(row.ids) as number[];
  }

  /** The folded lines of all accounts of an Enterprise, in the order of their ids. */
  all(enterpriseId: number, ids: Int32Array): string {
    const row = this.#db
      .prepare(
        `SELECT group_concat(line, '${AFTER_LINE}') || '${AFTER_LINE}' AS text
           FROM (SELECT ${LINE} AS line FROM account NOT INDEXED WHERE enterprise_id = ? ORDER BY account_id)`,
      )
      .get<{ text: string | null }>(enterpriseId)!;
    const text = foldText(row.text ?? '');
    const numbers = this.#numbers('enterprise_id = ?', enterpriseId);
    if (numbers.size === 0) return text;
    const lines = text.split(AFTER_LINE);
    for (const [place, accountId] of ids.entries()) lines[place] += numbers.get(accountId) ?? '';
    return lines.join(AFTER_LINE);
  }

  /** Some accounts by their ids, each with its folded line. */
  some(ids: readonly number[]): Map<number, AccountLine> {
    const chosen = JSON.stringify(ids);
    const among = 'account_id IN (SELECT value FROM json_each(?))';
    const numbers = this.#numbers(among, chosen);
    const rows = this.#db
      .prepare(
        `SELECT account_id, coalesce(source_id, 0) AS source, coalesce(profile_id, 0) AS profile, active,
                ${GROUP} AS "group", ${LINE} AS line
           FROM account WHERE ${among}`,
      )
      .all<AccountLine & { account_id: number }>(chosen);
    return new Map(
      rows.map(({ account_id: accountId, line, ...row }) => [
        accountId,
        { ...row, line: foldText(line) + (numbers.get(accountId) ?? '') + AFTER_LINE },
      ]),
    );
  }

  /** Numbers beside the desk phone and the softphone, of the accounts that have any: what follows their line. */
  #numbers(condition: string, value: number | string): Map<number, string> {
    const rows = this.#db
      .prepare(
        `SELECT account_id, group_concat(number, '${BETWEEN_FIELDS}') AS numbers
           FROM number JOIN account USING (account_id)
          WHERE ${condition} AND number NOT IN (desk_phone, soft_phone) GROUP BY account_id`,
      )
      .all<{ account_id: number; numbers: string }>(value);
    return new Map(rows.map((row) => [row.account_id, BETWEEN_FIELDS + foldText(row.numbers)]));
  }

  /** Accounts of an Enterprise with a change that waits for approval (E8). */
  waiting(enterpriseId: number): number[] {
    return this.#db
      .prepare(
        `SELECT DISTINCT account_id FROM held_row JOIN source USING (source_id)
          WHERE source.enterprise_id = ? AND source.removed_at IS NULL AND account_id IS NOT NULL
          ORDER BY account_id`,
      )
      .all<{ account_id: number }>(enterpriseId)
      .map((row) => row.account_id);
  }
}
