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
}

/** A command that was understood, ready to run; answers the exit status. */
export type Command = (context: CommandContext) => Promise<number>;

/** Opens the engine for a piece of work, as an administrator, and closes it afterwards. */
export async function withEngine<T>(
  { world, err, dataFolder }: CommandContext,
  work: (client: EngineClient) => Promise<T>,
): Promise<T> {
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
