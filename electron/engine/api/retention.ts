import type { Retention } from '../../../shared/contract/index.ts';
import { retentionOf, setRetention, type Store } from '../store/index.ts';
import type { Services } from './context.ts';

/** How long history is kept (E9). */
export function getRetention(store: Store): Retention {
  return retentionOf(store.connection);
}

/** Sets how long history is kept. What is too old by that goes soon after, and is not to be had back. */
export async function changeRetention(services: Services, limits: Retention): Promise<Retention> {
  await services.write(() => setRetention(services.store.connection, limits));
  services.tidy();
  return getRetention(services.store);
}
