import type { AccountFilter } from '../../../shared/contract/index.ts';

/** Which accounts the list shows, apart from their Enterprise. */
export type ListFilter = Omit<AccountFilter, 'enterprise'>;

/** What the side panel shows: an account, the form of a new one, or nothing. */
export type PanelView = { kind: 'none' } | { kind: 'new' } | { kind: 'account'; accountId: number };

/** The account list as its address tells it, so that it survives a reload and can be copied. */
export interface ListView {
  filter: ListFilter;
  panel: PanelView;
}

const GROUPS = ['PRG', 'MDUG', 'none'] as const;

/** Reads the search part of the address. What makes no sense is taken as left out. */
export function viewOf(params: URLSearchParams): ListView {
  const filter: ListFilter = {};
  const text = params.get('text');
  if (text !== null && text.trim() !== '') filter.text = text.slice(0, 256);
  const sourceId = wholeOf(params.get('source'));
  if (sourceId !== null) filter.sourceId = sourceId;
  const profileId = wholeOf(params.get('profile'));
  if (profileId !== null) filter.profileId = profileId;
  const group = GROUPS.find((each) => each === params.get('group'));
  if (group !== undefined) filter.group = group;
  const active = yesOrNo(params.get('active'));
  if (active !== null) filter.active = active;
  const held = yesOrNo(params.get('held'));
  if (held !== null) filter.held = held;
  return { filter, panel: panelOf(params) };
}

/** The search part of the address of a view. */
export function paramsOf({ filter, panel }: ListView): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.text !== undefined && filter.text.trim() !== '') params.set('text', filter.text);
  if (filter.sourceId !== undefined) params.set('source', String(filter.sourceId));
  if (filter.group !== undefined) params.set('group', filter.group);
  if (filter.active !== undefined) params.set('active', filter.active ? 'yes' : 'no');
  if (filter.profileId !== undefined) params.set('profile', String(filter.profileId));
  if (filter.held !== undefined) params.set('held', filter.held ? 'yes' : 'no');
  if (panel.kind === 'new') params.set('new', '1');
  if (panel.kind === 'account') params.set('account', String(panel.accountId));
  return params;
}

/** Whether a filter leaves anything out. */
export function isFiltering(filter: ListFilter): boolean {
  return paramsOf({ filter, panel: { kind: 'none' } }).size > 0;
}

function panelOf(params: URLSearchParams): PanelView {
  if (params.has('new')) return { kind: 'new' };
  const accountId = wholeOf(params.get('account'));
  return accountId === null || accountId === 0 ? { kind: 'none' } : { kind: 'account', accountId };
}

function wholeOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function yesOrNo(text: string | null): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null;
}
