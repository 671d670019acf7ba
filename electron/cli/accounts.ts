import type { Account } from '../../shared/contract/index.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command } from './command.ts';
import { usageError } from './failures.ts';
import { writeList } from './json.ts';
import { columnWidths, counted, plain, tableLine, type Column } from './text.ts';

interface AccountOptions {
  enterprise?: string;
}

/** `rollcall accounts`: the account list, by Enterprise, then login ID. */
export function accountsCommand(options: AccountOptions): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const pages = accountPages(client, options);
      if (json) {
        await writeList(out, 'accounts', pages);
        return 0;
      }
      let widths: number[] | null = null;
      let count = 0;
      for await (const page of pages) {
        if (out.closed) break;
        const rows = page.map(accountRow);
        const lines: string[] = [];
        if (widths === null) {
          // Of the first page: a list of 100,000 cannot be measured before it is shown.
          widths = columnWidths(COLUMNS, rows);
          lines.push(
            tableLine(
              COLUMNS,
              widths,
              COLUMNS.map((column) => column.header),
            ),
          );
        }
        for (const row of rows) lines.push(tableLine(COLUMNS, widths, row));
        count += rows.length;
        await out.write(`${lines.join('\n')}\n`);
      }
      await out.write(count === 0 ? 'No accounts.\n' : `${counted(count, 'account')}.\n`);
      return 0;
    });
}

/** `rollcall accounts export`: the account list for other programs. */
export function exportAccountsCommand(options: AccountOptions & { format: 'csv' | 'ldif' }): Command {
  return (context) => {
    const { out } = context;
    if (context.json)
      throw usageError('accounts export writes CSV or LDIF; for JSON use: rollcall accounts --json');
    return withEngine(context, async (client) => {
      const pieces = await client.accounts.export({ format: options.format, ...enterpriseOf(options) });
      for await (const piece of pieces) {
        if (out.closed) break;
        await out.write(piece);
      }
      return 0;
    });
  };
}

async function* accountPages(client: EngineClient, options: AccountOptions): AsyncGenerator<Account[]> {
  type Page = Awaited<ReturnType<EngineClient['accounts']['list']>>;
  let after: NonNullable<Page['next']> | undefined;
  do {
    const page: Page = await client.accounts.list({ ...enterpriseOf(options), ...(after ? { after } : {}) });
    if (page.accounts.length > 0) yield page.accounts;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

function enterpriseOf({ enterprise }: AccountOptions): { enterprise?: string } {
  return enterprise === undefined ? {} : { enterprise };
}

const COLUMNS: readonly Column[] = [
  'Enterprise',
  'Login ID',
  'Last name',
  'First name',
  'Department',
  'Desk phone',
  'Softphone',
  'Source',
  'Active',
].map((header) => ({ header }));

function accountRow(account: Account): string[] {
  const { enterprise, loginId, lastName, firstName, department, deskPhone, softPhone } = account;
  const texts = [enterprise, loginId, lastName, firstName, department, deskPhone ?? '', softPhone ?? ''];
  return [...texts, account.source ?? 'by hand', account.active ? 'yes' : 'no'].map(plain);
}
