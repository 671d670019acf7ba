/**
 * `node call-engine.ts FOLDER PROCEDURE INPUT`: opens an engine on the data folder, calls one procedure of the contract,
 * waits for its job where it started one, and writes the answer to standard output. For what the command has no verb
 * for yet, in a process of its own that may be killed.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createEngine } from '../../electron/engine/index.ts';

const [folder = '', procedure = '', input = '{}'] = process.argv.slice(2);
const root = path.dirname(path.dirname(import.meta.dirname));
const engine = await createEngine({
  dataFolder: folder,
  env: {},
  createKeyFile: 'no',
  version: '0.0.0-test',
  workerUrl: pathToFileURL(path.join(root, 'dist', 'run-worker.js')),
});
const client = engine.client({ role: 'admin' });
const call = procedure
  .split('.')
  .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], client);
const answer = await (call as (input: unknown) => Promise<{ jobId?: number }>)(JSON.parse(input));
if (answer.jobId !== undefined) await client.synchronization.wait({ jobId: answer.jobId });
await engine.close();
process.stdout.write(`${JSON.stringify(answer)}\n`);
