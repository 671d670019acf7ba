import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SCHEDULE, formatSpan, parseSpan } from './schedule.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

test('1.4: off by default, and every 24 hours when switched on', () => {
  expect(DEFAULT_SCHEDULE).toEqual({
    enabled: false,
    rule: { kind: 'interval', minutes: 1440 },
    timeZone: null,
  });
});

test.each([
  ['15m', 15],
  ['90m', 90],
  ['24h', 1440],
  ['1d', 1440],
  ['30d', 43_200],
  [' 2h ', 120],
])('E4: the span %s', (text, minutes) => {
  expect(parseSpan(text)).toBe(minutes);
});

test.each(['', '15', 'm', '15 m', '1.5h', '-5m', '15M', '15min', '1h30m', '1234567m', '٣m'])(
  'E4: %j is not a span',
  (text) => {
    expect(parseSpan(text)).toBeNull();
  },
);

test('E4: spans are written in the shortest form that means the same', () => {
  expect([15, 60, 90, 1440, 2880, 43_200, 1500].map(formatSpan)).toEqual([
    '15m',
    '1h',
    '90m',
    '24h',
    '2d',
    '30d',
    '25h',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 43_200 }), (minutes) => {
      expect(parseSpan(formatSpan(minutes))).toBe(minutes);
    }),
    { numRuns },
  );
});
