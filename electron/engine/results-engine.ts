import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { guardedPort, type ResultsInfo } from '../../shared/contract/index.ts';
import { router, Sessions, type Services, type Session } from './api/index.ts';
import type { Engine } from './engine.ts';
import { openResults } from './results/index.ts';
import { Events, ExportWatch, Inspections, Jobs, Preflights } from './sync/index.ts';
import { openVault } from './vault/index.ts';

/** An engine that shows a results file: the same contract, of which only what reads is answered. */
export interface ResultsEngine extends Engine {
  info: ResultsInfo;
}

/** What it is made from. */
export interface ResultsEngineOptions {
  /** Absolute path. */
  file: string;
  /** Of this Rollcall. */
  version: string;
}

/**
 * Opens a results file, read-only. It keeps what it read in a temporary folder until it is closed. Throws
 * `file.unreadable` and the `results.` codes.
 */
export async function openResultsEngine({ file, version }: ResultsEngineOptions): Promise<ResultsEngine> {
  const results = await openResults(file);
  const { store, info } = results;
  const events = new Events(store);
  const services: Services = {
    store,
    // Without a key, and without what the environment says: a results file has no secrets.
    vault: openVault({ folder: store.folder.root, storage: store.secrets, env: {}, createKeyFile: 'no' }),
    jobs: new Jobs({
      store,
      events,
      passwordOf: () => null,
      now: Date.now,
      // No job is ever started, and there is no log to write to.
      workerUrl: new URL('about:blank'),
      log: () => undefined,
    }),
    preflights: new Preflights(store, new URL('about:blank')),
    inspections: new Inspections(store, new URL('about:blank')),
    // Looks at nothing: the files are those of another machine.
    exports: new ExportWatch({ store, now: Date.now }),
    events,
    sessions: new Sessions({ store, now: Date.now }),
    env: {},
    version,
    results: info,
    now: Date.now,
    write: (work) => store.write(work),
    tidy: () => undefined,
  };
  // A results file is a person's own file: nobody signs in to it.
  const readOnly = ({ client: _, signedOut: __, ...session }: Session): Session => ({
    ...session,
    readOnly: true,
  });
  const handler = new RPCHandler(router);
  return {
    info,
    client: (session) => createRouterClient(router, { context: { services, session: readOnly(session) } }),
    serve(port, session) {
      handler.upgrade(guardedPort(port), { context: { services, session: readOnly(session) } });
      port.start();
    },
    async close() {
      await services.jobs.close();
      events.close();
      results.close();
    },
  };
}
