import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PreflightEvent, PreflightReport, Run, SynchronizerDraft } from '../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../shared/domain/enterprise.ts';
import { defaultSynchronizer } from '../../shared/domain/synchronizer.ts';
import { ldifRecord, makePeople, toLdif } from '../servers/people.ts';
import { startScriptedLdap, type ScriptedEntry } from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { entries, suffix } from './scripted-people.ts';
import { configuration, readerOf, sourceName, startCli, Workbench } from './workbench.ts';

function draft(overrides: Partial<SynchronizerDraft>): SynchronizerDraft {
  const { passwordReference: _, ...settings } = defaultSynchronizer('openldap');
  const required = {
    name: 'New',
    domain: 'acme.example.com',
    baseDn: suffix,
    urls: [],
    featureProfile: DEFAULT_PROFILE,
  };
  return { ...settings, ...required, ...overrides };
}

type Input = Parameters<Workbench['client']['synchronizers']['preflight']>[0];

/** Checks a whole directory to the end. */
async function check(
  bench: Workbench,
  input: Input,
  signal?: AbortSignal,
): Promise<{ report: PreflightReport; events: PreflightEvent[]; csv: string }> {
  const events: PreflightEvent[] = [];
  for await (const event of await bench.client.synchronizers.preflight(input, signal ? { signal } : {}))
    events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'report') throw new Error('the check ended without a report');
  return {
    report: last.report,
    events,
    csv: events.map((event) => (event.type === 'csv' ? event.text : '')).join(''),
  };
}

const countsOf = (codes: readonly { code: string; count?: number | undefined }[]) => {
  const counts: Record<string, number> = {};
  for (const { code, count = 1 } of codes) counts[code] = (counts[code] ?? 0) + count;
  return counts;
};

/** What a person wrote into a directory that takes everything but broken UTF-8. */
const ODD = [
  [
    'uid=control',
    [
      ['uid', 'control'],
      ['givenName', 'a\u0001b'],
      ['title', 'x\u000b'],
    ],
  ],
  [
    'uid=nonchar',
    [
      ['uid', 'nonchar'],
      ['givenName', 'a\uffff'],
    ],
  ],
  ['cn=nologin', [['cn', 'nologin']]],
  [
    'cn=one',
    [
      ['cn', 'one'],
      ['uid', 'Shared'],
    ],
  ],
  [
    'cn=two',
    [
      ['cn', 'two'],
      ['uid', 'shared'],
    ],
  ],
  [
    'cn=formula',
    [
      ['cn', 'formula'],
      ['uid', 'lobby'],
      ['givenName', '=cmd|calc\u0001'],
    ],
  ],
  ['uid=x', [['uid', 'x']]],
] as const;

const oddLdif = ODD.map(([rdn, attributes]) =>
  ldifRecord(`${rdn},ou=people,${suffix}`, [
    ['objectClass', 'inetOrgPerson'],
    ['sn', 'Odd'],
    ...(rdn.startsWith('cn=') ? [] : [['cn', 'Odd'] as const]),
    ...attributes,
  ]),
).join('\n');

describe.skipIf(!slapdAvailable)('the check of a whole directory, against slapd (needs slapd)', () => {
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await startSlapd({ ldif: `${toLdif(makePeople(1500), suffix)}\n${oddLdif}` });
  });
  afterAll(() => slapd.stop());

  const reader = (): Input => ({
    sourceId: null,
    draft: draft({
      urls: [slapd.url],
      bindDn: slapd.readerDn,
      mapping: { ...draft({}).mapping, title: 'title' },
    }),
    password: { kind: 'set', value: slapd.readerPassword },
  });

  it('with a form that is not saved reads everything, reports and changes nothing', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration(readerOf(slapd)));
    const { report, events, csv } = await check(bench, reader());
    expect(report).toMatchObject({
      complete: true,
      error: null,
      entries: 1507,
      lookedAt: 1507,
      importable: 1501,
    });
    expect(report.server).toBe(slapd.url);
    expect(countsOf(report.codes)).toEqual({
      'entry.invalid-character': 4,
      'entry.missing-field': 1,
      'entry.duplicate-login': 2,
      'entry.unusual-login': 1,
    });
    const fields = Object.fromEntries(report.fields.map(({ field, filled }) => [field, filled]));
    expect(fields).toMatchObject({
      directoryKey: 1507,
      loginId: 1506,
      lastName: 1507,
      email: 1500,
      title: 1501,
    });
    const readings = events.flatMap((event) =>
      event.type === 'progress' && event.phase === 'reading' ? [event.done] : [],
    );
    expect(readings.at(-1)).toBe(1507);
    expect(csv).toContain(`"uid=control,ou=people,${suffix}",givenName,entry.invalid-character,2,U+0001,`);
    expect(csv).toContain(`"uid=nonchar,ou=people,${suffix}",givenName,entry.invalid-character,2,U+FFFF,`);
    expect([await bench.runs(), await bench.accounts()]).toEqual([[], []]);
    expect(JSON.stringify(events)).not.toContain(slapd.readerPassword);
  });

  it('says what the run then says', async () => {
    const bench = await Workbench.open();
    const mapping = { title: 'title' };
    await bench.import(configuration({ ...readerOf(slapd), mapping }));
    const { report } = await check(bench, reader());
    const run: Run = await bench.synchronize();
    expect(run.counters).toMatchObject({ read: report.entries, created: report.importable });
    // The run names the first fault of an entry, the check each of them: control has two.
    expect(countsOf(run.issues)).toEqual({ ...countsOf(report.codes), 'entry.invalid-character': 3 });
    const first = (codes: PreflightReport['codes']) =>
      codes.flatMap(({ issues }) => issues.map(({ message }) => message));
    for (const { code, message } of run.issues) {
      if (code !== 'entry.duplicate-login') expect(first(report.codes)).toContain(message);
    }
  });

  it('names logins that people of the Enterprise have already who do not come from the source', async () => {
    const bench = await Workbench.open();
    const { uid } = makePeople(1)[0]!;
    const accounts = [{ loginId: uid.toUpperCase(), lastName: 'Already there' }];
    await bench.import(configuration(readerOf(slapd), { accounts }));
    const { sources } = await bench.client.sources.list({ enterprise: 'acme' });
    const input = { ...reader(), sourceId: sources[0]!.sourceId, password: { kind: 'keep' } as const };
    const { report } = await check(bench, input);
    const clashes = report.codes.find(({ code }) => code === 'entry.duplicate-login');
    expect(clashes?.count).toBe(3);
    expect(clashes?.issues.map(({ message }) => message).join('\n')).toContain(
      `belongs to an account of the Enterprise that does not come from this source.`,
    );
  });

  it('by command: a report for people, one JSON document, and the whole list as CSV', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration(readerOf(slapd)));
    await bench.closeEngine();
    const told = await bench.cli(['check', sourceName.toUpperCase()]);
    expect(told.status).toBe(2);
    expect(told.stdout).toContain(`acme/${sourceName}: 1507 entries read completely; 1501 can be imported.`);
    expect(told.stdout).toContain('entry.duplicate-login: 2');
    expect(told.stdout).toMatch(/^email +mail +1500 of 1507 +99 %$/m);

    const json = await bench.cli(['check', sourceName, '--enterprise', 'acme', '--json']);
    const document = JSON.parse(json.stdout) as PreflightReport & { enterprise: string; source: string };
    expect([json.status, json.stderr]).toEqual([2, '']);
    expect(document).toMatchObject({ enterprise: 'acme', source: sourceName, complete: true, entries: 1507 });

    const csv = await bench.cli(['check', sourceName, '--csv']);
    expect(csv.status).toBe(2);
    expect(csv.stdout.split('\r\n')).toHaveLength(document.listable + 2);
    expect(csv.stdout.startsWith('\uFEFFDN,Attribute,Code,Position,Code point,Message\r\n')).toBe(true);
    expect(csv.stderr).toContain('1507 entries read completely');
    expect(json.stdout + told.stdout + csv.stdout).not.toContain(slapd.readerPassword);
  });

  it('by command: what cannot be is refused with the status for wrong usage', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration(readerOf(slapd)));
    await bench.closeEngine();
    for (const args of [
      ['check'],
      ['check', 'Nowhere'],
      ['check', sourceName, '--json', '--csv'],
      ['check', sourceName, '--enterprise', 'nobody'],
    ]) {
      expect([args, (await bench.cli(args)).status]).toEqual([args, 64]);
    }
  });
});

describe('the check of a whole directory', () => {
  async function scripted(...[options]: Parameters<typeof startScriptedLdap>) {
    const server = await startScriptedLdap({ entries, ...options });
    onTestFinished(() => server.stop());
    return server;
  }

  const person = (dn: string, attributes: ScriptedEntry['attributes']): ScriptedEntry => ({
    dn,
    attributes: {
      objectClass: ['inetOrgPerson'],
      entryUUID: [`key-${dn.length}`],
      uid: ['someone'],
      sn: ['x'],
      ...attributes,
    },
  });

  it('2.6: catches what is not UTF-8 before it becomes U+FFFD, in values and in DNs', async () => {
    const odd = [
      person(`uid=overlong,${suffix}`, { uid: ['overlong'], givenName: [Uint8Array.of(0x61, 0xc0, 0xaf)] }),
      person(`uid=surrogate,${suffix}`, {
        uid: ['surrogate'],
        mail: ['ok', Uint8Array.of(0xed, 0xa0, 0x80)],
      }),
      person(`uid=short,${suffix}`, { uid: [Uint8Array.of(0x61, 0xe2, 0x82)] }),
      person(`uid=dn\u0001,${suffix}`, { uid: ['dn'], sn: [Uint8Array.of(0xff)] }),
      person(`uid=good,${suffix}`, { uid: ['good'], sn: ['\ufffd\ufeff\u007f'] }),
    ];
    const server = await scripted({ entries: odd });
    const bench = await Workbench.open();
    const password = { kind: 'none' } as const;
    const { report } = await check(bench, { sourceId: null, draft: draft({ urls: [server.url] }), password });
    expect([report.entries, report.importable]).toEqual([5, 1]);
    expect(report.codes).toMatchObject([{ code: 'entry.invalid-utf8', count: 4 }]);
    const places = report.codes[0]!.issues.map(({ dn, attribute, position, codePoint }) => [
      dn,
      attribute,
      position,
      codePoint,
    ]);
    expect(places.sort()).toEqual([
      [`uid=dn\\01,${suffix}`, 'sn', 1, '0xFF'],
      [`uid=overlong,${suffix}`, 'givenName', 2, '0xC0'],
      [`uid=short,${suffix}`, 'uid', 2, '0xE2'],
      [`uid=surrogate,${suffix}`, 'mail', 1, '0xED'],
    ]);
  });

  it('of a directory that cannot be reached reports why, and the command ends with 4', async () => {
    const bench = await Workbench.open();
    const url = 'ldap://127.0.0.1:1';
    await bench.import(configuration({ url }));
    const input = { sourceId: null, draft: draft({ urls: [url] }), password: { kind: 'none' } as const };
    const { report, csv } = await check(bench, input);
    expect(report).toMatchObject({
      complete: false,
      error: { code: 'ldap.unreachable' },
      entries: 0,
      codes: [],
    });
    expect(csv.split('\r\n')).toHaveLength(2);
    await bench.closeEngine();
    const end = await bench.cli(['check', sourceName]);
    expect(end.status).toBe(4);
    expect(end.stdout).toContain('ldap.unreachable');
  });

  it('is not complete when the server stops half way, and tells what was read', async () => {
    const server = await scripted({
      onSearch: async (_request, reply) => {
        for (const each of entries.slice(0, 10)) await reply.entry(each.dn, each.attributes);
        await reply.done({ code: 4, message: 'enough' });
      },
    });
    const bench = await Workbench.open();
    const input = {
      sourceId: null,
      draft: draft({ urls: [server.url] }),
      password: { kind: 'none' } as const,
    };
    const { report } = await check(bench, input);
    expect(report).toMatchObject({ complete: false, error: { code: 'ldap.size-limit' }, entries: 10 });
  });

  /** A server that never answers a search, a check of it, and the end of that check. */
  async function stalled(signal?: AbortSignal) {
    let arrived: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const server = await scripted({ onSearch: () => arrived() });
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    const input = {
      sourceId: null,
      draft: draft({ urls: [server.url] }),
      password: { kind: 'none' } as const,
    };
    return { server, bench, asked, ended: check(bench, input, signal) };
  }

  it('is stopped by aborting the call, within a second', async () => {
    const abort = new AbortController();
    const { asked, ended, server, bench } = await stalled(abort.signal);
    await asked;
    const at = performance.now();
    abort.abort();
    await expect(ended).rejects.toMatchObject({ code: 'run.cancelled' });
    // Closing waits for the worker.
    await bench.closeEngine();
    expect(performance.now() - at).toBeLessThan(1000);
    await Promise.all(server.connections.map(({ closed }) => closed));
  });

  it('is stopped by the end of the engine', async () => {
    const { asked, ended, bench } = await stalled();
    await asked;
    const at = performance.now();
    const refused = expect(ended).rejects.toMatchObject({ code: 'run.cancelled' });
    await bench.closeEngine();
    expect(performance.now() - at).toBeLessThan(1000);
    await refused;
  });

  it('is stopped by Ctrl+C, where the command ends with 1', async () => {
    let arrived: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const server = await scripted({ onSearch: () => arrived() });
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    await bench.closeEngine();
    const command = startCli(['--data', bench.folder, 'check', sourceName]);
    await asked;
    command.child.kill('SIGINT');
    const end = await command.ended;
    expect([end.status, end.signal, end.stdout]).toEqual([1, null, '']);
    expect(end.stderr).toContain('run.cancelled');
  });
});
