import type { AccountField, AccountFields } from '../../../shared/domain/account.ts';
import type { GoneReason } from '../../../shared/domain/reasons.ts';

/** What a row of a plan does. */
export type RowKind = 'create' | 'update' | 'delete';

/** Why a read says that an entry is gone, before anybody looked again. */
export type Gone = 'absent' | 'disabled' | PbxGone;

/** Why a complete export says that an account is gone: see `GoneAccount` of the rules; `replaced` is a person's answer (D8). */
export type PbxGone = 'pbx-absent' | 'pbx-unassigned' | 'pbx-out-of-scope' | 'pbx-replaced';

/** A row of a plan on its own, without what was read (E7): as a preview keeps it, and as it waits (E8). */
export interface StoredRow {
  kind: RowKind;
  reasonCode: string;
  /** Words that belong to the reason. */
  detail: string;
  /** Of a deletion. */
  gone: Gone | null;
  /** What a second look found; null when nobody looked, or it is no deletion. */
  looked: GoneReason | null;
  /** The ground: the account and its version; null of a creation. */
  accountId: number | null;
  version: number | null;
  login: string;
  dn: string;
  keyAttribute: string;
  key: Buffer;
  /** The ground: the hash of the source's mapped bytes; null of a deletion. */
  hash: Buffer | null;
  /** Old and new value of each field that differs. */
  changes: Partial<Record<AccountField, [string | null, string | null]>>;
  /** All fields as they would be; null of a deletion. */
  fields: AccountFields | null;
  /** Whether the account gets another key with it (E6). */
  rekeyed: boolean;
}

/** The columns that hold a stored row, in the order of `storedValues`. */
export const STORED_COLUMNS = [
  'kind',
  'reason_code',
  'detail',
  'gone',
  'looked',
  'account_id',
  'version',
  'login',
  'dn',
  'key_attribute',
  'source_key',
  'hash',
  'changes',
  'fields',
  'rekeyed',
] as const;

/** A stored row as its columns hold it. */
export interface StoredColumns {
  kind: string;
  reason_code: string;
  detail: string;
  gone: string | null;
  looked: string | null;
  account_id: number | null;
  version: number | null;
  login: string;
  dn: string;
  key_attribute: string;
  source_key: Uint8Array;
  hash: Uint8Array | null;
  changes: string;
  fields: string | null;
  rekeyed: number;
}

/** The values of the columns of a row. */
export function storedValues(row: StoredRow): (string | number | null | Uint8Array)[] {
  return [
    row.kind,
    row.reasonCode,
    row.detail,
    row.gone,
    row.looked,
    row.accountId,
    row.version,
    row.login,
    row.dn,
    row.keyAttribute.toLowerCase(),
    row.key,
    row.hash,
    JSON.stringify(row.changes),
    row.fields === null ? null : JSON.stringify(row.fields),
    row.rekeyed ? 1 : 0,
  ];
}

/** A row from its columns. */
export function toStoredRow(row: StoredColumns): StoredRow {
  return {
    kind: row.kind as RowKind,
    reasonCode: row.reason_code,
    detail: row.detail,
    gone: row.gone as Gone | null,
    looked: row.looked as GoneReason | null,
    accountId: row.account_id,
    version: row.version,
    login: row.login,
    dn: row.dn,
    keyAttribute: row.key_attribute,
    key: Buffer.from(row.source_key),
    hash: row.hash === null ? null : Buffer.from(row.hash),
    changes: JSON.parse(row.changes) as StoredRow['changes'],
    fields: row.fields === null ? null : (JSON.parse(row.fields) as AccountFields),
    rekeyed: row.rekeyed === 1,
  };
}

/** A condition on `login`, `dn` and `detail`, for texts in which every word occurs; none for an empty text. */
export function searchCondition(text: string, columns: readonly string[]): { sql: string; values: string[] } {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const values: string[] = [];
  const conditions = words.map((word) => {
    const pattern = `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    return `(${columns
      .map((column) => {
        values.push(pattern);
        return `${column} LIKE ? ESCAPE '\\'`;
      })
      .join(' OR ')})`;
  });
  return { sql: conditions.map((condition) => ` AND ${condition}`).join(''), values };
}
