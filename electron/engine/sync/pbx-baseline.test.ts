import { expect, test } from 'vitest';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { DEFAULT_MIVOICE_BUSINESS, type MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import { pbxBaseline, settingsChange } from './pbx-baseline.ts';

const OPTIONS: PbxOptions = {
  ...{ featureProfile: '', dynamicExtensionsOnly: false, dynamicNeedsExternal: false },
};
const fingerprint = (settings: Partial<MiVoiceBusinessSettings>, options: Partial<PbxOptions> = {}) =>
  pbxBaseline({ ...DEFAULT_MIVOICE_BUSINESS, ...settings }, { ...OPTIONS, ...options }, []).fingerprint;

test.each<[Partial<MiVoiceBusinessSettings>, Partial<PbxOptions>, string]>([
  [{}, { dynamicExtensionsOnly: true }, 'Synchronize Dynamic Extensions only was ticked'],
  [{ folder: '/exports' }, {}, 'The folder of the node changed'],
  [
    { columns: { mac: null }, macRule: 'both', softphoneMacPrefix: 'A1:22:00' },
    {},
    'The columns, the MAC prefix of softphones and the MAC rule of the node changed',
  ],
  [
    {
      files: { devices: '/d.csv', groups: [], directory: null },
      exclude: { deviceTypes: [], numbers: [], names: [] },
    },
    { dynamicExtensionsOnly: true },
    'Synchronize Dynamic Extensions only was ticked, and the files and the exclusions of the node changed',
  ],
])('what changed is said in words: %j %j', (settings, options, words) => {
  expect(settingsChange(fingerprint({}), fingerprint(settings, options))).toBe(words);
});

test('the box was cleared, or what it takes in was changed', () => {
  const ticked = fingerprint({}, { dynamicExtensionsOnly: true });
  expect(settingsChange(ticked, fingerprint({}))).toBe('Synchronize Dynamic Extensions only was cleared');
  const narrow = fingerprint({}, { dynamicExtensionsOnly: true, dynamicNeedsExternal: true });
  expect(settingsChange(ticked, narrow)).toBe(
    'What Synchronize Dynamic Extensions only takes in was changed',
  );
});

test('what nobody knows any more is said as such', () => {
  expect(settingsChange('"old"', '"older"')).toBe('The settings of the node changed');
});
