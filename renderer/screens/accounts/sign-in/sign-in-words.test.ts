import { describe, expect, test } from 'vitest';
import type { SignIn } from '../../../../shared/contract/index.ts';
import {
  daysOf,
  revokeSentence,
  savedSentence,
  signInFacts,
  signInSentence,
  whyNotRevoke,
} from './sign-in-words.ts';

const none: SignIn = {
  kind: 'own',
  source: 'HQ',
  hasPassword: false,
  codeUntil: null,
  lockedUntil: null,
  lastSignIn: null,
};
const until = '2026-08-01T10:00:00.000Z';

describe('how an account signs in', () => {
  test('E15: one of a directory over the connection of its synchronizer', () => {
    const directory: SignIn = { ...none, kind: 'directory', source: 'HQ directory' };
    expect(signInSentence(directory)).toBe('Signs in with the directory password over HQ directory.');
    expect(signInSentence({ ...directory, source: null })).toMatch(/nobody can sign in now/);
    expect(signInFacts(directory)).toEqual([['Locked', '']]);
  });

  test('others with a password or a one-time code, or not at all', () => {
    expect(signInSentence({ ...none, hasPassword: true })).toBe('Signs in with a password.');
    expect(signInSentence({ ...none, hasPassword: true, codeUntil: until })).toBe(
      'Signs in with a password, or once with a one-time code.',
    );
    expect(signInSentence({ ...none, codeUntil: until })).toBe('Signs in with a one-time code.');
    expect(signInSentence(none)).toMatch(/^Cannot sign in/);
  });

  test('what is set, until when, and what is locked', () => {
    expect(signInFacts(none)).toEqual([
      ['Password', 'None'],
      ['One-time code', 'None'],
      ['Locked', ''],
    ]);
    const [password, code, locked] = signInFacts({
      ...none,
      hasPassword: true,
      codeUntil: until,
      lockedUntil: until,
    });
    expect(password?.[1]).toBe('Set');
    expect(code?.[1]).toMatch(/^Valid until .*2026/);
    expect(locked?.[1]).toMatch(/^Until .*2026.*: wrong tries$/);
  });
});

test('only what is there can be taken away, and what it does is said', () => {
  expect(whyNotRevoke(none)).toMatch(/neither/);
  expect(whyNotRevoke({ ...none, codeUntil: until })).toBeNull();
  expect(whyNotRevoke({ ...none, lastSignIn: until })).toBeNull();
  expect(revokeSentence(none)).toBe('The user is signed out wherever they are.');
  expect(revokeSentence({ ...none, hasPassword: true })).toMatch(/^The password stops working at once/);
  expect(revokeSentence({ ...none, hasPassword: true, codeUntil: until })).toMatch(
    /^The password and the one-time code stop working at once/,
  );
});

test('a code holds from 1 to 90 days', () => {
  expect([daysOf(14), daysOf('7'), daysOf(0), daysOf(91), daysOf(''), daysOf(1.5)]).toEqual([
    14,
    7,
    null,
    null,
    null,
    null,
  ]);
});

test('saving codes says how many, and how many are left out', () => {
  expect(savedSentence({ codes: 1, passedOver: [] })).toBe('1 one-time code saved.');
  expect(savedSentence({ codes: 1200, passedOver: [1, 2] })).toBe(
    '1,200 one-time codes saved. 2 accounts were passed over.',
  );
});
