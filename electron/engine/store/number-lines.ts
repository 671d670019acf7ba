import { foldText } from '../../../shared/domain/fold.ts';
import type { NumberKind, NumberOrigin, NumberState } from '../../../shared/domain/numbers.ts';
import type { NumberOwner, OwnedNumber } from './number-index.ts';
import type { Connection } from './sqlite.ts';

const KINDS: readonly NumberKind[] = ['desk', 'soft', 'external', 'other'];
const ORIGINS: readonly NumberOrigin[] = ['pbx', 'directory', 'manual', 'user'];
const STATES: readonly NumberState[] = ['present', 'deleted-on-pbx', 'reassigned'];

/** Kind, origin and state as one number: see `toNumber`. */
const CODE = `
  (CASE number.kind WHEN 'desk' THEN 0 WHEN 'soft' THEN 1 WHEN 'external' THEN 2 ELSE 3 END) +
  4 * (CASE origin WHEN 'pbx' THEN 0 WHEN 'directory' THEN 1 WHEN 'manual' THEN 2 ELSE 3 END) +
  16 * (CASE state WHEN 'present' THEN 0 WHEN 'deleted-on-pbx' THEN 1 ELSE 2 END)`;

/** The codes of a directory account's own phones: there, and of the directory. */
const [OWN_DESK, OWN_SOFT] = [4, 5];

const ACCOUNTS = (among: string) => `
  SELECT account_id, login_key, coalesce(source_id, 0), login_id, concat_ws(' ', first_name, last_name)
    FROM account NOT INDEXED WHERE ${among} ORDER BY account_id`;

/** Numbers that are rows, and the own phones of directory accounts that have none (E5), account by account. */
const NUMBERS = (among: string) => `
  SELECT account_id, number.number, ${CODE}, since FROM number JOIN account USING (account_id) WHERE ${among}
  UNION ALL
  SELECT account_id, phone, code, 0 FROM (
    SELECT account_id, source_id, desk_phone AS phone, ${OWN_DESK} AS code
      FROM account NOT INDEXED WHERE ${among} AND desk_phone NOT IN ('', soft_phone)
    UNION ALL
    SELECT account_id, source_id, soft_phone, ${OWN_SOFT}
      FROM account NOT INDEXED WHERE ${among} AND soft_phone <> ''
  ) AS own JOIN source USING (source_id)
  WHERE source.kind = 'directory'
    AND NOT EXISTS (SELECT 1 FROM number WHERE number.account_id = own.account_id AND number.number = phone)
  ORDER BY 1`;

/**
 * Reads all numbers of accounts for the index. One text for a column of many rows costs a fraction of as many rows:
 * hardly anything crosses from SQLite to JavaScript.
 */
export class NumberLines {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** The numbers of an Enterprise, account by account. */
  all(enterpriseId: number): OwnedNumber[] {
    return this.#read('account.enterprise_id = ?1', enterpriseId);
  }

  /** The numbers of some accounts, account by account. */
  some(accountIds: readonly number[]): OwnedNumber[] {
    return this.#read('account.account_id IN (SELECT value FROM json_each(?1))', JSON.stringify(accountIds));
  }

  #read(among: string, value: number | string): OwnedNumber[] {
    const [accountIds, keys, sources, logins, names] = this.#columns<
      [number, string, number, string, string]
    >(ACCOUNTS(among), 5, value);
    const owners = new Map<number, NumberOwner>();
    for (const [at, accountId] of accountIds.entries()) {
      const [loginKey, sourceId, name] = [keys[at]!, sources[at]!, foldText(names[at]!.trim())];
      const text = name === '' ? foldText(logins[at]!) : `${foldText(logins[at]!)} ${name}`;
      owners.set(accountId, { accountId, loginKey, sourceId, name, text });
    }
    const [ids, numbers, codes, since] = this.#columns<[number, string, number, number]>(
      NUMBERS(among),
      4,
      value,
    );
    return ids.map((accountId, at) => toNumber(owners.get(accountId)!, numbers[at]!, codes[at]!, since[at]!));
  }

  /** The columns of a query as a list each. */
  #columns<Row extends unknown[]>(
    query: string,
    count: Row['length'],
    value: number | string,
  ): { [Column in keyof Row]: Row[Column][] } {
    const names = Array.from({ length: count }, (_, at) => `c${at}`);
    const row = this.#db
      .prepare(
        `WITH found (${names.join(', ')}) AS (${query})
         SELECT ${names.map((name) => `json_group_array(${name}) AS ${name}`).join(', ')} FROM found`,
      )
      .get<Record<string, string>>(value)!;
    return names.map((name) => JSON.parse(row[name]!) as unknown[]) as {
      [Column in keyof Row]: Row[Column][];
    };
  }
}

function toNumber(owner: NumberOwner, number: string, code: number, since: number): OwnedNumber {
  return {
    owner,
    number,
    kind: KINDS[code & 3]!,
    origin: ORIGINS[(code >> 2) & 3]!,
    state: STATES[(code >> 4) & 3]!,
    since,
  };
}
