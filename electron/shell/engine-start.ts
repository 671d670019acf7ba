import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { app } from 'electron';
import type { EngineWorkerData } from '../engine/engine-worker.ts';

/** Starts the engine's worker (E1) from the bundles in `appFolder`. */
export function startEngineWorker(appFolder: string, dataFolder: string | null): Worker {
  const worker = new Worker(path.join(appFolder, 'engine-worker.cjs'), {
    workerData: {
      dataFolder,
      version: app.getVersion(),
      runWorkerFile: path.join(appFolder, 'run-worker.cjs'),
    } satisfies EngineWorkerData,
  });
  if (process.env['ROLLCALL_TEST'] === '1') {
    // Tests reach it through Playwright, which is inside the main process anyway.
    Object.assign(globalThis, { rollcallTest: { killEngine: () => worker.terminate() } });
  }
  return worker;
}
