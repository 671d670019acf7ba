import { MessageChannel, type MessagePort, type Transferable } from 'node:worker_threads';
import type { ResultsInfo } from '../../shared/contract/index.ts';
import { errorInfo, RollcallError, type ErrorInfo } from '../../shared/domain/errors.ts';
import type { EngineWorkerMessage, EngineWorkerRequest } from '../engine/engine-worker.ts';
import type { Session } from '../engine/index.ts';

/** Waits before a restart, in milliseconds: the first death, the second, and every later one. */
const BACKOFF_MS = [200, 1000, 5000];
/** So many deaths within that time (milliseconds) are no accident any more. */
const MOST_DEATHS = 5;
const DEATHS_WITHIN_MS = 60_000;
/** What is said until the first engine is ready. */
const OPENING = 'Rollcall is opening its data folder.';

/** The part of a worker_threads Worker that the host uses. */
export interface EngineWorker {
  postMessage(message: EngineWorkerRequest, transfer?: Transferable[]): void;
  on(event: 'message', listener: (message: EngineWorkerMessage) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  terminate(): Promise<unknown>;
}

/** How the engine is, as the page hears it. */
export interface EngineState {
  state: 'opening' | 'running' | 'restarting' | 'failed';
  message: string;
}

/** What a host rests on. */
export interface EngineHostOptions {
  startWorker: () => EngineWorker;
  /** Milliseconds of any clock that does not jump; the machine's by default. */
  now?: () => number;
  /** The machine's timer by default; returns what calls it off. */
  after?: (act: () => void, ms: number) => () => void;
}

/**
 * Keeps the engine's worker alive (E1): starts it, hands out ports to it, and starts it again when it dies. A store
 * that cannot be opened is no accident: then the host stays `failed` until `retry`.
 */
export class EngineHost {
  readonly #startWorker: () => EngineWorker;
  readonly #now: () => number;
  readonly #after: (act: () => void, ms: number) => () => void;
  readonly #listeners = new Set<(state: EngineState) => void>();
  #worker: EngineWorker | null = null;
  #state: EngineState = { state: 'opening', message: OPENING };
  #deaths: number[] = [];
  #callOff: (() => void) | null = null;
  #closing = false;
  #exited: () => void = () => undefined;
  #lastResults = 0;
  /** Clients in which a user worked last. */
  readonly #users = new Set<string>();
  /** Who waits for a results file to be opened, by its number. */
  readonly #openings = new Map<number, { done: (info: ResultsInfo) => void; fail: (error: Error) => void }>();

  constructor(options: EngineHostOptions) {
    this.#startWorker = options.startWorker;
    this.#now = options.now ?? (() => performance.now());
    this.#after = options.after ?? afterMs;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Tells every change of the state from now on. Returns what ends it. */
  onState(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#worker !== null || this.#closing) return;
    let worker: EngineWorker;
    try {
      worker = this.#startWorker();
    } catch (error) {
      this.#set('failed', `The engine cannot be started: ${errorInfo(error).message}`);
      return;
    }
    this.#worker = worker;
    let reason = '';
    let refused = false;
    let busy = false;
    worker.on('message', (message) => {
      if (message.type === 'ready') this.#set('running', '');
      else if (message.type === 'results-opened') this.#opened(message.results)?.done(message.info);
      else if (message.type === 'results-failed') this.#opened(message.results)?.fail(thrown(message.error));
      else if (message.type === 'user') this.#user(message.client, message.isUser);
      // Somebody else's migration or backup ends by itself; everything else needs a person.
      else if (message.error.code === 'store.busy') {
        busy = true;
        reason = message.error.message;
      } else {
        refused = true;
        this.#set('failed', `${message.error.message} ${message.error.hint}`);
      }
    });
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      this.#worker = null;
      for (const number of [...this.#openings.keys()]) this.#opened(number)?.fail(this.#gone());
      if (this.#closing) this.#exited();
      else if (!refused) this.#died(reason, busy);
    });
  }

  /**
   * A port to the engine that acts for a session, or to a results file by the number that `openResults` gave it; null
   * while there is no engine.
   */
  connect(session: Session, results?: number): MessagePort | null {
    if (this.#state.state !== 'running' || this.#worker === null || this.#closing) return null;
    const { port1, port2 } = new MessageChannel();
    const to = results === undefined ? {} : { results };
    // An engine that was started again knows nobody: where a user worked it does not begin as anybody else.
    const signedOut = session.client !== undefined && this.#users.has(session.client);
    const from = signedOut ? { ...session, signedOut } : session;
    this.#worker.postMessage({ type: 'connect', session: from, port: port2, ...to }, [port2]);
    return port1;
  }

  /**
   * Has a results file opened beside the engine, until `closeResults` or the worker's death. Throws what the file is
   * refused with, and `store.busy` while there is no engine.
   */
  openResults(file: string): Promise<{ results: number; info: ResultsInfo }> {
    const worker = this.#worker;
    if (worker === null || this.#closing) return Promise.reject(this.#gone());
    const results = (this.#lastResults += 1);
    return new Promise((resolve, reject) => {
      this.#openings.set(results, { done: (info) => resolve({ results, info }), fail: reject });
      worker.postMessage({ type: 'open-results', results, file });
    });
  }

  closeResults(results: number): void {
    this.#worker?.postMessage({ type: 'close-results', results });
  }

  /** Tries again after `failed`, since a person may have mended the cause. */
  retry(): void {
    if (this.#state.state !== 'failed' || this.#worker !== null || this.#closing) return;
    this.#deaths = [];
    this.#set('opening', OPENING);
    this.start();
  }

  /** Has the engine stop in order. After `limitMs` it is stopped without, which loses nothing that was saved. */
  async close(limitMs = 10_000): Promise<void> {
    this.#closing = true;
    this.#callOff?.();
    const worker = this.#worker;
    if (worker === null) return;
    await new Promise<void>((resolve) => {
      const callOff = this.#after(() => {
        void worker.terminate().finally(resolve);
      }, limitMs);
      this.#exited = () => {
        callOff();
        resolve();
      };
      worker.postMessage({ type: 'close' });
    });
  }

  #user(client: string, isUser: boolean): void {
    if (isUser) this.#users.add(client);
    else this.#users.delete(client);
  }

  /** Whoever waits for that results file, and does so no longer. */
  #opened(results: number) {
    const opening = this.#openings.get(results);
    this.#openings.delete(results);
    return opening;
  }

  #gone(): RollcallError {
    return new RollcallError('store.busy', this.#state.message || 'The engine stopped.');
  }

  /** `busy` says that it never ran, since somebody else has the store: then nothing stopped. */
  #died(reason: string, busy: boolean): void {
    const now = this.#now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < DEATHS_WITHIN_MS), now];
    const why = reason === '' ? '' : ` Reason: ${reason}`;
    if (this.#deaths.length >= MOST_DEATHS) {
      this.#set('failed', `The engine stopped ${this.#deaths.length} times within a minute.${why}`);
      return;
    }
    if (busy) this.#set('opening', `The data folder is in use, and is tried again. ${reason}`);
    else this.#set('restarting', `The engine stopped and is started again.${why}`);
    const wait = BACKOFF_MS[Math.min(this.#deaths.length, BACKOFF_MS.length) - 1] ?? 0;
    this.#callOff = this.#after(() => {
      this.#callOff = null;
      this.start();
    }, wait);
  }

  #set(state: EngineState['state'], message: string): void {
    this.#state = { state, message };
    for (const listener of this.#listeners) listener(this.#state);
  }
}

function thrown({ code, message, details }: ErrorInfo): RollcallError {
  return new RollcallError(code, message, details === undefined ? {} : { details });
}

function afterMs(act: () => void, ms: number): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}
