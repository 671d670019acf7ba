import type { NumberRow, NumberSort } from '../../../shared/contract/index.ts';
import { MOST_NUMBERS } from '../../components/number-actions/bulk-words.ts';
import { CHUNK } from '../../components/virtual-grid/chunks.ts';
import type { Chunk, ChunkedList } from '../../components/virtual-grid/use-window.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { conditionOf, isFiltering, type NumberFilter, type NumberView } from './view-address.ts';

/** A piece of the list, with how many numbers each saved view has. */
interface NumberChunk extends Chunk<NumberRow> {
  counts: Record<NumberView, number>;
}

/** One list: an Enterprise's numbers under a filter, in an order. */
export interface NumberList extends ChunkedList<NumberChunk> {
  view: NumberView;
  sort: NumberSort;
  filtering: boolean;
}

/** The numbers of an Enterprise, as the grid reads them. */
export function numberList(enterprise: string, filter: NumberFilter, sort: NumberSort): NumberList {
  const condition = conditionOf(filter);
  const input = (chunk: number) => ({ enterprise, ...condition, sort, offset: chunk * CHUNK, limit: CHUNK });
  return {
    key: JSON.stringify([enterprise, condition, sort.column, sort.descending]),
    queryKey: (chunk) => query.numbers.list.key({ input: input(chunk) }),
    read: (chunk, signal) => engine.numbers.list(input(chunk), { signal }),
    view: filter.view,
    sort,
    filtering: isFiltering(filter),
  };
}

/** How many rows an export asks for at once. */
const PIECE = 1000;

/** The first numbers that a filter lets through, as many as something can be done with at once. */
export async function firstNumbers(
  enterprise: string,
  filter: NumberFilter,
  sort: NumberSort,
): Promise<NumberRow[]> {
  const { rows } = await engine.numbers.list({
    enterprise,
    ...conditionOf(filter),
    sort,
    offset: 0,
    limit: MOST_NUMBERS,
  });
  return rows;
}

/** All numbers that a filter lets through, in an order. */
export async function allNumbers(
  enterprise: string,
  filter: NumberFilter,
  sort: NumberSort,
  { signal, progress }: { signal: AbortSignal; progress: (done: number) => void },
): Promise<NumberRow[]> {
  const rows: NumberRow[] = [];
  for (;;) {
    signal.throwIfAborted();
    const input = { enterprise, ...conditionOf(filter), sort, offset: rows.length, limit: PIECE };
    const piece = await engine.numbers.list(input, { signal });
    rows.push(...piece.rows);
    progress(rows.length);
    if (piece.rows.length < PIECE) return rows;
  }
}
