import { expect, test } from 'vitest';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import { movedNumbers } from './pbx-numbers.ts';

function moves(
  [key, before]: [string, Partial<AccountFields>],
  [newKey, now]: [string, Partial<AccountFields>],
): string[] {
  const fields = { ...emptyFields(), ...now };
  return movedNumbers(key, { ...emptyFields(), ...before }, { key: Buffer.from(newKey), fields }).map(
    ({ from, to }) => `${from} → ${to}`,
  );
}

const eva = { deskPhone: '3000', softPhone: '3001', pbxNumbers: '3000 desk, 3001 soft' };

test('D5: a renumbered desk phone and softphone take the references of the old ones', () => {
  const now = { deskPhone: '5000', softPhone: '5001', pbxNumbers: '5000 desk, 5001 soft' };
  expect(moves(['3000', eva], ['5000', now])).toEqual(['3000 → 5000', '3001 → 5001']);
});

test('D5: a number that the account still has, or had before, is no renumbering', () => {
  const swapped = { deskPhone: '3001', softPhone: '3000', pbxNumbers: '3000 soft, 3001 desk' };
  expect(moves(['3000', eva], ['3001', swapped])).toEqual([]);
  const grown = { deskPhone: '5000', softPhone: '3001', pbxNumbers: '3000 desk, 3001 soft, 5000 desk' };
  expect(moves(['3000', eva], ['5000', grown])).toEqual([]);
});

test('D5: nothing moves while the account is known by the same number', () => {
  const now = { deskPhone: '5000', softPhone: '3000', pbxNumbers: '3000 soft, 5000 desk' };
  expect(moves(['3000', { ...eva, softPhone: '' }], ['3000', now])).toEqual([]);
});

test('D5: one to one: two old numbers never become one', () => {
  const now = { deskPhone: '5000', softPhone: '5000', pbxNumbers: '5000 desk' };
  expect(moves(['3000', eva], ['5000', now])).toEqual(['3000 → 5000']);
});

test('D5: the pilot of a group moves as the number that the account is known by', () => {
  const before = { deskPhone: '4001', pbxNumbers: '4000 soft, 4001 desk', softPhone: '4000' };
  const now = { deskPhone: '4001', pbxNumbers: '4001 desk, 6000 soft', softPhone: '6000' };
  expect(moves(['4000', before], ['6000', now])).toEqual(['4000 → 6000']);
});
