import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { issues, people, rest, rules } from '../../../tests/support/pbx-rules.ts';

describe('R1: one softphone kind per user', () => {
  test('R1 ex.: Minet and UC Endpoint in a group: the Minet one is the softphone, and a warning says so', () => {
    const result = rules(
      [
        device('1000', '5330 IP', 'Ann Lee/'),
        device('1001', 'App Server Port'),
        device('1002', 'UC Endpoint'),
      ],
      [prg('1000', '1001', '1002')],
    );
    expect(people(result)).toEqual([
      '1000 Ann Lee/: PRG, desk 1000, soft 1001 minet: 1000 desk, 1001 soft, 1002 other',
    ]);
    expect(issues(result)).toEqual(['warning pbx.second-softphone 1002 softPhone']);
    expect(rest(result)).toEqual([]);
  });
});

describe('R2: recognising softphones, and the tie', () => {
  const alone = (type: string, mac: string, macRule: '5020-only' | 'both' = '5020-only') =>
    people(rules([device('2001', type, 'Bo Ray/', { mac })], [], { macRule }))[0];
  const minet = '2001 Bo Ray/: soft 2001 minet: 2001 soft';
  const desk = '2001 Bo Ray/: desk 2001: 2001 desk';

  test('R2 ex. a: a 5020 IP with the prefix is a Minet softphone', () => {
    expect(alone('5020 IP', 'A1:21:00:00:00:05')).toBe(minet);
  });

  test('R2 ex. b: a 5020 IP with another MAC address is a real set', () => {
    expect(alone('5020 IP', '08:00:0F:12:34:56')).toBe(desk);
  });

  test('R2 ex. c, A1: an App Server Port needs no MAC address by default, and does under the other setting', () => {
    expect(alone('App Server Port', '')).toBe(minet);
    expect(alone('App Server Port', '', 'both')).toBe(desk);
    expect(alone('App Server Port', 'A1:21:00:00:00:05', 'both')).toBe(minet);
  });

  test('R2 ex. d: desk phone and UC Endpoint of one identity are one account', () => {
    const result = rules([
      device('2100', '5330 IP', 'Bo Ray/Sales'),
      device('2101', 'UC Endpoint', 'Bo Ray/Sales'),
    ]);
    expect(people(result)).toEqual([
      '2100 Bo Ray/Sales: desk 2100, soft 2101 uc-endpoint: 2100 desk, 2101 soft',
    ]);
    expect(issues(result)).toEqual([]);
  });

  test('R2 ex. e: with an App Server Port in the group, the UC Endpoint is a plain number', () => {
    const result = rules(
      [
        device('2100', '5330 IP', 'Bo Ray/Sales'),
        device('2101', 'UC Endpoint', 'Bo Ray/Sales'),
        device('2102', 'App Server Port', 'Bo Ray/Sales'),
      ],
      [prg('2100', '2101', '2102')],
    );
    expect(people(result)).toEqual([
      '2100 Bo Ray/Sales: PRG, desk 2100, soft 2102 minet: 2100 desk, 2101 other, 2102 soft',
    ]);
  });

  test.each([
    'A1:21:00:00:00:05',
    'a1-21-00-00-00-05',
    'A121.0000.0005',
    ' a1 21 00 00 00 05',
    'A12100000005',
  ])('R2: the MAC address %s has the prefix A1:21:00', (mac) => expect(alone('5020 IP', mac)).toBe(minet));

  test.each(['', 'A1:21:01:00:00:05', '00:A1:21:00:00:05', 'A1:21'])(
    'R2: the MAC address %s has not',
    (mac) => expect(alone('5020 IP', mac)).toBe(desk),
  );

  test('R2: the prefix is a setting, written in any way', () => {
    const result = rules([device('2001', '5020 IP', 'Bo Ray/', { mac: '0011.2233.4455' })], [], {
      softphoneMacPrefix: '00-11-22',
    });
    expect(people(result)).toEqual([minet]);
  });

  test.each([
    ['MiCollab Client Endpoint', 'uc-endpoint'],
    ['UC Endpoint', 'uc-endpoint'],
    ['UCA Endpoint', 'uc-endpoint'],
    ['uc endpoint', 'uc-endpoint'],
    ['UCEndpoint', 'uc-endpoint'],
    ['App Server Port', 'minet'],
    ['AppServerPort', 'minet'],
    ['APP SERVER PORT', 'minet'],
  ])('R2: a %s is a %s softphone, whatever the case and blanks of the type', (type, kind) => {
    expect(alone(type, '')).toBe(`2001 Bo Ray/: soft 2001 ${kind}: 2001 soft`);
  });
});

describe('R3: desk phone and softphone without a group', () => {
  const pair = (soft: string) =>
    rules([device('3000', '5340 IP', 'Eva Kane/R&D'), device('3001', 'UC Endpoint', soft)]);
  const apart = (soft: string) => [
    '3000 Eva Kane/R&D: desk 3000: 3000 desk',
    `3001 ${soft}: soft 3001 uc-endpoint: 3001 soft`,
  ];

  test('R3 ex. a: equal names make one account', () => {
    const result = pair('Eva Kane/R&D');
    expect(people(result)).toEqual([
      '3000 Eva Kane/R&D: desk 3000, soft 3001 uc-endpoint: 3000 desk, 3001 soft',
    ]);
    expect(issues(result)).toEqual([]);
  });

  test('R3 ex. b: a department in another case makes two accounts and a near match', () => {
    const result = pair('Eva Kane/r&d');
    expect(people(result)).toEqual(apart('Eva Kane/r&d'));
    expect(issues(result)).toEqual(['warning pbx.near-match 3001 department']);
    expect(result.issues[0]!.message).toBe(
      'Eva Kane (3001) nearly matches Eva Kane (3000): department differs in case ("r&d" and "R&D").',
    );
  });

  test('R3 ex. c: a trailing blank makes two accounts and a near match; nothing is trimmed', () => {
    const result = pair('Eva Kane /R&D');
    expect(people(result)).toEqual(apart('Eva Kane /R&D'));
    expect(result.people[1]!.lastName).toBe('Kane ');
    expect(issues(result)).toEqual(['warning pbx.near-match 3001 lastName']);
    expect(result.issues[0]!.message).toBe(
      'Eva Kane  (3001) nearly matches Eva Kane (3000): last name differs in blanks ("Kane[U+0020]" and "Kane").',
    );
  });

  test('R3 ex. d: two empty departments are equal', () => {
    const result = rules([
      device('3000', '5340 IP', 'Eva Kane/'),
      device('3001', 'UC Endpoint', 'Eva Kane/'),
    ]);
    expect(people(result)).toEqual([
      '3000 Eva Kane/: desk 3000, soft 3001 uc-endpoint: 3000 desk, 3001 soft',
    ]);
  });

  test.each(['Eve Kane/R&D', 'Eva Kant/R&D', 'Eva Kane/', 'Eva Kane/HR'])(
    'R3: %s is somebody else, without a near match',
    (soft) => {
      const result = pair(soft);
      expect(people(result)).toEqual(apart(soft));
      expect(issues(result)).toEqual([]);
    },
  );
});

describe('R4: the pilot is the person', () => {
  test('R4 ex. a: the names of members are ignored', () => {
    const result = rules(
      [device('4000', '5330 IP', 'Max Roe/IT'), device('4001', 'UC Endpoint', 'Softphone 1/')],
      [prg('4000', '4000', '4001')],
    );
    expect(people(result)).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4001 uc-endpoint: 4000 desk, 4001 soft',
    ]);
    expect(issues(result)).toEqual([]);
  });

  test('R4 ex. b: a softphone as pilot is the softphone, and a member the desk phone', () => {
    const result = rules(
      [device('4100', 'UC Endpoint', 'Mia Orr/HR'), device('4101', '6930', 'Mia desk/')],
      [prg('4100', '4100', '4101')],
    );
    expect(people(result)).toEqual([
      '4100 Mia Orr/HR: PRG, desk 4101, soft 4100 uc-endpoint: 4100 soft, 4101 desk',
    ]);
  });
});

describe('R5: several devices of a kind need a group', () => {
  test('R5 ex. a: of two desk phones without a group one is taken, the other needs a group', () => {
    const result = rules([
      device('5001', '5330 IP', 'Ted Fox/Ops'),
      device('5000', '5330 IP', 'Ted Fox/Ops'),
    ]);
    expect(people(result)).toEqual(['5000 Ted Fox/Ops: desk 5000: 5000 desk']);
    expect(rest(result)).toEqual(['5001 pbx.needs-group 5000']);
    expect(issues(result)).toEqual(['warning pbx.needs-group 5001 group']);
  });

  test('R5 ex. b: in a group all are of one account, the pilot first', () => {
    const result = rules(
      [
        device('5000', '5330 IP', 'Ted Fox/Ops'),
        device('5001', '5330 IP', 'Ted Fox/Ops'),
        device('5002', 'App Server Port', 'Ted Fox/Ops'),
      ],
      [prg('5000', '5001', '5002')],
    );
    expect(people(result)).toEqual([
      '5000 Ted Fox/Ops: PRG, desk 5000, soft 5002 minet: 5000 desk, 5001 desk, 5002 soft',
    ]);
    expect(rest(result)).toEqual([]);
  });

  test('R5 ex. c: a softphone outside the group is not in, and an issue says so', () => {
    const result = rules(
      [
        device('5000', '5330 IP', 'Ted Fox/Ops'),
        device('5001', '5330 IP', 'Ted Fox/Ops'),
        device('5002', 'App Server Port', 'Ted Fox/Ops'),
      ],
      [prg('5000', '5001')],
    );
    expect(people(result)).toEqual(['5000 Ted Fox/Ops: PRG, desk 5000: 5000 desk, 5001 desk']);
    expect(rest(result)).toEqual(['5002 pbx.needs-group 5000']);
    expect(issues(result)).toEqual(['warning pbx.needs-group 5002 group']);
  });
});

describe('3.2: Synchronize Dynamic Extensions only', () => {
  const devices = [
    device('7000', '5330 IP', 'Ian Poe/'),
    device('7100', '5330 IP', 'Kim Vos/'),
    device('7101', 'ehdu', 'Kim Vos/'),
    device('7200', '5330 IP', 'Lou Day/'),
    device('7201', 'UC Endpoint', 'Lou Day/'),
  ];
  const withMdug = [
    ...devices,
    device('7300', '5330 IP', 'Pat Ito/'),
    device('7301', 'UC Endpoint', 'Pat Ito/'),
  ];
  const kim = '7100 Kim Vos/: PRG, desk 7100: 7100 desk, 7101 external';
  const pat = '7300 Pat Ito/: MDUG, desk 7300, soft 7301 uc-endpoint: 7300 desk, 7301 soft';
  const both = [prg('7100', '7101'), mdug('7300', '7301')];
  const on = { dynamicExtensionsOnly: true };

  test('3.2 off: everybody', () => {
    expect(people(rules(devices, [prg('7100', '7101')]))).toEqual([
      '7000 Ian Poe/: desk 7000: 7000 desk',
      kim,
      '7200 Lou Day/: desk 7200, soft 7201 uc-endpoint: 7200 desk, 7201 soft',
    ]);
  });

  test('3.2 (a): people with a PRG, or an MDUG', () => {
    const result = rules(devices, [prg('7100', '7101')], on);
    expect(people(result)).toEqual([kim]);
    expect(rest(result)).toEqual(['7000 pbx.out-of-scope', '7200 pbx.out-of-scope', '7201 pbx.out-of-scope']);
    expect(people(rules(withMdug, both, on))).toEqual([kim, pat]);
  });

  test('3.2 (b): people whose group has an EHDU', () => {
    const narrow = { ...on, dynamicNeedsExternal: true };
    expect(people(rules(devices, [prg('7100', '7101')], narrow))).toEqual([kim]);
    expect(people(rules(withMdug, both, narrow))).toEqual([kim]);
  });
});
