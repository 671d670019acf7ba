import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Transport } from '../../../shared/domain/synchronizer.ts';
import { refuseNewReach } from './bind-password.ts';

/** Whether a password that was stored with one form may be kept with another one. */
function kept(stored: Parameters<typeof refuseNewReach>[0], draft: typeof stored): boolean {
  try {
    refuseNewReach(stored, draft);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(RollcallError);
    expect((error as RollcallError).code).toBe('vault.missing-secret');
    return false;
  }
}

const trust = { caFile: null, pin: null };
const plain = (...urls: string[]) => ({ urls, transport: 'plain' as const, ...trust });
const starttls = (...urls: string[]) => ({ urls, transport: 'starttls' as const, ...trust });
const ldaps = (...urls: string[]) => ({ urls, transport: 'ldaps' as const, ...trust });
const pinned = { ...ldaps('ldap://dc1'), pin: 'sha256/A' };
const ofCa = { ...starttls('ldap://dc1'), caFile: '/ca.pem' };

describe('a stored password is kept', () => {
  test.each([
    ['for the same server', plain('ldap://dc1'), plain('ldap://dc1')],
    ['for it in another case', plain('ldap://dc1.example.com'), plain('LDAP://DC1.Example.COM')],
    ['for its port written out', plain('ldap://dc1'), plain('ldap://dc1:389/')],
    ['for the same address', plain('ldap://[2001:db8::1]'), plain('ldap://[2001:DB8::1]:389')],
    ['for one of its servers', plain('ldap://dc1', 'ldap://dc2'), plain('ldap://dc2')],
    ['over a better transport', plain('ldap://dc1'), starttls('ldap://dc1')],
    ['over LDAPS, however the URL says it', ldaps('ldap://dc1'), ldaps('ldaps://dc1')],
    ['for the same key', pinned, pinned],
    ['for the same CA', ofCa, ofCa],
    ['for a CA instead of a key, when it is one that the system trusts', pinned, ldaps('ldap://dc1')],
    [
      'without encryption, whatever CA is written down',
      plain('ldap://dc1'),
      { ...plain('ldap://dc1'), caFile: '/b' },
    ],
  ])('%s', (_, stored, draft) => expect(kept(stored, draft)).toBe(true));
});

describe('a stored password is not kept', () => {
  test.each([
    ['for another server', plain('ldap://dc1'), plain('ldap://evil')],
    ['for a further server', plain('ldap://dc1'), plain('ldap://dc1', 'ldap://evil')],
    ['for another port', plain('ldap://dc1'), plain('ldap://dc1:3389')],
    ['for a name that only begins the same', plain('ldap://dc1'), plain('ldap://dc1.evil.example')],
    ['for a name with a dot behind it', plain('ldap://dc1'), plain('ldap://dc1.')],
    ['over StartTLS after LDAPS on one port', ldaps('ldap://dc1:389'), starttls('ldap://dc1:389')],
    ['without encryption after StartTLS', starttls('ldap://dc1'), plain('ldap://dc1')],
    ['without encryption after LDAPS', ldaps('ldaps://dc1'), plain('ldap://dc1:636')],
    ['for another key', pinned, { ...pinned, pin: 'sha256/B' }],
    ['for a key where there was none', ldaps('ldap://dc1'), pinned],
    ['for another CA', ofCa, { ...ofCa, caFile: '/b.pem' }],
  ])('%s', (_, stored, draft) => expect(kept(stored, draft)).toBe(false));
});

it('is kept exactly when every server of the draft is one of its own, no worse protected', () => {
  const server = fc.record({ host: fc.constantFrom('a', 'b', 'c.a'), port: fc.constantFrom(389, 636, 3268) });
  const reach = fc.record({
    servers: fc.array(server, { minLength: 1, maxLength: 4 }),
    transport: fc.constantFrom<Transport[]>('plain', 'starttls', 'ldaps'),
  });
  const strengths = ['plain', 'starttls', 'ldaps'];
  const form = ({ servers, transport }: typeof reach extends fc.Arbitrary<infer R> ? R : never) => ({
    urls: servers.map(({ host, port }) => `${transport === 'ldaps' ? 'ldaps' : 'ldap'}://${host}:${port}`),
    transport,
    ...trust,
  });
  fc.assert(
    fc.property(reach, reach, (stored, draft) => {
      const same = draft.servers.every(({ host, port }) =>
        stored.servers.some((each) => each.host === host && each.port === port),
      );
      const better = strengths.indexOf(draft.transport) >= strengths.indexOf(stored.transport);
      expect(kept(form(stored), form(draft))).toBe(same && better);
    }),
    { numRuns: 1000 },
  );
});
