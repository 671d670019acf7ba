import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newCode, shownCode, typedCode } from './one-time-codes.ts';

describe('one-time codes', () => {
  test('they are sixteen letters that nobody mistakes for another, by chance', () => {
    const codes = Array.from({ length: 2000 }, newCode);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(new Set(codes).size).toBe(codes.length);
    const letters = new Map<string, number>();
    for (const letter of codes.join('')) letters.set(letter, (letters.get(letter) ?? 0) + 1);
    expect(letters.size).toBe(32);
    // 1000 of each on average; the deviation is some 31.
    for (const count of letters.values()) expect(Math.abs(count - 1000)).toBeLessThan(220);
    expect(shownCode('7KQ4M2XD9TRPC3WN')).toBe('7KQ4-M2XD-9TRP-C3WN');
  });

  test('however it is typed, it is the same code', () => {
    const code = '70141M2XD9TRPC3W'.slice(0, 16);
    for (const typed of [
      '7014-1M2X-D9TR-PC3W',
      ' 7014 1m2x d9tr pc3w\n',
      '7o14-lm2x-d9tr-pc3w',
      '7O14–IM2X—D9TR‑PC3W',
      '７０１４１Ｍ２ＸＤ９ＴＲＰＣ３Ｗ',
      '7014\u200b1M2XD9TRPC3W\u00a0',
    ]) {
      expect(typedCode(typed), typed).toBe(code);
    }
  });

  test('what is no code is none', () => {
    for (const typed of [
      '',
      '7KQ4-M2XD-9TRP-C3W',
      '7KQ4-M2XD-9TRP-C3WN-0',
      'UUUU-UUUU-UUUU-UUUU',
      '7KQ4_M2XD_9TRP_C3WN',
    ]) {
      expect(typedCode(typed), typed).toBeNull();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const code = typedCode(text);
        if (code !== null) expect(typedCode(shownCode(code))).toBe(code);
      }),
    );
  });
});
