import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText } from './fold.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

describe('texts as they are looked for', () => {
  test.each([
    ['Müller', 'muller'],
    ['MU\u0308LLER', 'muller'],
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['Ångström', 'angstrom'],
    ['Søren Łukasz Đặng', 'soren lukasz dang'],
    ['İstanbul IŞIK ışık', 'istanbul isik isik'],
    ['ΟΔΥΣΣΕΎΣ', 'οδυσσευσ'],
    ['ЁЛКА', 'елка'],
    ['हिन्दी', 'हिन्दी'],
    ['100% _x', '100% _x'],
    ['', ''],
  ])('%s is looked for as %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test('folding again changes nothing, and a part is found in the whole', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aÄäßẞΣσςŁøİıi\u0308\u0301 -1й日') });
    fc.assert(
      fc.property(text, text, text, (before, word, after) => {
        const whole = foldText(before + word + after);
        expect(foldText(whole)).toBe(whole);
        expect(whole).toContain(foldText(word));
      }),
      { numRuns },
    );
  });
});
