import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command } from './command.ts';
import { heldPages } from './pages.ts';
import { runsOfJob } from './job.ts';
import { writeWithRefusals } from './refusals.ts';
import { counted } from './text.ts';

/**
 * `rollcall sync --approve`: applies the waiting rows of a run (E8), of these logins only if any are named. Who is asked
 * about (D8) and not said to be the same is a new person, whose former account is deleted.
 *
 * @param same logins of rows that ask whether it is the same person, and of which that is said
 */
export function approveCommand(
  runId: number,
  logins: string[] | undefined,
  same: string[] | undefined,
): Command {
  const named = logins === undefined && same === undefined ? undefined : [...(logins ?? []), ...(same ?? [])];
  return (context) =>
    withEngine(context, async (client) => {
      await requireWaiting(client, runId, named);
      if (same !== undefined) await requireQuestions(client, runId, same);
      const end = await runsOfJob(context, client, () =>
        client.held.approve({ ...selection(runId, named), ...(same && { same }) }),
      );
      return writeWithRefusals(context, client, end.result);
    });
}

/** `rollcall sync --reject` and `--keep`: answers waiting rows without changing an account (E8). */
export function answerCommand(
  answer: 'reject' | 'keep',
  runId: number,
  logins: string[] | undefined,
): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      await requireWaiting(client, runId, logins);
      const { rows } = await client.held[answer](selection(runId, logins));
      if (json) {
        const document = { runs: [], [answer === 'reject' ? 'rejected' : 'kept']: rows };
        await out.write(`${JSON.stringify(document)}\n`);
      } else await out.write(`${sentence(answer, rows)}\n`);
      return 0;
    });
}

/** `held.not-found` when a row of one of the logins does not ask whether it is the same person. */
async function requireQuestions(client: EngineClient, runId: number, same: readonly string[]): Promise<void> {
  const asking = new Set<string>();
  for await (const page of heldPages(client, { runId })) {
    for (const { login, reasonCode } of page) {
      if (reasonCode === 'pbx.identity-changed') asking.add(login.toLowerCase());
    }
  }
  const others = same.filter((login) => !asking.has(login.toLowerCase()));
  if (others.length === 0) return;
  throw new RollcallError(
    'held.not-found',
    `No row of run ${runId} asks whether ${others.join(', ')} is the same person, so nothing was answered.`,
  );
}

/**
 * `held.not-found` when no row of one of the logins waits: a login that was mistyped must not pass for answered. Of a
 * run without any waiting row the engine says why.
 */
async function requireWaiting(
  client: EngineClient,
  runId: number,
  logins: readonly string[] | undefined,
): Promise<void> {
  if (logins === undefined) return;
  const waiting = new Set<string>();
  for await (const page of heldPages(client, { runId })) {
    for (const { login } of page) waiting.add(login.toLowerCase());
  }
  const unknown = logins.filter((login) => !waiting.has(login.toLowerCase()));
  if (waiting.size > 0 && unknown.length > 0) {
    throw new RollcallError(
      'held.not-found',
      `No row of run ${runId} waits for approval for ${unknown.join(', ')}, so nothing was answered.`,
    );
  }
}

function sentence(answer: 'reject' | 'keep', rows: number): string {
  return answer === 'reject'
    ? `${counted(rows, 'row')} rejected, and not asked for again until the source's value changes.`
    : `${counted(rows, 'account')} kept: the deletion is not asked for again until the entry is back.`;
}

function selection(runId: number, logins: string[] | undefined) {
  return { runId, ...(logins === undefined ? {} : { logins }) };
}
