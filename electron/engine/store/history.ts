import { ACCOUNT_FIELDS, type AccountField, type AccountFields } from '../../../shared/domain/account.ts';
import { AccountBulk } from './account-bulk.ts';
import type { ChangeRecord } from './runs.ts';
import type { Store } from './store.ts';

/** Old and new value of each field that a change touched; null where there was, or is, nothing. */
export type FieldChanges = Record<string, [unknown, unknown]>;

/**
 * What a journal row changed, field by field. The journal keeps before-images only (E5), so the value that a change
 * left behind is the before-image of the next change of that field, or today's value.
 */
export function changedFields(store: Store, change: ChangeRecord): FieldChanges {
  if (change.proposed !== null) return change.proposed as FieldChanges;
  if (change.accountId === null) return {};
  if (change.kind === 'delete') {
    return pairs(nonEmpty(change.before ?? {}), (value) => [value, null]);
  }
  const after = stateAfter(store, change.accountId, change.changeId);
  if (after === null) return {};
  if (change.kind === 'create') return pairs(nonEmpty(after), (value) => [null, value]);
  return Object.fromEntries(
    Object.entries(change.before ?? {}).map(([field, old]) => [
      field,
      [orNull(old), orNull(after[field as AccountField])] as [unknown, unknown],
    ]),
  );
}

/** The fields of an account right after a change, or null when they are no longer known. */
function stateAfter(store: Store, accountId: number, changeId: number): AccountFields | null {
  const known: Partial<AccountFields> = {};
  for (const later of store.runs.laterChanges(accountId, changeId)) {
    for (const field of ACCOUNT_FIELDS) {
      const value = later.before?.[field];
      if (!(field in known) && typeof value === 'string') known[field] = value;
    }
    if (later.kind === 'delete') return known as AccountFields;
  }
  const today = new AccountBulk(store.connection).load(accountId)?.fields;
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
