import { ACCOUNT_FIELDS } from '../../../shared/domain/account.ts';
import type { StoredRow } from '../store/index.ts';

/**
 * That a row lets kept numbers go, or finds another reason why they are kept (R6): nothing that a field says. Not which
 * ones: they are asked about together.
 */
const KEPT_NUMBERS = 'keptNumbers';
const GROUND_FIELDS = [...ACCOUNT_FIELDS, KEPT_NUMBERS] as const;

/** Values that a row would set, by field; absent ones are empty. */
export type Values = Partial<Record<(typeof GROUND_FIELDS)[number], string>>;

/**
 * What an answer rests on (E8, E9), as text: of an update the values that it would set, of a creation all values. Not
 * the bytes of the entry: another mapping or another order of an attribute's values is not another value.
 */
export function groundOf(values: Values): string {
  const entries = GROUND_FIELDS.flatMap((field) => {
    const value = values[field];
    return value === undefined ? [] : [[field, value]];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/**
 * The ground of an update. One that changes no field is about numbers alone that a status kept; others may be so too.
 *
 * @param changesKept whether it changes numbers beside those that the fields tell of
 */
export function updateGround(values: Values, changesKept = false): string {
  const isOfNumbers = changesKept || Object.keys(values).length === 0;
  return groundOf(isOfNumbers ? { ...values, [KEPT_NUMBERS]: 'changed' } : values);
}

/** Whether an answer was about kept numbers too. */
export function isOfKeptNumbers(ground: string): boolean {
  return valuesOf(ground)[KEPT_NUMBERS] !== undefined;
}

/** Whether an answered update left an account without its phones, since it is gone from its PBX (D2). */
export function isOrphaning(ground: string): boolean {
  return valuesOf(ground).orphan === 'yes';
}

/** All values of a new account, as the ground of its creation. */
export function creationGround(fields: Values): string {
  const filled = Object.entries(fields).filter(([, value]) => value !== '');
  return groundOf(Object.fromEntries(filled));
}

/** A further answer about the same account: both count. */
export function mergedGround(earlier: string | undefined, later: string): string {
  return groundOf({ ...valuesOf(earlier ?? '{}'), ...valuesOf(later) });
}

/** How far an update asks for what was answered before: in all of its values, in some, or in none. */
export function sameValues(answered: string, asked: string): 'all' | 'some' | 'none' {
  const before = valuesOf(answered);
  const now = Object.entries(valuesOf(asked)) as [keyof Values, string][];
  const same = now.filter(([field, value]) => before[field] === value).length;
  if (same === 0) return 'none';
  return same === now.length ? 'all' : 'some';
}

/** The values that an answer rests on; none of a deletion. */
export function valuesOf(ground: string): Values {
  try {
    const parsed: unknown = JSON.parse(ground);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** What an answer to a row that waits rests on. */
export function answerGround({ kind, gone, changes, fields }: StoredRow): string {
  if (kind === 'delete') return gone ?? 'absent';
  if (kind === 'create') return creationGround(fields ?? {});
  const values = Object.entries(changes).map(([field, [, now]]) => [field, now ?? '']);
  return updateGround(Object.fromEntries(values) as Values);
}
