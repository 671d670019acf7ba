import type { ReferenceSlot } from './status.ts';
import { REFERENCE_SLOTS, SLOT_NAMES } from './status-rules.ts';

/** What a field of an account's history is about, besides the fields of the account itself. */
export type HistoryField =
  | { about: 'number'; number: string }
  | { about: 'status'; status: string; part: ReferenceSlot | 'name' | null }
  | { about: 'activeStatus' };

/** An escaped name, then perhaps a colon and a part. */
const STATUS = /^((?:[^\\:]|\\[\\:])*)(?::(\w+))?$/;

/**
 * The field of a status, or of one of its parts: `status:Mobile`, `status:Mobile:makeCallFrom`. A colon of the name is
 * escaped, so that no name can pass itself off as a part of another status: `status:At 9\:30:name`.
 */
export function statusField(status: string, part: ReferenceSlot | 'name' | null = null): string {
  const name = status.replaceAll(/[\\:]/g, '\\$&');
  return part === null ? `status:${name}` : `status:${name}:${part}`;
}

/**
 * What a field of an account's history is about: `number:6001`, what `statusField` makes, or `activeStatus`. Null for a field
 * of the account itself.
 */
export function historyField(field: string): HistoryField | null {
  if (field === 'activeStatus') return { about: 'activeStatus' };
  if (field.startsWith('number:')) return { about: 'number', number: field.slice('number:'.length) };
  if (!field.startsWith('status:')) return null;
  const text = field.slice('status:'.length);
  const [, name, given] = STATUS.exec(text) ?? [];
  const part = [...REFERENCE_SLOTS, 'name' as const].find((each) => each === given) ?? null;
  // What nobody made here is shown as it is.
  if (name === undefined || part !== (given ?? null)) return { about: 'status', status: text, part: null };
  return { about: 'status', status: name.replaceAll(/\\([\\:])/g, '$1'), part };
}

/** What a part of a status is called. */
export function partName(part: ReferenceSlot | 'name'): string {
  return part === 'name' ? 'Name' : SLOT_NAMES[part];
}
