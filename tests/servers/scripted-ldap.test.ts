import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority } from './certificates.ts';
import type { Authority } from './certificates.ts';
import { findProgram, runCommand, runLdapsearch } from './command.ts';
import type { CommandResult } from './command.ts';
import { pagesScript, startScriptedLdap } from './scripted-ldap.ts';
import type { ScriptedEntry, ScriptedLdap, ScriptedLdapOptions } from './scripted-ldap.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-servers-'));
const caFile = join(folder, 'ca.pem');
let authority: Authority;

beforeAll(async () => {
  authority = await makeAuthority();
  writeFileSync(caFile, authority.certificate);
});
afterAll(() => rmSync(folder, { recursive: true }));

const ldapsearch = (url: string, ...args: string[]): Promise<CommandResult> =>
  runLdapsearch(url, args, caFile);

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const base = 'dc=example,dc=com';
const reader = `cn=Reader,${base}`;
const staff: ScriptedEntry[] = [
  ['ann', 'Ann O’Hara', '512', '9'],
  ['bob', 'Bob (Bobby) Łuczak', '514', '10'],
  ['cem', 'Cem Öztürk', '512', '100'],
  ['dan', 'Dan', '66050', '7'],
  ['eve', 'Eve', '512', '11'],
].map(([uid = '', cn = '', control = '', usn = '']) => ({
  dn: `uid=${uid},ou=Sales\\, EMEA,${base}`,
  attributes: {
    objectClass: ['top', 'inetOrgPerson'],
    uid: [uid],
    cn: [cn],
    'description;lang-de': [`${uid} auf Deutsch`],
    userAccountControl: [control],
    uSNChanged: [usn],
    objectGUID: [Uint8Array.of(0, 255, 192, uid.charCodeAt(0))],
    entryUUID: [`00000000-0000-0000-0000-0000000000${uid.charCodeAt(0).toString(16)}`],
  },
}));
const group: ScriptedEntry = {
  dn: `cn=all,${base}`,
  attributes: {
    objectClass: ['group'],
    member: Array.from({ length: 25 }, (_, i) => `cn=m${String(i)},${base}`),
  },
};

describe('the scripted server', () => {
  let server: ScriptedLdap;
  let client: Client | undefined;

  const start = async (options: ScriptedLdapOptions = {}): Promise<string> => {
    server = await startScriptedLdap({ entries: [...staff, group], ...options });
    return server.url;
  };
  const connectClient = (): Client => {
    client = new Client({ url: server.url, timeout: 5000, connectTimeout: 5000 });
    return client;
  };
  const uids = async (filter: string, options = {}): Promise<string> => {
    const { searchEntries } = await connectClient().search(base, { filter, attributes: ['uid'], ...options });
    return searchEntries
      .map((entry) => String(entry['uid']))
      .join(' ')
      .trim();
  };
  afterEach(async () => {
    await client?.unbind().catch(() => undefined);
    client = undefined;
    await server.stop();
    expect(server.problems).toEqual([]);
  });

  it('answers ldapsearch in pages', async () => {
    if (findProgram('ldapsearch') === undefined) return;
    const url = await start({ credentials: { [reader]: 'secret' } });
    const found = await ldapsearch(
      url,
      '-D',
      reader.toUpperCase(),
      '-w',
      'secret',
      '-b',
      base,
      '-E',
      'pr=2/noprompt',
    );
    expect(found.stderr).toBe('');
    expect(count(found.stdout, /^dn: /gm)).toBe(6);
    expect(count(found.stdout, /^entryUUID/gm)).toBe(0);
    expect(server.searches.map((search) => [search.pageSize, search.cookie?.length])).toEqual([
      [2, 0],
      [2, 8],
      [2, 8],
    ]);
    expect(server.requests.map((request) => request.op)).toEqual([
      'bind',
      'search',
      'search',
      'search',
      'unbind',
    ]);
    const wrong = await ldapsearch(url, '-D', reader, '-w', 'wrong', '-b', base);
    expect(wrong.code).toBe(49);
    const nowhere = await ldapsearch(
      url,
      '-D',
      reader,
      '-w',
      'secret',
      '-b',
      `ou=x,ou=y,ou=sales\\2c emea,${base}`,
    );
    expect(nowhere.code).toBe(32);
    expect(nowhere.stderr).toContain(`Matched DN: ou=Sales\\, EMEA,${base}`);
    expect((await ldapsearch(url, '-b', base)).code).toBe(48);
    await expect(connectClient().search(base)).rejects.toMatchObject({ code: 1 });
    const auth = ['-x', '-H', url, '-D', reader, '-w', 'secret'];
    const add = `dn: cn=x,${base}\nobjectClass: device\ncn: x\n`;
    expect((await runCommand('ldapmodify', ['-a', ...auth], { input: add })).code).toBe(53);
  });

  it('speaks StartTLS and ldaps', async () => {
    const tls = await authority.issue({ names: ['127.0.0.1'] });
    const options = { credentials: { [reader]: 'secret' }, requireTls: true, tls };
    const args = ['-D', reader, '-w', 'secret', '-b', base, '(uid=ann)', 'uid'];
    const url = await start(options);
    if (findProgram('ldapsearch') !== undefined) {
      const found = await ldapsearch(url, '-ZZ', ...args);
      expect(found.stderr).toBe('');
      expect(found.stdout).toContain('uid: ann');
      expect((await ldapsearch(url, ...args)).code).toBe(8);
      expect(server.requests.map(({ op, secure }) => `${op} ${String(secure)}`).slice(0, 3)).toEqual([
        'extended false',
        'bind true',
        'search true',
      ]);
    }
    const over = connectClient();
    await over.startTLS({ ca: authority.certificate, host: '127.0.0.1' });
    await over.bind(reader, 'secret');
    await over.unbind();

    const ldaps = await startScriptedLdap({ entries: staff, ldaps: true, ...options });
    expect(ldaps.url).toMatch(/^ldaps:/);
    const secure = new Client({ url: ldaps.url, tlsOptions: { ca: authority.certificate } });
    await secure.bind(reader, 'secret');
    ldaps.change({ onSearch: (_, reply) => reply.destroy() });
    await expect(secure.search(base)).rejects.toThrow();
    const late = await authority.issue({ names: ['127.0.0.1'], notAfter: new Date(Date.now() - 1000) });
    ldaps.change({ tls: late });
    await expect(
      new Client({ url: ldaps.url, tlsOptions: { ca: authority.certificate } }).bind(reader, 'secret'),
    ).rejects.toThrow('certificate has expired');
    await ldaps.stop();
    expect(ldaps.problems).toEqual([]);
  });

  it('knows the filters, and writes them back as they came', async () => {
    const url = await start({ lengthBytes: 4 });
    const cases: Record<string, string> = {
      '(uid=*)': 'ann bob cem dan eve',
      '(UID=ANN)': 'ann',
      '(!(uid=ann))': 'bob cem dan eve',
      '(&(objectClass=inetOrgPerson)(|(uid=bob)(cn=cem öztürk)))': 'bob cem',
      '(cn=*ŁUCZ*)': 'bob',
      '(cn=b*\\28bobby\\29*k)': 'bob',
      '(uSNChanged>=11)': 'cem eve',
      '(uSNChanged<=9)': 'ann dan',
      '(cn~=eve)': 'eve',
      '(userAccountControl:1.2.840.113556.1.4.803:=2)': 'bob dan',
      '(&(uid=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))': 'ann cem eve',
      '(!(cn:1.2.3.4:=x))': '',
      '(description=EVE auf deutsch)': 'eve',
      '(description;lang-fr=*)': '',
      '(objectGUID=\\00\\ff\\c0\\61)': 'ann',
    };
    for (const [filter, expected] of Object.entries(cases)) {
      // ldapts' filter parser refuses attribute options, and sends \ff as the two bytes of U+00FF.
      if (!/;|\\[89a-f]/.test(filter)) {
        expect(await uids(filter), filter).toBe(expected);
        expect(server.searches.at(-1)?.filterText).toBe(filter);
      }
      if (findProgram('ldapsearch') === undefined) continue;
      const { stdout } = await ldapsearch(url, '-b', base, filter, 'uid');
      expect([...stdout.matchAll(/^uid: (.*)$/gm)].map((match) => match[1]).join(' '), filter).toBe(expected);
      expect(server.searches.at(-1)?.filterText).toBe(filter);
    }
  });

  it('selects attributes, types and ranges', async () => {
    await start({ maxValues: 10 });
    const read = async (attributes: string[], dn = staff[0]?.dn ?? ''): Promise<string[]> => {
      const { searchEntries } = await connectClient().search(dn, { scope: 'base', attributes });
      // ldapts makes up an empty attribute for each one that was asked for and did not come.
      const found = Object.entries(searchEntries[0] ?? {}).filter(([, value]) => value.length > 0);
      return found.map(([name]) => name).filter((name) => name !== 'dn');
    };
    expect(await read([])).toContain('description;lang-de');
    expect(await read([])).not.toContain('entryUUID');
    expect(await read(['*', '+'])).toContain('entryUUID');
    expect(await read(['1.1'])).toEqual([]);
    expect(await read(['CN', 'entryuuid', 'description'])).toEqual([
      'cn',
      'description;lang-de',
      'entryUUID',
    ]);
    expect(await read(['member'], group.dn)).toEqual(['member;range=0-9']);
    expect(await read(['member;range=10-*'], group.dn)).toEqual(['member;range=10-19']);
    expect(await read(['member;range=20-*'], group.dn)).toEqual(['member;range=20-*']);
    const dse = await connectClient().search('', { scope: 'base' });
    expect(dse.searchEntries[0]).toMatchObject({
      namingContexts: base,
      supportedLDAPVersion: '3',
      supportedControl: '1.2.840.113556.1.4.319',
    });
  });

  it('keeps to scopes and limits', async () => {
    await start({ maxPageSize: 2 });
    expect(await uids('(uid=*)', { paged: { pageSize: 1000 } })).toBe('ann bob cem dan eve');
    expect(server.searches).toHaveLength(3);
    await expect(uids('(uid=*)')).rejects.toMatchObject({ code: 4 });
    server.change({ maxPageSize: 100, paging: false });
    await expect(
      connectClient().search(base, { paged: { pageSize: 2 }, filter: '(uid=*)' }),
    ).resolves.toMatchObject({ searchEntries: { length: 5 } });
    expect((await connectClient().search(base, { scope: 'one' })).searchEntries).toHaveLength(1);
    expect((await connectClient().search(base, { scope: 'base' })).searchEntries).toHaveLength(0);
    server.change({ entries: staff.slice(0, 1), namingContexts: [base] });
    expect(await uids('(uid=*)')).toBe('ann');
    server.change({ entries: [{ dn: `uid=bare,${base}`, attributes: { uid: ['bare'] } }] });
    expect(await uids('(objectClass=*)')).toBe('bare');
  });

  it('lets a script take over', async () => {
    const url = await start({
      onSearch: async (request, reply) => {
        if (request.filterText === '(uid=ann)') return reply.default();
        void reply.entry(`uid=made up,${base}`, { uid: ['x'], empty: [] });
        void reply.reference(['ldap://elsewhere/']);
        await reply.delay(5);
        if (request.filterText === '(uid=reset)') return reply.destroy();
        return reply.done({ code: 51, message: 'busy now', matchedDn: base });
      },
      onBind: (request, reply) => (request.dn === '' ? reply.default() : reply.done({ code: 52 })),
    });
    expect(await uids('(uid=ann)')).toBe('ann');
    await expect(uids('(uid=x)')).rejects.toMatchObject({ code: 51 });
    await expect(uids('(uid=reset)')).rejects.toThrow();
    await expect(connectClient().bind(reader, 'x')).rejects.toMatchObject({ code: 52 });
    if (findProgram('ldapsearch') === undefined) return;
    const found = await ldapsearch(url, '-b', base, '(uid=x)');
    expect(found.code).toBe(51);
    expect(found.stdout).toContain('uid: x');
    expect(found.stdout).toContain('# refldap://elsewhere/');
    expect(found.stderr).toContain('busy now');
  });

  it('hands out fixed pages: one of them empty, cookies odd', async () => {
    if (findProgram('ldapsearch') === undefined) return;
    const [a, b, c, d] = staff;
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('too few');
    const pages = [
      { entries: [a], cookie: Uint8Array.of(0x30) },
      { entries: [b, c], cookie: '0', estimate: 4 },
      { entries: [], cookie: Uint8Array.of(0, 255, 10) },
      { entries: [d] },
    ];
    const url = await start({ onSearch: pagesScript(pages) });
    for (let round = 0; round < 2; round += 1) {
      const found = await ldapsearch(url, '-b', base, '-E', 'pr=2/noprompt', '(uid=*)', 'uid');
      expect(found).toMatchObject({ code: 0, stderr: '' });
      expect(found.stdout.match(/^uid: .*$/gm)).toEqual(['uid: ann', 'uid: bob', 'uid: cem', 'uid: dan']);
    }
    expect(server.searches.map((s) => Buffer.from(s.cookie ?? '').toString('hex')).slice(0, 4)).toEqual([
      '',
      '30',
      '30',
      '00ff0a',
    ]);
  });

  it('answers several requests at once on one connection, byte by byte', async () => {
    await start({ chunkBytes: 7, entryDelayMs: 1 });
    const one = connectClient();
    await one.bind('', '');
    const answers = await Promise.all(
      staff.map((entry) => one.search(base, { filter: `(uid=${String(entry.attributes['uid']?.[0])})` })),
    );
    expect(answers.map(({ searchEntries }) => searchEntries[0]?.['uid'])).toEqual([
      'ann',
      'bob',
      'cem',
      'dan',
      'eve',
    ]);
    expect(server.connections).toHaveLength(1);
    server.destroyConnections();
    await server.connections[0]?.closed;
    expect(server.connections[0]?.open).toBe(false);
  });
});

describe('the scripted server, mistreated', () => {
  it('reports a client that does not speak LDAP, and hangs up', async () => {
    const server = await startScriptedLdap();
    for (const hex of ['474554202f', '3080', '3005020100420000', '30050201014200'.replace('42', '43')]) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(Buffer.from(hex, 'hex'));
      if (hex === '474554202f') socket.end();
      await new Promise((resolve) => socket.once('close', resolve));
    }
    expect(server.problems).toHaveLength(3);
    await server.stop();
  });

  it('goes away at the connection, and stalls where the script does', async () => {
    const server = await startScriptedLdap({ onConnection: (connection) => connection.destroy() });
    await expect(new Client({ url: server.url }).bind('', '')).rejects.toThrow();
    server.change({ onConnection: () => undefined, onSearch: () => undefined });
    const client = new Client({ url: server.url, timeout: 50 });
    await expect(client.search('', { scope: 'base' })).rejects.toThrow(/timed out/i);
    await server.noticeOfDisconnection();
    await server.stop();
    expect(server.problems).toEqual([]);
  });
});
