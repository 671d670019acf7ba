import { CSV_MARK, csvRow } from '../../../shared/domain/csv.ts';
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

/** The header, after a byte order mark. */
export const CSV_START = `${CSV_MARK}${csvRow(COLUMNS.map(([header]) => header))}`;

/** The accounts as CSV, a line each, safe to open in a spreadsheet (docs/decisions/017). */
export function csvRows(accounts: readonly AccountRecord[], enterprise: string): string {
  return accounts.map((account) => csvRow(COLUMNS.map(([, value]) => value(account, enterprise)))).join('');
}
