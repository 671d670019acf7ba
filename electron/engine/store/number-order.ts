import { foldText } from '../../../shared/domain/fold.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import { mustAct, usesWords, type NumberUse } from '../../../shared/domain/number-uses.ts';
import type { NumberOrigin } from '../../../shared/domain/numbers.ts';
import type { NumberEntry } from './number-index.ts';
import { descending, sortTexts } from './text-order.ts';

/** What the list can be sorted by. Left out: D6's order of the numbers, then by login. */
export interface NumberOrder {
  column:
    | 'number'
    | 'account'
    | 'kind'
    | 'origin'
    | 'state'
    | 'heldBy'
    | 'since'
    | 'mustAct'
    | 'source'
    | 'conflicts'
    | 'why';
  descending: boolean;
}

/** What the columns rest on that no entry has: asked for once, and only by the column that needs it. */
export interface BesideEntries {
  /** What points at each of these numbers. */
  uses: (entries: readonly NumberEntry[]) => (entry: NumberEntry) => readonly NumberUse[];
  /** Names of the sources by their ids. */
  sources: () => ReadonlyMap<number, string>;
  /** Who else has each of these numbers, by login. */
  others: (entries: readonly NumberEntry[]) => (entry: NumberEntry) => readonly string[];
}

/** What an entry is sorted by; empty texts are last, whichever way the list is sorted. */
type TextOf = (entry: NumberEntry) => string;

/** Origins in the order of the words that stand for them. */
const ORIGINS: Record<NumberOrigin, string> = { manual: '1', user: '2', directory: '3', pbx: '4' };

const TEXTS: Record<
  NumberOrder['column'],
  (entries: readonly NumberEntry[], beside: BesideEntries) => TextOf
> = {
  number: () => (entry) => entry.order,
  account:
    () =>
    ({ owner }) =>
      owner.name || owner.loginKey,
  // Kinds and states come in the order of their words.
  kind:
    () =>
    ({ kind }) =>
      kind,
  origin:
    () =>
    ({ origin }) =>
      ORIGINS[origin],
  state:
    () =>
    ({ state }) =>
      state,
  since:
    () =>
    ({ since }) =>
      since === 0 ? '' : String(since).padStart(16, '0'),
  heldBy: (entries, { uses }) => {
    const usesOf = uses(entries.filter(isGone));
    return (entry) => (isGone(entry) ? foldText(holders(entry, usesOf(entry))) : '');
  },
  mustAct: (entries, { uses }) => {
    const usesOf = uses(entries.filter(isGone));
    return (entry) => (isGone(entry) ? (mustAct({ origin: entry.origin, uses: usesOf(entry) }) ?? '') : '');
  },
  source: (_, { sources }) => {
    const names = new Map([...sources()].map(([sourceId, name]) => [sourceId, foldText(name)]));
    return ({ owner }) => names.get(owner.sourceId) ?? '';
  },
  conflicts: (entries, { others }) => {
    const othersOf = others(entries);
    return (entry) => othersOf(entry).join(', ');
  },
  why: (entries, { uses }) => {
    const usesOf = uses(entries.filter(isGone));
    return (entry) => (isGone(entry) ? foldText(`${gone(entry)} ${kept(entry, usesOf(entry))}`) : '');
  },
};

/** Entries by a column; those that are alike in it stay in the order that they came in, whichever way it is sorted. */
export function orderedNumbers(
  entries: readonly NumberEntry[],
  { column, descending: turned }: NumberOrder,
  beside: BesideEntries,
): NumberEntry[] {
  const sorted = sortTexts(
    entries.map(TEXTS[column](entries, beside)),
    Uint32Array.from(entries, (_, at) => at),
  );
  return Array.from(turned ? descending(sorted) : sorted.places, (at) => entries[at]!);
}

function isGone({ state }: NumberEntry): boolean {
  return state !== 'present';
}

/** As the column *Held by* says it. */
function holders(entry: NumberEntry, uses: readonly NumberUse[]): string {
  const statuses = [...new Set(uses.map(({ status }) => status))];
  return [...statuses, ...(isPersonal(entry) ? ['added by a person'] : [])].join(', ');
}

/** The beginning of the sentence that says why a number is held. */
function gone({ state, origin }: NumberEntry): string {
  if (state === 'reassigned') return 'belongs';
  return origin === 'directory' ? 'replaced' : 'deleted';
}

function kept(entry: NumberEntry, uses: readonly NumberUse[]): string {
  return `${isPersonal(entry) ? 'added' : ''} ${usesWords(uses)}`;
}
