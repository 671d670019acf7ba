/** One row of CSV (RFC 4180). A text that a spreadsheet would take for a formula is marked as text. */
function row(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell) => {
      if (typeof cell === 'number') return String(cell);
      const text = cell ?? '';
      const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text;
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
