import { CSV_MARK, csvRow } from './csv.ts';

/** A one-time code, and whose it is. */
interface ListedCode {
  loginId: string;
  firstName: string;
  lastName: string;
  email: string;
  code: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** What begins a list of one-time codes as CSV: its header, after a byte order mark. */
export const CODE_LIST_START =
  CSV_MARK + csvRow(['Login ID', 'First name', 'Last name', 'E-mail', 'One-time code', 'Valid until']);

/** The codes as CSV, a line each, safe to open in a spreadsheet (docs/decisions/017). */
export function codeRows(codes: readonly ListedCode[]): string {
  return codes
    .map(({ loginId, firstName, lastName, email, code, expiresAt }) =>
      csvRow([loginId, firstName, lastName, email, code, expiresAt]),
    )
    .join('');
}
