import type { NumberRow } from '../../shared/contract/index.ts';
import type { EngineClient } from '../engine/index.ts';
import { findAccount } from './account-of.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { writeList } from './json.ts';
import { sourceCondition, type SourceOptions } from './source-condition.ts';
import { columnWidths, counted, plain, tableLine, type Column } from './text.ts';

/** What numbers are listed. */
export interface NumbersOptions extends SourceOptions {
  held?: true;
  conflicts?: true;
}

/** How many numbers are asked for at once. */
const PAGE = 1000;

/** `rollcall numbers`: numbers of an Enterprise or of all, in D6's order; with `--held` why each is held and who must act. */
export function numbersCommand(options: NumbersOptions): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const condition = await sourceCondition(client, options);
      const { held, conflicts } = options;
      const pages = numberPages(client, {
        ...condition,
        ...(held && { held }),
        ...(conflicts && { conflicts }),
      });
      if (context.json) await writeList(context.out, 'numbers', pages);
      else await writeNumbers(context, options, pages);
      return 0;
    });
}

/** `rollcall numbers repoint`: points every status of an account that uses a number at another one. */
export function repointCommand(options: { enterprise?: string }, ...[login, from, to]: string[]): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { accountId, loginId } = await findAccount(client, options, login!);
      const { statuses } = await client.numbers.repoint({ accountId, from: from!, to: to! });
      if (json) await out.write(`${JSON.stringify({ loginId, from, to, statuses })}\n`);
      else {
        const points = statuses.length === 1 ? 'points' : 'point';
        await out.write(
          statuses.length === 0
            ? `No status of ${plain(loginId)} uses ${plain(from!)}; nothing was changed.\n`
            : `${plain(statuses.join(', '))} of ${plain(loginId)} ${points} at ${plain(to!)} now.\n`,
        );
      }
      return 0;
    });
}

/** `rollcall numbers delete`: deletes a number that a person added, or that is gone, once nothing uses it (D4). */
export function deleteNumberCommand(options: { enterprise?: string }, ...[login, number]: string[]): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { accountId, loginId } = await findAccount(client, options, login!);
      const { deleted } = await client.numbers.delete({ accountId, number: number! });
      if (json) await out.write(`${JSON.stringify({ loginId, number, deleted })}\n`);
      else {
        const what = deleted ? 'is deleted' : 'is no longer kept by hand; its source still has it';
        await out.write(`${plain(number!)} of ${plain(loginId)} ${what}.\n`);
      }
      return 0;
    });
}

type Asked = Parameters<EngineClient['numbers']['list']>[0];

/** Numbers, page by page. */
export async function* numberPages(client: EngineClient, asked: Asked): AsyncGenerator<NumberRow[]> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await client.numbers.list({ ...asked, offset, limit: PAGE });
    if (rows.length > 0) yield rows;
    if (offset + PAGE >= total) return;
  }
}

async function writeNumbers(
  { out }: CommandContext,
  options: NumbersOptions,
  pages: AsyncIterable<NumberRow[]>,
): Promise<void> {
  const columns = COLUMNS.filter(({ only }) => only === undefined || options[only] === true);
  let widths: number[] | null = null;
  let count = 0;
  for await (const page of pages) {
    if (out.closed) return;
    const rows = page.map((row) => columns.map(({ value }) => plain(value(row))));
    const lines: string[] = [];
    if (widths === null) {
      // Of the first page: a list of 200,000 cannot be measured before it is shown.
      widths = columnWidths(columns, rows);
      const headers = columns.map(({ header }) => header);
      lines.push(tableLine(columns, widths, headers));
    }
    for (const row of rows) lines.push(tableLine(columns, widths, row));
    count += rows.length;
    await out.write(`${lines.join('\n')}\n`);
  }
  const what = options.held ? 'held number' : options.conflicts ? 'number in conflict' : 'number';
  const many = options.conflicts ? 'numbers in conflict' : `${what}s`;
  await out.write(count === 0 ? `No ${many}.\n` : `${counted(count, what, many)}.\n`);
}

const COLUMNS: readonly (Column & { value: (row: NumberRow) => string; only?: 'held' | 'conflicts' })[] = [
  { header: 'Enterprise', value: ({ enterprise }) => enterprise },
  { header: 'Number', value: ({ number }) => number },
  { header: 'Login ID', value: ({ loginId }) => loginId },
  { header: 'Source', value: ({ source }) => source ?? 'by hand' },
  { header: 'Kind', value: ({ kind }) => kind },
  { header: 'Origin', value: ({ origin, alsoOnPbx }) => (alsoOnPbx ? `${origin}, on the PBX too` : origin) },
  { header: 'State', value: ({ state }) => state },
  { header: 'Held by', value: ({ heldBy }) => heldBy.join(', ') },
  { header: 'Also of', value: ({ conflicts }) => conflicts.join(', '), only: 'conflicts' },
  { header: 'Must act', value: ({ mustAct }) => mustAct ?? '', only: 'held' },
  { header: 'Why', value: ({ why }) => why, only: 'held' },
];
