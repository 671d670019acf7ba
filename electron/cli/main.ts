import path from 'node:path';
import { CommanderError } from 'commander';
import { reportError, statusOfError, toErrorInfo, usageError } from './failures.ts';
import { Output } from './output.ts';
import { parseCommandLine, type GlobalOptions } from './program.ts';
import type { World } from './world.ts';

/** The `rollcall` command, from its arguments to its exit status (E10). Never throws. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const out = new Output(world.stdout, world.env);
  const err = new Output(world.stderr, world.env);
  let status: number;
  try {
    status = await run(argv, world, out, err);
  } catch (error) {
    const info = toErrorInfo(error);
    await reportError(info, wantsJson(argv), out, err);
    status = statusOfError(info);
  }
  await out.flush();
  if (out.failure !== null) {
    err.line(`The output could not be written: ${out.failure.message}`);
    status ||= 1;
  }
  await err.flush();
  return status;
}

async function run(argv: readonly string[], world: World, out: Output, err: Output): Promise<number> {
  let help = '';
  try {
    const { command, options } = parseCommandLine(argv, {
      version: world.version,
      write: (text) => {
        help += text;
      },
    });
    const json = options.json === true;
    return await command({
      world,
      out,
      err,
      json,
      dataFolder: dataFolder(options, world),
      resultsFile: resultsFile(options),
    });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) {
      await out.write(help);
      return 0;
    }
    if (error.code !== 'commander.help') throw error;
    // A command that needs another one: its help is the better answer.
    await err.write(help);
    throw usageError('a command is missing');
  }
}

function dataFolder(options: GlobalOptions, world: World): string {
  // An empty one is a script's unset variable, and would mean the current folder.
  if (options.data === '') throw usageError('--data names no folder');
  const named = options.data ?? (world.env['ROLLCALL_DATA'] || undefined);
  return path.resolve(world.cwd, named ?? world.defaultDataFolder);
}

function resultsFile({ file, data }: GlobalOptions): string | null {
  if (file === '') throw usageError('--file names no file');
  if (file !== undefined && data !== undefined) throw usageError('--file and --data exclude each other');
  return file ?? null;
}

/** Looked up by hand, for command lines that were not understood. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}
