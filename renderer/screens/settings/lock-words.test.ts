import { expect, test } from 'vitest';
import { emptyLock, lockOf, whyNotAgain } from './lock-words.ts';

const typed = { ...emptyLock(15), next: 'correct horse', again: 'correct horse' };

test('a first lock needs a password, twice the same', () => {
  expect(lockOf(emptyLock(15), false)).toBeNull();
  expect(lockOf(typed, false)).toEqual({ current: '', next: 'correct horse', idleMinutes: 15 });
  expect(lockOf({ ...typed, again: 'correct' }, false)).toBeNull();
});

test('one that is set is changed with its password only, which may stay', () => {
  expect(lockOf(typed, true)).toBeNull();
  expect(lockOf({ ...typed, current: 'old password' }, true)).toEqual({
    current: 'old password',
    next: 'correct horse',
    idleMinutes: 15,
  });
  expect(lockOf({ ...emptyLock(5), current: 'old password' }, true)).toEqual({
    current: 'old password',
    next: 'old password',
    idleMinutes: 5,
  });
});

test('it locks itself after a minute to a day', () => {
  for (const idleMinutes of [0, 1441, '', 1.5]) expect(lockOf({ ...typed, idleMinutes }, false)).toBeNull();
  expect(lockOf({ ...typed, idleMinutes: '30' }, false)?.idleMinutes).toBe(30);
});

test('that the passwords differ is said when it is sure', () => {
  expect(whyNotAgain({ next: 'abc', again: '' })).toBeNull();
  expect(whyNotAgain({ next: 'abc', again: 'ab' })).toBeNull();
  expect(whyNotAgain({ next: 'abc', again: 'abd' })).toBe('The two passwords differ.');
});
