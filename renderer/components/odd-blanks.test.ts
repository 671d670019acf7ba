import { expect, test } from 'vitest';
import { withOddBlanks } from './odd-blanks.ts';

test('D15: blanks that nobody sees are marked, others are not', () => {
  expect(withOddBlanks('Eva Kane')).toBe('Eva Kane');
  expect(withOddBlanks('Kane ')).toBe('Kane␣');
  expect(withOddBlanks(' Kane')).toBe('␣Kane');
  expect(withOddBlanks('van  Dam')).toBe('van␣␣Dam');
  expect(withOddBlanks('van\u00a0Dam')).toBe('van␣Dam');
  expect(withOddBlanks('R&D\t')).toBe('R&D␣');
  expect(withOddBlanks('')).toBe('');
  expect(withOddBlanks('𝒜 𝒷')).toBe('𝒜 𝒷');
});
