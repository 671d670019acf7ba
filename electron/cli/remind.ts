import { CSV_MARK, csvRow } from '../../shared/domain/csv.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { numberPages } from './numbers.ts';
import { counted, plain } from './text.ts';

/** Whom to remind, and how it is printed. */
export interface RemindOptions {
  enterprise?: string;
  csv?: true;
}

type Letters = Awaited<ReturnType<EngineClient['numbers']['reminders']>>;
type Item = Parameters<EngineClient['numbers']['reminders']>[0]['items'][number];

/** Numbers that are asked for at once. */
const MOST_ITEMS = 500;

/** `rollcall numbers remind`: a letter to each user who must act so that a held number can go, with the steps for them. */
export function remindCommand(options: RemindOptions): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { enterprise } = options;
      const letters: Letters = { reminders: [], passedOver: [] };
      for (const items of groups(await heldItems(client, enterprise))) {
        const { reminders, passedOver } = await client.numbers.reminders({ items });
        letters.reminders.push(...reminders);
        letters.passedOver.push(...passedOver);
      }
      await write(context, options, letters);
      return 0;
    });
}

/** The held numbers, those of one account together, so that it gets one letter. */
async function heldItems(client: EngineClient, enterprise: string | undefined): Promise<Item[][]> {
  const asked = { held: true, ...(enterprise !== undefined && { enterprise }) };
  const accounts = new Map<number, Item[]>();
  for await (const page of numberPages(client, asked)) {
    for (const { accountId, number } of page) {
      const items = accounts.get(accountId) ?? [];
      items.push({ accountId, number });
      accounts.set(accountId, items);
    }
  }
  return [...accounts.values()];
}

/** As many accounts at a time as may be asked for at once. */
function* groups(accounts: readonly Item[][]): Generator<Item[]> {
  let group: Item[] = [];
  for (const items of accounts) {
    if (group.length > 0 && group.length + items.length > MOST_ITEMS) {
      yield group;
      group = [];
    }
    group.push(...items.slice(0, MOST_ITEMS));
  }
  if (group.length > 0) yield group;
}

async function write(
  { out, err, json }: CommandContext,
  { csv }: RemindOptions,
  { reminders, passedOver }: Letters,
): Promise<void> {
  if (json) {
    await out.write(`${JSON.stringify({ reminders, passedOver }, null, 2)}\n`);
    return;
  }
  for (const { loginId, number, why } of passedOver) {
    err.line(`${plain(number)} of ${plain(loginId)}: ${plain(why)}`);
  }
  if (csv) {
    await out.write(CSV_MARK + csvRow(['Login ID', 'Name', 'Email Address', 'Numbers', 'Subject', 'Text']));
    for (const { loginId, name, email, numbers, subject, body } of reminders) {
      await out.write(csvRow([loginId, name, email, numbers.join(';'), subject, body]));
    }
    return;
  }
  for (const { loginId, email, subject, body } of reminders) {
    const to = email === '' ? `${loginId} (no e-mail address)` : email;
    const text = body.split('\n').map(plain).join('\n');
    await out.write(`To: ${plain(to)}\nSubject: ${plain(subject)}\n\n${text}\n`);
  }
  const many = counted(reminders.length, 'letter', 'letters');
  await out.write(reminders.length === 0 ? 'No user has to be reminded.\n' : `${many}.\n`);
}
