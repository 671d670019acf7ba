/*
 * The one way in which Rollcall writes CSV (RFC 4180). Spreadsheets run what looks like a formula, and what stands in
 * a directory entry was written by somebody else (docs/decisions/017).
 */

/** What begins every file: without a byte order mark, Excel does not see that it is UTF-8. */
export const CSV_MARK = '\uFEFF';

/** Blanks, quotes and invisible characters that a reader may pass over before it looks for a formula. */
const PASSED_OVER = String.raw`[\s\p{Cc}\p{Cf}"]*`;
/** What begins a formula, in every form that compatibility makes the same: full-width, small, raised, lowered, doubled. */
const SIGN = '[=+\\-@＝＋－＠﹦﹢﹣﹫⁺⁼₊₌⩵⩶﬩]';

/** The beginning of a cell that is marked. Apostrophes count along, so that a mark can be told from the text. */
const CELL_START = new RegExp(`^'*(?:${PASSED_OVER}${SIGN}|[\\t\\r\\n])`, 'u');
/** The beginning of what becomes a cell of its own where semicolons part cells, as in a German Excel. */
const PART_START = new RegExp(`^'*${PASSED_OVER}${SIGN}`, 'u');
/** What most cells have none of. */
const SUSPECT = new RegExp(`${SIGN}|[\\t\\r\\n]`, 'u');

/** What no spreadsheet computes anything with: a dash, a number, a phone number of digits and blanks. */
const HARMLESS = /^(?:-|[+-]?\d+(?:[.,]\d+)?|\+?\d[\d ]*)$/;

/**
 * A text as it stands in a cell: an apostrophe before whatever a spreadsheet could take for a formula. Texts that
 * differ stay different, so taking the apostrophes away again gives the text back.
 *
 * @param isFirst whether the cell begins its row. Where semicolons part cells the whole row is one, and then a number
 * and what follows it are a formula together.
 */
function safeCell(text: string, isFirst: boolean): string {
  if (!SUSPECT.test(text)) return text;
  if (!isFirst && text.split(';').every((part) => HARMLESS.test(part))) return text;
  const parts = text.split(/(?<=[;\r\n])/);
  return parts.map((part, index) => (isMarked(part, parts[index - 1]) ? `'${part}` : part)).join('');
}

/** Whether a part of a cell that begins the cell, or comes behind a semicolon or line end, needs the apostrophe. */
function isMarked(part: string, before: string | undefined): boolean {
  if (before === undefined) return CELL_START.test(part);
  if (before.endsWith(';') && HARMLESS.test(part.replace(/[;\r\n]$/, ''))) return false;
  return PART_START.test(part);
}

/** One row with its line end. Numbers are written as they are, null as an empty cell. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | null, column: number): string {
  if (typeof cell === 'number') return String(cell);
  const text = safeCell(cell ?? '', column === 0);
  // The semicolon too: the quote keeps a number behind it from joining what the next cell holds.
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
