/**
 * Data folders that are full before the app starts. They are filled in the test's own process, which is quicker than
 * the command where much is to be done; launchApp gives them to whoever runs the app.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '../../../build/output.ts';
import { createEngine, type EngineClient } from '../../../electron/engine/index.ts';
import type { Run } from '../../../shared/contract/index.ts';
import { temporaryFolder } from './app.ts';

/** A new data folder, and what `fill` made of it. The engine is closed when it is handed over. */
export async function filledFolder<T>(
  fill: (client: EngineClient, folder: string) => Promise<T>,
): Promise<T & { dataFolder: string }> {
  const dataFolder = await temporaryFolder('data');
  return { ...(await withEngine(dataFolder, (client) => fill(client, dataFolder))), dataFolder };
}

/** Does something with an engine on a data folder that no app has open. */
export async function withEngine<T>(
  dataFolder: string,
  act: (client: EngineClient) => Promise<T>,
): Promise<T> {
  const engine = await createEngine({
    dataFolder,
    env: {},
    createKeyFile: 'yes',
    version: '0.0.0-test',
    workerUrl: pathToFileURL(path.join(projectFolder, 'dist', 'run-worker.js')),
  });
  try {
    return await act(engine.client({ role: 'admin' }));
  } finally {
    await engine.close();
  }
}

/** Imports a configuration file. */
export async function importInto(client: EngineClient, folder: string, file: unknown): Promise<void> {
  await client.configuration.import({ text: JSON.stringify(file), folder });
}

/** Waits until a job is over, and answers with its only run. */
export async function runOf(client: EngineClient, { jobId }: { jobId: number }): Promise<Run> {
  const { runs } = await client.synchronization.wait({ jobId });
  if (runs[0] === undefined || runs.length > 1) throw new Error(`${runs.length} runs instead of one`);
  return runs[0];
}
