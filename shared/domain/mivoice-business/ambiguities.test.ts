import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { issues, people, rest, rules, stored } from '../../../tests/support/pbx-rules.ts';

describe('ambiguities A1 to A20 (domain.md 3.6), in the reading taken', () => {
  test('A1: other ports of the type without a user name are skipped', () => {
    const result = rules([device('2003', 'App Server Port', '/IVR')]);
    expect(people(result)).toEqual([]);
    expect(rest(result)).toEqual(['2003 pbx.application-port']);
  });

  test('A2: a 5020 IP without a MAC address is a desk phone', () => {
    expect(people(rules([device('2002', '5020 IP', 'Bo Ray/')]))).toEqual([
      '2002 Bo Ray/: desk 2002: 2002 desk',
    ]);
  });

  test('A3, A4: a user with both softphones keeps the SIP number, with a warning and no error', () => {
    const result = rules(
      [
        device('1000', '5330 IP', 'Ann Lee/'),
        device('1001', 'UC Endpoint'),
        device('1002', 'App Server Port'),
      ],
      [mdug('1000', '1001', '1002')],
    );
    expect(people(result)).toEqual([
      '1000 Ann Lee/: MDUG, desk 1000, soft 1002 minet: 1000 desk, 1001 other, 1002 soft',
    ]);
    expect(result.issues.map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('A5: a desk phone and a softphone need no group; two of one kind do', () => {
    const names = 'Ted Fox/Ops';
    expect(rest(rules([device('5000', 'desk', names), device('5001', 'uc', names)]))).toEqual([]);
    for (const type of ['desk', 'uc', 'minet', 'ehdu']) {
      const result = rules([device('5000', type, names), device('5001', type, names)]);
      expect(result.people).toHaveLength(1);
      expect(rest(result)).toEqual(['5001 pbx.needs-group 5000']);
    }
  });

  test('A6: two desk phones and a softphone are one account, the second desk phone is not assigned', () => {
    const names = 'Ted Fox/Ops';
    const result = rules([
      device('5001', 'desk', names),
      device('5002', 'uc', names),
      device('500', 'desk', names),
    ]);
    expect(people(result)).toEqual(['500 Ted Fox/Ops: desk 500, soft 5002 uc-endpoint: 500 desk, 5002 soft']);
    expect(rest(result)).toEqual(['5001 pbx.needs-group 500']);
    expect(issues(result)).toEqual(['warning pbx.needs-group 5001 group']);
  });

  test('A7: PRG and MDUG of pilots with equal names are one account, of others two', () => {
    const devices = [
      device('4000', 'desk', 'Max Roe/IT'),
      device('4001', 'ehdu'),
      device('4100', 'uc', 'Max Roe/IT'),
      device('4101', 'desk'),
    ];
    const groups = [prg('4000', '4001'), mdug('4100', '4101')];
    expect(people(rules(devices, groups))).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4100 uc-endpoint: 4000 desk, 4001 external, 4100 soft, 4101 desk',
    ]);
    devices[2] = device('4100', 'uc', 'Max Roe/HR');
    expect(people(rules(devices, groups))).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000: 4000 desk, 4001 external',
      '4100 Max Roe/HR: MDUG, desk 4101, soft 4100 uc-endpoint: 4100 soft, 4101 desk',
    ]);
  });

  test('A8: pilots of two PRGs with equal names stay two accounts, and an issue says so', () => {
    const result = rules(
      [device('4000', 'desk', 'Max Roe/IT'), device('4100', 'desk', 'Max Roe/IT')],
      [prg('4100'), prg('4000')],
    );
    expect(people(result)).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000: 4000 desk',
      '4100 Max Roe/IT: PRG, desk 4100: 4100 desk',
    ]);
    expect(issues(result)).toEqual(['warning pbx.same-identity 4100']);
  });

  test('A9: an ungrouped device with the names of a pilot is not merged, and makes no account', () => {
    const devices = [device('5000', 'desk', 'Ted Fox/Ops'), device('4999', 'desk', 'Ted Fox/Ops')];
    const result = rules(devices, [prg('5000')]);
    expect(people(result)).toEqual(['5000 Ted Fox/Ops: PRG, desk 5000: 5000 desk']);
    expect(rest(result)).toEqual(['4999 pbx.needs-group 5000']);
  });

  test.each(['Analog', 'Hot Desk User', 'Generic SIP Phone', 'DECT', 'a type that nobody knows', ''])(
    'A10, D13: the type "%s" is a desk phone, as a pilot too',
    (type) => {
      expect(
        people(rules([device('4000', type, 'Max Roe/'), device('4001', 'desk')], [prg('4000', '4001')])),
      ).toEqual(['4000 Max Roe/: PRG, desk 4000: 4000 desk, 4001 desk']);
    },
  );

  test('A10, D13: an EHDU is an external number, never a softphone or desk phone; as a pilot it stays the identity', () => {
    const devices = [
      device('4000', 'UC Endpoint', 'Max Roe/IT', { external: true }),
      device('4002', 'desk'),
      device('4001', 'desk'),
      device('4003', 'App Server Port', '', { external: true }),
    ];
    expect(people(rules(devices, [prg('4000', '4001', '4002', '4003')]))).toEqual([
      '4000 Max Roe/IT: PRG, desk 4001: 4000 external, 4001 desk, 4002 desk, 4003 external',
    ]);
  });

  test('A14: a number is there once, however often groups name it', () => {
    const devices = [device('4000', 'desk', 'Max Roe/IT'), device('4001', 'uc')];
    const groups = [prg('4000', '4001', '4001', '4000'), prg('4000', '4001'), mdug('4000', '4001')];
    expect(people(rules(devices, groups))).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4001 uc-endpoint: 4000 desk, 4001 soft',
    ]);
  });

  test('A15: Unicode forms of one name are two people, with what differs', () => {
    const result = rules([
      device('3000', 'desk', 'Ren\u00e9 Kane/'),
      device('3001', 'uc', 'Rene\u0301 Kane/'),
    ]);
    expect(result.people).toHaveLength(2);
    expect(issues(result)).toEqual(['warning pbx.near-match 3001 firstName']);
    expect(result.issues[0]!.message).toContain(
      'first name differs in Unicode normal form ("Rene\u0301[U+0301]" and "Ren\u00e9[U+00E9]")',
    );
  });

  test('A18: a lone device is an account by itself', () => {
    const result = rules([
      device('3000', 'desk', 'Eva Kane/'),
      device('3001', 'uc', 'Max Roe/'),
      device('3002', 'minet', 'Ann Lee/'),
      device('3003', 'ehdu', 'Bo Ray/'),
    ]);
    expect(people(result)).toEqual([
      '3000 Eva Kane/: desk 3000: 3000 desk',
      '3001 Max Roe/: soft 3001 uc-endpoint: 3001 soft',
      '3002 Ann Lee/: soft 3002 minet: 3002 soft',
      '3003 Bo Ray/: : 3003 external',
    ]);
  });

  test.each(['/', '/IT', ' /', '  \u00a0/IT'])(
    'A19: the empty names "%s" never merge; the account has its number as name',
    (names) => {
      const result = rules([device('3000', 'desk', names), device('3001', 'uc', names)]);
      expect(result.people.map(({ key, lastName }) => `${key} ${lastName}`)).toEqual([
        '3000 3000',
        '3001 3001',
      ]);
      expect(issues(result)).toEqual([]);
    },
  );

  test('A19: pilots without names do not merge either', () => {
    const result = rules([device('4000', 'desk'), device('4100', 'desk')], [prg('4000'), mdug('4100')]);
    expect(result.people.map(({ key, group, lastName }) => `${key} ${group} ${lastName}`)).toEqual([
      '4000 PRG 4000',
      '4100 MDUG 4100',
    ]);
  });

  test('A20: an account whose last number is gone from the export is gone', () => {
    const accounts = stored([device('3000', 'desk', 'Eva Kane/'), device('3100', 'desk', 'Max Roe/')]);
    const result = rules([device('3100', 'desk', 'Max Roe/')], [], { accounts });
    expect(result.gone).toEqual([{ accountId: 1, reason: 'absent', detail: '' }]);
  });
});
