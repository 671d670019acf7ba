import type { AccountPhones } from '../../../shared/domain/status-rules.ts';
import type { Connection } from './sqlite.ts';

/** Which of its two own phones an account has, that is: which phones stand behind the roles (D1). */
export const PHONE_SETS = [0, 1, 2, 3] as const;
export type PhoneSet = (typeof PHONE_SETS)[number];

const [DESK, SOFT] = [1, 2];

/** The phones of any account with that set, for the rules. */
export function phonesOfSet(set: PhoneSet): AccountPhones {
  const deskPhone = (set & DESK) === 0 ? '' : 'desk';
  const softPhone = (set & SOFT) === 0 ? '' : 'soft';
  return { deskPhone, softPhone, present: new Set([deskPhone, softPhone].filter((phone) => phone !== '')) };
}

/** An account as it is shown beside what a change of templates does to it. */
export interface TouchedAccount {
  accountId: number;
  loginId: string;
  firstName: string;
  lastName: string;
}

/** How many accounts of an Enterprise have what, in a few numbers. */
export interface TemplateCounts {
  accounts: number;
  /** Accounts by the phones that they have; those that edited a status by its name. */
  all: Map<PhoneSet, number>;
  edited: Map<string, Map<PhoneSet, number>>;
  /** Accounts by the name of the status that was chosen, empty for none; and of those, who edited it. */
  chosen: Map<string, { accounts: number; edited: number }>;
}

/** As `accountPhones` has it: a number that is a row is there when its state says so; the directory's own is there. */
const hasPhone = (column: string) => `
  (account.${column} <> '' AND coalesce(
    (SELECT state = 'present' FROM number
      WHERE number.account_id = account.account_id AND number.number = account.${column}),
    (SELECT source.kind = 'directory' FROM source WHERE source.source_id = account.source_id), 0))`;

const PHONE_SET = `(${DESK} * ${hasPhone('desk_phone')} + ${SOFT} * ${hasPhone('soft_phone')})`;

/** What a change of status templates means for the accounts of an Enterprise (E5): counted by SQLite, not one by one. */
export class TemplateEffects {
  readonly #db: Connection;
  readonly #enterpriseId: number;

  constructor(db: Connection, enterpriseId: number) {
    this.#db = db;
    this.#enterpriseId = enterpriseId;
  }

  /** One text that is different after any account of the Enterprise changed. */
  ground(): string {
    const row = this.#db
      .prepare(
        `SELECT count(*) || ' ' || coalesce(sum(version), 0) || ' ' || coalesce(max(account_id), 0) AS ground
           FROM account NOT INDEXED WHERE enterprise_id = ?`,
      )
      .get<{ ground: string }>(this.#enterpriseId);
    return row!.ground;
  }

  counts(): TemplateCounts {
    const all = new Map<PhoneSet, number>();
    for (const { phones, accounts } of this.#all<{ phones: PhoneSet; accounts: number }>(
      `SELECT ${PHONE_SET} AS phones, count(*) AS accounts
         FROM account NOT INDEXED WHERE enterprise_id = ?1 GROUP BY phones`,
    ))
      all.set(phones, accounts);
    const edited = new Map<string, Map<PhoneSet, number>>();
    for (const { name, phones, accounts } of this.#all<{ name: string; phones: PhoneSet; accounts: number }>(
      // The phones of each account once, however many statuses it edited.
      `WITH editor AS MATERIALIZED (
         SELECT account_id, ${PHONE_SET} AS phones FROM account
          WHERE enterprise_id = ?1 AND account_id IN (SELECT account_id FROM status))
       SELECT name, phones, count(*) AS accounts FROM status JOIN editor USING (account_id) GROUP BY name, phones`,
    )) {
      const sets = edited.get(name) ?? new Map<PhoneSet, number>();
      edited.set(name, sets.set(phones, accounts));
    }
    const chosen = this.#all<{ name: string; accounts: number; edited: number }>(
      `SELECT active_status AS name, count(*) AS accounts, count(status_id) AS edited
         FROM account NOT INDEXED LEFT JOIN status
           ON active_status <> '' AND status.account_id = account.account_id AND status.name = active_status
        WHERE enterprise_id = ?1 GROUP BY active_status`,
    );
    return {
      accounts: [...all.values()].reduce((sum, each) => sum + each, 0),
      ...{ all, edited },
      chosen: new Map(chosen.map(({ name, ...numbers }) => [name, numbers])),
    };
  }

  /** How many accounts edited a status of any of these names, by the phones that they have. */
  editedAny(names: readonly string[]): Map<PhoneSet, number> {
    const rows = this.#db
      .prepare(
        `SELECT ${PHONE_SET} AS phones, count(*) AS accounts FROM account
          WHERE enterprise_id = ?1 AND account_id IN (
            SELECT account_id FROM status WHERE name IN (SELECT value FROM json_each(?2))) GROUP BY phones`,
      )
      .all<{ phones: PhoneSet; accounts: number }>(this.#enterpriseId, JSON.stringify(names));
    return new Map(rows.map(({ phones, accounts }) => [phones, accounts]));
  }

  /** Accounts that edited a status of one of these names, by login. */
  editors(names: readonly string[], limit: number): TouchedAccount[] {
    return names.length === 0 ? [] : this.#touched('EXISTS', '', names, limit);
  }

  /** Accounts that did not, with one of these sets of phones, by login. */
  others(names: readonly string[], sets: readonly PhoneSet[], limit: number): TouchedAccount[] {
    if (sets.length === 0) return [];
    const among = sets.length === PHONE_SETS.length ? '' : `AND ${PHONE_SET} IN (${sets.join(', ')})`;
    return this.#touched('NOT EXISTS', among, names, limit);
  }

  #touched(exists: string, among: string, names: readonly string[], limit: number): TouchedAccount[] {
    return this.#db
      .prepare(
        `SELECT account_id AS accountId, login_id AS loginId, first_name AS firstName, last_name AS lastName
           FROM account WHERE enterprise_id = ?1 ${among} AND ${exists} (
             SELECT 1 FROM status
              WHERE status.account_id = account.account_id AND name IN (SELECT value FROM json_each(?2)))
          ORDER BY login_key LIMIT ?3`,
      )
      .all<TouchedAccount>(this.#enterpriseId, JSON.stringify(names), limit)
      .map((row) => ({ ...row }));
  }

  #all<Row>(sql: string): Row[] {
    return this.#db.prepare(sql).all<Row>(this.#enterpriseId);
  }
}
