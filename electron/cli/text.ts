/** Text for people: columns that line up, and nothing in it that a terminal would obey. */

/** A column of a table. */
export interface Column {
  header: string;
  right?: boolean;
}

/**
 * A value for one line of a terminal. Control characters (an escape sequence in somebody's directory entry, say), line
 * separators and marks that turn the direction of the text round are shown as a replacement character.
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Columns that a value of a table takes at most. JSON has it whole. */
const WIDEST_CELL = 60;

/** A value that is no wider than a table shows it; of one that is too wide the beginning. */
function fitted(text: string): string {
  // Most are short, and need not be measured twice.
  if (text.length <= WIDEST_CELL / 2 || displayWidth(text) <= WIDEST_CELL) return text;
  let shown = '';
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += displayWidth(segment);
    if (width >= WIDEST_CELL) break;
    shown += segment;
  }
  return `${shown}…`;
}

/** What a person takes for one character is not cut apart. */
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a text takes on a terminal: East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[\p{Mn}\p{Me}\u200b-\u200f\ufe00-\ufe0f]/u.test(character)) continue;
    width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f900 && code <= 0x1f9ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** Widths under which these rows line up below their headers. */
export function columnWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ header }, index) =>
    rows.reduce(
      (width, row) => Math.max(width, Math.min(WIDEST_CELL, displayWidth(row[index] ?? ''))),
      displayWidth(header),
    ),
  );
}

/**
 * One line of a table. A value that is wider than its column moves the others of its line; one that is very wide is cut,
 * but for the last of the line, which moves nothing.
 */
export function tableLine(
  columns: readonly Column[],
  widths: readonly number[],
  row: readonly string[],
): string {
  const cells = columns.map(({ right }, index) => {
    const value = row[index] ?? '';
    const cell = index === columns.length - 1 ? value : fitted(value);
    const blank = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell)));
    return right ? blank + cell : cell + blank;
  });
  return cells.join('  ').trimEnd();
}

/** A table with its header. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columnWidths(columns, rows);
  const header = columns.map((column) => column.header);
  return [header, ...rows].map((row) => tableLine(columns, widths, row));
}

/** Rows that line up, without a header. */
export function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const columns = (rows[0] ?? []).map(() => ({ header: '' }));
  const widths = columnWidths(columns, rows);
  return rows.map((row) => tableLine(columns, widths, row));
}

/** `1 deletion`, `12 deletions`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A moment in local time, as 2026-11-23 02:00:00. */
export function localTime(iso: string): string {
  const date = new Date(iso);
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** A duration in milliseconds, as 0.4 s, 12 s, 3 min 20 s. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
