import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTableMemory } from './use-table-memory.ts';

/** How many rows are shown at first, and how many more at a time. */
const PAGE = 200;

/** How long typing must rest before the list follows, in milliseconds. */
const TYPING_MS = 250;

/** Which rows of a long list are meant, and in which order; the engine sees to both. */
export interface Wanted<Sort extends string> {
  search: string;
  /** Left out: the order of the list itself. */
  sort?: { column: Sort; descending: boolean };
}

/** A part of a long list, and how long the whole is. */
export interface Part<Row> {
  rows: Row[];
  total: number;
}

/** Where a long list comes from. */
export interface PagedSource<Page extends Part<unknown>, Sort extends string> {
  /** What the table is remembered under. */
  name: string;
  /** Columns of the table that the engine can sort by, as it calls them. */
  sorts: readonly Sort[];
  /** The same for lists with the same rows. */
  queryKey: (wanted: Wanted<Sort>) => QueryKey;
  read: (wanted: Wanted<Sort>, part: { offset: number; limit: number }, signal: AbortSignal) => Promise<Page>;
}

/** A long list that is searched and sorted as a whole by the engine, and read part by part. */
export function usePagedList<Page extends Part<unknown>, Sort extends string>(
  source: PagedSource<Page, Sort>,
) {
  const { name, sorts, queryKey, read } = source;
  const { sorting } = useTableMemory(name, { hidden: [], sorting: null });
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS);
  const column = sorts.find((each) => each === sorting?.id);
  const wanted: Wanted<Sort> = {
    search,
    ...(column === undefined ? {} : { sort: { column, descending: sorting?.desc ?? false } }),
  };
  const list = useInfiniteQuery({
    queryKey: [...queryKey(wanted), 'pages'],
    queryFn: ({ pageParam, signal }) => read(wanted, { offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: (page: Page, pages: Page[]) => {
      const loaded = pages.reduce((sum, each) => sum + each.rows.length, 0);
      return page.rows.length > 0 && loaded < page.total ? loaded : null;
    },
    placeholderData: keepPreviousData,
  });
  const { data } = list;
  const rows = useMemo((): Page['rows'][number][] => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  return {
    source,
    wanted,
    list,
    rows,
    /** The newest known length of the whole list. */
    total: data?.pages.at(-1)?.total ?? 0,
    /** What else came with the first part. */
    first: data?.pages[0],
    typed,
    setTyped,
  };
}

/** The same, for what draws it. */
export type PagedList<Page extends Part<unknown>, Sort extends string> = ReturnType<
  typeof usePagedList<Page, Sort>
>;
