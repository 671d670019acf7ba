import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient, type QueryKey } from '@tanstack/react-query';
import { engine } from './ports.ts';

/** Query and mutation options of every procedure: `useQuery(query.accounts.get.queryOptions({ input }))`. */
export const query = createTanstackQueryUtils(engine);

/**
 * What the engine answered. Nothing is refetched by time or focus: the engine says when something changed, and then
 * whatever is on the screen is asked for again.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/**
 * `meta` of a query whose answer never changes once it is there, such as the rows of a run that has ended: it is not
 * asked for again when something else changes (state/events.ts).
 */
export function onceKnown(queryKey: QueryKey): { immutable: boolean } {
  return { immutable: queryClient.getQueryData(queryKey) !== undefined };
}
