import { describe, expect, test } from 'vitest';
import {
  firstOffer,
  goneSentence,
  problemAt,
  repointGroups,
  targetGroups,
  targetLabel,
  type EditorPhones,
} from './options.ts';

const phones: EditorPhones = {
  deskPhone: '3000',
  softPhone: '',
  numbers: [
    { number: '3000', kind: 'desk', state: 'present' },
    { number: '6001', kind: 'soft', state: 'deleted-on-pbx' },
    { number: '6002', kind: 'desk', state: 'reassigned' },
    { number: '+49 30 12', kind: 'external', state: 'present' },
  ],
};

const settings = {
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
};

describe('what a place can be pointed at', () => {
  test('grouped, roles first and gone numbers last', () => {
    expect(targetGroups('makeCallFrom', phones).map(({ group }) => group)).toEqual([
      'Follows the phone',
      'Desk',
      'External',
      'Special',
      'Gone',
    ]);
  });

  test('a role says what is behind it, and cannot be chosen where there is nothing (D1)', () => {
    expect(targetGroups('makeCallFrom', phones)[0]!.items).toEqual([
      { value: 'prime-phone', label: 'Prime phone (3000)', disabled: false, gone: false },
      { value: 'desk-phone', label: 'Desk phone (3000)', disabled: false, gone: false },
      { value: 'soft-phone', label: 'Softphone (there is none)', disabled: true, gone: false },
    ]);
    expect(targetGroups('makeCallFrom', phones, ['soft-phone'])[0]!.items[2]!.disabled).toBe(false);
  });

  test('each place has special targets of its own', () => {
    const special = (slot: Parameters<typeof targetGroups>[0]) =>
      targetGroups(slot, phones)
        .find(({ group }) => group === 'Special')!
        .items.map(({ label }) => label);
    expect(special('makeCallFrom')).toEqual(['Nothing']);
    expect(special('sendCallsTo')).toEqual(['Ring group', 'All devices']);
    expect(special('whenBusy')).toEqual([
      'PBX default',
      'MiCollab Client default',
      'No diversion',
      'Voicemail',
    ]);
    expect(special('whenNoAnswer')).toEqual(special('whenBusy'));
  });

  test('D3: a gone number is a choice only where the place has it already', () => {
    const gone = (kept: string[]) =>
      targetGroups('makeCallFrom', phones, kept)
        .at(-1)!
        .items.map(({ label, disabled }) => [label, disabled]);
    expect(gone([])).toEqual([
      ['6001 (deleted on the phone system)', true],
      ['6002 (somebody else’s now)', true],
    ]);
    expect(gone(['6001', '9999'])).toEqual([
      ['6001 (deleted on the phone system)', false],
      ['6002 (somebody else’s now)', true],
      ['9999 (not a number of this account)', false],
    ]);
  });

  test('the prime phone is offered first, else whatever is there, else nothing', () => {
    expect(firstOffer(repointGroups(phones, '6001'))).toBe('prime-phone');
    const mobile = { deskPhone: '6001', softPhone: null, numbers: phones.numbers.slice(1) };
    expect(firstOffer(repointGroups(mobile, '6001'))).toBe('+49 30 12');
    expect(firstOffer(repointGroups(mobile, '+49 30 12'))).toBeNull();
  });
});

test('targets in words', () => {
  expect(targetLabel('3000', phones)).toBe('3000 (Desk phone)');
  expect(targetLabel('ring-group', phones)).toBe('Ring group');
  expect(targetLabel('', phones)).toBe('Nothing');
  expect(goneSentence('6002', 'reassigned')).toBe('6002 now belongs to somebody else on the phone system.');
});

describe('what does not work about a place', () => {
  test('numbers that are gone, and roles with no phone behind them', () => {
    expect(problemAt('makeCallFrom', settings, phones)).toBeNull();
    expect(problemAt('whenBusy', settings, phones)).toBeNull();
    expect(problemAt('makeCallFrom', { ...settings, makeCallFrom: '6001' }, phones)).toBe(
      'No calls can be made from 6001.',
    );
    expect(problemAt('whenBusy', { ...settings, whenBusy: '6001' }, phones)).toBe(
      'Calls to 6001 reach nobody.',
    );
    expect(problemAt('sendCallsTo', { ...settings, sendCallsTo: ['3000', '6002'] }, phones)).toBe(
      'Calls to 6002 reach somebody else.',
    );
    expect(problemAt('sendCallsTo', { ...settings, sendCallsTo: ['3000', 'soft-phone'] }, phones)).toBe(
      'There is no softphone.',
    );
    expect(problemAt('whenNoAnswer', { ...settings, whenNoAnswer: '77' }, phones)).toBe(
      '77 is not a number of this account.',
    );
  });
});
