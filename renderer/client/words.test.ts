import { describe, expect, test } from 'vitest';
import type { Me, MyNumber, Status } from '../../shared/contract/index.ts';
import { isAt, mine } from './addresses.ts';
import { administratorMustAct, firstStatus, statusMark, stillUsing, undoWords, whoAmI } from './words.ts';

const status = (name: string, more: Partial<Status> = {}): Status => ({
  name,
  active: false,
  locked: false,
  broken: false,
  edited: false,
  own: false,
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
  ...more,
});

const number = (text: string, more: Partial<MyNumber> = {}): MyNumber => ({
  number: text,
  kind: 'desk',
  origin: 'pbx',
  state: 'present',
  since: null,
  usedBy: [],
  canDelete: false,
  whyNot: '',
  ...more,
});

const me = (more: Partial<Me>): Me => ({
  account: {
    enterprise: 'acme',
    loginId: '3000',
    firstName: 'Eva',
    lastName: 'Kane',
    department: 'R&D',
    deskPhone: '3000',
    softPhone: '',
  },
  statuses: [],
  numbers: [
    number('3000'),
    number('6001', { state: 'deleted-on-pbx' }),
    number('6002', { state: 'reassigned' }),
  ],
  mayAddStatuses: true,
  undo: null,
  signIn: 'password',
  version: 1,
  ...more,
});

test('who is signed in', () => {
  expect(whoAmI(me({}))).toBe('Eva Kane · 3000');
  const { account } = me({});
  expect(whoAmI({ account: { ...account, firstName: '', lastName: '', deskPhone: '', softPhone: '' } })).toBe(
    '3000',
  );
});

describe('R6: what holds a number, in words', () => {
  const use = (name: string, locked = false) => ({ status: name, slots: ['makeCallFrom' as const], locked });

  test('how many statuses', () => {
    expect(stillUsing({ usedBy: [] })).toBe('No status uses it.');
    expect(stillUsing({ usedBy: [use('Mobile')] })).toBe('1 status still uses it.');
    expect(stillUsing({ usedBy: [use('Mobile'), use('Home')] })).toBe('2 statuses still use it.');
  });

  test('a status of the administrator is named, with who must act', () => {
    expect(administratorMustAct([use('Mobile')])).toBe('');
    expect(administratorMustAct([use('Mobile'), use('Out of Office', true)])).toBe(
      'Out of Office is defined by your administrator, so only they can change it.',
    );
    expect(administratorMustAct([use('A', true), use('B', true)])).toBe(
      'A and B are defined by your administrator, so only they can change them.',
    );
  });
});

describe('why a status stands out', () => {
  test('a gone number from whichever place, before anything else', () => {
    expect(statusMark(status('Office'), me({}))).toBeNull();
    expect(statusMark(status('Mobile', { whenBusy: '6001', broken: true }), me({}))).toBe(
      'uses 6001, which was deleted',
    );
    expect(statusMark(status('Mobile', { makeCallFrom: '6002' }), me({}))).toBe(
      'uses 6002, which belongs to somebody else now',
    );
  });

  test('D1: a role with no phone behind it', () => {
    expect(statusMark(status('Soft', { makeCallFrom: 'soft-phone', broken: true }), me({}))).toBe(
      'broken: there is no softphone',
    );
  });

  test('the first that needs its user is looked at first', () => {
    const statuses = [
      status('Office', { active: true }),
      status('Away', { makeCallFrom: '6001', locked: true }),
      status('Mobile', { makeCallFrom: '6001' }),
    ];
    expect(firstStatus(me({ statuses }))).toBe('Mobile');
    expect(firstStatus(me({ statuses: statuses.slice(0, 2) }))).toBe('Office');
    expect(firstStatus(me({}))).toBeNull();
  });
});

test('a status may be called anything', () => {
  expect(mine.status('50% / home?', 'makeCallFrom')).toBe(
    '/~/me/statuses/50%25%20%2F%20home%3F?field=makeCallFrom',
  );
  expect(isAt('/~/me/statuses/50% %2F home%3F', mine.status('50% / home?'))).toBe(true);
  expect(isAt('/~/me/statuses/50%', mine.status('50% / home?'))).toBe(false);
});

test('what undo would do', () => {
  expect(undoWords('Undo: Mobile › Make call from 6001 → 3000')).toEqual({
    label: 'Undo',
    what: 'Mobile › Make call from 6001 → 3000',
  });
  expect(undoWords('Redo the last change')).toEqual({ label: 'Redo', what: 'the last change' });
});
