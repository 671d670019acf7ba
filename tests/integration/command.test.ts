import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { accountSchema, changeSchema, runDetailSchema, runSchema } from '../../shared/contract/schemas.ts';
import { ldifRecord, makePeople, personDn, toLdif } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import {
  commandFolder,
  configuration,
  readerOf,
  runCli,
  Workbench,
  type CommandEnd,
  type Overrides,
} from './workbench.ts';

const suffix = 'dc=example,dc=com';
const people = makePeople(30);

const runsDocument = z.strictObject({ runs: z.array(runSchema.strict()) });
const accountsDocument = z.strictObject({ accounts: z.array(accountSchema.strict()) });
const runDocument = runDetailSchema.extend({ changes: z.array(changeSchema.strict()) }).strict();
const errorDocument = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }),
});

/** interfaces.md, "Results": keys that scripts rest on. Not taken from the schemas, so that those cannot lose one. */
const runKeys =
  'id enterprise source sourceKind trigger mode outcome complete startedAt endedAt kind feed plan counters error issues sourceId';
const counterKeys =
  'read created updated unchanged deleted heldCreates heldUpdates heldDeletes skipped failed numbersHeld ' +
  'devices assigned notAssigned numbersAdded numbersRemoved orphaned';
const changeKeys = 'kind state reasonCode reason accountId login fields';
const issueKeys = 'severity code subject field message hint';
const accountKeys =
  'accountId enterprise loginId firstName lastName department email source sourceKind group active featureProfile deskPhone softPhone softPhoneKind numbers orphan';

function expectKeys(object: object, keys: string): void {
  expect(Object.keys(object)).toEqual(expect.arrayContaining(keys.split(' ')));
}

function json(end: CommandEnd): unknown {
  return JSON.parse(end.stdout);
}

describe.skipIf(!slapdAvailable)('the command, end to end (needs slapd)', () => {
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: toLdif(people, suffix) });
  });
  afterAll(() => slapd.stop());

  it('imports, synchronizes, lists and exports; each JSON document has the promised shape', async () => {
    const folder = commandFolder();
    const rollcall = (...args: string[]): Promise<CommandEnd> => runCli(['--data', folder, ...args]);
    const file = path.join(folder, 'acme.json');
    writeFileSync(file, JSON.stringify(configuration(readerOf(slapd))));
    const imported = await rollcall('config', 'import', file, '--json');
    expect(imported).toMatchObject({ status: 0 });
    expect(json(imported)).toMatchObject({
      changes: [
        { what: 'enterprise', enterprise: 'acme', name: 'acme', action: 'created' },
        { what: 'synchronizer', enterprise: 'acme', name: 'HQ directory', action: 'created' },
      ],
    });

    const synced = await rollcall('sync', '--json');
    expect(synced).toMatchObject({ status: 0 });
    const { runs } = runsDocument.parse(json(synced));
    expect(runs).toMatchObject([
      { outcome: 'success', enterprise: 'acme', source: 'HQ directory', kind: 'sync' },
    ]);
    expectKeys(runs[0]!, runKeys);
    expect(Object.keys(runs[0]!.counters).sort()).toEqual(counterKeys.split(' ').sort());
    expect(runs[0]).not.toHaveProperty('changes');
    expect(runs[0]!.plan).toMatch(/^[0-9a-f]{64}$/);
    for (const time of [runs[0]!.startedAt, runs[0]!.endedAt]) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }

    const listed = runsDocument.parse(json(await rollcall('runs', '--json')));
    expect(listed.runs).toEqual(runs);
    const shown = runDocument.parse(json(await rollcall('runs', 'show', String(runs[0]!.id), '--json')));
    expect(shown.changes).toHaveLength(people.length);
    expectKeys(shown.changes[0]!, changeKeys);
    expect(shown.changes[0]).toMatchObject({ kind: 'create', state: 'applied', reasonCode: 'new' });
    expect(shown.evidence).toMatchObject({ server: slapd.url, entries: people.length });

    const { accounts } = accountsDocument.parse(json(await rollcall('accounts', '--json')));
    expect(accounts.map((account) => account.loginId)).toEqual(people.map((person) => person.uid).sort());
    expectKeys(accounts[0]!, accountKeys);
    expect(accounts[0]).toMatchObject({
      sourceKind: 'directory',
      group: null,
      active: true,
      softPhone: null,
      softPhoneKind: null,
      orphan: false,
    });
    expect(
      accountsDocument.parse(json(await rollcall('--json', 'accounts', '--enterprise', 'acme'))).accounts,
    ).toEqual(accounts);

    const table = await rollcall('accounts');
    for (const person of people) expect(table.stdout).toContain(person.uid);
    expect(table.stdout).toContain('30 accounts');
    const csv = await rollcall('accounts', 'export', '--format', 'csv');
    expect(csv.status).toBe(0);
    expect(csv.stdout.split('\r\n')).toHaveLength(people.length + 2);
    const ldif = await rollcall('accounts', 'export', '--format', 'ldif');
    expect(ldif.stdout.match(/^dn:/gm)).toHaveLength(people.length);
  });

  it('exit statuses: 0, 2, 3, 4, 64', async () => {
    const server = await startSlapd({ ldif: toLdif(people, suffix) });
    onTestFinished(() => server.stop());
    const folder = commandFolder();
    const status = async (...args: string[]): Promise<number | null> =>
      (await runCli(['--data', folder, ...args])).status;
    const configure = (overrides: Overrides): Promise<CommandEnd> =>
      runCli(['--data', folder, 'config', 'import', '-'], {
        input: JSON.stringify(configuration({ ...readerOf(server), ...overrides })),
      });
    expect(await status('sync')).toBe(64); // nothing is configured
    await configure({});
    expect(await status('sync')).toBe(0);
    await server.add(
      ldifRecord(`cn=double,ou=people,${suffix}`, [
        ['objectClass', 'inetOrgPerson'],
        ['cn', 'double'],
        ['sn', 'double'],
        ['uid', people[0]!.uid.toUpperCase()],
      ]),
    );
    expect(await status('sync')).toBe(2);
    await server.delete(...people.slice(0, 12).map((person) => personDn(person, suffix)));
    expect(await status('sync')).toBe(3);
    await configure({ searchContext: 'ou=nowhere' });
    expect(await status('sync')).toBe(4);
    expect(await status('sync', '--due')).toBe(0); // nothing is due
    for (const wrong of [
      ['sync', '--source', 'nobody'],
      ['sync', '--enterprise', 'nobody'],
      ['sync', '--full', '--incremental'],
      ['sync', '--nonsense'],
      ['runs', 'show', '999'],
      ['runs', '--limit', '0'],
      ['accounts', 'export', '--format', 'pdf'],
      ['accounts', 'export'],
      ['accounts', '--enterprise', 'nobody'],
      ['config', 'import', path.join(folder, 'missing.json')],
      ['nonsense'],
      [],
    ])
      expect({ wrong, status: await status(...wrong) }).toEqual({ wrong, status: 64 });
    expect(await status('--help')).toBe(0);
    expect(await status('--version')).toBe(0);
  });
});

describe('the command', () => {
  it('refuses an unknown key by its path, with 64, and imports nothing', async () => {
    const folder = commandFolder();
    const file = configuration({ url: 'ldap://127.0.0.1' });
    Object.assign(file.enterprises[0]!.synchronizers[0]!, { querry: '(x=y)' });
    const good = { ...file.enterprises[0]!, id: 'good', synchronizers: [] };
    const input = JSON.stringify({ ...file, enterprises: [good, ...file.enterprises] });
    const end = await runCli(['--data', folder, 'config', 'import', '-'], { input });
    expect(end).toMatchObject({ status: 64, stdout: '' });
    expect(end.stderr).toContain('config.invalid');
    expect(end.stderr).toContain('enterprises[1].synchronizers[0].querry');
    const asJson = await runCli(['--data', folder, 'config', 'import', '-', '--json'], { input });
    expect(asJson.status).toBe(64);
    const { error } = errorDocument.parse(json(asJson));
    expect(error.code).toBe('config.invalid');
    expect(error.message).toContain('enterprises[1].synchronizers[0].querry');
    const exported = await runCli(['--data', folder, 'config', 'export']);
    expect(json(exported)).toEqual({ rollcall: 1, enterprises: [] });
  });

  it('every --json answer is one document, also an error', async () => {
    const folder = commandFolder();
    for (const [args, key] of [
      [['runs'], 'runs'],
      [['accounts'], 'accounts'],
      [['sync', '--due'], 'runs'],
      [['config', 'export'], 'rollcall'],
      [['sync'], 'error'],
      [['nonsense'], 'error'],
      [['runs', 'show', '7'], 'error'],
    ] as const) {
      const end = await runCli(['--data', folder, '--json', ...args]);
      expect(json(end)).toHaveProperty(key);
      expect(end.stdout.endsWith('\n')).toBe(true);
    }
  });

  it('finds its data folder: --data, else ROLLCALL_DATA, else the default below XDG_CONFIG_HOME', async () => {
    const [home, data, named] = [commandFolder(), commandFolder(), commandFolder()];
    const file = JSON.stringify(configuration({ url: 'ldap://127.0.0.1' }));
    const inFolder = (folder: string): boolean => existsSync(path.join(folder, 'rollcall.db'));
    const env = { XDG_CONFIG_HOME: home };
    expect((await runCli(['config', 'import', '-'], { env, input: file })).status).toBe(0);
    expect(inFolder(path.join(home, 'Rollcall', 'data'))).toBe(true);
    expect((await runCli(['config', 'export'], { env })).stdout).toContain('acme');
    const both = { ...env, ROLLCALL_DATA: data };
    expect((await runCli(['config', 'export'], { env: both })).stdout).not.toContain('acme');
    expect(inFolder(data)).toBe(true);
    expect((await runCli(['--data', named, 'config', 'export'], { env: both })).status).toBe(0);
    expect(inFolder(named)).toBe(true);
    expect(statSync(path.join(home, 'Rollcall', 'data')).mode & 0o777).toBe(0o700);
  });
});

it('issues have the promised keys', async () => {
  const server = await startScriptedLdap({
    entries: [
      {
        dn: `uid=x,ou=people,${suffix}`,
        attributes: { objectClass: ['inetOrgPerson'], entryUUID: ['k'], uid: ['x'] },
      },
    ],
  });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  await bench.import(configuration({ url: server.url }));
  const { status, run } = await bench.syncByCommand();
  expect(status).toBe(2);
  expect(run.issues).toMatchObject([
    { code: 'entry.missing-field', subject: `uid=x,ou=people,${suffix}`, field: 'sn' },
  ]);
  expectKeys(run.issues[0]!, issueKeys);
});
