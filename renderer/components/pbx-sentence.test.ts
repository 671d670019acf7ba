import { describe, expect, test } from 'vitest';
import { zeroCounters, type Counters } from '../../shared/domain/run.ts';
import { devicesSentence, numberParts } from './pbx-sentence.ts';

const counters = (some: Partial<Counters>): Counters => ({ ...zeroCounters(), ...some });

test.each<[Partial<Counters>, string]>([
  [{}, ''],
  [{ devices: 1, assigned: 1 }, 'The 1 device is in an account.'],
  [{ devices: 2500, assigned: 2500 }, 'All 2,500 devices are in accounts.'],
  [{ devices: 3, notAssigned: 3 }, '3 devices are not assigned to any account.'],
  [{ devices: 1, notAssigned: 1 }, '1 device is not assigned to any account.'],
  [{ devices: 2, assigned: 1, notAssigned: 1 }, 'Of 2 devices, 1 is in accounts and 1 is not assigned.'],
  [
    { devices: 1250, assigned: 1240, notAssigned: 10 },
    'Of 1,250 devices, 1,240 are in accounts and 10 are not assigned.',
  ],
])('devices %j: %s', (some, sentence) => {
  expect(devicesSentence(counters(some))).toBe(sentence);
});

describe('numbers', () => {
  test.each<[Partial<Counters>, string[], string[]]>([
    [{}, [], []],
    [{ numbersAdded: 1 }, ['1 number was added'], ['1 number would be added']],
    [{ numbersRemoved: 2 }, ['2 numbers were removed'], ['2 numbers would be removed']],
    [
      { numbersAdded: 12, numbersRemoved: 1 },
      ['12 numbers were added and 1 was removed'],
      ['12 numbers would be added and 1 would be removed'],
    ],
    [
      { numbersHeld: 1 },
      ['1 number is kept, because dynamic statuses point at it'],
      ['1 number would be kept, because dynamic statuses point at it'],
    ],
    [
      { numbersHeld: 2 },
      ['2 numbers are kept, because dynamic statuses point at them'],
      ['2 numbers would be kept, because dynamic statuses point at them'],
    ],
  ])('%j: %j', (some, did, would) => {
    expect(numberParts(counters(some), 'did')).toEqual(did);
    expect(numberParts(counters(some), 'would')).toEqual(would);
  });

  test('D2: accounts that are gone from the PBX and stay are counted', () => {
    expect(numberParts(counters({ orphaned: 1 }), 'did')).toEqual([
      '1 account is gone from the PBX and stays, because something holds one of its numbers',
    ]);
    expect(numberParts(counters({ orphaned: 3, numbersHeld: 3 }), 'did')).toHaveLength(2);
  });
});
