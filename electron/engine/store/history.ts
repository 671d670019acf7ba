import { ACCOUNT_FIELDS, type AccountField, type AccountFields } from '../../../shared/domain/account.ts';
import type { ChangeRecord } from './run-rows.ts';
import type { Store } from './store.ts';

/** Old and new value of each field that a change touched; null where there was, or is, nothing. */
export type FieldChanges = Record<string, [unknown, unknown]>;

/** Everything that happened to an account after a page of changes, and the account as it is today. */
interface Later {
  changes: ChangeRecord[];
  today: AccountFields | undefined;
}

/** What a journal row changed, field by field. */
export function changedFields(store: Store, change: ChangeRecord): FieldChanges {
  return changedFieldsOf(store, [change])[0]!;
}

/**
 * What journal rows changed, field by field. The journal keeps before-images only (E5), so the value that a change
 * left behind is the before-image of the next change of that field, or today's value. For a page of rows these are
 * looked up together.
 */
export function changedFieldsOf(store: Store, changes: readonly ChangeRecord[]): FieldChanges[] {
  const later = laterOf(
    store,
    changes.filter((change) => change.proposed === null && change.kind !== 'delete'),
  );
  return changes.map((change) => {
    if (change.proposed !== null) return change.proposed as FieldChanges;
    if (change.accountId === null) return {};
    if (change.kind === 'delete') {
      return pairs(nonEmpty(change.before ?? {}), (value) => [value, null]);
    }
    const after = stateAfter(later.get(change.accountId)!, change.changeId);
    if (after === null) return {};
    if (change.kind === 'create') return pairs(nonEmpty(after), (value) => [null, value]);
    return Object.fromEntries(
      Object.entries(change.before ?? {}).map(([field, old]) => [
        field,
        [orNull(old), orNull(after[field as AccountField])] as [unknown, unknown],
      ]),
    );
  });
}

/** What came after the first of some changes, by account. */
function laterOf(store: Store, changes: readonly ChangeRecord[]): Map<number, Later> {
  const later = new Map<number, Later>();
  let first = Number.MAX_SAFE_INTEGER;
  for (const { accountId, changeId } of changes) {
    if (accountId === null) continue;
    later.set(accountId, { changes: [], today: undefined });
    first = Math.min(first, changeId);
  }
  if (later.size === 0) return later;
  const ids = [...later.keys()];
  for (const change of store.runs.laterChanges(ids, first))
    later.get(change.accountId!)!.changes.push(change);
  for (const { accountId, fields } of store.accounts.fieldsOf(ids)) later.get(accountId)!.today = fields;
  return later;
}

/** The fields of an account right after a change, or null when they are no longer known. */
function stateAfter({ changes, today }: Later, changeId: number): AccountFields | null {
  const known: Partial<AccountFields> = {};
  for (const later of changes) {
    if (later.changeId <= changeId) continue;
    for (const field of ACCOUNT_FIELDS) {
      const value = later.before?.[field];
      if (!(field in known) && typeof value === 'string') known[field] = value;
    }
    if (later.kind === 'delete') return known as AccountFields;
  }
  return today === undefined ? null : { ...today, ...known };
}

function nonEmpty(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    ACCOUNT_FIELDS.flatMap((field) => (values[field] ? [[field, values[field]]] : [])),
  );
}

function pairs(values: Record<string, unknown>, pair: (value: unknown) => [unknown, unknown]): FieldChanges {
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, pair(value)]));
}

function orNull(value: unknown): unknown {
  return value === '' || value === undefined ? null : value;
}
