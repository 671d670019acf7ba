import type { Explanation } from '../../shared/contract/index.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command } from './command.ts';
import { toErrorInfo } from './failures.ts';
import { writeList } from './json.ts';
import { enterpriseNames } from './source-condition.ts';
import { alignedRows, localTime, plain } from './text.ts';

type Explained = Explanation & { enterprise: string };

/** `rollcall accounts history`: why an account is as it is, or why a login ID is absent. */
export function historyCommand({ enterprise }: { enterprise?: string }, loginId: string): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const accounts: Explained[] = [];
      for (const each of await enterpriseNames(client, enterprise)) {
        const explained = await explain(client, each, loginId);
        accounts.push(...explained.map((account) => ({ enterprise: each, ...account })));
      }
      if (accounts.length === 0) {
        throw new RollcallError('account.not-found', `No account has or had the login ID ${loginId}.`);
      }
      if (json) await writeList(out, 'accounts', [accounts]);
      else await out.write(`${accounts.flatMap(explanationLines).join('\n')}\n`);
      return 0;
    });
}

async function explain(client: EngineClient, enterprise: string, loginId: string): Promise<Explanation[]> {
  try {
    return (await client.accounts.explain({ enterprise, loginId })).accounts;
  } catch (error) {
    // Another Enterprise may know it.
    if (toErrorInfo(error).code === 'account.not-found') return [];
    throw error;
  }
}

/** The sentence, where today's values come from, and what happened, newest first. */
function explanationLines(account: Explained): string[] {
  const { enterprise, loginId, sentence, values, events } = account;
  const lines = [`${plain(`${enterprise}/${loginId}`)}: ${plain(sentence)}`];
  if (values.length > 0) {
    lines.push('  Where its values come from');
    const rows = values.map(({ field, value, origin }) => [plain(field), plain(value), plain(origin)]);
    lines.push(...alignedRows(rows).map((row) => `    ${row}`));
  }
  if (events.length > 0) {
    lines.push('  What happened, newest first');
    const rows = events.map((event) => [localTime(event.at), plain(event.sentence)]);
    lines.push(...alignedRows(rows).map((row) => `    ${row}`));
  }
  return lines;
}
