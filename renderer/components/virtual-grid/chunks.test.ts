import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHUNK, chunksOf, movedTo, placeOf, through } from './chunks.ts';

test('a window within a chunk asks for that one, one across a border for both', () => {
  expect(chunksOf(0, 30, 100_000)).toEqual([0]);
  expect(chunksOf(90, 130, 100_000)).toEqual([0, 1]);
  expect(chunksOf(99_970, 100_020, 100_000)).toEqual([999]);
});

test('an empty list asks for nothing', () => {
  expect(chunksOf(0, 30, 0)).toEqual([]);
});

test('every row of a window is in one of its chunks, and no chunk is without such a row', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(400), fc.nat(5000), (first, more, total) => {
      const chunks = chunksOf(first, first + more, total);
      const needed = new Set<number>();
      for (let row = first; row <= Math.min(first + more, total - 1); row += 1)
        needed.add(placeOf(row).chunk);
      expect(chunks).toEqual([...needed]);
    }),
  );
});

test('a place leads back to its row', () => {
  const { chunk, at } = placeOf(54_321);
  expect(chunk * CHUNK + at).toBe(54_321);
});

test('keys move the selected row and stop at both ends', () => {
  expect(movedTo('ArrowDown', null, 10, 5)).toBe(0);
  expect(movedTo('ArrowDown', 9, 10, 5)).toBe(9);
  expect(movedTo('ArrowUp', 0, 10, 5)).toBe(0);
  expect(movedTo('PageDown', 3, 100, 20)).toBe(23);
  expect(movedTo('PageUp', 3, 100, 20)).toBe(0);
  expect(movedTo('End', 3, 100, 20)).toBe(99);
  expect(movedTo('Home', 3, 100, 20)).toBe(0);
  expect(movedTo('Enter', 3, 100, 20)).toBeNull();
  expect(movedTo('End', null, 0, 20)).toBeNull();
});

test('a stretch of rows has both its ends, whichever comes first', () => {
  expect(through(3, 5)).toEqual([3, 4, 5]);
  expect(through(5, 3)).toEqual([3, 4, 5]);
  expect(through(4, 4)).toEqual([4]);
});
