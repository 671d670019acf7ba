import { describe, expect, test } from 'vitest';
import { hintOf } from '../../../shared/domain/codes.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { bindError, searchError, socketError } from './errors.ts';
import type { LdapResult } from './messages.ts';

const server = 'ldaps://dc1.example.org:636';
const result = (code: number, message = '', more: Partial<LdapResult> = {}): LdapResult => ({
  code,
  message,
  matchedDn: '',
  referrals: [],
  ...more,
});

/** One sentence that names the server, and a next step. */
function expectSentence(error: RollcallError): void {
  expect(error).toBeInstanceOf(RollcallError);
  expect(error.message).toContain(server);
  expect(error.message).toMatch(/\.$/);
  expect(error.message).not.toContain('undefined');
  expect(error.hint).toBe(hintOf(error.code));
}

describe('2.8: a refused bind', () => {
  const activeDirectory = (data: string) =>
    `80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data ${data}, v4563`;

  test.each([
    ['525', 'ldap.invalid-credentials', 'the user does not exist'],
    ['52e', 'ldap.invalid-credentials', 'the user name or the password is wrong'],
    ['52E', 'ldap.invalid-credentials', 'the user name or the password is wrong'],
    ['530', 'ldap.account-locked', 'sign-in is not permitted at this time'],
    ['531', 'ldap.account-locked', 'sign-in is not permitted from this machine'],
    ['532', 'ldap.account-locked', 'the password has expired'],
    ['533', 'ldap.account-locked', 'the account is disabled'],
    ['701', 'ldap.account-locked', 'the account has expired'],
    ['773', 'ldap.account-locked', 'the password must be changed first'],
    ['775', 'ldap.account-locked', 'the account is locked'],
    ['999', 'ldap.invalid-credentials', 'the user name or the password is wrong'],
  ])('2.8: Active Directory, data %s: %s', (data, code, reason) => {
    const error = bindError(result(49, activeDirectory(data)), 'CN=sync,DC=x', server);
    expect(error.code).toBe(code);
    expect(error.message).toBe(`${server} refused to sign in CN=sync,DC=x: ${reason}.`);
    expectSentence(error);
  });

  test.each([
    [49, '', 'ldap.invalid-credentials'],
    [49, 'INVALID_CREDENTIALS', 'ldap.invalid-credentials'],
    [8, 'BindSimple: Transport encryption required.', 'ldap.encryption-required'],
    [13, 'TLS confidentiality required', 'ldap.encryption-required'],
    [48, 'anonymous bind disallowed', 'ldap.invalid-credentials'],
    [32, '', 'ldap.invalid-credentials'],
    [51, 'busy', 'ldap.refused-by-server'],
    [52, '', 'ldap.refused-by-server'],
    [53, 'unwilling', 'ldap.refused-by-server'],
    [14, '', 'ldap.refused-by-server'],
    [80, '', 'ldap.refused-by-server'],
  ])('2.8: result %i %j: %s', (code, message, expected) => {
    const error = bindError(result(code, message), 'cn=sync', server);
    expect(error.code).toBe(expected);
    expect(error.message).toContain('cn=sync');
    expect(error.details).toMatchObject({ server, bindDn: 'cn=sync', result: code });
    expectSentence(error);
  });

  test('2.8: the server’s own words are cut, where there is no better name', () => {
    const error = bindError(result(53, 'x'.repeat(5000)), 'cn=sync', server);
    expect(error.message).toContain('result 53 (xxx');
    expect(error.message.length).toBeLessThan(500);
  });
});

describe('2.8: a search that did not succeed', () => {
  test.each([
    [3, 'ldap.time-limit'],
    [4, 'ldap.size-limit'],
    [10, 'ldap.referral'],
    [11, 'ldap.size-limit'],
    [12, 'ldap.refused-by-server'],
    [32, 'ldap.base-not-found'],
    [34, 'ldap.base-not-found'],
    [1, 'ldap.refused-by-server'],
    [2, 'ldap.refused-by-server'],
    [50, 'ldap.refused-by-server'],
    [51, 'ldap.refused-by-server'],
    [52, 'ldap.refused-by-server'],
    [53, 'ldap.refused-by-server'],
  ])('2.8: result %i: %s', (code, expected) => {
    const error = searchError(result(code, 'why'), 'ou=people,dc=x', server);
    expect(error.code).toBe(expected);
    expect(error.details).toMatchObject({ server, base: 'ou=people,dc=x', result: code });
    expectSentence(error);
  });

  test('2.8: a wrong base names the base and the nearest entry', () => {
    expect(searchError(result(32, '', { matchedDn: 'dc=x' }), 'ou=p,dc=x', server).message).toBe(
      `${server} has no entry ou=p,dc=x (the nearest entry is dc=x).`,
    );
  });

  test('2.8: a referral names where to', () => {
    const referrals = ['ldap://other/dc=x', 'ldap://third'];
    expect(searchError(result(10, '', { referrals }), 'dc=x', server).message).toContain(
      'ldap://other/dc=x, ldap://third',
    );
    expectSentence(searchError(result(10), 'dc=x', server));
  });

  test('2.8: a server’s own words stay one short line, whatever it says', () => {
    const odd = `80090308: no\r\n\tway\u2028\u0007${'😀'.repeat(400)}`;
    const error = searchError(result(53, odd), 'dc=x', server);
    expect(error.message).toContain('(80090308: no way 😀');
    expect(error.message).toMatch(/😀…\)\.$/u);
    expect([...error.message].length).toBeLessThan(400);
    expectSentence(error);
    const nearest = searchError({ ...result(32), matchedDn: `ou=a\nb,${'x'.repeat(999)}` }, 'dc=x', server);
    expect(nearest.message).toContain('nearest entry is ou=a b,xxx');
    expectSentence(nearest);
    const referrals = [`ldap://a\n${'y'.repeat(999)}`, 'ldap://b', 'ldap://c', 'ldap://d'];
    const elsewhere = searchError(result(10, '', { referrals }), 'dc=x', server);
    expect(elsewhere.message).toContain('ldap://b, ldap://c.');
    expectSentence(elsewhere);
  });

  test('2.8: what has no better name quotes code and words', () => {
    expect(searchError(result(53, 'not now'), 'dc=x', server).message).toContain('result 53 (not now)');
  });
});

describe('2.8: sockets and TLS', () => {
  const failure = (code: string) => Object.assign(new Error(`${code} s3cret`), { code });

  test.each([
    ['CERT_HAS_EXPIRED', 'tls.expired'],
    ['CERT_NOT_YET_VALID', 'tls.expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls.name-mismatch'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls.untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls.untrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'tls.untrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls.untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls.untrusted'],
    ['CERT_SIGNATURE_FAILURE', 'tls.untrusted'],
    ['CERT_UNTRUSTED', 'tls.untrusted'],
    ['CERT_REVOKED', 'tls.untrusted'],
    ['INVALID_CA', 'tls.untrusted'],
    ['INVALID_PURPOSE', 'tls.untrusted'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls.refused'],
    ['EPROTO', 'tls.refused'],
    ['ECONNRESET', 'tls.refused'],
    ['', 'tls.refused'],
    ['ETIMEDOUT', 'ldap.unreachable'],
  ])('2.8: during the TLS handshake, %j: %s', (code, expected) => {
    const error = socketError(failure(code), server, 'tls');
    expect(error.code).toBe(expected);
    expectSentence(error);
  });

  test.each([
    ['ENOTFOUND', 'the host name is not known'],
    ['EAI_AGAIN', 'the host name could not be looked up'],
    ['ECONNREFUSED', 'nothing listens on that port'],
    ['EHOSTUNREACH', 'there is no route to the host'],
    ['ENETUNREACH', 'there is no route to the network'],
    ['ETIMEDOUT', 'it does not answer'],
    ['ECONNRESET', 'it closed the connection at once'],
    ['EWEIRD', 'EWEIRD'],
  ])('2.8: while connecting, %s is ldap.unreachable: %s', (code, reason) => {
    const error = socketError(failure(code), server, 'connect');
    expect(error.code).toBe('ldap.unreachable');
    expect(error.message).toBe(`${server} cannot be reached: ${reason}.`);
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'])(
    'E6: while reading, %s leaves the answer incomplete',
    (code) => {
      const error = socketError(failure(code), server, 'read');
      expect(error.code).toBe('ldap.incomplete');
      expectSentence(error);
    },
  );

  test('E6: a connection that just closes, in each phase', () => {
    expect(socketError(null, server, 'read').code).toBe('ldap.incomplete');
    expect(socketError(null, server, 'tls').code).toBe('tls.refused');
    expect(socketError(null, server, 'connect').code).toBe('ldap.unreachable');
    for (const phase of ['read', 'tls', 'connect'] as const)
      expectSentence(socketError(undefined, server, phase));
  });

  test('2.8: of several addresses that refused, the first says why', () => {
    const all = new AggregateError([failure('ECONNREFUSED'), failure('ENETUNREACH')]);
    expect(socketError(all, server, 'connect').message).toContain('nothing listens on that port');
    expectSentence(socketError(new AggregateError([]), server, 'connect'));
  });

  test('a Rollcall error passes as it is', () => {
    const error = new RollcallError('run.cancelled', 'x');
    expect(socketError(error, server, 'read')).toBe(error);
  });

  test('E12: what Node or OpenSSL say, which may quote what was sent, is in no sentence', () => {
    for (const phase of ['read', 'tls', 'connect'] as const) {
      for (const code of ['ECONNRESET', 'CERT_HAS_EXPIRED', 'EPROTO', '', 'EODD']) {
        const info = socketError(failure(code), server, phase).toInfo();
        expect(JSON.stringify(info)).not.toContain('s3cret');
      }
    }
  });
});
