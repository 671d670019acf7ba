import type { Client, Entry } from 'ldapts';
import { expect, test } from 'vitest';
import { defaultSynchronizer, type SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { readSample } from './sample.ts';

/** The sample of a directory that has one entry with these attributes. */
async function sampleOf(attributes: Record<string, string>, mapping: object = {}) {
  const entry: Entry = { dn: 'uid=ann', ...attributes };
  const client = { isConnected: true, search: async () => ({ searchEntries: [entry] }) };
  const defaults = defaultSynchronizer('openldap');
  const settings: SynchronizerSettings = {
    ...defaults,
    domain: 'example.org',
    urls: ['ldap://dc1'],
    baseDn: 'dc=x',
    mapping: { ...defaults.mapping, ...mapping },
  };
  return readSample(client as unknown as Client, settings);
}

const SECRETS = [
  'userPassword',
  'unicodePwd',
  'msExchUMPinChecksum',
  'ciscoVoicemailPIN',
  'voicemailpin',
  'PIN',
  'pin',
  'pin2',
  'userPinCode',
  'pinNumber',
  'userPinReset',
  'voiceMailPINReset',
  'x-pin-of-user',
  'msExchUMServerChecksum',
  'accessToken',
  'msDS-CredentialBlob',
  'krbPrincipalKey',
];
const OPEN = ['spinning', 'mapping', 'MAPPING', 'opinion', 'shippingAddress', 'pinboard', 'secretary', 'cn'];

test.each(SECRETS)('%s is neither shown nor counted, nor shown as a mapped field', async (name) => {
  const { samples, attributes } = await sampleOf({ [name]: '4711', uid: 'ann' }, { title: name });
  expect(attributes).toEqual([{ name: 'uid', filled: 1 }]);
  expect(samples[0]).toMatchObject({ attributes: { uid: 'ann' }, fields: { title: '(not shown)' } });
  expect(JSON.stringify(samples)).not.toContain('4711');
});

test.each(OPEN)('%s holds no secret', async (name) => {
  const { samples, attributes } = await sampleOf({ [name]: 'x' }, { title: name });
  expect(attributes).toEqual([{ name, filled: 1 }]);
  expect(samples[0]).toMatchObject({ attributes: { [name]: 'x' }, fields: { title: 'x' } });
});

test('a long value is shortened, mapped or not', async () => {
  const { samples } = await sampleOf({ uid: 'ann', info: 'x'.repeat(5000) }, { title: 'info' });
  const { attributes, fields } = samples[0]!;
  expect(fields).toMatchObject({ loginId: 'ann' });
  for (const text of [attributes['info'], fields['title']]) expect(text).toBe(`${'x'.repeat(119)}…`);
});
