import { expect, test } from 'vitest';
import { duration, relativeTime, shortTime } from './times.ts';

const noon = new Date(2026, 10, 23, 12, 0).getTime();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [0, 'just now'],
  [59_000, 'just now'],
  [MINUTE, '1 min ago'],
  [59 * MINUTE, '59 min ago'],
  [HOUR, '1 h ago'],
  [20 * HOUR, '20 h ago'],
  [3 * 24 * HOUR, '3 days ago'],
])('%d ms ago is "%s"', (ago, words) => {
  expect(relativeTime(noon - ago, noon)).toBe(words);
});

test('a moment of yesterday that is a day old names its time', () => {
  expect(relativeTime(new Date(2026, 10, 22, 9, 30).getTime(), noon)).toMatch(/^yesterday .*9.*30/);
});

test('a clock that runs behind makes no negative span', () => {
  expect(relativeTime(noon + 5 * MINUTE, noon)).toBe('just now');
});

test.each([
  [new Date(2026, 10, 23, 14, 0), /^today /],
  [new Date(2026, 10, 24, 2, 0), /^tomorrow /],
  [new Date(2026, 10, 27, 2, 0), /^Fri /],
  [new Date(2026, 11, 24, 2, 0), /24/],
])('%s is written as %s', (at, words) => {
  expect(shortTime(at.getTime(), noon)).toMatch(words);
});

test.each([
  [812, '0.8 s'],
  [12_400, '12 s'],
  [185_000, '3 min 5 s'],
  [3_900_000, '1 h 5 min'],
])('%d ms last %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
