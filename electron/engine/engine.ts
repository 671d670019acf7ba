import type { MessagePort } from 'node:worker_threads';
import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { guardedPort } from '../../shared/contract/index.ts';
import { errorInfo } from '../../shared/domain/errors.ts';
import {
  passwordOf,
  Sessions,
  router,
  startDueByEnterprise,
  watchActions,
  type Services,
  type Session,
} from './api/index.ts';
import { openLog } from './log.ts';
import { Housekeeping } from './housekeeping.ts';
import { openStore, pruneHistory } from './store/index.ts';
import { Events, ExportWatch, Inspections, Jobs, Preflights, WATCH_MS } from './sync/index.ts';
import { startTicker } from './ticker.ts';
import { openVault } from './vault/index.ts';

/** What an engine is made from. */
export interface EngineOptions {
  dataFolder: string;
  env: Record<string, string | undefined>;
  /** Whether a key file may be made when a secret is to be kept and there is no other key (E12). */
  createKeyFile: 'yes' | 'no';
  version: string;
  /** Epoch milliseconds; the machine's clock by default. */
  now?: () => number;
  /** One line for the person at the terminal. */
  notice?: (line: string) => void;
  /** Where the run worker's module lies; beside the engine by default. */
  workerUrl?: URL;
  /** Told when a user came to work in a client, or nobody does any more (api/sessions.ts). */
  onUser?: (client: string, isUser: boolean) => void;
  /** Whether it starts by itself what the schedules say is due (E4), and watches exports, as long as it is open. */
  schedules?: boolean;
}

/** A client of the contract, in-process. Errors are ORPCErrors: `code`, `message`, `data.hint`, `data.details`. */
export type EngineClient = ReturnType<typeof createClient>;

/** The product, without a window: everything that is asked of it goes through a client. */
export interface Engine {
  /** A client that acts for a session. */
  client(session: Session): EngineClient;
  /** Answers on a port, for a session, until the port closes. What is still under way then is aborted. */
  serve(port: MessagePort, session: Session): void;
  /** Cancels what is running, waits for it, and closes the store. */
  close(): Promise<void>;
}

/**
 * Opens the data folder and puts the rooms together. Throws a RollcallError with a `store.` code when the folder
 * cannot be used.
 */
export function createEngine(options: EngineOptions): Promise<Engine> {
  const now = options.now ?? Date.now;
  const store = openStore(options.dataFolder, options.notice ? { notice: options.notice } : {});
  const log = openLog(store.folder.logs, { now: () => new Date(now()) });
  const vault = openVault({
    folder: store.folder.root,
    storage: store.secrets,
    env: options.env,
    createKeyFile: options.createKeyFile,
    ...(options.notice ? { notice: options.notice } : {}),
  });
  const events = new Events(store);
  const workerUrl = options.workerUrl ?? besideEngine();
  const preflights = new Preflights(store, workerUrl);
  const inspections = new Inspections(store, workerUrl);
  const exports = new ExportWatch({ store, now });
  const jobs = new Jobs({
    store,
    events,
    passwordOf: (source) => passwordOf({ vault, env: options.env }, source),
    now,
    workerUrl,
    log: (event, fields) => {
      log.info(event, fields);
      if (event === 'run.ended') housekeeping.wake();
    },
  });
  const housekeeping = new Housekeeping({
    prune: (isStopped) => pruneHistory(store, now(), { isStopped }),
    log: (event, fields) => log.warn(event, fields),
  });
  try {
    jobs.recoverInterrupted();
  } catch (error) {
    // Somebody else is saving: what was cut off is found by the next look.
    log.warn('recovery.put-off', { message: errorInfo(error).message });
  }
  const sessions = new Sessions({ store, now, ...(options.onUser ? { onUser: options.onUser } : {}) });
  const services: Services = {
    store,
    vault,
    jobs,
    events,
    preflights,
    inspections,
    exports,
    sessions,
    env: options.env,
    version: options.version,
    now,
    write: (work) => store.write(work),
    tidy: () => housekeeping.wake(),
  };
  const stopTicker = options.schedules
    ? startTicker({
        startDue: () => startDueByEnterprise(services),
        log: (event, fields) => log.error(event, fields),
      })
    : null;
  const watching = watchActions(services, (event, fields) => log.error(event, fields));
  const stopWatch = options.schedules
    ? startTicker({
        startDue: () => exports.look(watching),
        log: (_, fields) => log.error('watch.fault', fields),
        everyMs: WATCH_MS,
      })
    : null;
  // A command is over before a day is: it tidies up after its runs only.
  if (options.schedules) housekeeping.start();
  const handler = new RPCHandler(router);
  return Promise.resolve({
    client: (session) => createClient(services, session),
    serve(port, session) {
      handler.upgrade(guardedPort(port), { context: { services, session: sessions.live(session) } });
      port.start();
    },
    async close() {
      await stopTicker?.();
      exports.close();
      await stopWatch?.();
      await preflights.close();
      await inspections.close();
      await jobs.close();
      await housekeeping.stop();
      events.close();
      sessions.close();
      log.close();
      store.close();
    },
  });
}

function createClient(services: Services, session: Session) {
  return createRouterClient(router, { context: { services, session: services.sessions.live(session) } });
}

/** From source the worker is a TypeScript file; in a build it is bundled beside the entry. */
function besideEngine(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./sync/run-worker.ts', import.meta.url)
    : new URL('./run-worker.js', import.meta.url);
}
