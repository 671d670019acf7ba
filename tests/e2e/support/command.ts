/**
 * The `rollcall` command, run by the person who runs the app: another process on the same data folder, as cron or a
 * terminal would start it. It is a private copy of the built one, for the same reasons as the app's (stage.ts).
 */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../../../build/output.ts';
import { closedFolder, writeLauncher } from './person.ts';
import { stage, type Stage } from './stage.ts';

/** How a command ended, and what it wrote. */
export interface CommandEnd {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const FILES = ['build/rollcall.cjs', 'dist/cli.js', 'dist/run-worker.js', 'package.json'];

/** Runs `rollcall --data FOLDER …` to its end. */
export async function rollcall(dataFolder: string, args: readonly string[], input = ''): Promise<CommandEnd> {
  const where = await stage();
  const { launcher, script } = prepare(where);
  const child = spawn(launcher, [script, '--data', dataFolder, ...args], {
    cwd: where.folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: dataFolder, LANG: 'en_US.UTF-8', TZ: 'UTC' },
  });
  const words = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (words.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words.stderr += text));
  // A command that ends before it has read its input says so by its status.
  child.stdin.on('error', () => undefined).end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { status, ...words };
}

/** Runs a command that must go well. Throws with its words when it does not. */
export async function mustRollcall(dataFolder: string, args: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await rollcall(dataFolder, args, input);
  if (status !== 0) throw new Error(`rollcall ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

/** Puts a configuration into a data folder, before or while the app has it open. */
export async function importConfiguration(dataFolder: string, configuration: unknown): Promise<void> {
  await mustRollcall(dataFolder, ['config', 'import', '-'], JSON.stringify(configuration));
}

let prepared: { folder: string; launcher: string; script: string } | undefined;

function prepare({ folder, person }: Stage): { launcher: string; script: string } {
  if (prepared?.folder === folder) return prepared;
  const copy = path.join(folder, 'command');
  for (const file of FILES) {
    const from = path.join(projectFolder, file);
    if (!existsSync(from)) throw new Error(`${from} is missing: node build/build.ts`);
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    copyFileSync(from, path.join(copy, file));
    chmodSync(path.join(copy, file), 0o644);
  }
  let node = process.execPath;
  if (person.other && closedFolder(node, person) !== undefined) {
    node = path.join(copy, 'node');
    copyFileSync(process.execPath, node);
    chmodSync(node, 0o755);
  }
  const launcher = path.join(folder, 'start-command');
  writeLauncher(launcher, [node], person, '/dev/null');
  prepared = { folder, launcher, script: path.join(copy, 'build', 'rollcall.cjs') };
  return prepared;
}
