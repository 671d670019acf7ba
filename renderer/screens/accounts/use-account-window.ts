import { useQueries, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { AccountRow, AccountSort } from '../../../shared/contract/index.ts';
import { query } from '../../state/queries.ts';
import { CHUNK, chunksOf, placeOf } from './chunks.ts';
import type { ListFilter } from './view-address.ts';

/** How long a place must be looked at before its rows are asked for, in milliseconds: scrolling past costs nothing. */
const SETTLE_MS = 90;

/** How many rows beyond the screen are asked for, so that slow scrolling meets no empty rows. */
const AHEAD = 30;

/** Chunks that nothing shows any more are forgotten after this, in milliseconds. */
const FORGET_MS = 120_000;

/** One list: an Enterprise's accounts under a filter, in an order. */
export interface AccountList {
  enterprise: string;
  filter: ListFilter;
  sort: AccountSort;
}

function chunkOptions({ enterprise, filter, sort }: AccountList, chunk: number) {
  return {
    ...query.accounts.query.queryOptions({
      input: { enterprise, ...filter, sort, offset: chunk * CHUNK, limit: CHUNK },
    }),
    gcTime: FORGET_MS,
  };
}

/**
 * The list that is shown: the wanted one as soon as its first rows are there, until then the one before, so that
 * typing in the filter does not blink.
 */
export function useShownList(wanted: AccountList) {
  const head = useQuery(chunkOptions(wanted, 0));
  const [shown, setShown] = useState(wanted);
  const ready = head.data !== undefined || head.isError;
  if (ready && !sameList(shown, wanted)) setShown(wanted);
  const current = sameList(shown, wanted);
  const shownHead = useQuery(chunkOptions(shown, 0));
  return {
    shown,
    total: shownHead.data?.total ?? null,
    /** Whether the rows on the screen are still those of the list before. */
    waiting: !current,
    /** Why the wanted list could not be read; rows that were there stay. */
    error: head.error,
    readAt: shownHead.dataUpdatedAt,
    retry: () => void head.refetch(),
  };
}

/** The rows of a window of a list. A row that is not there yet is undefined. */
export function useAccountWindow(list: AccountList, first: number, last: number, total: number) {
  const visible = chunksOf(first - AHEAD, last + AHEAD, total);
  const [settled] = useDebouncedValue(`${listKey(list)} ${visible.join()}`, SETTLE_MS);
  const atRest = settled === `${listKey(list)} ${visible.join()}`;
  return useQueries({
    queries: visible.map((chunk) => ({
      ...chunkOptions(list, chunk),
      // What was read before is shown at once; the rest is asked for when the scrolling stops.
      enabled: atRest,
    })),
    combine: (results) => {
      const byChunk = new Map(visible.map((chunk, index) => [chunk, results[index]?.data?.rows]));
      return {
        row: (index: number): AccountRow | undefined => {
          const { chunk, at } = placeOf(index);
          return byChunk.get(chunk)?.[at];
        },
        error: results.find((result) => result.error !== null)?.error ?? null,
        retry: () => {
          for (const result of results) if (result.error !== null) void result.refetch();
        },
      };
    },
  });
}

/** A list as a text: the same for lists with the same rows. */
export function listKey({ enterprise, filter, sort }: AccountList): string {
  return JSON.stringify([enterprise, Object.entries(filter).sort(), sort.column, sort.descending]);
}

function sameList(left: AccountList, right: AccountList): boolean {
  return listKey(left) === listKey(right);
}
