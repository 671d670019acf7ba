import { expect, test } from 'vitest';
import { canonical } from './canonical.ts';

test('values that say the same are one text, in whatever order their keys stand', () => {
  expect(canonical({ a: 1, b: { c: [2, 3], d: null } })).toBe(canonical({ b: { d: null, c: [2, 3] }, a: 1 }));
  expect(canonical({ a: [1, 2] })).not.toBe(canonical({ a: [2, 1] }));
  expect(canonical({ a: 1 })).not.toBe(canonical({ a: '1' }));
});
