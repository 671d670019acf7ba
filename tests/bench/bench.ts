/**
 * `npm run bench`: how long `rollcall sync` takes compared with the bare dump of the same attributes by ldapsearch,
 * in the same minute on the same machine. Only the ratios mean anything.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defaultOus, makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';

const people = Number(process.env['BENCH_PEOPLE'] ?? 20_000);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const suffix = 'dc=example,dc=com';
const attributes = ['entryUUID', 'uid', 'givenName', 'sn', 'mail', 'departmentNumber', 'telephoneNumber'];
const root = path.dirname(path.dirname(import.meta.dirname));

if (!slapdAvailable) {
  process.stderr.write('The bench needs slapd and ldapsearch: sudo apt-get install slapd ldap-utils\n');
  process.exit(1);
}
const slapd = await startSlapd({ ldif: toLdif(makePeople(people), suffix, { ous: defaultOus }) });
const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-bench-'));
try {
  await dump(slapd); // Warms the server's cache, so that the first figure is not about that.
  const rows: Record<string, number>[] = [];
  for (let round = 0; round < rounds; round += 1) rows.push(await measure(round));
  report(rows);
} finally {
  rmSync(scratch, { recursive: true, force: true });
  await slapd.stop();
}

async function measure(round: number): Promise<Record<string, number>> {
  const data = path.join(scratch, `data-${round}`);
  await run(rollcall(data, 'config', 'import', '-'), { input: JSON.stringify(configuration(slapd)) });
  const dumped = await dump(slapd);
  const first = await run(rollcall(data, 'sync', '--json'), {});
  const firstRun = lastRun(first.output, people, 'created');
  const again = await dump(slapd);
  const unchanged = await run(rollcall(data, 'sync', '--json'), {});
  const unchangedRun = lastRun(unchanged.output, people, 'unchanged');
  const peaks = peakMemory(data);
  return {
    dump: dumped.ms,
    first: first.ms / dumped.ms,
    firstRun: firstRun / dumped.ms,
    unchanged: unchanged.ms / again.ms,
    unchangedRun: unchangedRun / again.ms,
    firstPeak: peaks[0] ?? 0,
    unchangedPeak: peaks[1] ?? 0,
  };
}

function report(rows: Record<string, number>[]): void {
  const median = (name: string) =>
    rows.map((row) => row[name]!).sort((a, b) => a - b)[Math.floor(rows.length / 2)]!;
  const ratio = (name: string) => `${median(name).toFixed(2)}×`;
  const megabytes = (name: string) => `${Math.round(median(name) / 1e6)} MB`;
  say(
    `${people} people, ${attributes.length} attributes, ${rounds} rounds, medians; 1.00× = ldapsearch -E pr=1000/noprompt`,
  );
  say(
    `first synchronization      ${ratio('firstRun')} the run, ${ratio('first')} the whole command, peak ${megabytes('firstPeak')}`,
  );
  say(
    `unchanged synchronization  ${ratio('unchangedRun')} the run, ${ratio('unchanged')} the whole command, peak ${megabytes('unchangedPeak')}`,
  );
}

/** Milliseconds of a run, checked to have done what it was to do. */
function lastRun(json: string, count: number, counter: 'created' | 'unchanged'): number {
  const { runs } = JSON.parse(json) as {
    runs: { startedAt: string; endedAt: string; counters: Record<string, number> }[];
  };
  const run = runs[0]!;
  if (run.counters[counter] !== count)
    throw new Error(`${run.counters[counter]} ${counter} instead of ${count}`);
  return Date.parse(run.endedAt) - Date.parse(run.startedAt);
}

/** Peak resident memory of each run's process in bytes, from its log. */
function peakMemory(data: string): number[] {
  const logs = path.join(data, 'logs');
  return readdirSync(logs)
    .sort()
    .flatMap((name) => readFileSync(path.join(logs, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as { event?: string; peakMemory?: number })
    .flatMap((line) => (line.event === 'run.ended' ? [line.peakMemory ?? 0] : []));
}

async function dump(server: Slapd): Promise<{ ms: number }> {
  const file = path.join(scratch, 'dump.ldif');
  const result = await run(
    [
      'ldapsearch',
      '-x',
      '-LLL',
      '-o',
      'ldif-wrap=no',
      '-H',
      server.url,
      '-D',
      server.readerDn,
      '-w',
      server.readerPassword,
    ].concat([
      '-b',
      `ou=people,${suffix}`,
      '-E',
      'pr=1000/noprompt',
      '(objectClass=inetOrgPerson)',
      ...attributes,
    ]),
    { file },
  );
  if (statSync(file).size < people * 100) throw new Error('ldapsearch did not dump everybody');
  return result;
}

function rollcall(data: string, ...args: string[]): string[] {
  return [process.execPath, path.join(root, 'dist', 'cli.js'), '--data', data, ...args];
}

async function run(
  command: string[],
  options: { input?: string; file?: string },
): Promise<{ ms: number; output: string }> {
  const descriptor = options.file === undefined ? null : openSync(options.file, 'w');
  const started = performance.now();
  const child = spawn(command[0]!, command.slice(1), {
    stdio: [options.input === undefined ? 'ignore' : 'pipe', descriptor ?? 'pipe', 'inherit'],
  });
  child.stdin?.end(options.input);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  const status = await new Promise((resolve) => child.on('close', resolve));
  const ms = performance.now() - started;
  if (descriptor !== null) closeSync(descriptor);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with status ${String(status)}`);
  return { ms, output };
}

function configuration(server: Slapd) {
  return {
    rollcall: 1,
    enterprises: [
      {
        id: 'bench',
        description: 'Bench',
        domain: 'bench.example.com',
        synchronization: { type: 'directory' },
        synchronizers: [
          {
            description: 'slapd',
            domain: 'example.com',
            server: 'openldap',
            url: server.url,
            baseDn: suffix,
            searchContext: 'ou=people',
            bindDn: server.readerDn,
            password: { value: server.readerPassword },
          },
        ],
      },
    ],
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
