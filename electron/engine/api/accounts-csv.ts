import { stringify } from 'csv-stringify/sync';
import type { AccountRecord } from '../store/index.ts';
import { allNumbers } from './account-numbers.ts';

/** Headers as in MiCollab's bulk provisioning where its names are known (domain.md 7.3), in the product's words else. */
const COLUMNS: readonly [header: string, value: (account: AccountRecord, enterprise: string) => string][] = [
  ['First Name', ({ fields }) => fields.firstName],
  ['Last Name', ({ fields }) => fields.lastName],
  ['Login ID', ({ fields }) => fields.loginId],
  ['Email Address', ({ fields }) => fields.email],
  ['Department', ({ fields }) => fields.department],
  ['Desk Phone', ({ fields }) => fields.deskPhone],
  ['Soft Phone', ({ fields }) => fields.softPhone],
  ['PBX Node', ({ fields }) => fields.pbxNode],
  ['Mobile', ({ fields }) => fields.mobile],
  ['Title', ({ fields }) => fields.title],
  ['Location', ({ fields }) => fields.location],
  ['Mailbox', ({ fields }) => fields.mailbox],
  ['Display Name', ({ fields }) => fields.displayName],
  ['Source', ({ source }) => source ?? ''],
  ['Active', ({ active }) => (active ? 'Yes' : 'No')],
  ['Feature Profile', ({ featureProfile }) => featureProfile ?? ''],
  ['Numbers', (account) => allNumbers(account).join(';')],
  ['Enterprise', (_, enterprise) => enterprise],
];

/** What a spreadsheet may take for the beginning of a formula, also in the full-width forms of East Asia. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Numbers as people write them, several joined by semicolons: no spreadsheet computes anything with these. */
const NUMBERS = /^(\+[\d ]+|[\d ]+)(;(\+[\d ]+|[\d ]+))*$/;

/** The header, after a byte order mark: without one, Excel does not see that it is UTF-8. */
export const CSV_START = `\uFEFF${lines([COLUMNS.map(([header]) => header)])}`;

/** The accounts as CSV (RFC 4180), a line each. */
export function csvRows(accounts: readonly AccountRecord[], enterprise: string): string {
  return lines(
    accounts.map((account) => COLUMNS.map(([, value]) => neutralised(value(account, enterprise)))),
  );
}

/** A leading apostrophe keeps a spreadsheet from running what somebody wrote into their directory entry. */
function neutralised(cell: string): string {
  return FORMULA.test(cell) && cell !== '-' && !NUMBERS.test(cell) ? `'${cell}` : cell;
}

function lines(rows: string[][]): string {
  return stringify(rows, { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
}
