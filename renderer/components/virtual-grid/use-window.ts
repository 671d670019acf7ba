import { useDebouncedValue } from '@mantine/hooks';
import { useQueries, useQuery, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { chunksOf, placeOf } from './chunks.ts';

/** How long a place must be looked at before its rows are asked for, in milliseconds: scrolling past costs nothing. */
const SETTLE_MS = 90;

/** How many rows beyond the screen are asked for, so that slow scrolling meets no empty rows. */
const AHEAD = 30;

/** Chunks that nothing shows any more are forgotten after this, in milliseconds. */
const FORGET_MS = 120_000;

/** A piece of a long list, and how long the whole is. */
export interface Chunk<Row> {
  total: number;
  rows: Row[];
}

/** A long list that is read in chunks as it is looked at. */
export interface ChunkedList<Piece extends Chunk<unknown>> {
  /** The same for lists with the same rows. */
  key: string;
  /** Under what a chunk is kept in the page. */
  queryKey: (chunk: number) => QueryKey;
  read: (chunk: number, signal: AbortSignal) => Promise<Piece>;
}

function chunkOptions<Piece extends Chunk<unknown>>(list: ChunkedList<Piece>, chunk: number) {
  return {
    queryKey: list.queryKey(chunk),
    queryFn: ({ signal }: { signal: AbortSignal }) => list.read(chunk, signal),
    gcTime: FORGET_MS,
  };
}

/**
 * The list that is shown: the wanted one as soon as its first rows are there, until then the one before, so that
 * typing in a filter does not blink.
 */
export function useShownList<Piece extends Chunk<unknown>, List extends ChunkedList<Piece>>(
  wanted: List & ChunkedList<Piece>,
) {
  const head = useQuery(chunkOptions<Piece>(wanted, 0));
  const [shown, setShown] = useState<List>(wanted);
  const ready = head.data !== undefined || head.isError;
  if (ready && shown.key !== wanted.key) setShown(wanted);
  const shownHead = useQuery(chunkOptions<Piece>(shown, 0));
  return {
    shown,
    /** Its first chunk; undefined until it is there. */
    head: shownHead.data,
    total: shownHead.data?.total ?? null,
    /** Whether the rows on the screen are still those of the list before. */
    waiting: shown.key !== wanted.key,
    /** Why the wanted list could not be read; rows that were there stay. */
    error: head.error,
    readAt: shownHead.dataUpdatedAt,
    retry: () => void head.refetch(),
  };
}

/** The rows of a window of a list. A row that is not there yet is undefined. */
export function useWindow<Row>(list: ChunkedList<Chunk<Row>>, first: number, last: number, total: number) {
  const visible = chunksOf(first - AHEAD, last + AHEAD, total);
  const place = `${list.key} ${visible.join()}`;
  const [settled] = useDebouncedValue(place, SETTLE_MS);
  return useQueries({
    queries: visible.map((chunk) => ({
      ...chunkOptions(list, chunk),
      // What was read before is shown at once; the rest is asked for when the scrolling stops.
      enabled: settled === place,
    })),
    combine: (results) => {
      const byChunk = new Map(visible.map((chunk, index) => [chunk, results[index]?.data?.rows]));
      return {
        row: (index: number): Row | undefined => {
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
