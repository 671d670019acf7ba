/** What the benches have in common: commands that are timed, and what their runs say of themselves. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../../shared/contract/index.ts';

const root = path.dirname(path.dirname(import.meta.dirname));

/** How often everything is measured; medians are reported. */
export const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);

/** The built command on a data folder. */
export function rollcall(data: string, ...args: string[]): string[] {
  return [process.execPath, path.join(root, 'dist', 'cli.js'), '--data', data, ...args];
}

/** Runs a command that must end with one of these statuses. `file` takes its output. */
export async function run(
  command: string[],
  options: { input?: string; file?: string; fine?: number[] },
): Promise<{ ms: number; output: string }> {
  const descriptor = options.file === undefined ? null : openSync(options.file, 'w');
  const started = performance.now();
  const child = spawn(command[0]!, command.slice(1), {
    stdio: [options.input === undefined ? 'ignore' : 'pipe', descriptor ?? 'pipe', 'inherit'],
  });
  child.stdin?.end(options.input);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const ms = performance.now() - started;
  if (descriptor !== null) closeSync(descriptor);
  if (status === null || !(options.fine ?? [0]).includes(status)) {
    throw new Error(`${command.join(' ')} ended with status ${status}`);
  }
  return { ms, output };
}

/** The one run that `sync --json` printed, checked to have done what it was to do; `ms` is how long it took. */
export function lastRun(json: string, count: number, counter: 'created' | 'unchanged'): Run & { ms: number } {
  const [run] = (JSON.parse(json) as { runs: Run[] }).runs;
  if (run === undefined || run.counters[counter] !== count) {
    throw new Error(`${run?.counters[counter]} ${counter} instead of ${count}`);
  }
  return { ...run, ms: Date.parse(run.endedAt) - Date.parse(run.startedAt) };
}

/** Peak resident memory of each run's process in bytes, from its log. */
export function peakMemory(data: string): number[] {
  const logs = path.join(data, 'logs');
  return readdirSync(logs)
    .sort()
    .flatMap((name) => readFileSync(path.join(logs, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as { event?: string; peakMemory?: number })
    .flatMap((line) => (line.event === 'run.ended' ? [line.peakMemory ?? 0] : []));
}

/** The middle one of a figure over all rounds. */
export function median<Name extends string>(rows: readonly Record<Name, number>[], name: Name): number {
  return rows.map((row) => row[name]).sort((a, b) => a - b)[Math.floor(rows.length / 2)]!;
}

/** A line of the report. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
