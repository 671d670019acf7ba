import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { issues, matches, people, rest, rules, stored } from '../../../tests/support/pbx-rules.ts';
import type { PersonAnswers } from './index.ts';

const same = (...pairs: [number: string, of: string][]): { answers: PersonAnswers } => ({
  answers: { same: pairs.map(([number, of]) => ({ number, with: of })), separate: [] },
});
const separate = (...numbers: string[]): { answers: PersonAnswers } => ({
  answers: { same: [], separate: numbers },
});

const ted = device('5000', 'desk', 'Ted Fox/Ops');
const second = device('5001', 'desk', 'Ted Fox/Ops');
const soft = device('5002', 'minet', 'Ted Fox/Ops');

describe('D12: same person', () => {
  test('D12: a second desk phone becomes a further number, and an issue shows where the answer acts', () => {
    const result = rules([ted, second], [], same(['5001', '5000']));
    expect(people(result)).toEqual(['5000 Ted Fox/Ops: desk 5000: 5000 desk, 5001 desk']);
    expect(rest(result)).toEqual([]);
    expect(issues(result)).toEqual(['info pbx.answered 5001']);
  });

  test('D12: a softphone outside the group (R5 ex. c) becomes the softphone, where there is none', () => {
    const result = rules([ted, second, soft], [prg('5000', '5001')], same(['5002', '5001']));
    expect(people(result)).toEqual([
      '5000 Ted Fox/Ops: PRG, desk 5000, soft 5002 minet: 5000 desk, 5001 desk, 5002 soft',
    ]);
  });

  test('D12: where there is one, it is a further number, whatever its kind', () => {
    const uc = device('5003', 'uc', 'Ted Fox/Ops');
    const result = rules([ted, uc, soft], [prg('5000', '5003')], same(['5002', '5000']));
    expect(people(result)).toEqual([
      '5000 Ted Fox/Ops: PRG, desk 5000, soft 5003 uc-endpoint: 5000 desk, 5002 other, 5003 soft',
    ]);
  });

  test('D12: a near match becomes one account, and the other one is gone', () => {
    const devices = [device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'Eva Kane/r&d')];
    const result = rules(devices, [], { ...same(['3001', '3000']), accounts: stored(devices) });
    expect(people(result)).toEqual([
      '3000 Eva Kane/R&D: desk 3000, soft 3001 uc-endpoint: 3000 desk, 3001 soft',
    ]);
    expect(matches(result)).toEqual(['3000 Eva Kane/R&D same 1']);
    expect(result.gone.map(({ accountId, detail }) => [accountId, detail])).toEqual([
      [2, '3001 belongs to Eva Kane (3000) now'],
    ]);
    expect(issues(result)).toEqual(['info pbx.answered 3001']);
  });

  test('D12: a desk phone goes to a softphone user', () => {
    const devices = [device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'Eva Kane/r&d')];
    expect(people(rules(devices, [], same(['3000', '3001'])))).toEqual([
      '3001 Eva Kane/r&d: desk 3000, soft 3001 uc-endpoint: 3000 desk, 3001 soft',
    ]);
  });

  test("D12: a port of an application, and a number of two groups, may be somebody's", () => {
    const port = device('5009', 'App Server Port');
    expect(people(rules([ted, port], [], same(['5009', '5000'])))).toEqual([
      '5000 Ted Fox/Ops: desk 5000, soft 5009 minet: 5000 desk, 5009 soft',
    ]);
    const groups = [prg('5000', '5002'), prg('5100', '5002')];
    const result = rules([ted, soft, device('5100', 'desk', 'Ann Lee/')], groups, same(['5002', '5000']));
    expect(rest(result)).toEqual([]);
    expect(result.people[0]!.softPhone).toBe('5002');
  });

  test('D12: chains of answers lead to the person at their end', () => {
    const result = rules(
      [ted, device('6001', 'desk', 'A/'), device('6002', 'uc', 'B/')],
      [],
      same(['6002', '6001'], ['6001', '5000']),
    );
    expect(people(result)).toEqual([
      '5000 Ted Fox/Ops: desk 5000, soft 6002 uc-endpoint: 5000 desk, 6001 desk, 6002 soft',
    ]);
  });

  test.each([
    ['a number that is not there', same(['6001', '7777'])],
    ['itself', same(['6001', '6001'])],
    ['one another', same(['6001', '6002'], ['6002', '6001'])],
  ])('D12: an answer that names %s does not act', (_, answers) => {
    const result = rules([device('6001', 'desk', 'Ann Lee/'), device('6002', 'uc', 'Bo Ray/')], [], answers);
    expect(result.people.map(({ key }) => key)).toEqual(['6001', '6002']);
    expect(issues(result)).toEqual([]);
  });

  test('D6, D12: an answer that names an extra acts neither now nor the next time, and nobody goes', () => {
    const accounts = stored([device('3000', 'desk', 'Eva Kane/R&D')]);
    const devices = [
      device('2999', 'desk', 'eva KANE/R&D'),
      device('3000', 'desk', 'eva KANE/R&D'),
      device('3001', 'desk', 'Eva Kane/R&D'),
    ];
    const result = rules(devices, [], { ...same(['3001', '2999']), accounts });
    expect(matches(result)).toEqual(['3000 eva KANE/R&D identity-changed 1']);
    expect(rest(result)).toEqual(['2999 pbx.needs-group 3000', '3001 pbx.needs-group']);
    const after = stored(devices, [], { ...same(['3001', '2999']), accounts });
    const again = rules(devices, [], { ...same(['3001', '2999']), accounts: after });
    expect(matches(again)).toEqual(['3000 eva KANE/R&D same 1']);
    expect(again.gone).toEqual([]);
    expect(rest(again)).toEqual(rest(result));
  });

  test('D6, D12: what has an account stays its own when its answer names an extra', () => {
    const devices = [device('3001', 'desk', 'Eva Kane/R&D'), device('3002', 'uc', 'Eva Kane/R&D')];
    const accounts = stored([ted, ...devices]);
    const result = rules([ted, second, ...devices], [], { ...same(['3001', '5001']), accounts });
    expect(matches(result)).toEqual(['3001 Eva Kane/R&D same 1', '5000 Ted Fox/Ops same 2']);
    expect(result.people[0]!.softPhone).toBe('3002');
    expect(rest(result)).toEqual(['5001 pbx.needs-group 5000']);
  });

  test('D6, D12: and keeps its softphone, also when the answer names that one', () => {
    const devices = [device('1002', 'desk', 'Eva Kane/'), device('1007', 'minet', 'Eva Kane/')];
    const accounts = stored([device('1000', 'ehdu', 'Tim Day/'), ...devices]);
    const renamed = [device('1000', 'ehdu', 'Eva Kane/'), ...devices];
    const result = rules(renamed, [], { ...same(['1002', '1007']), accounts });
    expect(result.people.map(({ key, softPhone }) => [key, softPhone])).toEqual([
      ['1000', ''],
      ['1002', '1007'],
    ]);
    expect(rest(result)).toEqual([]);
  });

  test('D12: PRG and MDUG of pilots that nearly match merge', () => {
    const devices = [device('4000', 'desk', 'Max Roe/IT'), device('4100', 'uc', 'Max Roe/it')];
    const groups = [prg('4000'), mdug('4100')];
    expect(rules(devices, groups).people).toHaveLength(2);
    expect(people(rules(devices, groups, same(['4100', '4000'])))).toEqual([
      '4000 Max Roe/IT: PRG, desk 4000, soft 4100 uc-endpoint: 4000 desk, 4100 soft',
    ]);
  });

  test('D12: in a group of its own a device is as the PBX says', () => {
    const devices = [device('4000', 'desk', 'Max Roe/'), device('4001', 'uc'), ted];
    const result = rules(devices, [prg('4000', '4001')], same(['4001', '5000']));
    expect(result.people.map(({ key, softPhone }) => [key, softPhone])).toEqual([
      ['4000', '4001'],
      ['5000', ''],
    ]);
  });

  test('D12: nothing is created where the pilot has no device row (D10)', () => {
    const result = rules([soft], [prg('5900', '5002')], separate('5002'));
    expect(rest(result)).toEqual(['5002 pbx.unknown-pilot']);
  });
});

test('D12: a joined desk phone of a lower number is not the desk phone of whoever has one', () => {
  const devices = [
    device('4000', 'ehdu', 'Max Roe/'),
    device('4001', 'desk'),
    device('3999', 'desk', 'M Roe/'),
  ];
  const answers = { same: [{ number: '3999', with: '4000' }], separate: [] };
  const result = rules(devices, [prg('4000', '4001')], { answers });
  expect(result.people).toMatchObject([{ key: '4000', deskPhone: '4001' }]);
});

test('D12, D9: a chain of answers leads to nobody by a copy of another node as well', () => {
  const eva = 'Eva Kane/R&D';
  const devices = [
    device('1000', 'ehdu', eva),
    device('1011', 'minet', 'Bo Ray/'),
    device('1012', 'uc', eva),
  ];
  const [account] = stored([device('1012', 'uc', eva)]);
  const answers = {
    same: [
      { number: '1012', with: '1011' },
      { number: '1011', with: '1002' },
    ],
    separate: [],
  };
  const names = { firstName: 'Bo', lastName: 'Ray', department: '' };
  const elsewhere = new Map([['1011', [{ node: 'Branch', ...names }]]]);
  const result = rules(devices, [], { accounts: [account!], answers, elsewhere });
  expect(matches(result)).toEqual(['1012 Eva Kane/R&D same 1']);
  expect(rest(result)).toEqual(['1000 pbx.needs-group 1012', '1011 pbx.resilient']);
});

describe('D12: separate person', () => {
  test('D12: an extra becomes a person by its number, and nobody is told of the same names again', () => {
    const result = rules([ted, second, soft], [], separate('5001'));
    expect(people(result)).toEqual([
      '5000 Ted Fox/Ops: desk 5000, soft 5002 minet: 5000 desk, 5002 soft',
      '5001 Ted Fox/Ops: desk 5001: 5001 desk',
    ]);
    expect(issues(result)).toEqual(['info pbx.answered 5001']);
  });

  test('D12: outside a group of the same names, too', () => {
    const result = rules([ted, soft], [prg('5000')], separate('5002'));
    expect(result.people.map(({ key, group }) => `${key} ${group}`)).toEqual(['5000 PRG', '5002 ']);
  });

  test('D12: a near match that is a separate person is not near any more', () => {
    const devices = [device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'Eva Kane/r&d')];
    expect(issues(rules(devices, [], separate('3001')))).toEqual(['info pbx.answered 3001']);
  });

  test('D12: a separate person does not take over the account of the same names when that number goes', () => {
    const accounts = stored([ted]);
    const result = rules([second], [], { ...separate('5001'), accounts });
    expect(matches(result)).toEqual(['5001 Ted Fox/Ops new -']);
    expect(result.gone.map(({ accountId }) => accountId)).toEqual([1]);
  });

  test('D12: a port of an application may be a person, named after its number', () => {
    expect(people(rules([device('5009', 'App Server Port')], [], separate('5009')))).toEqual([
      '5009 5009/: soft 5009 minet: 5009 soft',
    ]);
  });
});
