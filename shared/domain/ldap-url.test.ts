import { expect, test } from 'vitest';
import { parseLdapUrl } from './ldap-url.ts';

test.each([
  ['ldap://dc1.example.com', { hostname: 'dc1.example.com', port: '', secure: false }],
  ['LDAPS://DC1.example.com:636', { hostname: 'dc1.example.com', port: '636', secure: true }],
  ['ldap://[2001:db8::1]:3268', { hostname: '[2001:db8::1]', port: '3268', secure: false }],
  ['ldap://127.0.0.1:80/', { hostname: '127.0.0.1', port: '80', pathname: '/' }],
  [
    'ldap://h:443/dc=example,dc=com?uid?sub',
    { port: '443', pathname: '/dc=example,dc=com', search: '?uid?sub' },
  ],
  ['ldap://eva:secret@h', { username: 'eva', password: 'secret' }],
])('%s', (text, parts) => {
  expect(parseLdapUrl(text)).toMatchObject(parts);
});

test.each(['', 'http://h', 'ldap:/h', 'ldap://', 'ldap://a b', 'ldap://h:99999', 'ldap:\\\\h'])(
  '%j is none',
  (text) => {
    expect(parseLdapUrl(text)).toBeNull();
  },
);
