import { collect } from '../run-paging.ts';
import { changesFrom, FIRST, isPreview, issuesFrom, type Report } from './report.ts';

/** Rows that an export asks for at once: the engine answers others between two pieces. */
export const PIECE = 2000;
const ISSUES_PIECE = 1000;

/** How many rows the whole report has, for the progress of its export. */
export function rowsOf(report: Report): number {
  const { created, updated, deleted, held, refused, numbers } = report.changes;
  const issues = report.codes.reduce((sum, code) => sum + code.issues, 0);
  return created + updated + deleted + held + refused + numbers + issues;
}

/** A run or a preview as JSON, whole: what its page says, all changes and all issues. */
export async function reportJson(
  report: Report,
  { signal, progress }: { signal: AbortSignal; progress: (done: number) => void },
): Promise<string> {
  const changes = await collect(changesFrom(report, { limit: PIECE }, signal), {
    from: FIRST,
    signal,
    progress,
  });
  const issues = await collect(issuesFrom(report, undefined, ISSUES_PIECE, signal), {
    from: FIRST,
    signal,
    progress: (done) => progress(changes.length + done),
  });
  const head = { rollcall: 1, ...(isPreview(report) ? { preview: report } : { run: report }) };
  // A line for each row: a file of 100,000 can be looked at with plain tools.
  const lines = (rows: readonly unknown[]) => rows.map((row) => `\n  ${JSON.stringify(row)}`).join(',');
  const start = JSON.stringify(head, null, 1).slice(0, -2);
  return `${start},\n "changes": [${lines(changes)}\n ],\n "issues": [${lines(issues)}\n ]\n}\n`;
}
