import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from './csv.ts';

/** The runner's; the page has no Node, so its types are not known here. */
declare const process: { env: Record<string, string | undefined> };
const runs = Number(process.env['PROPERTY_RUNS'] ?? 100);

test('begins with a byte order mark and ends each row with CR LF', () => {
  expect(csv(['a', 'b'], [['1', 2]])).toBe('\uFEFFa,b\r\n1,2\r\n');
});

test.each(['=cmd|1', '+SUM(A1)', '-2+3', '@x', '\tx', '\rx', '\n=x', '＝1', '＋1', '－1', '＠x'])(
  '%j is marked as text',
  (text) => {
    expect(csv(['a'], [[text]])).toContain(`'${text}`);
  },
);

test.each(['+4930123456', '-12', '-1,5', '-'])('%s computes nothing and stays as it is', (text) => {
  expect(csv(['a'], [[text]])).not.toContain("'");
});

test('no cell can break out of its place', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 })), (rows) => {
      const cells = readBack(csv(['a', 'b'], rows)).slice(1);
      expect(cells).toEqual(
        rows.map((row, at) => row.map((cell, of) => (cells[at]?.[of] === `'${cell}` ? `'${cell}` : cell))),
      );
    }),
    { numRuns: runs },
  );
});

/** An independent reader of RFC 4180. */
function readBack(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 1;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; !(text[at] === '"' && text[at + 1] !== '"'); at += 1) {
        if (text[at] === '"') at += 1;
        cell += text[at];
      }
      at += 1;
    } else {
      while (text[at] !== ',' && text[at] !== '\r') cell += text[at++];
    }
    row.push(cell);
    if (text[at] === ',') at += 1;
    else {
      rows.push(row);
      row = [];
      at += 2;
    }
  }
  return rows;
}
