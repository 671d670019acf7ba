import { describe, expect, it } from 'vitest';
import { verifyPassword } from '../../electron/engine/directory/index.ts';
import type { SynchronizerSettings } from '../../shared/domain/synchronizer.ts';
import type { ScriptedLdapOptions } from '../servers/scripted-ldap.ts';
import { adEntry, guid, scripted, suffix, unitEntry } from './second-looks-bench.ts';
import { expectSentence } from './workbench.ts';

const PASSWORD = 'a password of the directory';
const reader = `CN=reader,${suffix}`;
const signal = new AbortController().signal;

/** Signs p1 in at a server that behaves so. */
async function signIn(
  options: Partial<ScriptedLdapOptions> = {},
  {
    password = PASSWORD,
    number = 1,
    ...overrides
  }: Partial<SynchronizerSettings> & { password?: string; number?: number } = {},
) {
  const { server, settings } = await scripted({
    entries: [unitEntry, adEntry(1), adEntry(2, { userAccountControl: ['514'] })],
    credentials: {
      [reader]: 'reader',
      [`CN=p1,OU=Staff,${suffix}`]: PASSWORD,
      [`CN=p2,OU=Staff,${suffix}`]: PASSWORD,
    },
    ...options,
  });
  const person = { key: guid(number), keyAttribute: 'objectguid', dn: `CN=p${number},OU=Staff,${suffix}` };
  let sent = 0;
  const outcome = await verifyPassword(
    { ...settings, bindDn: reader, ...overrides },
    'reader',
    person,
    password,
    { signal, onSent: () => (sent += 1) },
  ).catch(
    (error: unknown) => error as { code: string; message: string; cause?: { code: string; message: string } },
  );
  const binds = server.requests.filter((request) => request.op === 'bind');
  return { outcome, sent, server, binds: binds.map(({ dn }) => dn), all: server.requests };
}
const unavailable = (cause: string) => ({
  code: 'sign-in.unavailable',
  message: 'The directory cannot be asked now.',
  cause: { code: cause },
});

describe('sign-in at a server that does what none should (E15)', () => {
  it('an Active Directory: found by its GUID, bound on a connection of its own', async () => {
    const { outcome, server, binds } = await signIn();
    expect(outcome).toBe(true);
    expect(binds).toEqual([reader, `CN=p1,OU=Staff,${suffix}`]);
    expect(server.connections).toHaveLength(2);
    expect(server.problems).toEqual([]);
  });

  it('a server that lets everybody in is never asked with an empty password', async () => {
    const { outcome, all, server } = await signIn({ onBind: (_, reply) => reply.done() }, { password: '' });
    expect(outcome).toBe(false);
    expect(all).toEqual([]);
    expect(server.connections).toEqual([]);
  });

  it.each([true, false])('who is disabled is not bound at all (skip disabled: %s)', async (skipDisabled) => {
    const { outcome, binds } = await signIn({}, { number: 2, skipDisabled });
    expect(outcome).toBe(false);
    expect(binds).toEqual([reader]);
  });

  it.each([
    [49, '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 52e, v4563'],
    [49, '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 533, v4563'],
    [49, '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 773, v4563'],
    [49, '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 775, v4563'],
    [19, 'Exceed password retry limit. Please try later.'],
    [53, 'Account inactivated. Contact system administrator.'],
    [32, ''],
    [48, ''],
    [50, ''],
  ])('a bind that is refused with %i is a refusal: %s', async (code, message) => {
    const { outcome } = await signIn({
      onBind: (request, reply) => (request.dn === reader ? reply.default() : reply.done({ code, message })),
    });
    expect(outcome).toBe(false);
  });

  it.each([
    [10, 'ldap.refused-by-server'],
    [14, 'ldap.refused-by-server'],
    [1, 'ldap.refused-by-server'],
    [2, 'ldap.refused-by-server'],
    [8, 'ldap.encryption-required'],
    [13, 'ldap.encryption-required'],
    [51, 'ldap.refused-by-server'],
    [52, 'ldap.refused-by-server'],
    [80, 'ldap.refused-by-server'],
    [-1, 'ldap.refused-by-server'],
  ])('a bind that is answered with %i says nothing about the password', async (code, cause) => {
    const { outcome, sent } = await signIn({
      onBind: (request, reply) => (request.dn === reader ? reply.default() : reply.done({ code })),
    });
    expect(outcome).toMatchObject(unavailable(cause));
    expect(sent).toBe(1);
  });

  it.each<[string, Partial<ScriptedLdapOptions>, string]>([
    [
      'is silent',
      { onBind: (request, reply) => (request.dn === reader ? reply.default() : undefined) },
      'ldap.timeout',
    ],
    [
      'hangs up',
      { onBind: (request, reply) => (request.dn === reader ? reply.default() : reply.destroy()) },
      'ldap.incomplete',
    ],
    ['refuses the bind account', { credentials: {}, anonymous: false }, 'ldap.invalid-credentials'],
    ['cuts the search', { onSearch: (_, reply) => reply.done({ code: 4 }) }, 'ldap.size-limit'],
    ['may not search', { onSearch: (_, reply) => reply.done({ code: 50 }) }, 'ldap.refused-by-server'],
    [
      'refers elsewhere, and finds nobody',
      {
        entries: [unitEntry],
        onSearch: async (_, reply) => {
          await reply.reference(['ldap://other.example.com/DC=other,DC=example,DC=com']);
          return reply.done();
        },
      },
      'ldap.referral',
    ],
    [
      'sends an entry without a DN, to be bound as nobody',
      {
        onSearch: async (_, reply) => {
          await reply.entry('', { objectGUID: [guid(1)], userAccountControl: ['512'] });
          return reply.done();
        },
        onBind: (_, reply) => reply.done(),
      },
      'ldap.protocol',
    ],
    [
      'sends an entry whose DN is no text',
      {
        onSearch: async (_, reply) => {
          await reply.entry(Uint8Array.of(0x43, 0x4e, 0x3d, 0xff), { objectGUID: [guid(1)] });
          return reply.done();
        },
      },
      'ldap.protocol',
    ],
    [
      'finds two',
      {
        onSearch: async (_, reply) => {
          await reply.entry(`CN=p1,${suffix}`, { objectGUID: [guid(1)] });
          await reply.entry(`CN=p3,${suffix}`, { objectGUID: [guid(1)] });
          return reply.done();
        },
      },
      'entry.duplicate-key',
    ],
  ])('a server that %s', async (_, options, cause) => {
    const { outcome, sent, binds } = await signIn(options);
    expect(outcome).toMatchObject(unavailable(cause));
    expect(sent).toBe(binds.filter((dn) => dn !== reader).length);
    expectSentence((outcome as { cause: { message: string } }).cause.message, PASSWORD, 'reader-secret');
    if (!['ldap.timeout', 'ldap.incomplete'].includes(cause))
      expect(binds).not.toContain(`CN=p1,OU=Staff,${suffix}`);
  });

  it('no other server is asked once the password was sent', async () => {
    const options: Partial<ScriptedLdapOptions> = {
      onBind: (request, reply) => (request.dn === reader ? reply.default() : reply.destroy()),
    };
    const other = await scripted({ credentials: { [reader]: 'reader' }, ...options });
    const own = await scripted({ credentials: { [reader]: 'reader' }, ...options });
    const urls = [own.server.url, other.server.url];
    const person = { key: guid(1), keyAttribute: 'objectguid', dn: '' };
    const settings = { ...own.settings, bindDn: reader, urls };
    const verify = () =>
      verifyPassword(settings, 'reader', person, PASSWORD, { signal, onSent: () => undefined });
    await expect(verify()).rejects.toMatchObject(unavailable('ldap.incomplete'));
    expect(other.server.requests).toEqual([]);
    await own.server.stop();
    await expect(verify()).rejects.toMatchObject(unavailable('ldap.incomplete'));
    expect(other.server.requests.filter(({ op }) => op === 'bind')).toHaveLength(2);
  });

  it('an entry with another key than was asked for is nobody', async () => {
    const { outcome, binds } = await signIn({
      onSearch: async (_, reply) => {
        await reply.entry(`CN=admin,${suffix}`, { objectGUID: [guid(9)] });
        return reply.done();
      },
    });
    expect(outcome).toBe(false);
    expect(binds).toEqual([reader]);
  });

  it('references of a domain to its DNS zones are no part of it', async () => {
    const { outcome } = await signIn({
      onSearch: async (_, reply) => {
        await reply.reference([`ldap://DomainDnsZones.example.com/DC=DomainDnsZones,${suffix}`]);
        return reply.default();
      },
    });
    expect(outcome).toBe(true);
  });

  it('asks for the query, the base and the key', async () => {
    const { server } = await signIn();
    const [search] = server.searches;
    expect(search).toMatchObject({ base: suffix, scope: 'sub' });
    expect(search!.filterText).toContain('objectCategory=person');
    expect(search!.filterText).toMatch(/objectguid=/i);
  });

  it('a sign-in that is given up ends at once', async () => {
    const { server, settings } = await scripted({ onSearch: () => undefined });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const person = { key: guid(1), keyAttribute: 'objectguid', dn: '' };
    const call = verifyPassword({ ...settings, timeoutSeconds: 60 }, null, person, PASSWORD, {
      signal: controller.signal,
      onSent: () => expect.fail('nothing was sent'),
    });
    await expect(call).rejects.toMatchObject({ code: 'sign-in.unavailable' });
    expect(server.requests.some(({ op }) => op === 'bind')).toBe(false);
  });
});
