import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codePointLabel,
  escapedText,
  findInvalidBytes,
  findInvalidCharacter,
  isValidCodePoint,
  replaceInvalidCharacters,
  type InvalidCharacter,
} from './characters.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

/** Text of any characters that UTF-8 has, low ones more often. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x2ff), fc.nat(0xffff), fc.nat(0x10ffff)), { maxLength: 12 })
  .map((codes) => String.fromCodePoint(...codes.filter((code) => code < 0xd800 || code > 0xdfff)));

/** Both sides of every edge of the seed's ranges. */
const EDGES: [codePoint: number, valid: boolean][] = [
  [0x0, false],
  [0x8, false],
  [0x9, true],
  [0xa, true],
  [0xb, false],
  [0xc, false],
  [0xd, true],
  [0xe, false],
  [0x1f, false],
  [0x20, true],
  [0x7e, true],
  [0x7f, true],
  [0x80, true],
  [0x85, true],
  [0x9f, true],
  [0xa0, true],
  [0x7ff, true],
  [0x800, true],
  [0xd7ff, true],
  [0xd800, false],
  [0xdbff, false],
  [0xdc00, false],
  [0xdfff, false],
  [0xe000, true],
  [0xfdd0, true],
  [0xfeff, true],
  [0xfffd, true],
  [0xfffe, false],
  [0xffff, false],
  [0x10000, true],
  [0x1fffe, true],
  [0x1ffff, true],
  [0x10fffd, true],
  [0x10ffff, true],
];

describe('2.6: the valid characters of the seed', () => {
  test('2.6: isValidCodePoint is exact at every edge', () => {
    for (const [codePoint, valid] of EDGES) {
      expect([codePoint.toString(16), isValidCodePoint(codePoint)]).toEqual([codePoint.toString(16), valid]);
    }
    expect(isValidCodePoint(0x110000)).toBe(false);
    expect(isValidCodePoint(-1)).toBe(false);
  });

  test('2.6: isValidCodePoint agrees with the pattern of the rule for every code point', () => {
    const rule = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u;
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += codePoint < 0x11000 ? 1 : 0xff) {
      if (isValidCodePoint(codePoint) !== rule.test(String.fromCodePoint(codePoint))) {
        expect.fail(`0x${codePoint.toString(16)}`);
      }
    }
  });

  test('2.6: findInvalidCharacter finds each forbidden character in a string, lone surrogates among them', () => {
    for (const [codePoint, valid] of EDGES) {
      const expected = valid ? null : { kind: 'character', position: 2, codePoint };
      expect(findInvalidCharacter(`a😀${String.fromCodePoint(codePoint)}b`)).toEqual(expected);
    }
    expect(findInvalidCharacter('')).toBeNull();
    expect(findInvalidCharacter('a\ud83d')).toEqual({ kind: 'character', position: 1, codePoint: 0xd83d });
    expect(findInvalidCharacter('\ude00\ud83d')).toEqual({
      kind: 'character',
      position: 0,
      codePoint: 0xde00,
    });
  });

  test('2.6: findInvalidBytes finds each forbidden character in UTF-8 bytes', () => {
    for (const [codePoint, valid] of EDGES) {
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue; // no UTF-8 form: see the next test
      const bytes = Buffer.from(`é😀${String.fromCodePoint(codePoint)}b`);
      const expected = valid ? null : { kind: 'character', position: 2, codePoint };
      expect(findInvalidBytes(bytes)).toEqual(expected);
    }
  });

  test.each([
    ['a continuation byte alone', '80', 0, 0x80],
    ['a continuation byte after text', '6180', 1, 0x80],
    ['an overlong slash in two bytes', 'c0af', 0, 0xc0],
    ['an overlong NUL', 'c080', 0, 0xc0],
    ['an overlong form in three bytes', 'e09fbf', 0, 0xe0],
    ['an overlong form in four bytes', 'f08fbfbf', 0, 0xf0],
    ['a high surrogate', 'eda080', 0, 0xed],
    ['a low surrogate', 'edbfbf', 0, 0xed],
    ['beyond U+10FFFF', 'f4908080', 0, 0xf4],
    ['a lead byte that UTF-8 does not have', 'f5808080', 0, 0xf5],
    ['0xFF', 'c3a9ff', 1, 0xff],
    ['a sequence of two cut short', 'c3', 0, 0xc3],
    ['a sequence of three cut short', '61e282', 1, 0xe2],
    ['a sequence of four cut short', '6161f09f98', 2, 0xf0],
    ['a lead byte where a continuation belongs', 'e2c3a9', 0, 0xe2],
    ['an ASCII byte where a continuation belongs', 'f09f9841', 0, 0xf0],
  ])('2.6: %s is not UTF-8', (_, hex, position, byte) => {
    expect(findInvalidBytes(Buffer.from(hex, 'hex'))).toEqual({ kind: 'utf8', position, codePoint: byte });
  });

  test('2.6: the ends of the valid UTF-8 ranges are taken', () => {
    for (const hex of [
      '7f',
      'c280',
      'dfbf',
      'e0a080',
      'ed9fbf',
      'ee8080',
      'efbfbd',
      'f0908080',
      'f48fbfbf',
    ]) {
      expect([hex, findInvalidBytes(Buffer.from(hex, 'hex'))]).toEqual([hex, null]);
    }
  });

  test('2.6: only the given part of the bytes is looked at', () => {
    const bytes = Buffer.from('00c3a900', 'hex');
    expect(findInvalidBytes(bytes, 1, 3)).toBeNull();
    expect(findInvalidBytes(bytes, 1, 2)).toEqual({ kind: 'utf8', position: 0, codePoint: 0xc3 });
    expect(findInvalidBytes(bytes, 1, 4)).toEqual({ kind: 'character', position: 1, codePoint: 0 });
    expect(findInvalidBytes(bytes, 2, 2)).toBeNull();
  });

  /** By way of TextDecoder: the longest prefix that is good, and what comes after it. */
  function oracle(bytes: Uint8Array): InvalidCharacter | null {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const rule = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u;
    for (let at = 0, position = 0; at < bytes.length; position += 1) {
      let character: string | null = null;
      for (let length = 1; length <= 4 && character === null && at + length <= bytes.length; length += 1) {
        try {
          const text = decoder.decode(bytes.subarray(at, at + length));
          if ([...text].length === 1) {
            character = text;
            at += length;
          }
        } catch {
          // one byte more may make it a character
        }
      }
      if (character === null) return { kind: 'utf8', position, codePoint: bytes[at]! };
      if (!rule.test(character)) {
        return { kind: 'character', position, codePoint: character.codePointAt(0)! };
      }
    }
    return null;
  }

  const pieces = fc.oneof(
    fc.constantFrom(...EDGES.map(([codePoint]) => Buffer.from(String.fromCodePoint(codePoint)))),
    anyText.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom('c0af', 'eda080', 'efbfbe', 'efbfbf', 'f48fbfbf', 'f4908080')
      .map((hex) => Buffer.from(hex, 'hex')),
  );

  test('2.6: findInvalidBytes agrees with a strict decoder on any bytes', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const bytes = Buffer.concat(parts);
        expect(findInvalidBytes(bytes)).toEqual(oracle(bytes));
      }),
      { numRuns },
    );
  });

  test('2.6: findInvalidCharacter and findInvalidBytes agree on text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(findInvalidBytes(Buffer.from(text))).toEqual(findInvalidCharacter(text));
      }),
      { numRuns },
    );
  });

  test('2.6: replacing leaves valid text as it is, and nothing invalid behind', () => {
    expect(replaceInvalidCharacters('Žofia\u0000 😀\ufffe\ud83d!')).toBe('Žofia\ufffd 😀\ufffd\ufffd!');
    const anyUnits = fc.array(
      fc.oneof(
        fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
        anyText,
      ),
    );
    fc.assert(
      fc.property(anyUnits, (parts) => {
        const text = parts.join('');
        const replaced = replaceInvalidCharacters(text);
        expect(findInvalidCharacter(replaced)).toBeNull();
        expect([...replaced].length).toBe([...text].length);
        if (findInvalidCharacter(text) === null) expect(replaced).toBe(text);
      }),
      { numRuns },
    );
  });

  test('RFC 4514: what is no text of a DN is written as hex pairs, and everything else as it is', () => {
    const cases: [hex: string, text: string][] = [
      ['', ''],
      ['636e3dc5bd', 'cn=Ž'],
      ['636e3dff', 'cn=\\FF'],
      ['636e3d01f09f988000', 'cn=\\01😀\\00'],
      ['efbfbe61', '\\EF\\BF\\BEa'],
      ['eda080', '\\ED\\A0\\80'],
      ['c3', '\\C3'],
      ['ff61ff', '\\FFa\\FF'],
      // A byte order mark, and a replacement character that was there before, are characters like others.
      ['efbbbf61efbfbd', '\uFEFFa\uFFFD'],
    ];
    for (const [hex, text] of cases) expect(escapedText(Buffer.from(hex, 'hex'))).toBe(text);
    expect(escapedText(Buffer.from('ff61ff', 'hex'), 1, 2)).toBe('a');
  });

  test('RFC 4514: the hex pairs read back give the bytes, whatever they were', () => {
    // Without backslashes, which mean something else in a DN.
    const parts = fc
      .array(pieces, { maxLength: 8 })
      .map((each) => Buffer.concat(each).filter((byte) => byte !== 0x5c));
    fc.assert(
      fc.property(parts, (bytes) => {
        const text = escapedText(bytes);
        expect(findInvalidCharacter(text)).toBeNull();
        const back = text
          .split(/(\\[0-9A-F]{2})/)
          .map((part) => (part.startsWith('\\') ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part)));
        expect(Buffer.concat(back)).toEqual(Buffer.from(bytes));
      }),
      { numRuns },
    );
  });

  test('2.6: a code point and a byte are told apart in words', () => {
    const label = (kind: InvalidCharacter['kind'], codePoint: number) =>
      codePointLabel({ kind, position: 0, codePoint });
    expect([
      label('character', 1),
      label('character', 0xffff),
      label('utf8', 0xc0),
      label('utf8', 0x80),
    ]).toEqual(['U+0001', 'U+FFFF', '0xC0', '0x80']);
  });
});
