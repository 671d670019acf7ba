import { describe, expect, test } from 'vitest';
import type { FeatureRow } from '../../../shared/contract/index.ts';
import {
  assignedWords,
  assignRemark,
  draftRemarks,
  excessOf,
  freeOf,
  freeWord,
  seatsRemark,
  usersOf,
} from './seat-words.ts';

const feature = (name: string, seats: number, used: number, waiting = 0): FeatureRow => ({
  ...{ featureId: 1, name, seats, used, waiting, profiles: [] },
});

describe('6: seats in words', () => {
  test('more in use than there are is none free, and so many too many', () => {
    expect([freeOf({ seats: 10, used: 4 }), excessOf({ seats: 10, used: 4 })]).toEqual([6, 0]);
    expect([freeOf({ seats: 4, used: 10 }), excessOf({ seats: 4, used: 10 })]).toEqual([0, 6]);
    expect([freeWord(null), freeWord(0), freeWord(12_000)]).toEqual(['No limit', '0', '12,000']);
  });

  test('fewer seats than are in use, and seats for those who wait, are pointed out before they are saved', () => {
    expect(seatsRemark(null, 5)).toBeNull();
    expect(seatsRemark({ used: 4, waiting: 0 }, null)).toBeNull();
    expect(seatsRemark({ used: 4, waiting: 0 }, 4)).toBeNull();
    expect(seatsRemark({ used: 4, waiting: 2 }, 4)).toBeNull();
    expect(seatsRemark({ used: 1, waiting: 0 }, 0)).toMatch(/^1 seat in use, 1 more than there would be\./);
    expect(seatsRemark({ used: 1200, waiting: 3 }, 1000)).toMatch(/^1,200 seats in use, 200 more than/);
    expect(seatsRemark({ used: 4, waiting: 1 }, 5)).toMatch(/^1 account with this feature waits for seats\./);
    expect(seatsRemark({ used: 4, waiting: 2 }, 5)).toMatch(/^2 accounts with this feature wait for seats\./);
  });

  test('a feature that comes to a profile with more active members than it has free seats', () => {
    const features = [feature('Chat', 3, 2), feature('Mobile', 40, 0), feature('Softphone', 0, 0)];
    const profile = { features: ['Softphone'], accounts: 4, inactive: 1 };
    expect(draftRemarks(profile, ['Softphone', 'Mobile'], features)).toEqual([]);
    expect(draftRemarks(profile, ['Softphone', 'Mobile', 'Chat'], features)).toEqual([
      'Chat: 3 active members need a seat and 1 is free, 2 too few. The members stay active; more seats will be in use than there are.',
    ]);
    expect(draftRemarks({ ...profile, accounts: 1 }, ['Chat'], features)).toEqual([]);
    expect(draftRemarks(null, ['Softphone'], features)).toEqual([]);
  });

  test('accounts beyond the free seats', () => {
    expect(assignRemark(40, null)).toBeNull();
    expect(assignRemark(12, 12)).toBeNull();
    expect(assignRemark(1, 0)).toMatch(/^No seat is free\./);
    expect(assignRemark(40, 12)).toMatch(/free for 12 more\..*: up to 28\.$/);
    expect(assignedWords('Full', { accounts: 1, inactive: 0 })).toBe('1 account has Full now.');
    expect(assignedWords('Full', { accounts: 40, inactive: 1 })).toBe(
      '40 accounts have Full now. 1 of them is inactive: no seat was free for it.',
    );
    expect(assignedWords('Full', { accounts: 40, inactive: 28 })).toBe(
      '40 accounts have Full now. 28 of them are inactive: no seat was free for them.',
    );
  });

  test('D23: who keeps a profile from being deleted', () => {
    expect(usersOf({ usedBy: [], accounts: 0 })).toEqual([]);
    expect(usersOf({ usedBy: ['synchronizer HQ', 'options of the PBX Node type'], accounts: 1204 })).toEqual([
      'Synchronizer HQ',
      'Options of the PBX Node type',
      '1,204 accounts',
    ]);
  });
});
