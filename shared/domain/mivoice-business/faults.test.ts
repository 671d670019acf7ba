import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { issues, matches, people, rest, rules, stored } from '../../../tests/support/pbx-rules.ts';

const max = device('4000', 'desk', 'Max Roe/IT');
const soft = device('4001', 'uc', 'Softphone 1/');
const tim = device('4100', 'desk', 'Tim Day/');

describe('D10: groups that merge', () => {
  test('D10: PRG and MDUG of one pilot', () => {
    expect(people(rules([max, soft, tim], [prg('4000', '4001'), mdug('4000', '4100')]))).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4001 uc-endpoint: 4000 desk, 4001 soft, 4100 desk',
    ]);
  });

  test.each([
    ['the PRG', [prg('4000', '4100'), mdug('4100', '4001')]],
    ['the MDUG', [prg('4000', '4001'), mdug('4100', '4000')]],
  ])('D10: the pilot of one is a member of %s: the pilot of the PRG leads', (_, groups) => {
    expect(people(rules([max, soft, tim], groups))).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4001 uc-endpoint: 4000 desk, 4001 soft, 4100 desk',
    ]);
  });

  test('D10: neither two PRGs nor two MDUGs merge, and a number that pilots one belongs to that one', () => {
    for (const group of [prg, mdug]) {
      const result = rules([max, tim], [group('4000', '4100'), group('4100')]);
      expect(people(result).map((line) => line.slice(0, 12))).toEqual(['4000 Max Roe', '4100 Tim Day']);
      expect(issues(result)).toEqual(['warning pbx.number-in-two-groups 4100 group']);
      expect(rest(result)).toEqual([]);
    }
  });

  test('D10: an MDUG whose pilot is in two PRGs goes with neither, but stays where it was (D6)', () => {
    const zoe = device('4200', 'desk', 'Zoe Zed/');
    const groups = [prg('4000', '4100'), prg('4200', '4100'), mdug('4100', '4001')];
    expect(rules([max, soft, tim, zoe], groups).people.map(({ key }) => key)).toEqual([
      '4000',
      '4100',
      '4200',
    ]);
    const accounts = stored([max, soft, tim], [groups[0]!, groups[2]!]);
    const later = rules([max, soft, tim, zoe], groups, { accounts });
    expect(people(later)).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4001 uc-endpoint: 4000 desk, 4001 soft, 4100 desk',
      '4200 Zoe Zed/: PRG, desk 4200: 4200 desk',
    ]);
  });

  test('D10: two PRGs and an MDUG of the same names: nobody can tell, so none merge', () => {
    const devices = [max, device('4100', 'desk', 'Max Roe/IT'), device('4200', 'desk', 'Max Roe/IT')];
    const result = rules(devices, [prg('4000'), prg('4100'), mdug('4200')]);
    expect(result.people.map(({ key, group }) => `${key} ${group}`)).toEqual([
      '4000 PRG',
      '4100 PRG',
      '4200 MDUG',
    ]);
    expect(issues(result)).toEqual(['warning pbx.same-identity 4100', 'warning pbx.same-identity 4200']);
  });

  test("D10: a number in two groups that do not merge, piloting none, is nobody's", () => {
    const result = rules([max, tim, soft], [prg('4000', '4001'), prg('4100', '4001')]);
    expect(rest(result)).toEqual(['4001 pbx.number-in-two-groups 4000']);
    expect(result.notAssigned[0]!.detail).toBe('It is in PRG 4000 and PRG 4100.');
    expect(issues(result)).toEqual(['warning pbx.number-in-two-groups 4001 group']);
  });

  test('D10: a pilot without names is called after the number', () => {
    const result = rules([device('4000', 'desk'), soft], [prg('4000', '4001')]);
    expect(people(result)).toEqual([
      '4000 4000/: PRG, desk 4000, soft 4001 uc-endpoint: 4000 desk, 4001 soft',
    ]);
  });
});

describe('D10: a pilot without a device row', () => {
  test('D10: nothing is created, and the members are not assigned', () => {
    const result = rules([soft, device('4002', 'desk', 'Eva Kane/')], [prg('4000', '4001', '4002')]);
    expect(people(result)).toEqual([]);
    expect(rest(result)).toEqual(['4001 pbx.unknown-pilot', '4002 pbx.unknown-pilot']);
    expect(result.notAssigned[0]!.detail).toBe(
      'Not assigned: 4000, the pilot of its PRG, has no device row.',
    );
    expect(issues(result)).toEqual(['warning pbx.unknown-pilot 4000 group']);
  });

  test('D10: an account of that group is left as it is, with its numbers', () => {
    const accounts = stored([max, soft, tim], [prg('4000', '4001')]);
    const result = rules([soft, tim, device('4002', 'desk')], [prg('4000', '4001', '4002')], { accounts });
    expect(result.left).toEqual([1]);
    expect(result.gone).toEqual([]);
    expect(result.assignedElsewhere).toBe(1);
    expect(matches(result)).toEqual(['4100 Tim Day/ same 2']);
    expect(rest(result)).toEqual(['4002 pbx.unknown-pilot']);
  });

  test('D10, D19: an account whose number came into such a group is left as well, not gone', () => {
    const accounts = stored([tim]);
    const result = rules([tim], [prg('4000', '4100')], { accounts });
    expect(result).toMatchObject({ left: [1], gone: [], people: [], assignedElsewhere: 1, notAssigned: [] });
  });

  test('D10: an MDUG that could go with two PRGs waits when its pilot goes, and its account with it', () => {
    const groups = [prg('4000', '4100'), prg('4200', '4100'), mdug('4100', '4001')];
    const zoe = device('4200', 'desk', 'Zoe Zed/');
    const accounts = stored([max, soft, tim, zoe], groups, {
      accounts: stored([max, soft, tim], [groups[0]!, groups[2]!]),
    });
    const result = rules([max, soft, zoe], groups, { accounts });
    expect(result).toMatchObject({ left: [1], gone: [], assignedElsewhere: 2, notAssigned: [] });
    expect(matches(result)).toEqual(['4200 Zoe Zed/ same 2']);
  });

  test('D10: and neither is the account of that other group left with the faulty one', () => {
    const own = [prg('4100', '4001')];
    const accounts = stored([tim, soft], own);
    const result = rules([tim, soft], [prg('4000', '4100'), ...own], { accounts });
    expect(result).toMatchObject({ left: [], gone: [] });
    expect(matches(result)).toEqual(['4100 Tim Day/ same 1']);
  });

  test('D10: a member that pilots another group belongs to that one', () => {
    const result = rules([tim, soft], [prg('4000', '4100'), prg('4100', '4001')]);
    expect(people(result)).toEqual([
      '4100 Tim Day/: PRG, desk 4100, soft 4001 uc-endpoint: 4001 soft, 4100 desk',
    ]);
  });

  test('D10: the pilot of an MDUG that merges is a member like others', () => {
    const result = rules([max, soft], [prg('4000', '4100'), mdug('4100', '4001')]);
    expect(people(result)).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4001 uc-endpoint: 4000 desk, 4001 soft',
    ]);
    expect(issues(result)).toEqual([
      'warning pbx.unknown-member 4100 group',
      'warning pbx.unknown-member 4100 group',
    ]);
  });
});

describe('D19: one number, several rows', () => {
  test('D19: neither wins', () => {
    const result = rules([max, device('4000', 'uc', 'Ann Lee/'), tim]);
    expect(people(result)).toEqual(['4100 Tim Day/: desk 4100: 4100 desk']);
    expect(rest(result)).toEqual(['4000 pbx.duplicate-number', '4000 pbx.duplicate-number']);
    expect(issues(result)).toEqual(['warning pbx.duplicate-number 4000 number']);
  });

  test('D19: equal rows are two rows as well', () => {
    expect(rest(rules([max, { ...max }]))).toHaveLength(2);
  });

  test('D19: present is present: the account is left as it is, with its other numbers', () => {
    const pair = [device('3000', 'desk', 'Eva Kane/'), device('3001', 'uc', 'Eva Kane/')];
    const accounts = stored([...pair, tim]);
    for (const twice of pair) {
      const result = rules([...pair, { ...twice, lastName: 'Other' }, tim], [], { accounts });
      expect(result).toMatchObject({ left: [1], gone: [], assignedElsewhere: 1 });
      expect(matches(result)).toEqual(['4100 Tim Day/ same 2']);
      expect(rest(result)).toEqual(Array(2).fill(`${twice.number} pbx.duplicate-number`));
    }
  });

  test('D19: a group whose pilot is in quarantine waits, with those who came into it', () => {
    const accounts = stored([max, soft, tim], [prg('4000', '4001')]);
    const result = rules(
      [max, max, soft, tim, device('4002', 'desk')],
      [prg('4000', '4001', '4100', '4002')],
      {
        accounts,
      },
    );
    expect(result).toMatchObject({ left: [1, 2], gone: [], people: [], assignedElsewhere: 2 });
    expect(rest(result)).toEqual([
      '4000 pbx.duplicate-number',
      '4000 pbx.duplicate-number',
      '4002 pbx.duplicate-number',
    ]);
  });

  test('D19: a member in quarantine keeps the account as it is; a new member waits', () => {
    const accounts = stored([max, soft], [prg('4000', '4001')]);
    const result = rules([max, soft, soft, device('4002', 'desk')], [prg('4000', '4001', '4002')], {
      accounts,
    });
    expect(result).toMatchObject({ left: [1], gone: [], people: [], assignedElsewhere: 1 });
    expect(result.notAssigned[2]!.detail).toBe(
      'Not assigned: 4001 has several device rows, so the account Max Roe (4000) stays as it is.',
    );
  });

  test('D19: nobody else is made of the names of an account that is left', () => {
    const eva = device('3000', 'desk', 'Eva Kane/');
    const result = rules([eva, eva, device('3005', 'desk', 'Eva Kane/')], [], { accounts: stored([eva]) });
    expect(result.left).toEqual([1]);
    expect(rest(result)[2]).toBe('3005 pbx.needs-group 3000');
  });
});

describe('D20: a number that a row of the export writes in another way is not absent', () => {
  const accounts = stored([max, soft, tim], [prg('4000', '4001')]);

  test('a member without a device row is gone all the same, and the issue says that a group names it', () => {
    const result = rules([max, tim], [prg('4000', '4001')], { accounts });
    expect(result).toMatchObject({ left: [], gone: [] });
    expect(people(result)[0]).toBe('4000 Max Roe/IT: PRG, desk 4000: 4000 desk');
    expect(issues(result)).toEqual(['warning pbx.unknown-member 4001 group']);
  });

  test.each(['40 00', '4,000', '40(00)', '"4000"', "'4000", '４０００', '4.00E+03', '4E+03', '4,0e+3'])(
    'a row of %j is no device, and may be that of 4000, which has none: its account stays as it is',
    (number) => {
      const result = rules([{ ...max, number }, soft, tim], [prg('4000', '4001')], { accounts });
      expect(result).toMatchObject({ left: [1], gone: [], assignedElsewhere: 1 });
      expect(rest(result)).toEqual([`${number} pbx.unknown-number`]);
      const named = result.issues.filter(({ code }) => code === 'pbx.unknown-number');
      expect(named.map(({ subject }) => subject)).toEqual(['4000', number]);
      expect(named[0]!.message).toBe(
        `"${number}" may be 4000, which has no device row: Max Roe (4000) stays as it is.`,
      );
    },
  );

  test('one that has a row of its own, or that no such row can be, is as it is', () => {
    for (const number of ['41 00', '4.20E+03', '410', 'Total']) {
      const result = rules([max, soft, tim, { ...tim, number }], [prg('4000', '4001')], { accounts });
      expect(result).toMatchObject({ left: [], gone: [] });
    }
    const gone = rules([max, soft, device('9.99E+06', 'desk', 'X/')], [prg('4000', '4001')], { accounts });
    expect(gone.gone).toMatchObject([{ accountId: 2, reason: 'absent' }]);
  });
});

describe('D19: a row that cannot be believed', () => {
  const doubt = { field: 'lastName', detail: 'The last name of 4100 is unclear.' };
  const unclear = { ...tim, lastName: 'D\ufffdy', doubt };

  test('D19: makes nobody, and is named', () => {
    const result = rules([unclear, max]);
    expect(people(result).map((line) => line.slice(0, 4))).toEqual(['4000']);
    expect(rest(result)).toEqual(['4100 pbx.unclear-row']);
    expect(result.notAssigned[0]!.detail).toBe(doubt.detail);
    expect(issues(result)).toEqual(['warning pbx.unclear-row 4100 lastName']);
  });

  test('D19: its account stays as it is, and a group that it pilots waits', () => {
    const result = rules([unclear, max], [], { accounts: stored([tim, max]) });
    expect(result).toMatchObject({ left: [2], gone: [] });
    expect(matches(result)).toEqual(['4000 Max Roe/IT same 1']);
    const waiting = rules([unclear, max], [prg('4100', '4000')]);
    expect(people(waiting)).toEqual([]);
    expect(waiting.notAssigned[0]!.detail).toBe(
      'Not assigned: 4100, the pilot of its PRG, has an unclear device row.',
    );
  });

  test('D19: a mild doubt counts only where there is an account to be left as it is', () => {
    const mild = { ...tim, doubt: { ...doubt, isMild: true } };
    expect(people(rules([mild]))).toEqual(['4100 Tim Day/: desk 4100: 4100 desk']);
    expect(rules([mild], [], { accounts: stored([tim]) })).toMatchObject({ left: [1], people: [] });
  });

  test('D13, D19: two rows of a number are two, and excluded ones are excluded, believed or not', () => {
    expect(rest(rules([unclear, tim]))).toEqual(Array(2).fill('4100 pbx.duplicate-number'));
    const exclude = { deviceTypes: [], numbers: ['4100'], names: [] };
    expect(rest(rules([unclear], [], { exclude }))).toEqual(['4100 pbx.excluded']);
  });
});

describe('rows and groups that cannot be right', () => {
  test.each(['', ' ', '30 00', '30,00', '３０００', '1'.repeat(33), '3000\n', 'Total', 'n-a', '1.00E+03'])(
    '%j is no directory number',
    (number) => {
      const result = rules([device(number, 'desk', 'Eva Kane/')]);
      expect(result.people).toEqual([]);
      expect(result.notAssigned.map(({ code }) => code)).toEqual(['pbx.unknown-number']);
      expect(result.issues.map(({ code }) => code)).toEqual(['pbx.unknown-number']);
    },
  );

  test('several rows without a number are no duplicates of each other', () => {
    expect(rest(rules([device('', 'desk', 'A/'), device('', 'desk', 'B/')]))).toEqual(
      ['pbx.unknown-number', 'pbx.unknown-number'].map((code) => ` ${code}`.trim()),
    );
  });

  test('a member without a device row is an issue; the others are taken', () => {
    const result = rules([max, soft], [prg('4000', '4001', '4009')]);
    expect(people(result)[0]).toContain('4000 desk, 4001 soft');
    expect(issues(result)).toEqual(['warning pbx.unknown-member 4009 group']);
  });

  test('nine members, the pilot among them, are one too many; all are taken', () => {
    const members = Array.from({ length: 8 }, (_, place) => device(String(4001 + place), 'desk'));
    const numbers = members.map(({ number }) => number);
    expect(issues(rules([max, ...members], [prg('4000', ...numbers.slice(1))]))).toEqual([]);
    const result = rules([max, ...members], [prg('4000', '4000', ...numbers)]);
    expect(issues(result)).toEqual(['warning pbx.too-many-members 4000 group']);
    expect(result.people[0]!.numbers).toHaveLength(9);
  });

  test('a group without a pilot makes nobody', () => {
    const result = rules([max], [prg('', '4000')]);
    expect(people(result)).toEqual([]);
    expect(result.notAssigned[0]!.detail).toBe(
      'Not assigned: nothing, the pilot of its PRG, has no device row.',
    );
  });
});
