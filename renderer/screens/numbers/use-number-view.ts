import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { addresses } from '../../state/addresses.ts';
import { openOf, paramsOf, viewOf, type NumberFilter, type NumberListView } from './view-address.ts';

/** The view that the address tells, and how to change it. The functions stay the same from draw to draw. */
export function useNumberView(enterpriseId: string) {
  useSearch();
  // wouter has decoded it once already, and a text with a percent sign must not be decoded twice.
  const raw = window.location.search;
  const view = useMemo(() => viewOf(new URLSearchParams(raw)), [raw]);
  const [, go] = useLocation();
  const change = useCallback(
    (next: (now: NumberListView) => NumberListView) => {
      // The address of this moment, not of the last draw: several changes may come between two draws.
      const params = paramsOf(next(viewOf(new URLSearchParams(window.location.search))));
      go(`${addresses.numbers(enterpriseId)}${params.size > 0 ? `?${params.toString()}` : ''}`, {
        replace: true,
      });
    },
    [enterpriseId, go],
  );
  const setFilter = useCallback(
    (filter: Partial<NumberFilter>) => change((now) => ({ ...now, ...filter })),
    [change],
  );
  const clearFilter = useCallback(
    () => change((now) => ({ ...now, sourceId: null, state: null, origin: null, text: '' })),
    [change],
  );
  /** Opens a number by its key; null closes the panel. */
  const open = useCallback(
    (key: string | null) => change((now) => ({ ...now, open: openOf(key) })),
    [change],
  );
  return { view, setFilter, clearFilter, open };
}
