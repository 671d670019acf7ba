import { describe, expect, test } from 'vitest';
import { device, prg } from '../../../tests/support/pbx-node.ts';
import { issues, matches, people, rest, rules, stored } from '../../../tests/support/pbx-rules.ts';
import type { Known } from './index.ts';

describe('D9: several nodes', () => {
  const of = (node: string, firstName: string, lastName: string, department = '') => ({
    ...{ node, firstName, lastName, department },
  });
  const elsewhere: Known['elsewhere'] = new Map([
    ['3000', [of('HQ', 'Eva', 'Kane')]],
    ['4000', [of('HQ', 'Max', 'Roe')]],
    ['4001', [of('HQ', 'Max', 'Roe')]],
  ]);

  test('D9: the same number and names are a resilient copy, and not imported', () => {
    const result = rules([device('3000', 'desk', 'Eva Kane/')], [], { elsewhere });
    expect(people(result)).toEqual([]);
    expect(rest(result)).toEqual(['3000 pbx.resilient']);
    expect(result.notAssigned[0]!.detail).toBe('Its account is one of the node HQ.');
    expect(result.issues).toEqual([
      {
        ...{ severity: 'info', code: 'pbx.resilient', subject: '', field: '', count: 1 },
        message: "1 device is a copy of another node's account.",
      },
    ]);
  });

  test('D9: the same number with other names is somebody of this node', () => {
    expect(people(rules([device('3000', 'desk', 'Eva Kane/HR')], [], { elsewhere }))).toHaveLength(1);
  });

  test('D9, A19: two devices without names and with one number are two, since nothing tells them to be one', () => {
    const unnamed = new Map([['3000', [of('HQ', '', '3000')]]]);
    expect(people(rules([device('3000', 'desk')], [], { elsewhere: unnamed }))).toHaveLength(1);
  });

  test('D9: the same names with another number are two accounts, and one issue', () => {
    const devices = [device('3100', 'desk', 'Eva Kane/'), device('3101', 'uc', 'Eva Kane/')];
    const result = rules(devices, [], { elsewhere });
    expect(result.people).toHaveLength(1);
    expect(issues(result)).toEqual(['warning pbx.same-identity 3100']);
  });

  test('D9: a group whose pilot is a copy is one as a whole', () => {
    const result = rules(
      [device('4000', 'desk', 'Max Roe/'), device('4001', 'uc', 'Soft 1/')],
      [prg('4000', '4001')],
      {
        elsewhere,
      },
    );
    expect(people(result)).toEqual([]);
    expect(rest(result)).toEqual(['4000 pbx.resilient', '4001 pbx.resilient']);
  });

  test('D9, D6: a member that is elsewhere too stays with the account that has it', () => {
    const devices = [device('4500', 'desk', 'Ann Lee/'), device('4001', 'uc', 'Max Roe/')];
    const result = rules(devices, [prg('4500', '4001')], {
      elsewhere,
      accounts: stored(devices, [prg('4500', '4001')]),
    });
    expect(people(result)).toEqual([
      '4500 Ann Lee/: PRG, desk 4500, soft 4001 uc-endpoint: 4001 soft, 4500 desk',
    ]);
    expect(issues(result)).toEqual(['warning pbx.same-identity 4500']);
  });

  test('D9, D6: what is an account of this node already stays one, and an issue says so', () => {
    const devices = [device('3000', 'desk', 'Eva Kane/')];
    const result = rules(devices, [], { elsewhere, accounts: stored(devices) });
    expect(matches(result)).toEqual(['3000 Eva Kane/ same 1']);
    expect(issues(result)).toEqual(['warning pbx.same-identity 3000']);
  });
});

describe('D11, A21: the softphone of a group', () => {
  test('D11: Minet over UC Endpoint, also when the pilot is a UC Endpoint, which stays the identity', () => {
    const result = rules(
      [device('4100', 'uc', 'Mia Orr/'), device('4099', 'minet', 'Port/')],
      [prg('4100', '4099')],
    );
    expect(people(result)).toEqual(['4100 Mia Orr/: PRG, soft 4099 minet: 4099 soft, 4100 other']);
    expect(issues(result)).toEqual(['warning pbx.second-softphone 4100 softPhone']);
  });

  test('D11: among several of one kind the pilot, else what the account has, else the lowest', () => {
    const members = [device('4101', 'minet'), device('4102', 'minet')];
    const softOf = (pilot: string, accounts: Parameters<typeof rules>[2] = {}) =>
      rules([device('4103', pilot, 'Mia Orr/'), ...members], [prg('4103', '4101', '4102')], accounts)
        .people[0]!.softPhone;
    expect(softOf('minet')).toBe('4103');
    expect(softOf('desk')).toBe('4101');
    const accounts = stored([device('4103', 'desk', 'Mia Orr/'), members[1]!], [prg('4103', '4102')]);
    expect(softOf('desk', { accounts })).toBe('4102');
    expect(softOf('minet', { accounts })).toBe('4103');
  });

  test('D11: several of one kind in a group are regular: said, not warned of', () => {
    const result = rules(
      [device('4100', 'minet', 'Mia Orr/'), device('4101', 'minet')],
      [prg('4100', '4101')],
    );
    expect(issues(result)).toEqual(['info pbx.second-softphone 4101 softPhone']);
  });

  test('D11: only what is present can be a phone', () => {
    const devices = [device('4100', 'desk', 'Mia Orr/'), device('4101', 'uc')];
    const accounts = stored(devices, [prg('4100', '4101')]);
    const result = rules([devices[0]!], [prg('4100')], { accounts });
    expect(people(result)).toEqual(['4100 Mia Orr/: PRG, desk 4100: 4100 desk']);
    expect(issues(result)).toEqual([]);
  });
});

describe('D12: ungrouped extras', () => {
  test('D12: desk phone, Minet and UC Endpoint of one identity: the UC Endpoint is a further number', () => {
    const names = 'Bo Ray/Sales';
    const result = rules([
      device('2100', 'desk', names),
      device('2101', 'uc', names),
      device('2102', 'minet', names),
    ]);
    expect(people(result)).toEqual([
      '2100 Bo Ray/Sales: desk 2100, soft 2102 minet: 2100 desk, 2101 other, 2102 soft',
    ]);
    expect(issues(result)).toEqual(['warning pbx.second-softphone 2101 softPhone']);
  });

  test('D12: and so without a desk phone', () => {
    const result = rules([device('2101', 'uc', 'Bo Ray/'), device('2102', 'minet', 'Bo Ray/')]);
    expect(people(result)).toEqual(['2102 Bo Ray/: soft 2102 minet: 2101 other, 2102 soft']);
  });

  test('D12: an EHDU without a group joins nobody', () => {
    const result = rules([device('2100', 'desk', 'Bo Ray/'), device('2000', 'ehdu', 'Bo Ray/')]);
    expect(people(result)).toEqual(['2100 Bo Ray/: desk 2100: 2100 desk']);
    expect(rest(result)).toEqual(['2000 pbx.needs-group 2100']);
  });

  test('D12: and nobody joins the account of a lone EHDU', () => {
    const external = device('2000', 'ehdu', 'Bo Ray/');
    const result = rules([external, device('2100', 'desk', 'Bo Ray/')], [], { accounts: stored([external]) });
    expect(people(result)).toEqual(['2000 Bo Ray/: : 2000 external']);
    expect(rest(result)).toEqual(['2100 pbx.needs-group 2000']);
  });
});

describe('D13: kinds of devices', () => {
  test('D13: an App Server Port without a user name is an application port only while it is in no group', () => {
    const port = device('2003', 'App Server Port');
    expect(rest(rules([port]))).toEqual(['2003 pbx.application-port']);
    expect(people(rules([port, device('2000', 'desk', 'Bo Ray/')], [prg('2000', '2003')]))).toEqual([
      '2000 Bo Ray/: PRG, desk 2000, soft 2003 minet: 2000 desk, 2003 soft',
    ]);
    expect(issues(rules([port]))).toEqual(['info pbx.application-port']);
  });

  test('D13, A10: an outside device is none, whatever its type', () => {
    const outside = device('2003', 'App Server Port', '', { external: true });
    expect(people(rules([outside]))).toEqual(['2003 2003/: : 2003 external']);
  });
});

describe('D14: scope', () => {
  const on = { dynamicExtensionsOnly: true };

  test('D14: users of a lone EHDU are in scope, in the narrower reading too', () => {
    const lone = [device('7000', 'ehdu', 'Ian Poe/')];
    expect(rules(lone, [], on).people).toHaveLength(1);
    expect(rules(lone, [], { ...on, dynamicNeedsExternal: true }).people).toHaveLength(1);
  });

  test('D14: accounts that leave the scope are gone for that reason', () => {
    const devices = [
      device('7000', 'desk', 'Ian Poe/'),
      device('7001', 'desk', 'Ian Poe/'),
      device('7100', 'desk', 'Kim Vos/'),
    ];
    const accounts = stored(devices, [prg('7100')]);
    const result = rules(devices, [prg('7100')], { ...on, accounts });
    expect(matches(result)).toEqual(['7100 Kim Vos/ same 2']);
    expect(result.gone).toEqual([
      { accountId: 1, reason: 'out-of-scope', detail: 'Ian Poe (7000) has no PRG or MDUG' },
    ]);
    expect(rest(result)).toEqual(['7000 pbx.out-of-scope', '7001 pbx.out-of-scope']);
    expect(result.issues).toEqual([
      expect.objectContaining({ severity: 'info', code: 'pbx.out-of-scope', count: 2 }),
    ]);
    const narrow = rules(devices, [prg('7100')], { ...on, dynamicNeedsExternal: true, accounts });
    expect(narrow.gone[1]!.detail).toBe('Kim Vos (7100) has no EHDU in the PRG');
  });

  test('D14: who is left out is not compared with others', () => {
    const devices = [device('7000', 'desk', 'Kim Vos/'), device('7100', 'desk', 'kim Vos/')];
    expect(issues(rules(devices, [prg('7100')]))).toEqual(['warning pbx.near-match 7100 firstName']);
    expect(issues(rules(devices, [prg('7100')], on))).toEqual(['info pbx.out-of-scope']);
  });
});

describe('D15: names as delivered', () => {
  test('D15: blanks stay in the names, and tell people apart', () => {
    const result = rules([
      device('3000', 'desk', 'Eva  Kane /R&D '),
      device('3001', 'uc', 'Eva  Kane /R&D '),
    ]);
    expect(result.people).toHaveLength(1);
    expect(result.people[0]).toMatchObject({ firstName: 'Eva', lastName: ' Kane ', department: 'R&D ' });
  });
});
