import net from 'node:net';
import { expect, test, vi } from 'vitest';
import { defaultSynchronizer } from '../../../shared/domain/synchronizer.ts';
import { scanDirectory } from './scan.ts';

test.each([
  ['ldap.several-domains', 'dc=a,dc=com; dc=b,dc=com', ''],
  ['ldap.overlapping-bases', 'dc=a,dc=com', 'ou=x; ou=y,ou=x'],
])('2.2: %s: nobody is asked, and the read failed', async (code, baseDn, searchContext) => {
  const connect = vi.spyOn(net, 'connect');
  const entry = vi.fn();
  const settings = {
    ...defaultSynchronizer('openldap'),
    ...{ urls: ['ldap://directory.invalid'], baseDn, searchContext },
  };
  const { signal } = new AbortController();
  const result = await scanDirectory(settings, null, ['uid'], { entry, progress: () => undefined }, signal);
  expect(result).toMatchObject({ verdict: 'failed', error: { code }, workingContext: null });
  expect(result.evidence).toMatchObject({ bases: [], entries: 0, controls: [], estimate: 0 });
  expect([connect, entry].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  connect.mockRestore();
});
