import { Worker } from 'node:worker_threads';
import type { RunWorkerData, RunWorkerMessage } from './run-worker.ts';

/** What a run worker says while it works. */
export type WorkerNews = Exclude<RunWorkerMessage, { type: 'done' }>;

/**
 * Has a worker of its own do one piece of work (E1), and resolves with its last word when the worker has ended;
 * null when it ended without one. Rejects with whatever brought the worker down.
 */
export async function runInWorker(
  url: URL,
  workerData: RunWorkerData,
  onNews: (message: WorkerNews) => void,
): Promise<Extract<RunWorkerMessage, { type: 'done' }> | null> {
  const worker = new Worker(url, {
    workerData,
    // A worker inherits flags such as --test that it must not have. Not every runtime knows this one.
    execArgv: process.allowedNodeEnvironmentFlags.has('--disable-warning')
      ? ['--disable-warning=ExperimentalWarning']
      : [],
  });
  return new Promise((resolve, reject) => {
    let done: Extract<RunWorkerMessage, { type: 'done' }> | null = null;
    let fault: Error | null = null;
    worker.on('message', (message: RunWorkerMessage) => {
      if (message.type === 'done') done = message;
      else onNews(message);
    });
    worker.on('error', (error: Error) => {
      fault = error;
    });
    worker.on('exit', () => {
      if (fault === null) resolve(done);
      else reject(fault);
    });
  });
}
