import { describe, expect, it } from 'vitest';
import {
  globalCatalogueUrls,
  newServer,
  sendsPasswordInClear,
  splitLdapPath,
  transportFor,
  urlsFor,
} from './ldap-urls.ts';

describe('a pasted LDAP path', () => {
  it.each([
    ['ldap://test-controller/DC=mitel,DC=com', 'ldap://test-controller', 'DC=mitel,DC=com'],
    ['  ldap://dc1.example.com:3890/dc=example,dc=com ', 'ldap://dc1.example.com:3890', 'dc=example,dc=com'],
    ['LDAPS://dc1/OU=New%20York,DC=x?cn?sub?(cn=*)', 'ldaps://dc1', 'OU=New York,DC=x'],
    ['ldap://[::1]:389/dc=x', 'ldap://[::1]:389', 'dc=x'],
    ['ldap://dc1/', 'ldap://dc1', ''],
    ['ldap://dc1/OU=100%,DC=x', 'ldap://dc1', 'OU=100%,DC=x'],
  ])('%s', (text, url, baseDn) => {
    expect(splitLdapPath(text)).toEqual({ url, baseDn });
  });

  it.each(['ldap://dc1', 'dc1.example.com', 'http://dc1/x', 'ldap:///dc=x', ''])('is not %j', (text) => {
    expect(splitLdapPath(text)).toBeNull();
  });
});

describe('URLs and transport', () => {
  it.each([
    ['ldap://dc1', 'ldaps', 'ldaps://dc1'],
    ['ldap://dc1:389', 'ldaps', 'ldaps://dc1'],
    ['ldap://dc1:3268', 'ldaps', 'ldaps://dc1:3269'],
    ['ldap://dc1:3890', 'ldaps', 'ldaps://dc1:3890'],
    ['ldaps://[::1]:636', 'plain', 'ldap://[::1]'],
    ['ldaps://dc1:3269', 'starttls', 'ldap://dc1:3268'],
    ['ldap://dc1:389', 'plain', 'ldap://dc1:389'],
    ['nonsense', 'ldaps', 'nonsense'],
    ['', 'ldaps', ''],
  ] as const)('%s for %s', (url, transport, expected) => {
    expect(urlsFor([url], transport)).toEqual([expected]);
  });

  it('takes LDAPS from the scheme, and leaves the rest alone', () => {
    expect(transportFor(['ldaps://a', 'ldaps://b'], 'plain')).toBe('ldaps');
    expect(transportFor(['ldap://a'], 'starttls')).toBe('starttls');
    expect(transportFor(['', 'ldap'], 'plain')).toBe('plain');
    expect(transportFor(['ldaps://a', ''], 'plain')).toBe('ldaps');
  });

  it('knows when a password would be sent in clear', () => {
    expect(sendsPasswordInClear(['ldap://dc1'], 'plain', 'cn=x')).toBe(true);
    expect(sendsPasswordInClear(['ldap://dc1'], 'plain', ' ')).toBe(false);
    expect(sendsPasswordInClear(['ldap://dc1'], 'starttls', 'cn=x')).toBe(false);
    expect(
      sendsPasswordInClear(['ldap://127.0.0.1:389', 'ldap://[::1]', 'ldap://LOCALHOST'], 'plain', 'cn=x'),
    ).toBe(false);
    expect(sendsPasswordInClear(['ldap://'], 'plain', 'cn=x')).toBe(false);
  });

  it('knows the ports of the global catalogue', () => {
    expect(globalCatalogueUrls(['ldap://a:3268', 'ldaps://a:3269', 'ldap://a', 'x'])).toEqual([
      'ldap://a:3268',
      'ldaps://a:3269',
    ]);
  });
});

describe('whether the stored password may be used', () => {
  const saved = { urls: ['ldap://dc1', 'ldap://dc2:389'], transport: 'starttls' as const };
  it.each([
    [saved, null],
    [{ ...saved, urls: ['ldap://DC1:389'] }, null],
    [{ ...saved, urls: ['ldap://dc3'] }, 'dc3:389'],
    [{ ...saved, urls: ['ldap://dc1:3890'] }, 'dc1:3890'],
    [{ ...saved, transport: 'plain' as const }, 'dc1:389'],
    [{ urls: ['ldaps://dc1'], transport: 'ldaps' as const }, 'dc1:636'],
    [{ ...saved, urls: ['nonsense'] }, null],
  ])('%j: %j', (draft, server) => {
    expect(newServer(saved, draft)).toBe(server);
  });
});
