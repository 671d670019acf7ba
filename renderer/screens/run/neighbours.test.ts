import { expect, test } from 'vitest';
import { neighboursOf } from './neighbours.ts';

/** Runs 1 to `count`, newest first. */
function runs(count: number) {
  return async ({ before = count + 1, limit }: { before?: number; limit: number }) => {
    const page = Array.from({ length: count }, (_, index) => ({ id: count - index })).filter(
      ({ id }) => id < before,
    );
    const taken = page.slice(0, limit);
    return { runs: taken, next: taken.length < limit ? null : taken.at(-1)!.id };
  };
}

test.each([
  [1, 1, { previous: null, next: null }],
  [5, 3, { previous: 2, next: 4 }],
  [5, 5, { previous: 4, next: null }],
  [5, 1, { previous: null, next: 2 }],
  [100, 71, { previous: 70, next: 72 }],
  [100, 70, { previous: 69, next: 71 }],
  [2000, 1, { previous: null, next: 2 }],
])('of %i runs, run %i stands between %j', async (count, id, between) => {
  expect(await neighboursOf(id, runs(count))).toEqual(between);
});
