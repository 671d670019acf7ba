import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Account, Run } from '../../shared/contract/index.ts';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { entryOf } from './scripted-people.ts';
import { configuration, runCli, temporaryFolder, Workbench } from './workbench.ts';

const PASSWORD = 'a password of the directory';
const people = makePeople(30);

/** A workbench that synchronized once, and its results as a file. */
async function exported() {
  const server = await startScriptedLdap({
    entries: people.map(entryOf),
    credentials: { 'cn=reader': PASSWORD },
  });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  onTestFinished(() => bench.close());
  await bench.import(configuration({ url: server.url, bindDn: 'cn=reader', password: { value: PASSWORD } }));
  expect((await bench.synchronize()).outcome).toBe('success');
  const folder = temporaryFolder();
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'rollcall-offline-'));
  onTestFinished(() => {
    for (const each of [folder, temporary]) rmSync(each, { recursive: true, force: true });
  });
  const file = path.join(folder, 'acme.rollcall');
  const end = await bench.cli(['results', 'export', file, '--json']);
  expect([end.status, end.stderr]).toEqual([0, '']);
  const offline = (...args: string[]) => runCli([...args, '--file', file], { env: { TMPDIR: temporary } });
  return { bench, file, temporary, offline, end };
}

test('runs and accounts of one machine, looked at on another one by the command', async () => {
  const { bench, file, temporary, offline, end } = await exported();
  expect(JSON.parse(end.stdout)).toMatchObject({ file, counts: { run: 1, account: 30, change: 30 } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = gunzipSync(readFileSync(file)).toString();
  expect(text).not.toContain(PASSWORD);
  expect(text).toContain('cn=reader');

  const runs = await offline('runs', '--json');
  expect([runs.status, runs.stderr]).toEqual([0, '']);
  expect((JSON.parse(runs.stdout) as { runs: Run[] }).runs).toEqual(await bench.runs());
  const accounts = await offline('accounts', '--json');
  expect((JSON.parse(accounts.stdout) as { accounts: Account[] }).accounts).toEqual(await bench.accounts());
  const [{ id }] = (await bench.runs()) as [Run];
  const shown = await offline('runs', 'show', String(id), '--json');
  expect(JSON.parse(shown.stdout)).toEqual({ ...(await bench.run(id)), changes: await bench.changes(id) });
  const history = await offline('accounts', 'history', people[0]!.uid);
  expect(history.stdout).toContain(`run ${id}`);
  const csv = await offline('accounts', 'export', '--format', 'csv');
  expect(csv.stdout).toBe((await bench.cli(['accounts', 'export', '--format', 'csv'])).stdout);
  // Each of them took its temporary folder away, and none made a data folder.
  expect(readdirSync(temporary)).toEqual([]);
});

test('a file that is cut off, or is another one, is refused with what and where', async () => {
  const { file, offline, temporary } = await exported();
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, whole.length - 5));
  const cut = await offline('runs');
  expect([cut.status, cut.stdout]).toEqual([64, '']);
  expect(cut.stderr).toMatch(
    new RegExp(`^results\\.truncated: ${file} ends early, after line \\d+\\.\nhint: `),
  );
  writeFileSync(file, 'SQLite format 3\0');
  expect((await offline('accounts')).stderr).toContain('results.not-results: ');
  rmSync(file);
  expect((await offline('runs')).stderr).toContain('file.unreadable: ');
  expect(readdirSync(temporary)).toEqual([]);
});

test('what a killed process left in the temporary folder goes with the next one', async () => {
  const { file, offline, temporary } = await exported();
  const script = `
    const { openResultsEngine } = await import(${JSON.stringify(path.join(import.meta.dirname, '../../electron/engine/index.ts'))});
    await openResultsEngine({ file: process.argv[1], version: '0' });
    process.stdout.write('open');
    setInterval(() => undefined, 1000);`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, file],
    { env: { ...process.env, TMPDIR: temporary, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const [left] = readdirSync(temporary) as [string];
  // While it lives, nobody takes it away.
  expect((await offline('runs')).status).toBe(0);
  expect(readdirSync(temporary)).toEqual([left]);
  child.kill('SIGKILL');
  await ended;
  expect(existsSync(path.join(temporary, left))).toBe(true);
  expect((await offline('runs')).status).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});
