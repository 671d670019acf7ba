import { CSV_MARK, csvRow } from '../../shared/domain/csv.ts';

/** A table as CSV, safe to open in a spreadsheet (docs/decisions/017). */
export function csv(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return `${CSV_MARK}${[header, ...rows].map(csvRow).join('')}`;
}
