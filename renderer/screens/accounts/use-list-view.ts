import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { addresses } from '../../state/addresses.ts';
import { paramsOf, viewOf, type ListFilter, type ListView, type PanelView } from './view-address.ts';

/** The view that the address tells, and how to change it. The functions stay the same from draw to draw. */
export function useListView(enterpriseId: string) {
  useSearch();
  // wouter has decoded it once already, and a text with a percent sign must not be decoded twice.
  const raw = window.location.search;
  const view = useMemo(() => viewOf(new URLSearchParams(raw)), [raw]);
  const [, go] = useLocation();
  const change = useCallback(
    (next: (now: ListView) => ListView) => {
      // The address of this moment, not of the last draw: several changes may come between two draws.
      const params = paramsOf(next(viewOf(new URLSearchParams(window.location.search))));
      go(`${addresses.accounts(enterpriseId)}${params.size > 0 ? `?${params}` : ''}`, { replace: true });
    },
    [enterpriseId, go],
  );
  const setFilter = useCallback(
    (filter: Partial<ListFilter>) => change((now) => ({ ...now, filter: { ...now.filter, ...filter } })),
    [change],
  );
  const clearFilter = useCallback(() => change((now) => ({ ...now, filter: {} })), [change]);
  const openPanel = useCallback((panel: PanelView) => change((now) => ({ ...now, panel })), [change]);
  return { view, setFilter, clearFilter, openPanel };
}
