import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { matches, rules, stored } from '../../../tests/support/pbx-rules.ts';

const max = device('3000', 'desk', 'Max Roe/IT');
const tim = device('3001', 'desk', 'Tim Day/HR');

describe('D8: matching people to stored accounts', () => {
  const accounts = stored([max, tim]);
  const later = (...devices: Parameters<typeof rules>[0]) => rules(devices, [], { accounts });

  test('D8 (1): the same key and names', () => {
    expect(matches(later(max, tim))).toEqual(['3000 Max Roe/IT same 1', '3001 Tim Day/HR same 2']);
  });

  test('D8 (2): the same names under another key, when no other account has them', () => {
    const result = later(device('3900', 'desk', 'Max Roe/IT'), tim);
    expect(matches(result)).toEqual(['3001 Tim Day/HR same 2', '3900 Max Roe/IT renumbered 1']);
    expect(result.people[1]!.moved).toEqual([{ from: '3000', to: '3900' }]);
  });

  test('D8 (2): not when another account has the names as well', () => {
    const twins = stored([max, device('3002', 'desk', 'Max Roe/HR')]).map((account) => ({
      ...account,
      department: 'IT',
    }));
    const result = rules([device('3900', 'desk', 'Max Roe/IT')], [], { accounts: twins });
    expect(matches(result)).toEqual(['3900 Max Roe/IT new -']);
    expect(result.gone.map(({ accountId }) => accountId)).toEqual([1, 2]);
  });

  test('D8 (2): of several accounts with the names, the one that is known by a device of the person', () => {
    const softphone = device('5001', 'uc', 'Ted Fox/Ops');
    const twins = stored([device('5000', 'desk', 'Ted Fox/HR'), softphone]).map((account) => ({
      ...account,
      department: 'Ops',
    }));
    const result = rules([device('5010', 'desk', 'Ted Fox/Ops'), softphone], [], { accounts: twins });
    expect(matches(result)).toEqual(['5010 Ted Fox/Ops renumbered 2']);
    expect(result.gone).toEqual([{ accountId: 1, reason: 'absent', detail: '' }]);
  });

  test('D8 (3): names that were changed at one of two phones only move nobody to the other one', () => {
    const before = stored([device('3000', 'desk', 'Eva Kane/'), device('3001', 'uc', 'Eva Kane/')]);
    const half = rules([device('3000', 'desk', 'Eva Roe/'), device('3001', 'uc', 'Eva Kane/')], [], {
      accounts: before,
    });
    expect(matches(half)).toEqual(['3000 Eva Roe/ changed 1', '3001 Eva Kane/ new -']);
  });

  test('D8 (2) before (3): two people who swap their phones swap their numbers', () => {
    const result = later(device('3000', 'desk', 'Tim Day/HR'), device('3001', 'desk', 'Max Roe/IT'));
    expect(matches(result)).toEqual(['3000 Tim Day/HR renumbered 2', '3001 Max Roe/IT renumbered 1']);
    expect(result.people.map(({ moved }) => moved)).toEqual([
      [{ from: '3001', to: '3000' }],
      [{ from: '3000', to: '3001' }],
    ]);
  });

  test('D8 (2) before (3): a number that goes to a colleague of the same last name', () => {
    const result = later(device('3000', 'desk', 'Ann Roe/IT'), device('3900', 'desk', 'Max Roe/IT'), tim);
    expect(matches(result)).toEqual([
      '3000 Ann Roe/IT new -',
      '3001 Tim Day/HR same 2',
      '3900 Max Roe/IT renumbered 1',
    ]);
  });

  test.each(['Max Doe/IT', 'Tom Roe/IT', 'Max Roe/HR', 'Max Doe/HR', 'Max /IT'])(
    'D8 (3): %s at the same number is an update',
    (names) => {
      expect(later(device('3000', 'desk', names), tim).people[0]).toMatchObject({
        match: 'changed',
        accountId: 1,
      });
    },
  );

  test.each(['Ann Lee/IT', 'Ann Lee/', 'Roe Max/IT', 'max roe/IT', '/IT'])(
    'D8 (4): %s at the same number is never silent',
    (names) => {
      const result = later(device('3000', 'desk', names), tim);
      expect(result.people[0]).toMatchObject({ match: 'identity-changed', accountId: 1 });
      expect(result.gone).toEqual([]);
    },
  );

  test('D8 (4): an empty name that stays empty tells nobody', () => {
    const single = stored([device('3000', 'desk', 'Reception')]);
    const result = rules([device('3000', 'desk', 'Kitchen')], [], { accounts: single });
    expect(result.people[0]!.match).toBe('identity-changed');
  });

  test('D8 (4), A19: a first name of blanks that stays is no name that stays', () => {
    const named = (lastName: string) => ({ ...device('3000', 'desk'), firstName: ' ', lastName });
    const result = rules([named('Roe')], [], { accounts: stored([named('Kane')]) });
    expect(result.people[0]!.match).toBe('identity-changed');
  });

  test('D8: a person whose account is taken in another way is new', () => {
    const result = later(device('3000', 'desk', 'Tim Day/HR'));
    expect(matches(result)).toEqual(['3000 Tim Day/HR renumbered 2']);
    expect(result.gone).toEqual([
      { accountId: 1, reason: 'unassigned', detail: '3000 belongs to Tim Day (3000) now' },
    ]);
  });

  test('A19, D10: who has no names is matched by the key only, and may be named later', () => {
    const nameless = stored([device('3000', 'desk')]);
    expect(matches(rules([device('3000', 'desk')], [], { accounts: nameless }))).toEqual([
      '3000 3000/ same 1',
    ]);
    expect(matches(rules([device('3900', 'desk')], [], { accounts: nameless }))).toEqual([
      '3900 3900/ new -',
    ]);
    expect(matches(rules([max], [], { accounts: nameless }))).toEqual(['3000 Max Roe/IT changed 1']);
    const empty = nameless.map((account) => ({ ...account, lastName: '' }));
    expect(matches(rules([device('3900', 'desk')], [], { accounts: empty }))).toEqual(['3900 3900/ new -']);
  });

  test('D2: an account without numbers of the PBX comes back by key, or by names', () => {
    const orphan = stored([max]).map((account) => ({ ...account, deskPhone: '', numbers: [] }));
    expect(matches(rules([max], [], { accounts: orphan }))).toEqual(['3000 Max Roe/IT same 1']);
    const other = rules([device('3900', 'desk', 'Max Roe/IT')], [], { accounts: orphan });
    expect(matches(other)).toEqual(['3900 Max Roe/IT renumbered 1']);
    expect(rules([tim], [], { accounts: orphan }).gone).toEqual([
      { accountId: 1, reason: 'absent', detail: '' },
    ]);
  });

  test('D2: an account without numbers takes none away from who has them', () => {
    const pair = [device('3100', 'desk', 'Eva Kane/'), device('3101', 'uc', 'Eva Kane/')];
    const [eva] = stored(pair);
    const orphan = { ...eva!, accountId: 9, key: '3101', deskPhone: '', softPhone: '', numbers: [] };
    const result = rules(pair, [], { accounts: [eva!, orphan] });
    expect(matches(result)).toEqual(['3100 Eva Kane/ same 1']);
    expect(result.people[0]!.softPhone).toBe('3101');
    const detail = '3101 belongs to Eva Kane (3100) now';
    expect(result.gone).toEqual([{ accountId: 9, reason: 'unassigned', detail, isMended: true }]);
  });
});

describe('D5: renumberings', () => {
  test('D5: of the key, the desk phone and the softphone, each its successor', () => {
    const before = stored(
      [device('4000', 'ehdu', 'Max Roe/'), device('4001', 'desk'), device('4002', 'uc')],
      [prg('4000', '4001', '4002')],
    );
    const result = rules(
      [device('4900', 'ehdu', 'Max Roe/'), device('4901', 'desk'), device('4902', 'uc')],
      [prg('4900', '4901', '4902')],
      { accounts: before },
    );
    expect(result.people[0]!.moved).toEqual([
      { from: '4000', to: '4900' },
      { from: '4001', to: '4901' },
      { from: '4002', to: '4902' },
    ]);
  });

  test('D5: not from a number that is still there, and not to one that was there before', () => {
    const before = stored(
      [device('4000', 'desk', 'Max Roe/'), device('4001', 'desk')],
      [prg('4000', '4001')],
    );
    const dissolved = rules([device('4000', 'desk', 'Tim Day/'), device('4001', 'desk', 'Max Roe/')], [], {
      accounts: before,
    });
    expect(dissolved.people.map(({ key, match, moved }) => [key, match, moved])).toEqual([
      ['4000', 'new', []],
      ['4001', 'renumbered', []],
    ]);
  });

  test('D5: one to one: where two places become one, the first counts', () => {
    const before = stored(
      [device('4000', 'ehdu', 'Max Roe/'), device('4001', 'desk')],
      [prg('4000', '4001')],
    );
    const result = rules([device('4900', 'desk', 'Max Roe/')], [], { accounts: before });
    expect(result.people[0]!.moved).toEqual([{ from: '4000', to: '4900' }]);
  });

  test('D8: a lone person who gets a group with another pilot of the same names keeps the account', () => {
    const before = stored([max]);
    const result = rules([max, device('3900', 'uc', 'Max Roe/IT')], [mdug('3900', '3000')], {
      accounts: before,
    });
    expect(matches(result)).toEqual(['3900 Max Roe/IT renumbered 1']);
    expect(result.people[0]).toMatchObject({ deskPhone: '3000', softPhone: '3900', moved: [] });
  });
});

describe('why an account is gone', () => {
  test('unassigned: where its numbers are, one by one', () => {
    const devices = [
      device('5000', 'desk', 'Ted Fox/'),
      device('5001', 'desk', 'Ann Lee/'),
      device('5002', 'uc'),
    ];
    const accounts = stored(devices, [prg('5001', '5002')]);
    const result = rules(devices, [prg('5000', '5002'), mdug('5000', '5001')], { accounts });
    expect(result.gone).toEqual([
      {
        ...{ accountId: 2, reason: 'unassigned' },
        detail: '5001 belongs to Ted Fox (5000) now; 5002 belongs to Ted Fox (5000) now',
      },
    ]);
  });

  test('unassigned: also when a number ended on the "not assigned" list', () => {
    const accounts = stored([device('5000', 'desk', 'Ted Fox/')]);
    const result = rules([device('5000', 'Voice Mail', 'Ted Fox/')], [], { accounts });
    expect(result.gone).toEqual([{ accountId: 1, reason: 'unassigned', detail: '5000 is not assigned' }]);
  });

  test('unassigned: and whether a person said so (D12)', () => {
    const devices = [device('5000', 'desk', 'Ted Fox/'), device('5001', 'desk', 'T Fox/')];
    const accounts = stored(devices);
    const answers = { same: [{ number: '5001', with: '5000' }], separate: [] };
    const result = rules(devices, [], { accounts, answers });
    expect(result.gone).toMatchObject([{ accountId: 2, reason: 'unassigned', isAnswered: true }]);
  });
});
