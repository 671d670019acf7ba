import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { HeldRow } from '../../../shared/contract/index.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { collect } from '../run-paging.ts';
import type { KindCounts } from '../run-words.ts';

/** Whose waiting rows: of an Enterprise, of one source, or those that a run was the newest to ask for. */
export interface HeldScope {
  enterprise: string;
  sourceId?: number;
  runId?: number;
}

/** Which of them are shown. */
export interface HeldFilter {
  kind: keyof KindCounts | null;
  search: string;
}

const PAGE = 200;
/** As many as one answer may name (contract/held.ts). */
export const MOST_CHOSEN = 10_000;
const PIECE = 1000;

/** Waiting rows, a page at a time. */
export function useHeldRows(scope: HeldScope, filter: HeldFilter) {
  const input = inputOf(scope, filter);
  return useInfiniteQuery({
    queryKey: [...query.held.list.key({ input }), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      engine.held.list({ ...input, after: pageParam, limit: PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** How many rows wait, by kind; and one of them, which tells the reason of most. */
export function useHeldCounts(scope: HeldScope, search = '') {
  const input = { ...inputOf(scope, { kind: null, search }), limit: 1 };
  return useQuery({ ...query.held.list.queryOptions({ input }), placeholderData: keepPreviousData });
}

/** All waiting rows that a filter lets through. */
export function allHeld(scope: HeldScope, filter: HeldFilter, signal: AbortSignal): Promise<HeldRow[]> {
  const input = inputOf(scope, filter);
  return collect<HeldRow, number>(
    (after) => engine.held.list({ ...input, after, limit: PIECE }, { signal }),
    {
      from: 0,
      signal,
      progress: () => undefined,
    },
  );
}

function inputOf({ enterprise, sourceId, runId }: HeldScope, { kind, search }: HeldFilter) {
  return {
    enterprise,
    search,
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(runId === undefined ? {} : { runId }),
    ...(kind === null ? {} : { kind }),
  };
}
