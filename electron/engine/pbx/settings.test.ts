import { describe, expect, test } from 'vitest';
import { pbxNodeDraftSchema } from '../../../shared/contract/index.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../../shared/domain/pbx-node.ts';
import { pbxSettings } from './settings.ts';

describe('stored settings of a node', () => {
  test('the defaults, where nothing is said', () => {
    expect(pbxSettings({})).toEqual(DEFAULT_MIVOICE_BUSINESS);
    expect(pbxSettings({ type: 'mivoice-business' })).toEqual(DEFAULT_MIVOICE_BUSINESS);
    // Nobody shares them.
    pbxSettings({})!.exclude.deviceTypes.push('x');
    expect(pbxSettings({})).toEqual(DEFAULT_MIVOICE_BUSINESS);
  });

  test('null where it is no MiVoice Business', () => {
    expect(pbxSettings({ type: 'mivoice-office-250', host: '10.0.0.1' })).toBeNull();
    expect(pbxSettings({ host: '10.0.0.1', port: 4000 })).toBeNull();
    expect(pbxSettings({ type: 'other' })).toBeNull();
  });

  test('those of an older configuration file keep what they say', () => {
    const stored = {
      type: 'mivoice-business',
      files: { devices: '/x/users.csv', groups: ['/x/prg.csv'] },
      columns: { mac: 'Set MAC', department: null, colour: 'x' },
      softphoneMacPrefix: 'A1:22',
      macRule: 'both',
      exclude: { deviceTypes: [], names: ['*test*'] },
    };
    expect(pbxSettings(stored)).toEqual({
      ...DEFAULT_MIVOICE_BUSINESS,
      files: { devices: '/x/users.csv', groups: ['/x/prg.csv'], directory: null },
      columns: { mac: 'Set MAC', department: null },
      softphoneMacPrefix: 'A1:22',
      macRule: 'both',
      exclude: { deviceTypes: [], numbers: [], names: ['*test*'] },
    });
    expect(pbxSettings({ files: { groups: ['/x/prg.csv'] } })?.files).toEqual({
      devices: '',
      groups: ['/x/prg.csv'],
      directory: null,
    });
  });

  test('those of today come back as they are', () => {
    const draft = {
      ...DEFAULT_MIVOICE_BUSINESS,
      folder: '/exports/HQ',
      columns: { number: 'Rufnummer', external: null },
      answers: {
        same: [
          { number: '3000', with: '3001' },
          {
            number: '3003',
            with: '3001',
            was: { with: { firstName: 'Eva', lastName: ' Kane', department: '' } },
          },
        ],
        separate: ['3002'],
      },
      watch: 'synchronize' as const,
      staleDays: 14,
      voiceMailServer: 'vm.example.com',
      voiceMailNumber: '6000',
    };
    expect(pbxNodeDraftSchema.safeParse({ ...draft, name: 'HQ' }).success).toBe(true);
    expect(pbxSettings({ ...draft, name: 'HQ' })).toEqual(draft);
  });

  test('what has another shape is passed over, and the guard stays within its limits', () => {
    const broken = {
      files: 'x',
      folder: 7,
      columns: [1],
      macRule: 'none',
      exclude: { deviceTypes: 'x', numbers: [1, '2'] },
      answers: { same: [{ number: 1 }, null, { number: '1', with: '2' }], separate: null },
      watch: true,
      staleDays: 'x',
      guard: { deletePercent: 1000, deleteAtLeast: null },
    };
    expect(pbxSettings(broken)).toEqual({
      ...DEFAULT_MIVOICE_BUSINESS,
      exclude: { ...DEFAULT_MIVOICE_BUSINESS.exclude, numbers: ['2'] },
      answers: { same: [{ number: '1', with: '2' }], separate: [] },
      guard: { ...DEFAULT_MIVOICE_BUSINESS.guard, deletePercent: 50 },
    });
  });
});
