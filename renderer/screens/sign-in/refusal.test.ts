import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { countdown, spokenCountdown, waitSecondsOf } from './refusal.ts';

test('how long to wait is read from the refusal', () => {
  const refused = (data: unknown) => new ORPCError('sign-in.locked', { data });
  expect(waitSecondsOf(refused({ details: { waitSeconds: 4.2 } }))).toBe(5);
  expect(waitSecondsOf(refused({ details: {} }))).toBe(0);
  expect(waitSecondsOf(refused(undefined))).toBe(0);
  expect(waitSecondsOf(new Error('lost'))).toBe(0);
});

test('a countdown is seen each second and heard now and then', () => {
  expect(countdown(9)).toBe('9 s');
  expect(countdown(245)).toBe('4 min 05 s');
  expect(spokenCountdown(245)).toBe('You can try again in about 5 minutes.');
  expect(spokenCountdown(45)).toBe(spokenCountdown(31));
  expect(spokenCountdown(0)).toBe('You can try again now.');
});
