import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
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
