import { describe, expect, test } from 'vitest';
import type { AccountDetail, Status } from '../../../shared/contract/index.ts';
import { callerWord, firstTarget, pointingAt, targetsOf, targetWord } from './repoint.ts';

const status = (more: Partial<Status>): Status => ({
  name: 'Mobile',
  active: false,
  locked: false,
  broken: false,
  edited: true,
  own: false,
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
  ...more,
});

describe('the statuses that point at a number', () => {
  test('A11: from every place, and only those', () => {
    const statuses = [
      status({ makeCallFrom: '6001', sendCallsTo: ['6000', '6001'], whenNoAnswer: '6001' }),
      status({ name: 'Home', whenBusy: '6001', locked: true }),
      status({ name: 'In the Office' }),
      status({ name: 'Other', makeCallFrom: '60011' }),
    ];
    expect(pointingAt(statuses, '6001')).toEqual([
      { name: 'Mobile', places: ['Make call from', 'Send my calls to', 'If I do not answer'], locked: false },
      { name: 'Home', places: ['When I am on the phone'], locked: true },
    ]);
  });

  test('D1: a role holds no number, whatever it is today', () => {
    expect(pointingAt([status({})], 'prime-phone')).toEqual([]);
  });
});

type Phones = Pick<AccountDetail, 'deskPhone' | 'softPhone' | 'numbers'>;
const number = (text: string, more: Partial<Phones['numbers'][number]> = {}): Phones['numbers'][number] => ({
  ...{ number: text, kind: 'desk', origin: 'pbx', state: 'present', heldBy: [] },
  ...more,
});

describe('what statuses can be pointed at', () => {
  const account: Phones = {
    deskPhone: '6000',
    softPhone: null,
    numbers: [
      number('6000'),
      number('6001', { state: 'deleted-on-pbx' }),
      number('6002', { state: 'reassigned' }),
      number('+49 30 12', { kind: 'external', origin: 'manual' }),
    ],
  };

  test('D3: numbers that are gone cannot be chosen, nor the one that is left', () => {
    expect(targetsOf(account, '+49 30 12').numbers.map(({ value }) => value)).toEqual(['6000']);
    expect(targetsOf(account, '6001').numbers.map(({ label }) => label)).toEqual([
      '6000 Desk phone',
      '+49 30 12 External',
    ]);
  });

  test('D1: a role without a phone behind it cannot be chosen', () => {
    expect(targetsOf(account, '6001').roles).toEqual([
      { value: 'desk-phone', label: 'Desk phone (now 6000)', disabled: false },
      { value: 'soft-phone', label: 'Softphone (there is none)', disabled: true },
      { value: 'prime-phone', label: 'Prime phone (now 6000)', disabled: false },
    ]);
    // The desk phone is gone from the PBX: no role stands for it.
    const gone = { ...account, numbers: [number('6000', { state: 'deleted-on-pbx' }), number('7000')] };
    expect(targetsOf(gone, '6000').roles.every(({ disabled }) => disabled)).toBe(true);
  });

  test('the prime phone is offered first, else a number, else nothing', () => {
    expect(firstTarget(targetsOf(account, '6001'))).toBe('prime-phone');
    const none: Phones = { deskPhone: null, softPhone: null, numbers: [number('7000')] };
    expect(firstTarget(targetsOf(none, '6001'))).toBe('7000');
    expect(firstTarget(targetsOf({ ...none, numbers: [] }, '6001'))).toBeNull();
  });
});

test('targets in words', () => {
  expect(targetWord('soft-phone')).toBe('the softphone');
  expect(targetWord('6000')).toBe('6000');
  expect(callerWord('prime-phone')).toBe('Prime phone');
  expect(callerWord('')).toBe('nothing');
});
