import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRow } from './csv.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

/** How a cell that is not the first of its row is written. */
const second = (text: string) => readCsv(csvRow(['x', text]))[0]![1];

test('a row is RFC 4180', () => {
  expect(csvRow(['plain', 'a, b', 'say "hi"', 'two\r\nlines', '', null, 7, -7])).toBe(
    'plain,"a, b","say ""hi""","two\r\nlines",,,7,-7\r\n',
  );
});

describe('what a spreadsheet could take for a formula is marked with an apostrophe', () => {
  test.each([
    ['=cmd|calc', "'=cmd|calc"],
    ['+SUM(A1)', "'+SUM(A1)"],
    ['-2+3', "'-2+3"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['\nx', "'\nx"],
    ['  =1', "'  =1"],
    ['\u3000＝1', "'\u3000＝1"],
    ['\u00a0@x', "'\u00a0@x"],
    ['\u200b=1', "'\u200b=1"],
    ['\uFEFF=1', "'\uFEFF=1"],
    ['\u0000=1', "'\u0000=1"],
    ['"=1', `'"=1`],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠x', "'＠x"],
    ['﹦1', "'﹦1"],
    ['⁺1', "'⁺1"],
    ['⩵1', "'⩵1"],
    ['+41-44-123', "'+41-44-123"],
    ['+41 (44) 123', "'+41 (44) 123"],
    ['+1/2', "'+1/2"],
    ['-1e5', "'-1e5"],
  ])('%j becomes %j', (text, cell) => {
    expect(second(text)).toBe(cell);
  });

  test('where semicolons or line ends begin a cell, so too inside one', () => {
    expect(second('R&D;=1')).toBe("R&D;'=1");
    expect(second('R&D; "=1"')).toBe(`R&D;' "=1"`);
    expect(second('one\r\n=1')).toBe("one\r\n'=1");
    expect(second(' \n+9')).toBe(" \n'+9");
    expect(second('+49 1;2;=1')).toBe("'+49 1;2;'=1");
  });

  test('an apostrophe that was there already is told from the mark', () => {
    expect(second("'=1")).toBe("''=1");
    expect(second("'n Huis")).toBe("'n Huis");
  });
});

test.each(['+41 44 123 45 67', '+4930123456', '-12', '+1.5', '-1,5', '-', '+49 1;2;0', '3001;+41 44 1'])(
  '%s computes nothing and stays as it is',
  (text) => {
    expect(second(text)).toBe(text);
  },
);

test('at the beginning of a row a signed number is marked, since it could join what comes after it', () => {
  expect(csvRow(['-1', '5+cmd|calc'])).toBe("'-1,5+cmd|calc\r\n");
  expect(csvRow([-1, 'x'])).toBe('-1,x\r\n');
});

test.each(['a=b', 'x@y.example', 'a - b', 'R&D; Sales', '1+1', 'two\nlines', '3001', "O'Neil"])(
  '%j is no formula and stays as it is',
  (text) => {
    expect(second(text)).toBe(text);
  },
);

/** Texts of what matters here, often enough to meet each other. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'=+-@＝＋－＠﹦⁺⩵\'"\t\r\n;, 1239.a\u3000\u200b\u0000\uFEFF'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(''));
const tables = fc.array(fc.array(nasty, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 });

describe('properties', () => {
  test('every cell comes back, and without its marks is the text', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const cells = readCsv(rows.map(csvRow).join(''));
        expect(cells.map((row) => row.map((cell) => unmarked(cell)))).toEqual(rows);
      }),
      { numRuns },
    );
  });

  test('no cell that was read begins like a formula, unless it is a number', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        for (const row of readCsv(rows.map(csvRow).join(''))) {
          for (const [column, cell] of row.entries()) {
            expect([cell, beginsLikeFormula(cell) && (column === 0 || !isNumbers(cell))]).toEqual([
              cell,
              false,
            ]);
          }
        }
      }),
      { numRuns },
    );
  });

  test('nor does any for a reader that parts cells at semicolons, whatever it makes of quotes', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        for (const part of rows
          .map(csvRow)
          .join('')
          .split(/[;\r\n]/)) {
          const inside = /^([^",]*)/.exec(part)![1]!;
          // Behind a number that is no formula stands the quote of its cell, or the next semicolon.
          const number = isNumbers(inside) && (inside === part || part[inside.length] === '"');
          expect([part, /^\s*[=+\-@＝＋－＠﹦]/.test(part) && !number]).toEqual([part, false]);
        }
      }),
      { numRuns },
    );
  });
});

/** A second opinion of what begins a formula: by compatibility, which turns full-width and small forms into the usual ones. */
function beginsLikeFormula(cell: string): boolean {
  if (/^[\t\r\n]/.test(cell)) return true;
  return /^[=+\-@]/.test(cell.replace(/^[\s\u200b\u0000\uFEFF]+/, '').normalize('NFKC'));
}

function isNumbers(cell: string): boolean {
  return cell.split(';').every((part) => /^(-|[+-]?[0-9]+([.,][0-9]+)?|\+?[0-9][0-9 ]*)$/.test(part));
}

/** The text of a cell: an apostrophe goes wherever what follows it would have had to be marked. */
function unmarked(cell: string): string {
  const [start = '', ...parts] = cell.split(/(?<=[;\r\n])/);
  const formula = /^'+[\s\p{Cc}\p{Cf}"]*[=+\-@＝＋－＠﹦﹢﹣﹫⁺⁼₊₌⩵⩶﬩]/u;
  const isStart = formula.test(start) || /^'+[\t\r\n]/.test(start);
  return (
    (isStart ? start.slice(1) : start) +
    parts.map((part) => (formula.test(part) ? part.slice(1) : part)).join('')
  );
}

/** A reader of RFC 4180 that shares nothing with the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) throw new Error(`not CSV at ${at}: ${text.slice(at, at + 40)}`);
    rows.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') rows.push([]);
  }
  rows.pop();
  return rows;
}
