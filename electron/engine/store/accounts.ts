import { foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import { extraOf, fieldsOf, type FieldRow } from './account-rows.ts';
import type { Connection } from './sqlite.ts';

/** A number of an account that is more than the directory's own desk or soft phone. */
export interface NumberRecord {
  number: string;
  kind: 'desk' | 'soft' | 'external' | 'other';
  origin: 'pbx' | 'directory' | 'manual' | 'user';
  state: 'present' | 'deleted-on-pbx' | 'reassigned';
}

/** An account as the list shows it. */
export interface AccountRecord {
  accountId: number;
  enterpriseId: number;
  sourceId: number | null;
  source: string | null;
  sourceKind: 'directory' | 'pbx' | 'manual';
  fields: AccountFields;
  dn: string;
  active: boolean;
  featureProfile: string | null;
  numbers: NumberRecord[];
  /** Statuses that point at a number, by number. */
  references: { number: string; status: string }[];
}

/** An account with what an edit of it rests on. */
export interface WholeAccount extends AccountRecord {
  profileId: number | null;
  /** One more with each change. */
  version: number;
  createdRun: number | null;
}

/** The account list: pages for people, single accounts by hand. The bulk path is in account-bulk.ts. */
export class Accounts {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** A page of an Enterprise's accounts in the order of their login IDs, after `after`. */
  page(enterpriseId: number, options: { after?: string; limit: number }): AccountRecord[] {
    const rows = this.#db.all(
      this.#select()
        .where('account.enterprise_id', '=', enterpriseId)
        .where('account.login_key', '>', options.after === undefined ? '' : foldLogin(options.after))
        .orderBy('account.login_key')
        .limit(options.limit),
    );
    return this.#complete(rows);
  }

  /** The account with that login ID, without regard to case. */
  find(enterpriseId: number, loginId: string): AccountRecord | undefined {
    const rows = this.#db.all(
      this.#select()
        .where('account.enterprise_id', '=', enterpriseId)
        .where('account.login_key', '=', foldLogin(loginId)),
    );
    return this.#complete(rows)[0];
  }

  /** One account whole. */
  get(accountId: number): WholeAccount | undefined {
    const row = this.#db.first(this.#select().where('account.account_id', '=', accountId));
    if (row === undefined) return undefined;
    const { profile_id: profileId, version, created_run: createdRun } = row;
    return { ...this.#complete([row])[0]!, profileId, version, createdRun };
  }

  /** The fields of some accounts; those that are gone are left out. */
  fieldsOf(accountIds: readonly number[]): { accountId: number; fields: AccountFields }[] {
    return this.#db
      .prepare('SELECT * FROM account WHERE account_id IN (SELECT value FROM json_each(?))')
      .all<AccountRow>(JSON.stringify(accountIds))
      .map((row) => ({ accountId: row.account_id, fields: fieldsOf(row) }));
  }

  /** Since when each number of an account is as it is, epoch milliseconds. */
  numbersSince(accountId: number): Map<string, number> {
    const rows = this.#db
      .prepare('SELECT number, since FROM number WHERE account_id = ?')
      .all<{ number: string; since: number }>(accountId);
    return new Map(rows.map(({ number, since }) => [number, since]));
  }

  /** Login ID of another account of the Enterprise that has a number. */
  numberHolder(enterpriseId: number, number: string, exceptId: number): string | undefined {
    return this.#db
      .prepare(
        `SELECT login_id FROM account NOT INDEXED
          WHERE enterprise_id = ?1 AND account_id <> ?3
            AND (desk_phone = ?2 OR soft_phone = ?2
                 OR account_id IN (SELECT account_id FROM number WHERE number = ?2)) LIMIT 1`,
      )
      .get<{ login_id: string }>(enterpriseId, number, exceptId)?.login_id;
  }

  count(filter: { enterpriseId?: number; sourceId?: number } = {}): number {
    let query = this.#db.sql
      .selectFrom('account')
      .select((select) => select.fn.countAll<number>().as('count'));
    if (filter.enterpriseId !== undefined) query = query.where('enterprise_id', '=', filter.enterpriseId);
    if (filter.sourceId !== undefined) query = query.where('source_id', '=', filter.sourceId);
    return this.#db.first(query)?.count ?? 0;
  }

  /** How many accounts of an Enterprise have each profile, by the profile's id. */
  countByProfile(enterpriseId: number): Map<number, number> {
    const rows = this.#db
      .prepare(
        'SELECT profile_id, count(*) AS accounts FROM account WHERE enterprise_id = ? GROUP BY profile_id',
      )
      .all<{ profile_id: number; accounts: number }>(enterpriseId);
    return new Map(rows.map((row) => [row.profile_id, row.accounts]));
  }

  /** Makes an account by hand. */
  createManual(enterpriseId: number, fields: AccountFields, profileId: number | null): number {
    return this.#db.execute(
      this.#db.sql.insertInto('account').values({
        enterprise_id: enterpriseId,
        source_id: null,
        source_key: null,
        key_attribute: null,
        ...fieldColumns(fields),
        dn: '',
        hash: null,
        profile_id: profileId,
        created_run: null,
      }),
    ).lastId;
  }

  /** Sets the fields and the profile of an account. */
  update(accountId: number, fields: AccountFields, profileId: number | null): void {
    this.#db.execute(
      this.#db.sql
        .updateTable('account')
        .set((update) => ({
          ...fieldColumns(fields),
          profile_id: profileId,
          version: update('version', '+', 1),
        }))
        .where('account_id', '=', accountId),
    );
  }

  /** Adds a number, or sets what it is; while its state stays the same, so does since when. */
  addNumber(accountId: number, { number, kind, origin, state }: NumberRecord, since: number): void {
    this.#db
      .prepare(
        `INSERT INTO number (account_id, number, kind, origin, state, since) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (account_id, number) DO UPDATE SET kind = excluded.kind, origin = excluded.origin,
           since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END, state = excluded.state`,
      )
      .run(accountId, number, kind, origin, state, since);
  }

  removeNumber(accountId: number, number: string): void {
    this.#db.execute(
      this.#db.sql.deleteFrom('number').where('account_id', '=', accountId).where('number', '=', number),
    );
  }

  #select() {
    return this.#db.sql
      .selectFrom('account')
      .leftJoin('source', 'source.source_id', 'account.source_id')
      .leftJoin('feature_profile', 'feature_profile.profile_id', 'account.profile_id')
      .selectAll('account')
      .select([
        'source.name as source_name',
        'source.kind as source_kind',
        'feature_profile.name as profile_name',
      ]);
  }

  #complete(rows: AccountRow[]): AccountRecord[] {
    const ids = rows.map((row) => row.account_id);
    const numbers = groupBy(
      this.#inChunks(ids, (chunk) =>
        this.#db.all(
          this.#db.sql.selectFrom('number').selectAll().where('account_id', 'in', chunk).orderBy('number'),
        ),
      ),
    );
    const references = groupBy(
      this.#inChunks(ids, (chunk) =>
        this.#db.all(
          this.#db.sql
            .selectFrom('status_reference')
            .select(['account_id', 'number', 'status'])
            .distinct()
            .where('account_id', 'in', chunk)
            .orderBy('status'),
        ),
      ),
    );
    return rows.map((row) => ({
      accountId: row.account_id,
      enterpriseId: row.enterprise_id,
      sourceId: row.source_id,
      source: row.source_name,
      sourceKind: row.source_kind === null ? 'manual' : (row.source_kind as 'directory' | 'pbx'),
      fields: fieldsOf(row),
      dn: row.dn,
      active: row.active === 1,
      featureProfile: row.profile_name,
      numbers: (numbers.get(row.account_id) ?? []).map(
        (number) =>
          ({
            number: number.number,
            kind: number.kind,
            origin: number.origin,
            state: number.state,
          }) as NumberRecord,
      ),
      references: (references.get(row.account_id) ?? []).map(({ number, status }) => ({ number, status })),
    }));
  }

  /** SQLite takes 32,766 parameters a statement. */
  #inChunks<Row>(ids: number[], query: (chunk: number[]) => Row[]): Row[] {
    const rows: Row[] = [];
    for (let at = 0; at < ids.length; at += 1000) rows.push(...query(ids.slice(at, at + 1000)));
    return rows;
  }
}

interface AccountRow extends FieldRow {
  account_id: number;
  enterprise_id: number;
  source_id: number | null;
  dn: string;
  active: number;
  source_name: string | null;
  source_kind: string | null;
  profile_name: string | null;
}

function fieldColumns(fields: AccountFields) {
  return {
    login_id: fields.loginId,
    login_key: foldLogin(fields.loginId),
    first_name: fields.firstName,
    last_name: fields.lastName,
    email: fields.email,
    department: fields.department,
    desk_phone: fields.deskPhone,
    soft_phone: fields.softPhone,
    extra: extraOf(fields),
  };
}

function groupBy<Row extends { account_id: number }>(rows: Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.account_id);
    if (group === undefined) groups.set(row.account_id, [row]);
    else group.push(row);
  }
  return groups;
}
