import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { errorInfo, type ErrorInfo } from '../../shared/domain/errors.ts';
import type { ResultsInfo } from '../../shared/contract/index.ts';
import { createEngine, defaultDataFolder, openResultsEngine, type Engine, type Session } from './index.ts';

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
 * from the page (E15). With `results` the port leads to a results file that was opened under that number.
 */
export type EngineWorkerRequest =
  | { type: 'connect'; session: Session; port: MessagePort; results?: number }
  | { type: 'open-results'; results: number; file: string }
  | { type: 'close-results'; results: number }
  | { type: 'close' };

/** What the worker says: that it is open, or why it cannot be and now ends; how opening a results file
 * went; and that a user came to work in a client, or that nobody does any more. */
export type EngineWorkerMessage =
  | { type: 'ready' }
  | { type: 'failed'; error: ErrorInfo }
  | { type: 'user'; client: string; isUser: boolean }
  | { type: 'results-opened'; results: number; info: ResultsInfo }
  | { type: 'results-failed'; results: number; error: ErrorInfo };

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
    onUser: (client, isUser) => say({ type: 'user', client, isUser }),
  });
}

const opening = open();
/** Results files that are open, or being opened, by the number that main gave them. */
const results = new Map<number, Promise<Engine>>();

main.on('message', (request: EngineWorkerRequest) => {
  switch (request.type) {
    case 'connect': {
      const { port, session } = request;
      const engine = request.results === undefined ? opening : results.get(request.results);
      if (engine === undefined) port.close();
      else
        engine.then(
          (open) => open.serve(port, session),
          () => port.close(),
        );
      break;
    }
    case 'open-results':
      openResults(request.results, request.file);
      break;
    case 'close-results':
      void closeResults(request.results);
      break;
    case 'close':
      Promise.allSettled([...results.keys()].map(closeResults))
        .then(() => opening)
        .then((engine) => engine.close())
        .catch(() => undefined)
        // Everything is saved and closed; ports of windows that are still open would keep the thread alive.
        .finally(() => process.exit(0));
  }
});

function openResults(number: number, file: string): void {
  const engine = openResultsEngine({ file, version: data.version });
  results.set(number, engine);
  engine.then(
    ({ info }) => say({ type: 'results-opened', results: number, info }),
    (error: unknown) => {
      results.delete(number);
      say({ type: 'results-failed', results: number, error: errorInfo(error) });
    },
  );
}

/** Also of one that is still being opened: it is closed as soon as it is open. */
async function closeResults(number: number): Promise<void> {
  const engine = results.get(number);
  results.delete(number);
  await engine?.then(
    (open) => open.close(),
    () => undefined,
  );
}

opening.then(
  () => say({ type: 'ready' }),
  (error: unknown) => {
    say({ type: 'failed', error: errorInfo(error) });
    // Whatever was half open would keep the thread alive; what was said still arrives.
    process.exit(0);
  },
);
