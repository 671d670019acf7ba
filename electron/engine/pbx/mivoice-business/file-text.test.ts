import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import { FileText } from './file-text.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

/** Decodes bytes in chunks of a size. */
function decoded(bytes: Uint8Array, size = bytes.length) {
  const file = new FileText('users.csv');
  let text = '';
  for (let at = 0; at < bytes.length; at += size) text += file.decode(bytes.subarray(at, at + size));
  text += file.end();
  return { text, encoding: file.encoding, replaced: file.replaced, endsWithLine: file.endsWithLine };
}

function problem(bytes: Uint8Array, size?: number): string {
  try {
    decoded(bytes, size);
    return 'nothing';
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const utf8 = (text: string) => Buffer.from(text);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const latin = (text: string) => Buffer.from(text, 'latin1');

const HEADER = 'Number;Name\r\n';

describe('the encoding of a file is what its bytes show', () => {
  const sample = `${HEADER}3000;Żółć 漢😀\r\n`;
  test.each([
    ['UTF-8', utf8(sample), sample],
    ['UTF-8', utf8('Number;Name\r\n3000;plain ASCII\r\n'), 'Number;Name\r\n3000;plain ASCII\r\n'],
    ['UTF-8 with BOM', utf8(`\ufeff${sample}`), sample],
    ['UTF-16LE', utf16(`\ufeff${sample}`), sample],
    ['UTF-16LE', utf16(sample), sample],
    ['UTF-16BE', utf16(`\ufeff${sample}`).swap16(), sample],
    ['UTF-16BE', utf16(sample).swap16(), sample],
    ['Windows-1252', latin(`${HEADER}3000;M\xfcller \x80\x9e\x93\r\n`), `${HEADER}3000;Müller €ž“\r\n`],
    ['UTF-8', utf8(''), ''],
    ['UTF-8', utf8('N'), 'N'],
  ] as const)('%s (%#)', (encoding, bytes, text) => {
    for (const size of [1, 2, 3, 5, Math.max(bytes.length, 1)]) {
      expect(decoded(bytes, size)).toMatchObject({ encoding, text });
    }
  });

  test('all of Windows-1252 that has a meaning', () => {
    const bytes = Uint8Array.from([0x80, 0x8a, 0x8c, 0x8e, 0x91, 0x92, 0x99, 0x9c, 0x9f, 0xa0, 0xa4, 0xff]);
    expect(decoded(Buffer.concat([utf8(HEADER), bytes, utf8('\n')])).text).toBe(
      `${HEADER}€ŠŒŽ‘’™œŸ\u00a0¤ÿ\n`,
    );
  });

  test('any text comes back from any encoding, in chunks of any size', () => {
    const writers = [
      utf8,
      (text: string) => utf8(`\ufeff${text}`),
      (text: string) => utf16(`\ufeff${text}`),
      utf16,
    ];
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme', maxLength: 40 })
          .filter((text) => !/\p{Cc}|\ufeff|\ufffe|\uffff/u.test(text)),
        fc.constantFrom(...writers),
        fc.integer({ min: 1, max: 20 }),
        (text, write, size) => {
          expect(decoded(write(HEADER + text), size).text).toBe(HEADER + text);
        },
      ),
      { numRuns },
    );
  });
});

describe('csv.encoding: bytes that are in no encoding are not turned into U+FFFD', () => {
  test.each([
    [
      'a byte that Windows-1252 has not',
      latin(`${HEADER}1;M\xfcller\r\n2;\x81\r\n`),
      'line 3 has the byte 0x81',
    ],
    [
      'UTF-8, then not',
      latin(`${HEADER}1;M\xc3\xbcller\r\n2;M\xfcller\r\n`),
      'its beginning is UTF-8, line 3 is not',
    ],
    [
      'not UTF-8, then UTF-8',
      latin(`${HEADER}1;M\xfcller\r\n2;M\xc3\xbcller\r\n`),
      'line 3 looks like UTF-8',
    ],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x4e, 0, 0, 0]), 'UTF-32'],
    ['half a pair in UTF-16', utf16(`\ufeff${HEADER}1;\ud83d;x\r\n`), 'it is not UTF-16LE near line 1'],
    ['an overlong form', latin(`\xef\xbb\xbf${HEADER}\xc0\xaf\r\n`), 'line 2 is not'],
  ])('%s', (_, bytes, words) => {
    for (const size of [1, 3, bytes.length]) {
      expect(problem(bytes, size)).toMatch(/^csv\.encoding: The encoding of users\.csv cannot be told: /);
    }
    expect(problem(bytes)).toContain(words);
  });

  test.each([
    ['a workbook or an archive', [0x50, 0x4b, 3, 4, 20, 0, 6, 0]],
    ['an old workbook (.xls)', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]],
    ['a packed file (gzip)', [0x1f, 0x8b, 8, 0, 0]],
  ])('%s is to be saved as CSV', (what, bytes) => {
    const said = `csv.encoding: users.csv is ${what}, not text. Save it as CSV.`;
    for (const size of [1, 3, bytes.length]) expect(problem(Buffer.from(bytes), size)).toBe(said);
  });

  test('a control character, and a zero byte, is text that is told to be odd', () => {
    for (const odd of ['\u0007', '\0', '\0\0\0', '\u202e', '\ufffd']) {
      const text = `${HEADER}1;a${odd}\r\n`;
      for (const write of [utf8, utf16]) {
        const file = new FileText('users.csv');
        expect(file.decode(write(text)) + file.end()).toBe(text);
        expect(file.isOdd).toBe(true);
      }
    }
    const plain = new FileText('users.csv');
    plain.decode(utf8(`${HEADER}1;a\t\u200f\u007f\r\n`));
    expect(plain.isOdd).toBe(false);
  });

  test('characters that were lost before are counted, and stay', () => {
    expect(decoded(utf8(`${HEADER}1;M\ufffdller\ufffd\n`))).toMatchObject({
      replaced: 2,
      text: `${HEADER}1;M\ufffdller\ufffd\n`,
    });
    expect(decoded(utf8(`${HEADER}1;Müller\n`)).replaced).toBe(0);
  });
});

describe('file.truncated: a file that ends inside a character', () => {
  test.each([
    ['UTF-8', utf8('Number\n1;ü\n2;漢').subarray(0, -1)],
    ['the first character beyond ASCII', utf8('Number\n1;ü').subarray(0, -1)],
    ['with a mark', utf8('\ufeffNumber\n1;ü').subarray(0, -1)],
    ['UTF-16', utf16('\ufeffNumber\n1;u').subarray(0, -1)],
    ['UTF-16 between the halves of a pair', utf16('\ufeffNumber\n1;😀').subarray(0, -2)],
  ])('%s', (_, bytes) => {
    for (const size of [1, 4, bytes.length]) {
      expect(problem(bytes, size)).toBe('file.truncated: users.csv ends inside a character.');
    }
  });

  test.each([
    ['at its end', `${HEADER}1;a\r\n\0`, 3],
    ['at its end, inside a row', `${HEADER}1;a\0\0`, 2],
    ['in a block, where rows may have been', `${HEADER}1;a\0\0\0\0\r\n2;b\r\n`, 2],
    ['and nothing else', '\0\0\0\0\0\0\0\0', 1],
  ])('zero bytes %s', (_, text, line) => {
    const words = 'has zero bytes where rows should be: a part of it is lost, as after a crash.';
    for (const size of [1, 3, 5, text.length]) {
      expect(problem(utf8(text), size)).toBe(`file.truncated: users.csv, line ${line}, ${words}`);
    }
  });

  test('whether the last line has an end', () => {
    for (const end of ['\n', '\r\n', '\r']) expect(decoded(utf8(`a,b${end}`)).endsWithLine).toBe(true);
    expect(decoded(utf8('a,b\nc')).endsWithLine).toBe(false);
    expect(decoded(utf8('')).endsWithLine).toBe(false);
  });
});
