import type { Change, ChangeTab, RunView } from '../../../shared/contract/index.ts';
import { collect, type Piece } from '../../components/run-paging.ts';
import { engine } from '../../state/ports.ts';

/** Rows that an export asks for at once: the engine answers others between two pieces. */
export const PIECE = 2000;
const ISSUES_PIECE = 1000;

/** How a run's changes are fetched, of one tab if named. */
export function changesFrom(id: number, only: ChangeTab | undefined, limit: number, signal: AbortSignal) {
  return async (after: number): Promise<Piece<Change, number>> => {
    const input = { id, after, limit, ...(only === undefined ? {} : { only }) };
    const { changes, next } = await engine.runs.changes(input, { signal });
    return { rows: changes, next };
  };
}

/** How a run's issues are fetched, of one code if named. */
export function issuesFrom(
  id: number,
  code: RunView['codes'][number]['code'] | undefined,
  limit: number,
  signal: AbortSignal,
) {
  return async (after: number) => {
    const input = { id, after, limit, ...(code === undefined ? {} : { code }) };
    const { issues, next } = await engine.runs.issues(input, { signal });
    return { rows: issues, next };
  };
}

/** How many rows the whole run has, for the progress of its export. */
export function rowsOf(run: RunView): number {
  const { created, updated, deleted, held, refused } = run.changes;
  return (
    created + updated + deleted + held + refused + run.codes.reduce((sum, { issues }) => sum + issues, 0)
  );
}

/** A run as JSON, whole: what its page says, all changes and all issues. */
export async function runJson(
  run: RunView,
  { signal, progress }: { signal: AbortSignal; progress: (done: number) => void },
): Promise<string> {
  const changes = await collect(changesFrom(run.id, undefined, PIECE, signal), { from: 0, signal, progress });
  const issues = await collect(issuesFrom(run.id, undefined, ISSUES_PIECE, signal), {
    from: -1,
    signal,
    progress: (done) => progress(changes.length + done),
  });
  const head = JSON.stringify({ rollcall: 1, run }, null, 1).slice(0, -2);
  // A line for each row: a file of 100,000 can be looked at with plain tools.
  const lines = (rows: readonly unknown[]) => rows.map((row) => `\n  ${JSON.stringify(row)}`).join(',');
  return `${head},\n "changes": [${lines(changes)}\n ],\n "issues": [${lines(issues)}\n ]\n}\n`;
}
