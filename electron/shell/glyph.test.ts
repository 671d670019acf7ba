import { expect, test } from 'vitest';
import { drawGlyph } from './glyph.ts';

test('every pixel is the colour times its alpha, as Electron takes it', () => {
  const pixels = drawGlyph(32, [200, 100, 50]);
  expect(pixels).toHaveLength(32 * 32 * 4);
  const alphas = new Set<number>();
  for (let at = 0; at < pixels.length; at += 4) {
    const [blue = 0, green = 0, red = 0, alpha = 0] = pixels.subarray(at, at + 4);
    alphas.add(alpha);
    expect(
      [red, green, blue].map((value, index) => Math.abs(value - ([200, 100, 50][index]! * alpha) / 255) <= 1),
    ).toEqual([true, true, true]);
  }
  // Ink, nothing, and soft edges between them.
  expect(alphas.has(255) && alphas.has(0) && alphas.size > 4).toBe(true);
});
