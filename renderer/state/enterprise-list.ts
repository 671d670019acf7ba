import { notifyManager } from '@tanstack/react-query';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { query, queryClient } from './queries.ts';

/**
 * Changes the list of Enterprises that the page goes by; the engine's own news of the change comes a moment later.
 * Resolves once the page has drawn it: an address that is gone to before is looked up in the list of before.
 */
export async function putEnterprises(
  change: (enterprises: EnterpriseView[]) => EnterpriseView[],
): Promise<void> {
  queryClient.setQueryData(
    query.enterprises.list.queryKey({ input: {} }),
    (now) => now && { enterprises: change(now.enterprises) },
  );
  // Told after whoever shows the list, which React draws before the next task.
  await new Promise<void>((resolve) => notifyManager.schedule(() => setTimeout(resolve)));
}
