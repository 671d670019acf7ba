import type { NumberRow } from '../../../shared/contract/index.ts';

/** The saved views of the list (screens.md, "Numbers"). */
export const VIEWS = ['all', 'held', 'conflicts', 'manual'] as const;
export type NumberView = (typeof VIEWS)[number];

const STATES = ['present', 'deleted-on-pbx', 'reassigned'] as const satisfies NumberRow['state'][];
const ORIGINS = ['pbx', 'directory', 'manual', 'user'] as const satisfies NumberRow['origin'][];

/** Which numbers the list shows, apart from their Enterprise. */
export interface NumberFilter {
  view: NumberView;
  /** A source; null: all. */
  sourceId: number | null;
  state: NumberRow['state'] | null;
  origin: NumberRow['origin'] | null;
  text: string;
}

/** A number of an account: what the panel shows. */
export interface OpenNumber {
  accountId: number;
  number: string;
}

/** The list as its address tells it, so that it survives a reload and can be copied. */
export interface NumberListView extends NumberFilter {
  open: OpenNumber | null;
}

/** Reads the search part of the address. What makes no sense is taken as left out. */
export function viewOf(params: URLSearchParams): NumberListView {
  const text = params.get('text') ?? '';
  return {
    view: VIEWS.find((each) => each === params.get('view')) ?? 'all',
    sourceId: idOf(params.get('source')),
    state: STATES.find((each) => each === params.get('state')) ?? null,
    origin: ORIGINS.find((each) => each === params.get('origin')) ?? null,
    text: text.trim() === '' ? '' : text.slice(0, 256),
    open: openOf(params.get('number')),
  };
}

/** The search part of the address of a view. */
export function paramsOf({ view, sourceId, state, origin, text, open }: NumberListView): URLSearchParams {
  const params = new URLSearchParams();
  if (view !== 'all') params.set('view', view);
  if (sourceId !== null) params.set('source', String(sourceId));
  if (state !== null) params.set('state', state);
  if (origin !== null) params.set('origin', origin);
  if (text.trim() !== '') params.set('text', text);
  if (open !== null) params.set('number', keyOf(open));
  return params;
}

/** How a number of an account is named: no two rows have the same. */
export function keyOf({ accountId, number }: OpenNumber): string {
  return `${accountId}:${number}`;
}

/** The number that a key names; null when it names none. */
export function openOf(key: string | null): OpenNumber | null {
  const [, id, number] = /^(\d{1,15}):(.{1,64})$/s.exec(key ?? '') ?? [];
  const accountId = idOf(id ?? null);
  return accountId === null || number === undefined ? null : { accountId, number };
}

/** Whether a filter leaves anything out, apart from the view. */
export function isFiltering({ sourceId, state, origin, text }: NumberFilter): boolean {
  return sourceId !== null || state !== null || origin !== null || text.trim() !== '';
}

/** A filter as the engine takes it. */
export function conditionOf({ view, sourceId, state, origin, text }: NumberFilter) {
  return {
    ...(view === 'held' ? { held: true } : {}),
    ...(view === 'conflicts' ? { conflicts: true } : {}),
    ...(view === 'manual' ? { personal: true } : {}),
    ...(sourceId === null ? {} : { sourceId }),
    ...(state === null ? {} : { state }),
    ...(origin === null ? {} : { origin }),
    search: text.trim(),
  };
}

function idOf(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
