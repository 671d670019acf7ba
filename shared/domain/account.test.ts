import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCOUNT_FIELDS, emptyFields, foldLogin, loginProblem, REQUIRED_FIELDS } from './account.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

/** Text of any characters that UTF-8 has, low ones more often. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x2ff), fc.nat(0xffff), fc.nat(0x10ffff)), { maxLength: 12 })
  .map((codes) => String.fromCodePoint(...codes.filter((code) => code < 0xd800 || code > 0xdfff)));

describe('E13: logins are compared without regard to case', () => {
  test.each([
    ['Smith', 'SMITH'],
    ['ÉLODIE', 'élodie'],
    // Composed and decomposed accents.
    ['\u00e9lodie', 'e\u0301lodie'],
    ['E\u0301LODIE', '\u00e9lodie'],
    ['\u212bngstrom', '\u00e5ngstrom'],
    ['Żółć', 'żółć'],
    ['ЖУКОВ', 'жуков'],
  ])('E13: %s and %s are one login', (left, right) => {
    expect(foldLogin(left)).toBe(foldLogin(right));
  });

  test.each([
    ['smith', 'smyth'],
    ['strasse', 'straße'],
    ['jose', 'josé'],
    ['smith', 'smith '],
    ['1001', '１００１'],
    ['ı', 'i'],
  ])('E13: %s and %s are two logins', (left, right) => {
    expect(foldLogin(left)).not.toBe(foldLogin(right));
  });

  test('E13: folding twice changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldLogin(foldLogin(text))).toBe(foldLogin(text));
      }),
      { numRuns },
    );
  });

  test('E13: the case of a Latin-1 login never matters, nor does the form of its accents', () => {
    // ß and µ have capitals outside Latin-1 that mean other letters too.
    const latin = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0xdf && code !== 0xb5);
    const login = fc.array(latin).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(login, (text) => {
        const folded = foldLogin(text);
        expect(foldLogin(text.toUpperCase())).toBe(folded);
        expect(foldLogin(text.toLowerCase())).toBe(folded);
        expect(foldLogin(text.normalize('NFD'))).toBe(folded);
        expect(folded.length).toBe(text.length);
      }),
      { numRuns },
    );
  });
});

describe('4.2: the form of a login ID', () => {
  test.each([
    'ab',
    'smithj',
    '1001',
    'é'.repeat(113),
    'a'.repeat(113),
    'a@b',
    'user.name@example.com',
    'ÿÿ',
    'a b',
  ])('4.2: %s is fine', (login) => {
    expect(loginProblem(login)).toBeNull();
  });

  test.each([
    ['', 'must have 2 to 113 characters'],
    ['a', 'must have 2 to 113 characters'],
    ['a'.repeat(114), 'must have 2 to 113 characters'],
    ['Żaneta', 'must consist of ISO 8859-1 characters'],
    ['ab\u0100', 'must consist of ISO 8859-1 characters'],
    ['李雷', 'must consist of ISO 8859-1 characters'],
    ['@ab', 'must neither begin nor end with @'],
    ['ab@', 'must neither begin nor end with @'],
    ['@@', 'must neither begin nor end with @'],
  ])('4.2: %j %s', (login, problem) => {
    expect(loginProblem(login)).toBe(problem);
  });
});

test('2.5: login ID and last name are required, and every field starts empty', () => {
  expect(REQUIRED_FIELDS).toEqual(['loginId', 'lastName']);
  expect(Object.keys(emptyFields())).toEqual([...ACCOUNT_FIELDS]);
  expect(new Set(Object.values(emptyFields()))).toEqual(new Set(['']));
  expect(emptyFields()).not.toBe(emptyFields());
});
