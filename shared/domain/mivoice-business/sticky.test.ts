import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { issues, matches, people, rest, rules, stored } from '../../../tests/support/pbx-rules.ts';

describe('D6: what the account has in a place stays there, else the lowest', () => {
  test('D6: the lowest is the shortest, then by digits; what is no digits comes last', () => {
    const lowest = (...numbers: string[]) =>
      rules(numbers.map((number) => device(number, 'desk', 'Ted Fox/'))).people[0]!.deskPhone;
    expect(lowest('1000', '999')).toBe('999');
    expect(lowest('1010', '1009')).toBe('1009');
    expect(lowest('*1', 'A1', '20000')).toBe('20000');
    expect(lowest('A1', '*1')).toBe('*1');
  });

  test('D6: a lower desk phone of the same names takes nothing over', () => {
    const old = [device('5001', 'desk', 'Ted Fox/'), device('5005', 'uc', 'Ted Fox/')];
    const result = rules([device('5000', 'desk', 'Ted Fox/'), device('5004', 'uc', 'Ted Fox/'), ...old], [], {
      accounts: stored(old),
    });
    expect(people(result)).toEqual(['5001 Ted Fox/: desk 5001, soft 5005 uc-endpoint: 5001 desk, 5005 soft']);
    expect(matches(result)).toEqual(['5001 Ted Fox/ same 1']);
    expect(rest(result)).toEqual(['5000 pbx.needs-group 5001', '5004 pbx.needs-group 5001']);
  });

  test('D6: in a group a lower member flips no phone, where the pilot is none', () => {
    const group = (...numbers: string[]) => [prg('4000', ...numbers)];
    const old = [device('4000', 'ehdu', 'Max Roe/'), device('4005', 'desk'), device('4006', 'minet')];
    const accounts = stored(old, group('4005', '4006'));
    const more = [...old, device('4001', 'desk'), device('4002', 'minet')];
    expect(people(rules(more, group('4001', '4002', '4005', '4006'), { accounts }))).toEqual([
      '4000 Max Roe/: PRG, desk 4005, soft 4006 minet: 4000 external, 4001 desk, 4002 other, 4005 desk, 4006 soft',
    ]);
    expect(people(rules(more, group('4001', '4002', '4005', '4006')))).toEqual([
      '4000 Max Roe/: PRG, desk 4001, soft 4002 minet: 4000 external, 4001 desk, 4002 soft, 4005 desk, 4006 other',
    ]);
  });

  test('D6: a stored account keeps its device as a person, whoever else gets the same names', () => {
    const old = [device('5000', 'desk', 'Ted Fox/Ops'), device('5001', 'desk', 'Ted Fox/HR')];
    const result = rules([device('5000', 'desk', 'Ted Fox/Ops'), device('5001', 'desk', 'Ted Fox/Ops')], [], {
      accounts: stored(old),
    });
    expect(matches(result)).toEqual(['5000 Ted Fox/Ops same 1', '5001 Ted Fox/Ops changed 2']);
    expect(result.gone).toEqual([]);
    expect(issues(result)).toEqual(['warning pbx.same-identity 5001']);
  });

  test('D6: a new group whose pilot has the names of a lone account takes neither its phone nor the account', () => {
    const old = [device('5000', 'desk', 'Ted Fox/'), device('5001', 'uc', 'Ted Fox/')];
    const result = rules([...old, device('5900', 'desk', 'Ted Fox/')], [prg('5900')], {
      accounts: stored(old),
    });
    expect(matches(result)).toEqual(['5000 Ted Fox/ same 1', '5900 Ted Fox/ new -']);
    expect(result.people[0]!.softPhone).toBe('5001');
    expect(issues(result)).toEqual(['warning pbx.same-identity 5900']);
  });

  test('D6: a pilot that is renamed after the pilot of another group does not take that account over', () => {
    const devices = [
      device('4000', 'desk', 'Max Roe/'),
      device('4100', 'desk', 'Tim Day/'),
      device('4101', 'uc'),
    ];
    const groups = [prg('4000'), mdug('4100', '4101')];
    const accounts = stored(devices, groups);
    devices[1] = device('4100', 'desk', 'Max Roe/');
    const result = rules(devices, groups, { accounts });
    expect(matches(result)).toEqual(['4000 Max Roe/ same 1', '4100 Max Roe/ identity-changed 2']);
    expect(result.people[1]!.softPhone).toBe('4101');
  });

  test('D6: a softphone of the names of a lone account and of a pilot goes to neither', () => {
    const old = [device('5000', 'desk', 'Ted Fox/')];
    const devices = [...old, device('5900', 'desk', 'Ted Fox/'), device('5002', 'uc', 'Ted Fox/')];
    const result = rules(devices, [prg('5900')], { accounts: stored(old) });
    expect(rest(result)).toEqual(['5002 pbx.needs-group 5900']);
  });

  test('D6: the desk phone of a dissolved group is the one that the account had', () => {
    const accounts = stored(
      [device('4000', 'ehdu', 'Max Roe/'), device('4005', 'desk', 'Max Roe/')],
      [prg('4000', '4005')],
    );
    const result = rules([device('4001', 'desk', 'Max Roe/'), device('4005', 'desk', 'Max Roe/')], [], {
      accounts,
    });
    expect(matches(result)).toEqual(['4005 Max Roe/ renumbered 1']);
    expect(rest(result)).toEqual(['4001 pbx.needs-group 4005']);
  });

  test('A7, D6: a second PRG of the same names leaves PRG and MDUG together', () => {
    const old = [device('4000', 'desk', 'Max Roe/'), device('4100', 'desk', 'Max Roe/')];
    const accounts = stored(old, [prg('4000'), mdug('4100')]);
    const devices = [...old, device('3999', 'desk', 'Max Roe/')];
    const result = rules(devices, [prg('4000'), mdug('4100'), prg('3999')], { accounts });
    expect(people(result)).toEqual([
      '3999 Max Roe/: PRG, desk 3999: 3999 desk',
      '4000 Max Roe/: PRG, desk 4000: 4000 desk, 4100 desk',
    ]);
    expect(matches(result)).toEqual(['3999 Max Roe/ new -', '4000 Max Roe/ same 1']);
  });

  test.each([
    ['a lone device', []],
    ['a pilot', [prg('3900')]],
  ])('D8, D12: the device of somebody who is %s elsewhere now is an extra like others', (_, groups) => {
    const old = [device('3000', 'desk', 'Tim Day/'), device('3005', 'desk', 'Eva Kane/')];
    const devices = [device('3000', 'desk', 'Eva Kane/'), device('3900', 'desk', 'Tim Day/'), old[1]!];
    const result = rules(devices, groups, { accounts: stored(old) });
    expect(matches(result)).toEqual(['3005 Eva Kane/ same 2', '3900 Tim Day/ renumbered 1']);
    expect(rest(result)).toEqual(['3000 pbx.needs-group 3005']);
  });
});

describe('R3 later: a softphone account whose names come to match', () => {
  const apart = [device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'Eva Kane/r&d')];

  test.each([
    ['softphone', 'R&D', 'same'],
    ['desk phone', 'r&d', 'changed'],
  ])(
    'the department of the %s is mended: one account, the other is gone and says where its number is',
    (_, to, match) => {
      const mended = [device('3000', 'desk', `Eva Kane/${to}`), device('3001', 'uc', `Eva Kane/${to}`)];
      const result = rules(mended, [], { accounts: stored(apart) });
      expect(people(result)).toEqual([
        `3000 Eva Kane/${to}: desk 3000, soft 3001 uc-endpoint: 3000 desk, 3001 soft`,
      ]);
      expect(matches(result)).toEqual([`3000 Eva Kane/${to} ${match} 1`]);
      const detail = '3001 belongs to Eva Kane (3000) now';
      expect(result.gone).toEqual([{ accountId: 2, reason: 'unassigned', detail, isMended: true }]);
    },
  );

  test('a person who has a softphone of that or a better kind takes none', () => {
    const devices = [
      device('3000', 'desk', 'Eva Kane/'),
      device('3002', 'minet', 'Eva Kane/'),
      device('3001', 'uc', 'Tim Day/'),
    ];
    const accounts = stored(devices);
    devices[2] = device('3001', 'uc', 'Eva Kane/');
    const result = rules(devices, [], { accounts });
    expect(matches(result)).toEqual(['3000 Eva Kane/ same 1', '3001 Eva Kane/ identity-changed 2']);
  });

  test('and a better one comes beside a UC Endpoint', () => {
    const devices = [
      device('3000', 'desk', 'Eva Kane/'),
      device('3002', 'uc', 'Eva Kane/'),
      device('3001', 'minet', 'Tim Day/'),
    ];
    const accounts = stored(devices);
    devices[2] = device('3001', 'minet', 'Eva Kane/');
    const result = rules(devices, [], { accounts });
    expect(people(result)).toEqual([
      '3000 Eva Kane/: desk 3000, soft 3001 minet: 3000 desk, 3001 soft, 3002 other',
    ]);
    expect(result.gone.map(({ accountId }) => accountId)).toEqual([2]);
  });

  test('a second UC Endpoint that comes with it needs a group', () => {
    const named = (names: string) => [device('3005', 'minet', names), device('3006', 'uc', names)];
    const eva = [device('3000', 'desk', 'Eva Kane/'), device('3001', 'uc', 'Eva Kane/')];
    const accounts = stored([...eva, ...named('Tim Day/')]);
    const result = rules([...eva, ...named('Eva Kane/')], [], { accounts });
    expect(people(result)).toEqual([
      '3000 Eva Kane/: desk 3000, soft 3005 minet: 3000 desk, 3001 other, 3005 soft',
    ]);
    expect(rest(result)).toEqual(['3006 pbx.needs-group 3000']);
  });

  test('a desk phone that is renamed after a softphone user takes no softphone away', () => {
    const devices = [device('3000', 'desk', 'Tim Day/'), device('3001', 'uc', 'Eva Kane/')];
    const accounts = stored(devices);
    devices[0] = device('3000', 'desk', 'Eva Kane/');
    const result = rules(devices, [], { accounts });
    expect(matches(result)).toEqual(['3000 Eva Kane/ identity-changed 1', '3001 Eva Kane/ same 2']);
    expect(result.people[1]!.softPhone).toBe('3001');
  });

  test('a new desk phone goes to the softphone user of its names', () => {
    const soft = device('3001', 'uc', 'Eva Kane/');
    const result = rules([soft, device('3000', 'desk', 'Eva Kane/')], [], { accounts: stored([soft]) });
    expect(people(result)).toEqual([
      '3000 Eva Kane/: desk 3000, soft 3001 uc-endpoint: 3000 desk, 3001 soft',
    ]);
    expect(matches(result)).toEqual(['3000 Eva Kane/ renumbered 1']);
    expect(result.people[0]!.moved).toEqual([]);
    expect(result.gone).toEqual([]);
  });
});
