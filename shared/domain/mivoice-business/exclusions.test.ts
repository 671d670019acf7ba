import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { device, prg } from '../../../tests/support/pbx-node.ts';
import { NUMBERS, pbxExports } from '../../../tests/support/pbx-world.ts';
import { issues, matches, people, rest, rules, stored } from '../../../tests/support/pbx-rules.ts';
import { deviceTypeCounts, exclusionCounts } from './index.ts';
import { excluder } from './exclusions.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
const none = { deviceTypes: [], numbers: [], names: [] };
const isExcluded = (exclude: Partial<typeof none> | object, ...given: Parameters<typeof device>) =>
  excluder({ ...none, ...exclude })(device(...given)) !== '';

describe('D13: exclusions', () => {
  test.each([
    'Voice Mail',
    'Voicemail Port',
    'AWV',
    'IVR Port',
    'SIP Trunk',
    'Hunt Group',
    '5540 IP Console',
    'console',
  ])("D13: a %s is no person's phone by default", (type) => {
    const result = rules([device('7000', type, 'Main Desk/')]);
    expect(people(result)).toEqual([]);
    expect(rest(result)).toEqual(['7000 pbx.excluded']);
    expect(issues(result)).toEqual(['info pbx.excluded']);
  });

  test.each(['5330 IP', 'UC Endpoint', 'Hot Desk User', 'Superconsole', 'Voice', ''])(
    'D13: a "%s" is one',
    (type) => {
      expect(rules([device('7000', type, 'Main Desk/')]).people).toHaveLength(1);
    },
  );

  test.each([
    ['7000', true],
    ['7099', true],
    ['7100', false],
    ['700', false],
    ['70000', false],
    ['8000', true],
    ['*71', true],
    ['*72', false],
  ])('D13: %s in the ranges: %s', (number, expected) => {
    expect(isExcluded({ numbers: ['7000 - 7050', '7040-7099', ' 8000', '*71'] }, number, 'desk')).toBe(
      expected,
    );
  });

  test('D13: a range goes by D6, and one that is turned round holds nothing', () => {
    expect(isExcluded({ numbers: ['99-101'] }, '100', 'desk')).toBe(true);
    expect(isExcluded({ numbers: ['7099-7000'] }, '7050', 'desk')).toBe(false);
  });

  test.each([
    ['Lobby*', 'Lobby East/', true],
    ['lobby*', 'LOBBY/', true],
    ['*lobby', 'East Lobby/', true],
    ['*lobby', 'Lobby East/', false],
    ['Lobby', 'Lobby East/', false],
    ['*b*y*', 'Lobby East/', true],
    ['l*l', 'L/', false],
    ['*', 'Eva Kane/', true],
    ['*', '/IT', false],
    ['', '/', false],
    ['Eva Kane', 'Eva Kane/IT', true],
    ['.*', 'Eva Kane/', false],
  ])('D13: the pattern %j and the name %j: %s', (pattern, names, expected) => {
    expect(isExcluded({ names: [pattern] }, '3000', 'desk', names)).toBe(expected);
  });

  test('D13: a pattern of many stars takes no longer than a short one', () => {
    const pattern = `${'*a'.repeat(100)}*b`;
    const start = performance.now();
    for (let time = 0; time < 100; time += 1)
      isExcluded({ names: [pattern] }, '3000', 'desk', `${'a'.repeat(5000)} c/`);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('D13: an excluded member goes out of its group; an excluded pilot takes the group with it', () => {
    const devices = [device('4000', 'desk', 'Max Roe/'), device('4001', 'Voice Mail'), device('4002', 'uc')];
    const groups = [prg('4000', '4001', '4002')];
    expect(people(rules(devices, groups))).toEqual([
      '4000 Max Roe/: PRG, desk 4000, soft 4002 uc-endpoint: 4000 desk, 4002 soft',
    ]);
    const accounts = stored(devices, groups);
    const result = rules(devices, groups, { accounts, exclude: { ...none, numbers: ['4000'] } });
    expect(rest(result)).toEqual(['4000 pbx.excluded', '4001 pbx.excluded', '4002 pbx.excluded']);
    expect(result.notAssigned[2]!.detail).toBe('The pilot of its group, 4000, is excluded.');
    expect(result).toMatchObject({ people: [], left: [], gone: [{ accountId: 1, reason: 'unassigned' }] });
  });

  test('D13: a member of an excluded pilot that has a group of its own stays there', () => {
    const devices = [
      device('4000', 'Hunt Group', 'Sales/'),
      device('4100', 'desk', 'Tim Day/'),
      device('4101', 'uc'),
    ];
    const result = rules(devices, [prg('4000', '4100', '4101'), prg('4100', '4101')]);
    expect(matches(result)).toEqual(['4100 Tim Day/ new -']);
    expect(result.people[0]!.softPhone).toBe('4101');
  });

  test('D13, D19: where only one of two rows of a number is excluded, the number is in quarantine', () => {
    expect(rest(rules([device('7000', 'Voice Mail'), device('7000', 'desk', 'Eva Kane/')]))).toEqual([
      '7000 pbx.duplicate-number',
      '7000 pbx.duplicate-number',
    ]);
    expect(rest(rules([device('7000', 'Voice Mail'), device('7000', 'AWV')]))).toEqual([
      '7000 pbx.excluded',
      '7000 pbx.excluded',
    ]);
  });
});

describe('D13: counts', () => {
  const devices = [
    device('7000', 'Voice Mail', 'Main/'),
    device('7001', 'Voice Mail', 'Lobby East/'),
    device('7100', '5540 IP Console', 'Lobby West/'),
    device('7100', 'desk', ''),
  ];

  test('each exclusion counts for itself, in the order of the settings', () => {
    const exclude = {
      deviceTypes: ['console', 'voice mail', 'awv'],
      numbers: ['7001-7200', '7000'],
      names: ['lobby*', 'x'],
    };
    expect(exclusionCounts(devices, exclude)).toEqual({
      deviceTypes: [1, 2, 0],
      numbers: [3, 1],
      names: [2, 0],
    });
  });

  test('device types by how many have them', () => {
    expect(deviceTypeCounts(devices, { ...none, numbers: ['7000'] })).toEqual([
      { deviceType: 'Voice Mail', devices: 2, excluded: 1 },
      { deviceType: '5330 IP', devices: 1, excluded: 0 },
      { deviceType: '5540 IP Console', devices: 1, excluded: 0 },
    ]);
  });

  test('a single exclusion counts what it excludes', () => {
    const text = fc.constantFrom(...NUMBERS, '1000-1005', '12-1003', '1005-999', '*71', 'A100', '');
    const pattern = fc.constantFrom('Eva*', '*kane*', '* ', 'max roe', '*', '', 'E*a*K*');
    const type = fc.constantFrom('ip', '5330', 'uc', 'endpoint', 'App Server', 'port', '', '-');
    fc.assert(
      fc.property(pbxExports(), text, pattern, type, ({ devices: all }, numbers, names, deviceTypes) => {
        const count = (exclude: Partial<typeof none> | object) => {
          const reason = excluder({ ...none, ...exclude });
          return all.filter((each) => reason(each) !== '').length;
        };
        expect(
          exclusionCounts(all, { deviceTypes: [deviceTypes], numbers: [numbers], names: [names] }),
        ).toEqual({
          deviceTypes: [count({ deviceTypes: [deviceTypes] })],
          numbers: [count({ numbers: [numbers] })],
          names: [count({ names: [names] })],
        });
      }),
      { numRuns },
    );
  });
});
