import type { ReferenceSlot } from '../../shared/domain/status.ts';

const ROOT = '/~/me';

/** The addresses of a user's own pages; they name no account, since there is one only (E15). */
export const mine = {
  root: ROOT,
  statuses: `${ROOT}/statuses`,
  /** A status, and the place in it that somebody is led to. */
  status: (name: string, field?: ReferenceSlot) =>
    `${ROOT}/statuses/${encodeURIComponent(name)}${field === undefined ? '' : `?field=${field}`}`,
  numbers: `${ROOT}/numbers`,
  history: `${ROOT}/history`,
};

/** Whether the router is at an address: it gives addresses decoded, but for what would be a mark in them (`/`, `?`). */
export function isAt(location: string, address: string): boolean {
  return location === decodeURI(address);
}

/** The pages, in their order. */
export const PAGES = [
  { address: mine.statuses, label: 'Statuses' },
  { address: mine.numbers, label: 'Numbers' },
  { address: mine.history, label: 'History' },
] as const;
