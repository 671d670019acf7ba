import type { AccountRecord } from '../store/index.ts';

/** All numbers of an account, each once: its desk phone, its softphone, then the others in the order of the store. */
export function allNumbers({ fields, numbers }: AccountRecord): string[] {
  const own = [fields.deskPhone, fields.softPhone].filter((number) => number !== '');
  return [...new Set([...own, ...numbers.map(({ number }) => number)])];
}
