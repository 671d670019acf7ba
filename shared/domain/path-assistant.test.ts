import { expect, test } from 'vitest';
import { suggestLdapPaths } from './path-assistant.ts';

test('2.3: the documented example, and the same with the full host name', () => {
  expect(suggestLdapPaths('test-controller.mitel.com')).toEqual([
    {
      path: 'ldap://test-controller/DC=mitel,DC=com',
      url: 'ldap://test-controller',
      baseDn: 'DC=mitel,DC=com',
    },
    {
      path: 'ldap://test-controller.mitel.com/DC=mitel,DC=com',
      url: 'ldap://test-controller.mitel.com',
      baseDn: 'DC=mitel,DC=com',
    },
  ]);
});

test('2.3: blanks round the name and a final dot do not matter', () => {
  expect(suggestLdapPaths(' dc1.corp.example.org. ')).toEqual(suggestLdapPaths('dc1.corp.example.org'));
  expect(suggestLdapPaths('dc1.corp.example.org')[0]?.path).toBe('ldap://dc1/DC=corp,DC=example,DC=org');
});

test.each([
  '',
  'localhost',
  '192.168.1.10',
  'a..b',
  '-dc.example.com',
  'dc 1.example.com',
  'dc/x.example.com',
  '.',
  'a,b.c',
])('2.3: nothing is suggested for %j', (name) => {
  expect(suggestLdapPaths(name)).toEqual([]);
});
