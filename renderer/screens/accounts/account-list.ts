import type { AccountRow, AccountSort } from '../../../shared/contract/index.ts';
import { CHUNK } from '../../components/virtual-grid/chunks.ts';
import type { Chunk, ChunkedList } from '../../components/virtual-grid/use-window.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import type { ListFilter } from './view-address.ts';

/** One list: an Enterprise's accounts under a filter, in an order. */
export interface AccountList extends ChunkedList<Chunk<AccountRow>> {
  filter: ListFilter;
  sort: AccountSort;
}

/** The accounts of an Enterprise, as the grid reads them. */
export function accountList(enterprise: string, filter: ListFilter, sort: AccountSort): AccountList {
  const input = (chunk: number) => ({ enterprise, ...filter, sort, offset: chunk * CHUNK, limit: CHUNK });
  return {
    key: JSON.stringify([enterprise, Object.entries(filter).sort(), sort.column, sort.descending]),
    queryKey: (chunk) => query.accounts.query.key({ input: input(chunk) }),
    read: (chunk, signal) => engine.accounts.query(input(chunk), { signal }),
    filter,
    sort,
  };
}
