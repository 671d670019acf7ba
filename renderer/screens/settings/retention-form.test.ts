import { expect, test } from 'vitest';
import { retentionOf, shortens } from './retention-form.ts';

const stored = { journalDays: 30, journalRuns: 100, runDays: 400 };

test('a form means its numbers, when each is within its limits', () => {
  expect(retentionOf(stored)).toEqual(stored);
  for (const wrong of [0, 3651, 1.5, '', '12', -1]) {
    expect(retentionOf({ ...stored, journalDays: wrong })).toBeNull();
  }
  expect(retentionOf({ ...stored, journalRuns: 10_000 })).toMatchObject({ journalRuns: 10_000 });
  expect(retentionOf({ ...stored, runDays: 10_000 })).toBeNull();
});

test('any shorter time throws something away', () => {
  expect(shortens(stored, stored)).toBe(false);
  expect(shortens(stored, { ...stored, runDays: 500 })).toBe(false);
  expect(shortens(stored, { ...stored, runDays: 500, journalRuns: 99 })).toBe(true);
});
