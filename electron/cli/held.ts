import type { HeldRow, Memory } from '../../shared/contract/index.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import { changeReason } from './change-lines.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { writeList, writeTwoLists } from './json.ts';
import { orphanLines, orphansOf } from './orphans.ts';
import { heldPages } from './pages.ts';
import { sourceCondition, type SourceOptions } from './source-condition.ts';
import { columnWidths, counted, localTime, plain, table, tableLine, type Column } from './text.ts';

/** `rollcall held`: rows that wait for approval (E8), oldest first; then accounts that are gone and kept (D2). */
export function heldCommand(options: SourceOptions): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const condition = await sourceCondition(client, options);
      const pages = heldPages(client, condition);
      const orphans = await orphansOf(client, condition);
      if (context.json) {
        await writeTwoLists(context.out, { key: 'held', pages }, { key: 'orphans', pages: [orphans] });
        return 0;
      }
      await writeHeld(context, pages);
      const lines = orphanLines(orphans);
      if (lines.length > 0) await context.out.write(`${lines.join('\n')}\n`);
      return 0;
    });
}

const HELD_COLUMNS: readonly Column[] = [
  { header: 'Row', right: true },
  { header: 'Run', right: true },
  { header: 'Source' },
  { header: 'What' },
  { header: 'Login ID' },
  { header: 'Waits since' },
  { header: 'Why' },
];

const WHAT: Record<HeldRow['kind'], string> = {
  create: 'creation',
  update: 'change',
  delete: 'deletion',
  'number-added': 'number',
  'number-removed': 'removal',
  'number-held': 'number',
};

/** Whether a row asks if its number still belongs to the same person (D8). */
function isQuestion({ reasonCode }: HeldRow): boolean {
  return reasonCode === 'pbx.identity-changed';
}

function heldLine(row: HeldRow): string[] {
  // Its old and new names stand in the question: it is no change of fields until somebody says so.
  const reason = isQuestion(row) ? row.reason : changeReason(row);
  const why = row.blocked === null ? reason : `${reason}; ${row.blocked}`;
  return [
    String(row.heldId),
    String(row.runId),
    plain(`${row.enterprise}/${row.source}`),
    isQuestion(row) ? 'question' : WHAT[row.kind],
    plain(row.login),
    localTime(row.since),
    plain(why),
  ];
}

async function writeHeld({ out }: CommandContext, pages: AsyncIterable<HeldRow[]>): Promise<void> {
  let widths: number[] | null = null;
  let count = 0;
  const runs = new Set<number>();
  const asking = new Set<number>();
  for await (const page of pages) {
    if (out.closed) return;
    const rows = page.map(heldLine);
    const lines: string[] = [];
    if (widths === null) {
      widths = columnWidths(HELD_COLUMNS, rows);
      const headers = HELD_COLUMNS.map((column) => column.header);
      lines.push(tableLine(HELD_COLUMNS, widths, headers));
    }
    for (const row of rows) lines.push(tableLine(HELD_COLUMNS, widths, row));
    for (const row of page) {
      runs.add(row.runId);
      if (isQuestion(row)) asking.add(row.runId);
    }
    count += page.length;
    await out.write(`${lines.join('\n')}\n`);
  }
  if (count === 0) {
    await out.write('Nothing waits for approval.\n');
    return;
  }
  const lines = [`${counted(count, 'row')} ${count === 1 ? 'waits' : 'wait'} for approval. To answer:`];
  for (const run of [...runs].sort((a, b) => a - b)) {
    if (asking.has(run)) lines.push(...questionLines(run).map((line) => `  ${line}`));
    lines.push(
      `  rollcall sync --approve ${run}  or  --reject ${run}  or  --keep ${run}  (of single rows: --login LOGIN)`,
    );
  }
  await out.write(`${lines.join('\n')}\n`);
}

/** How a question about a person is answered (D8), and what follows. */
export function questionLines(runId: number): string[] {
  return [
    `Who is the same person is renamed: rollcall sync --approve ${runId} --same LOGIN`,
    `Who is a new person gets a new account, and the old one is deleted: rollcall sync --approve ${runId} --login LOGIN`,
    `Without --login and --same, everybody who is asked about is taken for a new person.`,
  ];
}

const ANSWERS: Record<Memory['answer'], string> = {
  rejected: 'rejected',
  kept: 'account kept',
  undone: 'undone',
  asked: 'to be asked again',
};

/** `rollcall held answers`: what a person answered or undid, and what therefore is not done by itself. */
export function answersCommand(options: SourceOptions): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { memories } = await client.held.memories(await sourceCondition(client, options));
      if (json) await writeList(out, 'answers', [memories]);
      else if (memories.length === 0) await out.write('No answer is remembered.\n');
      else await out.write(`${answerTable(memories).join('\n')}\n`);
      return 0;
    });
}

function answerTable(memories: readonly Memory[]): string[] {
  const columns = ['Login ID', 'What', 'Answer', 'Run', 'When', 'Source', 'Entry', 'Key'];
  return table(
    columns.map((header) => ({ header, right: header === 'Run' })),
    memories.map((memory) => [
      plain(memory.login),
      WHAT[memory.kind],
      ANSWERS[memory.answer],
      String(memory.runId),
      localTime(memory.at),
      plain(memory.source),
      plain(memory.dn),
      memory.key,
    ]),
  );
}

/** `rollcall held forget`: forgets what was answered about a login ID, or a key, so that it is asked again. */
export function forgetCommand(options: SourceOptions, name: string): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { memories } = await client.held.memories(await sourceCondition(client, options));
      const meant = memories.filter(
        ({ login, key }) => login.toLowerCase() === name.toLowerCase() || key === name.toLowerCase(),
      );
      const forgotten: Memory[] = [];
      for (const memory of meant) {
        const { sourceId, kind, keyAttribute, key } = memory;
        const answer = await client.held.forget({ sourceId, kind, keyAttribute, key });
        if (answer.forgotten) forgotten.push(memory);
      }
      if (forgotten.length === 0) {
        throw new RollcallError('answer.not-found', `No answer about ${name} is remembered.`);
      }
      if (json) await writeList(out, 'forgotten', [forgotten]);
      else {
        const lines = forgotten.map(
          ({ login, kind, answer, source }) =>
            `${plain(source)}: forgot the answer to the ${WHAT[kind]} of ${plain(login)} (${ANSWERS[answer]}). The next run asks again.`,
        );
        await out.write(`${lines.join('\n')}\n`);
      }
      return 0;
    });
}
