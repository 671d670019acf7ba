import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { suffix } from './scripted-people.ts';
import {
  commandFolder,
  configuration,
  filesBelow,
  runCli,
  Workbench,
  type CommandEnd,
  type Overrides,
} from './workbench.ts';

const secret = 'Th3-S3cret-ünd-«nobody»-sees-it';

function json(end: CommandEnd): unknown {
  return JSON.parse(end.stdout);
}

describe('secrets', () => {
  it('config import takes the file from standard input, and export gives it back without the secret', async () => {
    const folder = commandFolder();
    const server = await startScriptedLdap({
      credentials: { 'cn=reader': secret },
      namingContexts: [suffix],
    });
    onTestFinished(() => server.stop());
    const login = { url: server.url, searchContext: '', bindDn: 'cn=reader' };
    const file = configuration({ ...login, password: { value: secret } });
    const end = await runCli(['--data', folder, 'config', 'import', '-'], { input: JSON.stringify(file) });
    expect(end).toMatchObject({ status: 0 });
    const exported = await runCli(['--data', folder, 'config', 'export']);
    expect(exported.status).toBe(0);
    expect(exported.stdout).not.toContain(secret);
    expect(json(exported)).toMatchObject({ rollcall: 1, enterprises: [{ id: 'acme' }] });
    const again = await runCli(['--data', folder, 'config', 'import', '-', '--json'], {
      input: exported.stdout,
    });
    expect(again.status).toBe(0);
    const { changes } = json(again) as { changes: { action: string }[] };
    expect(new Set(changes.map((change) => change.action))).toEqual(new Set(['unchanged']));
    // The secret was kept all the same.
    expect(await runCli(['--data', folder, 'sync'])).toMatchObject({ status: 0 });
    expect(server.requests.filter((request) => request.op === 'bind')).toMatchObject([{ password: secret }]);
  });

  it('a secret shows nowhere: not on the streams, not in the data folder, not in the logs', async () => {
    const folder = commandFolder();
    const server = await startScriptedLdap({ credentials: { 'cn=reader': secret } });
    onTestFinished(() => server.stop());
    const login = (value: string): Overrides => ({
      url: server.url,
      bindDn: 'cn=reader',
      password: { value },
    });
    const ends: CommandEnd[] = [];
    const rollcall = async (args: string[], input?: string): Promise<void> => {
      ends.push(await runCli(['--data', folder, ...args], input === undefined ? {} : { input }));
    };
    await rollcall(['config', 'import', '-'], JSON.stringify(configuration(login(secret))));
    await rollcall(['sync', '--json']);
    await rollcall(['config', 'import', '-'], JSON.stringify(configuration(login(`${secret}-wrong`))));
    await rollcall(['sync']);
    // Files that are refused name the place, not the value.
    await rollcall(
      ['config', 'import', '-'],
      JSON.stringify(configuration({ ...login(secret), nonsense: secret })),
    );
    await rollcall(
      ['config', 'import', '-'],
      JSON.stringify(configuration({ ...login(secret), password: secret })),
    );
    await rollcall(['config', 'import', '-'], `${JSON.stringify(configuration(login(secret)))} trailing`);
    for (const args of [
      ['config', 'export'],
      ['runs', '--json'],
      ['runs', 'show', '1', '--json'],
      ['runs', 'show', '2'],
    ])
      await rollcall(args);
    expect(server.requests.some((request) => request.op === 'bind' && request.password === secret)).toBe(
      true,
    );
    expect(ends.map((end) => end.status)).toEqual([0, 4, 0, 4, 64, 64, 64, 0, 0, 0, 0]);
    for (const end of ends) expect(end.stdout + end.stderr).not.toContain(secret);

    // With an engine open the write-ahead log is there too.
    const bench = await Workbench.open({ folder });
    await bench.import(configuration(login(`${secret}-again`)));
    const files = filesBelow(folder);
    for (const name of ['rollcall.db', 'rollcall.db-wal', 'key'])
      expect(files).toContain(path.join(folder, name));
    expect(statSync(path.join(folder, 'rollcall.db-wal')).size).toBeGreaterThan(0);
    expect(files.some((file) => file.startsWith(path.join(folder, 'logs')))).toBe(true);
    const forms = [
      Buffer.from(secret),
      Buffer.from(secret, 'utf16le'),
      Buffer.from(Buffer.from(secret).toString('base64').slice(0, -4)),
    ];
    for (const file of files) {
      const content = readFileSync(file);
      for (const form of forms)
        expect({ file, found: content.includes(form) }).toEqual({ file, found: false });
      expect(statSync(file).mode & 0o077).toBe(0);
    }
  });

  it('takes a password from the environment, each time anew', async () => {
    const folder = commandFolder();
    const server = await startScriptedLdap({
      credentials: { 'cn=reader': 'from-env' },
      namingContexts: [suffix],
    });
    onTestFinished(() => server.stop());
    const file = configuration({
      url: server.url,
      searchContext: '',
      bindDn: 'cn=reader',
      password: { env: 'ACME_LDAP_PASSWORD' },
    });
    const rollcall = (value: string, ...args: string[]): Promise<CommandEnd> =>
      runCli(['--data', folder, ...args], {
        env: { ACME_LDAP_PASSWORD: value },
        input: JSON.stringify(file),
      });
    expect((await rollcall('wrong', 'config', 'import', '-')).status).toBe(0);
    expect((await rollcall('wrong', 'sync')).status).toBe(4);
    expect((await rollcall('from-env', 'sync')).status).toBe(0);
    const exported = await rollcall('from-env', 'config', 'export');
    expect(json(exported)).toMatchObject({
      enterprises: [{ synchronizers: [{ password: { env: 'ACME_LDAP_PASSWORD' } }] }],
    });
    expect(exported.stdout).not.toContain('from-env');
  });
});
