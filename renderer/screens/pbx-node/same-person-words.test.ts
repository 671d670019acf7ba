import { describe, expect, test } from 'vitest';
import {
  applyRules,
  type Device,
  type Group,
  type Known,
  type PersonAnswers,
} from '../../../shared/domain/mivoice-business/index.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../../shared/domain/pbx-node.ts';
import { answerOf, isAboutPair, pairOf, pairProblems } from './same-person-words.ts';

/** A device: `device('3000', '5340 IP', 'Eva Kane/R&D')`. */
function device(number: string, deviceType: string, person = ''): Device {
  const [names = '', department = ''] = person.split('/');
  const [firstName = '', lastName = ''] = names.split(' ');
  return { number, deviceType, mac: '', firstName, lastName, department, external: false };
}

const DESK = '5340 IP';
const SOFT = 'UC Endpoint';
const prg = (pilot: string): Group => ({ kind: 'PRG', pilot, members: [pilot] });

/** The pairs of all issues that the rules raise, as they word them. */
function pairs(
  devices: Device[],
  groups: Group[] = [],
  elsewhere: Known['elsewhere'] = new Map(),
  answers: PersonAnswers = { same: [], separate: [] },
) {
  const scope = { dynamicExtensionsOnly: false, dynamicNeedsExternal: false };
  const settings = { ...DEFAULT_MIVOICE_BUSINESS, ...scope, answers };
  return applyRules({ devices, groups }, settings, { accounts: [], elsewhere }).issues.map(pairOf);
}

describe('the two numbers of an issue', () => {
  test('R3 ex. b, A15: of a near match, as the rules word it', () => {
    expect(pairs([device('3000', DESK, 'Eva Kane/R&D'), device('3001', SOFT, 'Eva Kane/r&d')])).toEqual([
      { number: '3001', other: '3000' },
    ]);
  });

  test('A15: whatever the names hold', () => {
    const names = { firstName: 'Eva', department: 'R&D' };
    for (const last of ['Kane (9999): last name differs', 'nearly matches 9999', '(9999)', '3000']) {
      const devices = [
        { ...device('3000', DESK), ...names, lastName: last },
        { ...device('3001', SOFT), ...names, lastName: `${last} ` },
      ];
      for (const pair of pairs(devices)) {
        expect(pair?.number).toBe('3001');
        // A name that looks like the end of the message may hide the number, and can do no more than that.
        expect(['3000', '9999', '']).toContain(pair?.other);
      }
    }
  });

  test('A6: of a device that needs a group', () => {
    const devices = [device('5000', DESK, 'Ted Fox/Ops'), device('5001', DESK, 'Ted Fox/Ops')];
    expect(pairs(devices)).toEqual([{ number: '5001', other: '5000' }]);
  });

  test('A8: of two groups whose pilots have the same names', () => {
    const devices = [device('4000', DESK, 'Max Roe/IT'), device('4100', DESK, 'Max Roe/IT')];
    expect(pairs(devices, [prg('4000'), prg('4100')])).toEqual([{ number: '4100', other: '4000' }]);
  });

  test('D12: of an answer that acts, and of one that does not any more', () => {
    const names = { firstName: 'Ted', lastName: 'Fox', department: '' };
    const same = [{ number: '5001', with: '5000', was: { with: names } }];
    const second = device('5001', DESK, 'Bo Ray/');
    const said = { same, separate: [] };
    expect(pairs([device('5000', DESK, 'Ted Hall/'), second], [], undefined, said)).toEqual([
      { number: '5001', other: '' },
    ]);
    expect(pairs([device('5000', DESK, 'Ann Lee/'), second], [], undefined, said)).toEqual([
      { number: '5001', other: '5000' },
    ]);
  });

  test('D9: the same names on another node are no pair, since an answer is of one node', () => {
    const elsewhere = new Map([
      ['9000', [{ node: 'Branch', firstName: 'Eva', lastName: 'Kane', department: 'R&D' }]],
    ]);
    expect(pairs([device('3000', DESK, 'Eva Kane/R&D')], [], elsewhere)).toEqual([null]);
  });

  test('other issues are about none', () => {
    expect(isAboutPair('pbx.near-match')).toBe(true);
    expect(isAboutPair('pbx.too-many-members')).toBe(false);
    expect(pairOf({ code: 'csv.no-column', subject: 'users.csv', message: 'x' })).toBeNull();
    expect(pairOf({ code: 'pbx.near-match', subject: '3001', message: 'worded otherwise' })).toEqual({
      number: '3001',
      other: '',
    });
  });
});

test('what was answered of a pair is found from either number', () => {
  const answers = { same: [{ number: '3000', with: '4000' }], separate: ['3005'] };
  const words = '3000 is the same person as 4000';
  expect(answerOf({ number: '4000', other: '3000' }, answers)).toEqual({ number: '3000', words });
  expect(answerOf({ number: '3000', other: '' }, answers)).toEqual({ number: '3000', words });
  expect(answerOf({ number: '3005', other: '3000' }, answers)?.words).toBe('3005 is a person of their own');
  expect(answerOf({ number: '4000', other: '4001' }, answers)).toBeNull();
});

test('two numbers are needed, and two different ones', () => {
  expect(pairProblems({ number: '3001', other: '3000' })).toEqual({});
  expect(Object.keys(pairProblems({ number: '', other: '30 00' }))).toEqual(['number', 'other']);
  expect(pairProblems({ number: '3000', other: '3000' }).other).toMatch(/same number/);
});
