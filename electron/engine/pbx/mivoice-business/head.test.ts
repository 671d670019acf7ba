import { describe, expect, test } from 'vitest';
import { findHead, sampleRows } from './head.ts';
import { LIMITS } from './limits.ts';

const NO_MAPPING = {};

describe('the header of a file (domain.md 7.1)', () => {
  test.each([
    [',', 'Number,Device Type,MAC Address'],
    [';', 'Number;Device Type;MAC Address'],
    ['\t', 'Number\tDevice Type\tMAC Address'],
    [';', '"Number";"Device Type";"MAC Address"'],
  ])('is found with its separator %j', (separator, line) => {
    const head = findHead(`${line}\r\n3000${separator}x${separator}y\r\n`, NO_MAPPING);
    expect(head).toMatchObject({ separator, line: 1, offset: 0, isKnown: true });
    expect(head!.headers).toEqual(['Number', 'Device Type', 'MAC Address']);
  });

  test.each(['\r\n', '\n', '\r'])('is found below title lines that end in %j', (lineEnd) => {
    const titles = [
      'User and Services Configuration, page 1',
      '',
      'sep=;',
      'a "stray quote',
      'Exported: 2026;11;01',
    ];
    const text = [...titles, 'Number;Name', '3000;Kane,Eva'].map((line) => line + lineEnd).join('');
    const head = findHead(text, NO_MAPPING)!;
    expect(head).toMatchObject({ separator: ';', line: 6, headers: ['Number', 'Name'], titles });
    expect(text.slice(head.offset).startsWith('Number;Name')).toBe(true);
    expect(sampleRows(text, head)).toEqual([['3000', 'Kane,Eva']]);
  });

  test('case, blanks and punctuation do not matter; empty headers at the end are none', () => {
    const head = findHead('DIRECTORY-NUMBER,device_type, first  NAME ,,\n', NO_MAPPING);
    expect(head?.headers).toEqual(['DIRECTORY-NUMBER', 'device_type', ' first  NAME ']);
  });

  test('mapped headers count like known ones', () => {
    const text = 'Liste;der;Apparate\nRufnummer;Typ;MAC-Nr\n3000;5330 IP;\n';
    expect(findHead(text, NO_MAPPING)).toMatchObject({ isKnown: false, line: 1 });
    expect(findHead(text, { number: 'Rufnummer', deviceType: 'Typ' })).toMatchObject({
      isKnown: true,
      line: 2,
    });
  });

  test('of unknown headers, the first row of the widest table is shown to be mapped', () => {
    const text =
      'Apparate, Stand November\n\nRufnummer;Typ;Name\n3000;5330 IP;Kane, Eva\n3001;5330 IP;Poe, Ian\n';
    expect(findHead(text, NO_MAPPING)).toMatchObject({
      isKnown: false,
      separator: ';',
      headers: ['Rufnummer', 'Typ', 'Name'],
      line: 3,
    });
  });

  test('a header may have a line end in a cell', () => {
    const head = findHead('"Directory\nNumber",Device Type,Name\n3000,x,y\n', NO_MAPPING);
    expect(head).toMatchObject({ line: 1, isKnown: true });
    expect(head!.headers[0]).toBe('Directory\nNumber');
  });

  test.each(['', '\n\n\n', 'just one word\n', 'x'.repeat(LIMITS.headBytes), '"'.repeat(1001)])(
    'there is none in %.20j',
    (text) => {
      expect(findHead(text, NO_MAPPING)).toBeNull();
    },
  );

  test('it is looked for among the first lines only, and quickly', () => {
    const started = performance.now();
    const above = (lines: number) => `${'"a,b;c\td\n'.repeat(lines)}Number,Device Type\n`;
    expect(findHead(above(LIMITS.headLines - 1), NO_MAPPING)?.isKnown).toBe(true);
    expect(findHead(above(LIMITS.headLines), NO_MAPPING)).toBeNull();
    expect(findHead(`${','.repeat(60_000)}\n${'"'.repeat(5001)},x`, NO_MAPPING)).toBeNull();
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('the sample ends where the text is broken', () => {
    const text = 'Number,Name\n1,a\n2,b\n3,"c';
    expect(sampleRows(text, findHead(text, NO_MAPPING)!)).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
    const long = `Number,Name\n${'1,a\n'.repeat(100)}`;
    expect(sampleRows(long, findHead(long, NO_MAPPING)!)).toHaveLength(LIMITS.sampleRows);
  });
});
