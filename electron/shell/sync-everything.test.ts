import { expect, test } from 'vitest';
import type { EngineClient } from '../engine/index.ts';
import { syncEverything } from './sync-everything.ts';

/** An engine with some Enterprises, of which one may be gone by the time it is asked for. */
function engineWith(ids: string[], gone?: string) {
  const started: unknown[] = [];
  const client = {
    enterprises: { list: async () => ({ enterprises: ids.map((id) => ({ id })) }) },
    synchronization: {
      start: async (input: { enterprise?: string }) => {
        if (input.enterprise === gone) throw new Error(`There is no Enterprise ${gone}.`);
        started.push(input);
      },
    },
  } as unknown as EngineClient;
  return { client, started };
}

test('starts a job for each Enterprise, so that to cancel one leaves the others alone', async () => {
  const { client, started } = engineWith(['acme', 'b']);
  await syncEverything(client);
  expect(started).toEqual([
    { enterprise: 'acme', mode: 'full' },
    { enterprise: 'b', mode: 'full' },
  ]);
});

test('one that cannot be started does not keep the others, and is told', async () => {
  const { client, started } = engineWith(['acme', 'b', 'c'], 'b');
  await expect(syncEverything(client)).rejects.toThrow('no Enterprise b');
  expect(started).toMatchObject([{ enterprise: 'acme' }, { enterprise: 'c' }]);
});
