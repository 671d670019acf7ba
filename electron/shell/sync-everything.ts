import type { EngineClient } from '../engine/index.ts';

/**
 * Synchronizes every Enterprise: a job for each, since a job has one cancel flag and does one Enterprise after the
 * other. What cannot be started does not keep the others; the first such fault is thrown.
 */
export async function syncEverything(client: EngineClient): Promise<void> {
  const { enterprises } = await client.enterprises.list();
  const starts = await Promise.allSettled(
    enterprises.map(({ id }) => client.synchronization.start({ enterprise: id, mode: 'full' })),
  );
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
