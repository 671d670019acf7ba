import { setImmediate } from 'node:timers/promises';
import type { AccountRecord, Store } from '../store/index.ts';
import { CSV_START, csvRows } from './accounts-csv.ts';
import { LDIF_START, ldifEntry } from './accounts-ldif.ts';

const PAGE = 1000;

/**
 * The account list as text, a thousand accounts a piece, ordered by Enterprise as given, then login ID
 * (domain.md 7.3). Between pieces other work of the thread gets its turn.
 */
export async function* exportAccounts(
  store: Store,
  enterpriseIds: number[],
  format: 'csv' | 'ldif',
): AsyncGenerator<string> {
  yield format === 'csv' ? CSV_START : LDIF_START;
  for (const enterpriseId of enterpriseIds) {
    const enterprise = store.enterprises.get(enterpriseId)?.name ?? '';
    let after: string | undefined;
    for (;;) {
      const page = store.accounts.page(enterpriseId, {
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      if (page.length > 0) yield textOf(page, enterprise, format);
      if (page.length < PAGE) break;
      after = page.at(-1)?.fields.loginId;
      await setImmediate();
    }
  }
}

function textOf(page: AccountRecord[], enterprise: string, format: 'csv' | 'ldif'): string {
  if (format === 'csv') return csvRows(page, enterprise);
  return page.map((account) => ldifEntry(account, enterprise)).join('');
}
