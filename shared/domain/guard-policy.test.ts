import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_GUARD, effectivePolicy, exceeds, GUARD_LIMITS } from './guard-policy.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

test('E11: the defaults', () => {
  expect(DEFAULT_GUARD).toEqual({
    deletePercent: 20,
    deleteAtLeast: 5,
    deleteAtMost: 500,
    updatePercent: 20,
    updateAtLeast: 5,
  });
});

test.each([
  // count, total, percent, atLeast
  [20, 100, 20, 5, false],
  [21, 100, 20, 5, true],
  [5, 5, 20, 5, false],
  [6, 6, 20, 5, true],
  [6, 30, 20, 5, false],
  [6, 29, 20, 5, true],
  [0, 0, 20, 0, false],
  [1, 0, 20, 0, true],
  [1, 100, 0, 0, true],
  [100, 100, 100, 5, false],
  [7, 100, 7, 5, false],
  [29, 100, 29, 5, false],
])('E11: %i of %i against %i %% and %i', (count, total, percent, atLeast, expected) => {
  expect(exceeds(count, total, percent, atLeast)).toBe(expected);
});

test('E11: the share compares exactly: what fits whole per cents is never over them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 100_000 }),
      (percent, hundreds) => {
        const total = hundreds * 100;
        const share = hundreds * percent;
        expect(exceeds(share, total, percent, -1)).toBe(false);
        expect(exceeds(share + 1, total, percent, -1)).toBe(true);
        expect(exceeds(share + 1, total, percent, share + 1)).toBe(false);
      },
    ),
    { numRuns },
  );
});

test('E11: a policy outside the limits is brought back to them, one inside is left as it is', () => {
  expect(effectivePolicy(DEFAULT_GUARD)).toEqual(DEFAULT_GUARD);
  const off = {
    deletePercent: 100,
    deleteAtLeast: 1e6,
    deleteAtMost: 1e9,
    updatePercent: 100,
    updateAtLeast: 1e6,
  };
  const laxest = {
    deletePercent: 50,
    deleteAtLeast: 20,
    deleteAtMost: 1_000_000,
    updatePercent: 50,
    updateAtLeast: 20,
  };
  expect(effectivePolicy(off)).toEqual(laxest);
  expect(effectivePolicy(laxest)).toEqual(laxest);
  const nothing = {
    deletePercent: 0,
    deleteAtLeast: -1,
    deleteAtMost: 0,
    updatePercent: -9,
    updateAtLeast: -1,
  };
  expect(effectivePolicy(nothing)).toEqual({
    deletePercent: 1,
    deleteAtLeast: 0,
    deleteAtMost: 1,
    updatePercent: 1,
    updateAtLeast: 0,
  });
});

test('E11: the defaults are within the limits', () => {
  expect(Object.keys(GUARD_LIMITS).sort()).toEqual(Object.keys(DEFAULT_GUARD).sort());
});
