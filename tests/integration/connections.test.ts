import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Account } from '../../shared/contract/index.ts';
import {
  makeAuthority,
  selfSigned,
  type Authority,
  type IssuedCertificate,
} from '../servers/certificates.ts';
import { makePeople, toLdif } from '../servers/people.ts';
import { startScriptedLdap, type ScriptedLdapOptions } from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, expectSentence, readerOf, Workbench, type Overrides } from './workbench.ts';

const suffix = 'dc=example,dc=com';
const people = makePeople(12);
const password = 'a-wrong-secret-nobody-may-see';
const bindDn = `cn=reader,${suffix}`;
const day = 24 * 60 * 60 * 1000;

describe.skipIf(!slapdAvailable)('ways to connect (needs slapd)', () => {
  let authority: Authority;
  let slapd: Slapd;
  let bench: Workbench;
  let caFile: string;
  let accounts: Account[];

  beforeAll(async () => {
    authority = await makeAuthority();
    const tls = await authority.issue({ names: ['127.0.0.1', 'localhost'] });
    slapd = await startSlapd({
      ldif: toLdif(people, suffix),
      tls: { ca: authority.certificate, ...tls },
    });
    bench = await Workbench.open({ keep: true });
    caFile = path.join(bench.folder, 'ca.pem');
    writeFileSync(caFile, authority.certificate);
    await bench.import(configuration(readerOf(slapd)));
    expect((await bench.synchronize()).outcome).toBe('success');
    accounts = await bench.accounts();
    expect(accounts).toHaveLength(people.length);
  });
  afterAll(async () => {
    await bench.close();
    await slapd.stop();
  });

  it.each<[string, () => Overrides]>([
    ['plain', () => ({ transport: 'plain' })],
    ['StartTLS', () => ({ transport: 'starttls', caFile })],
    ['StartTLS by name', () => ({ transport: 'starttls', caFile, url: `ldap://localhost:${slapd.port}` })],
    ['LDAPS', () => ({ url: slapd.ldapsUrl, transport: 'ldaps', caFile })],
    [
      'LDAPS with a CA file named relative to the configuration',
      () => ({ url: slapd.ldapsUrl, transport: 'ldaps', caFile: 'ca.pem' }),
    ],
    [
      'a list whose first server is down',
      () => ({ url: ['ldap://127.0.0.1:1', slapd.url], transport: 'plain' }),
    ],
  ])('%s reads everybody', async (_name, overrides) => {
    await bench.import(configuration({ ...readerOf(slapd), caFile: null, ...overrides() }));
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true, error: null });
    expect(run.counters.unchanged).toBe(people.length);
    const { evidence } = await bench.run(run.id);
    expect(evidence?.server).toMatch(/^ldaps?:\/\/(127\.0\.0\.1|localhost):\d+$/);
    expect(await bench.accounts()).toEqual(accounts);
  });

  /** Synchronizes with settings that must fail, through the command, and checks what every failure has in common. */
  async function expectFailure(overrides: Overrides, code: string | RegExp, ...words: string[]) {
    const login = { bindDn, password: { value: password } };
    const transport = /^ldaps:/.test(String(overrides['url'])) ? 'ldaps' : 'plain';
    await bench.import(
      configuration({ transport, caFile: null, timeoutSeconds: 15, ...login, ...overrides }),
    );
    const { status, run, end } = await bench.syncByCommand();
    expect(run.error?.code).toMatch(code);
    expect(run).toMatchObject({ outcome: 'failed', complete: false });
    expect(run.counters).toMatchObject({ read: 0, deleted: 0, heldDeletes: 0, created: 0, updated: 0 });
    expectSentence(run.error?.message ?? '', password, slapd.readerPassword);
    expect(run.error?.hint).not.toBe('');
    for (const word of words) expect(run.error?.message).toContain(word);
    expect(run.issues).toMatchObject([
      { severity: 'error', code: run.error?.code, message: run.error?.message },
    ]);
    expect(status).toBe(4);
    for (const secret of [password, slapd.readerPassword])
      expect(end.stdout + end.stderr).not.toContain(secret);
    expect(await bench.accounts()).toEqual(accounts);
    return run;
  }

  async function scripted(options: ScriptedLdapOptions) {
    const server = await startScriptedLdap({ credentials: { [bindDn]: password }, ...options });
    onTestFinished(() => server.stop());
    return server;
  }

  /** A server with this certificate. */
  function withCertificate(tls: IssuedCertificate) {
    return scripted({ tls, ldaps: true });
  }

  /** Whether the password was seen by the server, in whatever form. */
  function passwordSent(server: { requests: readonly { raw: Uint8Array }[] }): boolean {
    return server.requests.some((request) => Buffer.from(request.raw).includes(password));
  }

  it('a wrong password', async () => {
    await expectFailure({ url: slapd.url }, 'ldap.invalid-credentials', bindDn);
  });

  it('an unknown host', async () => {
    await expectFailure({ url: 'ldap://no-such-host.invalid' }, 'ldap.unreachable', 'no-such-host.invalid');
  });

  it('a port where nobody listens', async () => {
    const port = await refusedPort();
    await expectFailure({ url: `ldap://127.0.0.1:${port}` }, 'ldap.unreachable', String(port));
  });

  it('a list of servers that are all down names the first', async () => {
    const [first, second] = [await refusedPort(), await refusedPort()];
    await expectFailure(
      { url: [`ldap://127.0.0.1:${first}`, `ldap://127.0.0.1:${second}`] },
      'ldap.unreachable',
      String(first),
    );
  });

  it('a server that breaks off at the bind leaves the next one its turn', async () => {
    const broken = await scripted({ onBind: (_request, reply) => reply.destroy() });
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), url: [broken.url, slapd.url] }));
    expect(await bench.synchronize()).toMatchObject({ outcome: 'success', complete: true });
  });

  it('a base that does not exist names the nearest entry that does', async () => {
    const { password: good } = readerOf(slapd);
    await expectFailure(
      { url: slapd.url, password: good, searchContext: 'ou=nowhere,ou=people' },
      'ldap.base-not-found',
      `ou=nowhere,ou=people,${suffix}`,
      `nearest entry is ou=people,${suffix}`,
    );
  });

  it('a certificate of a CA that is not trusted', async () => {
    await expectFailure({ url: slapd.ldapsUrl }, 'tls.untrusted');
    const other = path.join(bench.folder, 'other.pem');
    writeFileSync(other, (await makeAuthority('Another authority')).certificate);
    await expectFailure({ url: slapd.ldapsUrl, caFile: other }, 'tls.untrusted');
    await expectFailure({ url: slapd.url, transport: 'starttls', caFile: other }, 'tls.untrusted');
  });

  it('a self-signed certificate', async () => {
    const server = await withCertificate(await selfSigned('127.0.0.1'));
    await expectFailure({ url: server.url, caFile }, 'tls.untrusted', 'self-signed');
    expect(passwordSent(server)).toBe(false);
  });

  it('an expired certificate', async () => {
    const now = Date.now();
    const server = await withCertificate(
      await authority.issue({
        names: ['127.0.0.1'],
        notBefore: new Date(now - 10 * day),
        notAfter: new Date(now - day),
      }),
    );
    await expectFailure({ url: server.url, caFile }, 'tls.expired', 'expired');
    expect(passwordSent(server)).toBe(false);
  });

  it('a certificate that is not valid yet', async () => {
    const notBefore = new Date(Date.now() + day);
    const server = await withCertificate(await authority.issue({ names: ['127.0.0.1'], notBefore }));
    await expectFailure({ url: server.url, caFile }, 'tls.expired', 'not valid yet');
  });

  it('a certificate made out to another name', async () => {
    const server = await withCertificate(await authority.issue({ names: ['ldap.example.org'] }));
    await expectFailure({ url: server.url, caFile }, 'tls.name-mismatch');
    expect(passwordSent(server)).toBe(false);
    // The same by StartTLS.
    server.change({ ldaps: false });
    const url = `ldap://127.0.0.1:${server.port}`;
    await expectFailure({ url, transport: 'starttls', caFile }, 'tls.name-mismatch');
    expect(passwordSent(server)).toBe(false);
    expect(server.requests.map((request) => request.op)).toEqual(['extended']);
  });

  it('StartTLS refused: the password is never sent', async () => {
    const server = await scripted({});
    await expectFailure({ url: server.url, transport: 'starttls', caFile }, 'tls.refused');
    expect(server.requests.map((request) => request.op)).toEqual(['extended']);
    expect(passwordSent(server)).toBe(false);
  });

  it('a server that speaks no TLS', async () => {
    const server = await scripted({});
    await expectFailure({ url: `ldaps://127.0.0.1:${server.port}`, caFile }, 'tls.refused');
  });

  it('a server that wants encryption', async () => {
    const server = await scripted({ requireTls: true });
    await expectFailure({ url: server.url }, 'ldap.encryption-required');
  });

  it('a locked account of Active Directory', async () => {
    const message =
      '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 775, v4563\0';
    const server = await scripted({ onBind: (_request, reply) => reply.done({ code: 49, message }) });
    await expectFailure({ url: server.url }, 'ldap.account-locked', 'locked');
    const wrong = message.replace('775', '52e');
    server.change({ onBind: (_request, reply) => reply.done({ code: 49, message: wrong }) });
    await expectFailure({ url: server.url }, 'ldap.invalid-credentials');
  });

  it('a CA file that is missing', async () => {
    const missing = path.join(bench.folder, 'missing.pem');
    await expectFailure({ url: slapd.ldapsUrl, caFile: missing }, 'file.unreadable', missing);
  });

  it('a CA file that is none', async () => {
    const wrong = path.join(bench.folder, 'wrong.pem');
    writeFileSync(wrong, 'not a certificate\n');
    await expectFailure({ url: slapd.ldapsUrl, caFile: wrong }, 'file.unreadable', wrong);
  });

  it('a bind DN without a password: nothing is sent', async () => {
    const server = await scripted({});
    const other = await Workbench.open();
    await other.import(configuration({ url: server.url, bindDn }));
    const { status, run } = await other.syncByCommand();
    expect(status).toBe(4);
    expect(run).toMatchObject({ outcome: 'failed', error: { code: 'vault.missing-secret' } });
    expectSentence(run.error?.message ?? '');
    expect(server.connections).toHaveLength(0);
  });

  it('a server that accepts and never answers', async () => {
    const server = await scripted({ onBind: () => undefined });
    await expectFailure({ url: server.url, timeoutSeconds: 1 }, 'ldap.timeout', '1 second');
    server.change({ onConnection: () => new Promise(() => undefined) });
    const secure = `ldaps://127.0.0.1:${server.port}`;
    await expectFailure({ url: secure, caFile, timeoutSeconds: 1 }, 'ldap.timeout', '1 second');
  });

  it.each<[string, RegExp, ScriptedLdapOptions]>([
    // Whether the reset overtakes the news of the connection is the system's to decide.
    [
      'before the bind',
      /^ldap\.(incomplete|unreachable)$/,
      { onConnection: (connection) => connection.destroyNow() },
    ],
    ['at the bind', /^ldap\.incomplete$/, { onBind: (_request, reply) => reply.destroy() }],
    [
      'after the bind',
      /^ldap\.incomplete$/,
      { onBind: (_request, reply) => reply.done().then(() => reply.destroy()) },
    ],
    ['at the search', /^ldap\.incomplete$/, { onSearch: (_request, reply) => reply.destroy() }],
  ])('a connection reset %s', async (_name, code, options) => {
    const server = await scripted(options);
    await expectFailure({ url: server.url }, code);
  });
});

/** A port that was free a moment ago. */
async function refusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === 'object' ? address.port : 1;
}
