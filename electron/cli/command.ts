import path from 'node:path';
import type { Engine, EngineClient } from '../engine/index.ts';
import type { Output } from './output.ts';
import type { World } from './world.ts';

/** What every command works with. */
export interface CommandContext {
  world: World;
  out: Output;
  err: Output;
  /** One JSON document on standard output and nothing else. */
  json: boolean;
  dataFolder: string;
  /** A results file to look at in place of the data folder; null for none. */
  resultsFile: string | null;
}

/** A command that was understood, ready to run; answers the exit status. */
export type Command = (context: CommandContext) => Promise<number>;

/** Opens the engine for a piece of work, as an administrator, and closes it afterwards. */
export async function withEngine<T>(
  context: CommandContext,
  work: (client: EngineClient) => Promise<T>,
): Promise<T> {
  const { world, err, dataFolder, resultsFile } = context;
  if (resultsFile !== null) return withResults(world, resultsFile, work);
  const engine: Engine = await world.createEngine({
    dataFolder,
    env: world.env,
    createKeyFile: 'yes',
    version: world.version,
    notice: (line) => err.line(line),
  });
  try {
    return await work(engine.client({ role: 'admin' }));
  } finally {
    await engine.close();
  }
}

/** Opens a results file for a piece of work. A signal does not leave its temporary folder behind. */
async function withResults<T>(
  world: World,
  file: string,
  work: (client: EngineClient) => Promise<T>,
): Promise<T> {
  const engine = await world.openResults({ file: path.resolve(world.cwd, file), version: world.version });
  const unlisten = world.onSignal((signal) => {
    void engine.close().finally(() => world.exitAtOnce(signal === 'SIGINT' ? 130 : 143));
  });
  try {
    return await work(engine.client({ role: 'admin' }));
  } finally {
    unlisten();
    await engine.close();
  }
}
