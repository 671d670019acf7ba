import type { Account } from '../../shared/contract/index.ts';
import type { EngineClient } from '../engine/index.ts';
import { findAccount } from './account-of.ts';
import { withEngine, type Command } from './command.ts';
import { enterpriseNames } from './source-condition.ts';
import { counted, plain, table } from './text.ts';

/** An account that is gone from its PBX and is kept by what somebody must let go (D2). */
interface Orphan extends Account {
  mustAct: 'user' | 'administrator';
}

/** How many accounts are asked for at once. */
const PAGE = 5000;

/** Accounts that are gone from their PBX and stay (D2), of an Enterprise or of a node, if named. */
export async function orphansOf(
  client: EngineClient,
  { enterprise, sourceId }: { enterprise?: string; sourceId?: number },
): Promise<Orphan[]> {
  const orphans: Orphan[] = [];
  for (const each of await enterpriseNames(client, enterprise)) {
    const nodes = (await client.sources.list({ enterprise: each })).sources.filter(
      (source) => source.kind === 'pbx' && (sourceId === undefined || source.sourceId === sourceId),
    );
    const meant = new Set<number | null>(nodes.map((node) => node.sourceId));
    if (meant.size === 0) continue;
    for await (const accounts of accountPages(client, each)) {
      const found = accounts.filter((account) => account.orphan && meant.has(account.sourceId));
      orphans.push(...found.map((account) => ({ ...account, mustAct: mustAct(account) })));
    }
  }
  return orphans;
}

async function* accountPages(client: EngineClient, enterprise: string): AsyncGenerator<Account[]> {
  type Page = Awaited<ReturnType<EngineClient['accounts']['list']>>;
  let after: NonNullable<Page['next']> | undefined;
  do {
    const page: Page = await client.accounts.list({ enterprise, limit: PAGE, ...(after && { after }) });
    yield page.accounts;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

/** The user may point a status elsewhere only while there is another number; else nobody but an administrator can act. */
function mustAct({ numbers }: Account): Orphan['mustAct'] {
  return numbers.some(({ state }) => state === 'present') ? 'user' : 'administrator';
}

/** The list of orphans, and how each is let go. Nothing when there is none. */
export function orphanLines(orphans: readonly Orphan[]): string[] {
  if (orphans.length === 0) return [];
  const columns = ['Source', 'Login ID', 'Name', 'Must act', 'Kept by'].map((header) => ({ header }));
  const rows = orphans.map(({ enterprise, source, loginId, firstName, lastName, mustAct: who, numbers }) => [
    plain(`${enterprise}/${source}`),
    plain(loginId),
    plain(`${firstName} ${lastName}`.trim()),
    who,
    plain(numbers.map(({ number, heldBy }) => `${number} (${heldBy.join(', ') || 'a person'})`).join(', ')),
  ]);
  const are = orphans.length === 1 ? 'is gone from its PBX and was' : 'are gone from their PBX and were';
  return [
    `${counted(orphans.length, 'account')} ${are} kept:`,
    ...table(columns, rows).map((line) => `  ${line}`),
    '  To delete one with its numbers and statuses: rollcall held release LOGIN',
  ];
}

/** `rollcall held release`: lets an account go that is gone from its PBX, with the numbers and statuses that keep it (D2). */
export function releaseCommand(options: { enterprise?: string }, login: string): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { accountId, loginId } = await findAccount(client, options, login);
      const { version } = await client.accounts.get({ accountId });
      const { deleted } = await client.numbers.releaseAndDelete({ accountId, version });
      if (json) await out.write(`${JSON.stringify({ loginId, deleted })}\n`);
      else await out.write(`${plain(loginId)} was released and deleted.\n`);
      return 0;
    });
}
