/** What a spreadsheet may take for the beginning of a formula, also in the full-width forms of East Asia. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Numbers as people write them: no spreadsheet computes anything with these. */
const NUMBER = /^[+-]?\d+([.,]\d+)?$/;

/** One row of CSV (RFC 4180). A text that a spreadsheet would take for a formula is marked as text. */
function row(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell) => {
      if (typeof cell === 'number') return String(cell);
      const text = cell ?? '';
      const safe = FORMULA.test(text) && text !== '-' && !NUMBER.test(text) ? `'${text}` : text;
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    })
    .join(',');
}

/** A table as CSV, with a byte order mark so that spreadsheets read it as UTF-8. */
export function csv(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return `\uFEFF${[header, ...rows].map(row).join('\r\n')}\r\n`;
}
