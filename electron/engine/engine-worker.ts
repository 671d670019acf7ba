import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { errorInfo, type ErrorInfo } from '../../shared/domain/errors.ts';
import { createEngine, defaultDataFolder, type Engine, type Session } from './index.ts';

/** What the app's engine is started with. Its environment is the worker's own, a copy of the app's. */
export interface EngineWorkerData {
  /** Null for the default one (E2). */
  dataFolder: string | null;
  version: string;
  /** The file of the run worker's bundle. */
  runWorkerFile: string;
}

/**
 * What main asks. `connect` hands over a port and says for whom it is: a session is attached by main and never comes
 * from the page (E15).
 */
export type EngineWorkerRequest =
  { type: 'connect'; session: Session; port: MessagePort } | { type: 'close' };

/** What the worker says: that it is open, or why it cannot be and now ends. */
export type EngineWorkerMessage = { type: 'ready' } | { type: 'failed'; error: ErrorInfo };

const data = workerData as EngineWorkerData;
const main = parentPort!;

function say(message: EngineWorkerMessage): void {
  main.postMessage(message);
}

async function open(): Promise<Engine> {
  return createEngine({
    dataFolder: data.dataFolder ?? defaultDataFolder(process.platform, process.env, os.homedir()),
    env: process.env,
    // In the app a person is asked first (E12): vault.createKeyFile.
    createKeyFile: 'no',
    version: data.version,
    workerUrl: pathToFileURL(data.runWorkerFile),
    schedules: true,
  });
}

const opening = open();

main.on('message', (request: EngineWorkerRequest) => {
  if (request.type === 'connect') {
    const { port, session } = request;
    opening.then(
      (engine) => engine.serve(port, session),
      () => port.close(),
    );
  } else {
    opening
      .then((engine) => engine.close())
      .catch(() => undefined)
      // Everything is saved and closed; ports of windows that are still open would keep the thread alive.
      .finally(() => process.exit(0));
  }
});

opening.then(
  () => say({ type: 'ready' }),
  (error: unknown) => {
    say({ type: 'failed', error: errorInfo(error) });
    // Whatever was half open would keep the thread alive; what was said still arrives.
    process.exit(0);
  },
);
