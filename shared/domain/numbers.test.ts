import { describe, expect, test } from 'vitest';
import { normalNumber } from './numbers.ts';

const same = (left: string, right: string) => normalNumber(left) === normalNumber(right);

describe('numbers are compared without what only reads better', () => {
  test.each([
    ['+49 (30) 12-34', '+49301234'],
    ['0044 20 7946 0123', '+44 20 7946 0123'],
    ['+44 (0)20 7946 0123', '+44 20 7946 0123'],
    ['+44(0)2079460123', '+44 20 7946 0123'],
    ['0044 (0) 20 7946 0123', '+44-20-7946-0123'],
    ['0044-(0)-20 7946 0123', '+442079460123'],
    ['+353 (0)1 123 4567', '00353 1 123 4567'],
    ['001 212 555 0100', '+1 (212) 555-0100'],
    // Their numbers begin with a zero of their own, which stays.
    ['+39 (0)6 1234 5678', '+39 06 1234 5678'],
    ['+225 (0)7 12 34 56 78', '+225 07 12 34 56 78'],
    [' +44 20 7946 0123', '+442079460123'],
  ])('%s and %s are one', (left, right) => {
    expect(same(left, right)).toBe(true);
  });

  test.each([
    ['a national number', '020 7946 0123', '+44 20 7946 0123'],
    ['a zero without brackets', '+44 020 7946 0123', '+44 20 7946 0123'],
    ['a zero in brackets that is not directly after the country code', '+44 20 (0)7946', '+44 20 7946'],
    ['digits before it that are no country code', '+442 (0)7946 0123', '+442 7946 0123'],
    ['brackets that hold more', '+44 (020) 7946 0123', '+44 20 7946 0123'],
    ['nothing behind the zero', '+44 (0)', '+44'],
    ['no international number at all', '44 (0)20 7946 0123', '44 20 7946 0123'],
    ['Italy, where the zero belongs to the number', '+39 (0)6 1234 5678', '+39 6 1234 5678'],
    ['a code area without such a zero', '+1 (0)212 555 0100', '+1 212 555 0100'],
    ['an extension that begins with 00', '0044', '+44'],
    ['an extension of seven digits', '0044207', '+44207'],
    ['too long for an international number', '0044 2079 4601 2345 67', '+44 2079 4601 2345 67'],
    ['no country code behind 00', '000442079460123', '+0442079460123'],
    ['a plus without the prefix', '442079460123', '+442079460123'],
    ['another country', '0049 20 7946 0123', '+44 20 7946 0123'],
    ['letters', '00442079460123a', '+442079460123a'],
  ])('%s: %s and %s are two', (_, left, right) => {
    expect(same(left, right)).toBe(false);
  });
});
