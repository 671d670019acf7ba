import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Inspected, InspectionRequest } from './pbx-inspection.ts';
import { runInWorker } from './worker-run.ts';

/** Looks into the files of PBX nodes, each in a worker of its own (E1). No run, no lease: nothing is written. */
export class Inspections {
  readonly #folder: string;
  readonly #workerUrl: URL;
  readonly #running = new Set<{ cancel: () => void; done: Promise<unknown> }>();

  /** @param workerUrl where the run worker's module lies. */
  constructor(store: Store, workerUrl: URL) {
    this.#folder = store.folder.root;
    this.#workerUrl = workerUrl;
  }

  /** What the files of a node hold. Throws `run.cancelled` when it was stopped. */
  async inspect(request: InspectionRequest, signal: AbortSignal): Promise<Inspected> {
    const flag = new SharedArrayBuffer(4);
    const cancel = () => Atomics.store(new Int32Array(flag), 0, 1);
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    let found: Inspected | null = null;
    const data = { folder: this.#folder, work: { kind: 'inspection' as const, ...request }, cancel: flag };
    const done = runInWorker(this.#workerUrl, data, (news) => {
      if (news.type === 'inspection') found = news.found;
    });
    const running = { cancel, done };
    this.#running.add(running);
    try {
      const end = await done;
      if (signal.aborted) throw new RollcallError('run.cancelled', 'The look at the files was cancelled.');
      if (end?.error) throw new RollcallError(end.error.code, end.error.message);
      if (found === null) throw new RollcallError('internal', 'The worker stopped without a result.');
      return found;
    } finally {
      this.#running.delete(running);
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Stops all of them and waits. */
  async close(): Promise<void> {
    const running = [...this.#running];
    for (const { cancel } of running) cancel();
    await Promise.allSettled(running.map(({ done }) => done));
  }
}
