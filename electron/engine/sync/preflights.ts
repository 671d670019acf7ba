import type { PreflightEvent } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Store } from '../store/index.ts';
import { NO_RUN, type PreflightRequest } from './preflight.ts';
import { removeSpool } from './run-endings.ts';
import { runInWorker } from './worker-run.ts';

/** Looks at whole directories, each in a worker of its own (E1). No run, no lease: nothing is written. */
export class Preflights {
  readonly #folder: string;
  readonly #workerUrl: URL;
  readonly #running = new Set<{ cancel: () => void; done: Promise<unknown> }>();

  /** @param workerUrl where the run worker's module lies. */
  constructor(store: Store, workerUrl: URL) {
    this.#folder = store.folder.root;
    this.#workerUrl = workerUrl;
    try {
      // What a look that was killed left of what it read. That of one which is under way elsewhere stays open to it.
      removeSpool(store, NO_RUN);
    } catch {
      // Windows does not let go of files that are open: the next start tries again.
    }
  }

  /** Begins a look at once. Its events end with the report; they fail with `run.cancelled` when it was stopped. */
  start(request: PreflightRequest, signal: AbortSignal): AsyncGenerator<PreflightEvent> {
    const flag = new SharedArrayBuffer(4);
    const cancel = () => Atomics.store(new Int32Array(flag), 0, 1);
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const stream = new Stream();
    const data = { folder: this.#folder, work: { kind: 'preflight' as const, ...request }, cancel: flag };
    const done = runInWorker(this.#workerUrl, data, (news) => {
      if (news.type === 'preflight') stream.put(news.event);
    }).then(
      (end) => {
        if (end?.error) stream.fail(new RollcallError(end.error.code, end.error.message));
        else if (end === null)
          stream.fail(new RollcallError('internal', 'The worker stopped without a result.'));
        else stream.end();
      },
      (fault: unknown) => stream.fail(fault),
    );
    const running = { cancel, done };
    this.#running.add(running);
    void done.finally(() => {
      this.#running.delete(running);
      signal.removeEventListener('abort', cancel);
    });
    return stream.events(cancel);
  }

  /** Stops all of them and waits. */
  async close(): Promise<void> {
    const running = [...this.#running];
    for (const { cancel } of running) cancel();
    await Promise.all(running.map(({ done }) => done));
  }
}

/** What a worker said and nobody has taken yet. Of progress only the newest is kept. */
class Stream {
  readonly #waiting: PreflightEvent[] = [];
  #over: { fault: Error | null } | null = null;
  #wake: () => void = () => undefined;

  put(event: PreflightEvent): void {
    if (event.type === 'progress' && this.#waiting.at(-1)?.type === 'progress') this.#waiting.pop();
    this.#waiting.push(event);
    this.#wake();
  }

  end(): void {
    this.#over = { fault: null };
    this.#wake();
  }

  fail(fault: unknown): void {
    this.#over = { fault: fault instanceof Error ? fault : new Error(String(fault)) };
    this.#wake();
  }

  /** @param stop called when whoever listened does so no more. */
  async *events(stop: () => void): AsyncGenerator<PreflightEvent> {
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) yield next;
        else if (this.#over === null) await new Promise<void>((resolve) => (this.#wake = resolve));
        else if (this.#over.fault !== null) throw this.#over.fault;
        else return;
      }
    } finally {
      stop();
    }
  }
}
