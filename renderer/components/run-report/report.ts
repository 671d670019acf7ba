import type { Change, ChangeTab, PlanView, RunView } from '../../../shared/contract/index.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import type { Piece } from '../run-paging.ts';

/** What a run did, or what a preview would do: both are shown by the same parts (screens.md). */
export type Report = RunView | PlanView;

/** A permanent code, as issues carry it. */
export type IssueCode = Report['codes'][number]['code'];

/** Where paging begins. */
export const FIRST = -1;

/** Whether it says what would be done, and not what was. */
export function isPreview(report: Report): report is PlanView {
  return 'preview' in report;
}

/** What a report is called in file names: `run 12 HQ directory`. */
export function reportName(report: Report): string {
  return `${isPreview(report) ? `preview ${report.plan.slice(0, 8)}` : `run ${report.id}`} ${report.source}`;
}

/** How the rows of a report are fetched: of one tab, and with these words only, if named. */
export function changesFrom(
  report: Report,
  { only, search = '', limit }: { only?: ChangeTab; search?: string; limit: number },
  signal: AbortSignal,
): (after: number) => Promise<Piece<Change, number>> {
  const tab = only === undefined ? {} : { only };
  return async (after) => {
    const rows = { ...tab, search, after, limit };
    const { changes, next } = isPreview(report)
      ? await engine.plans.changes({ plan: report.plan, ...rows }, { signal })
      : await engine.runs.changes({ id: report.id, ...rows }, { signal });
    return { rows: changes, next };
  };
}

/** How the issues of a report are fetched, of one code if named. */
export function issuesFrom(report: Report, code: IssueCode | undefined, limit: number, signal: AbortSignal) {
  const named = code === undefined ? {} : { code };
  return async (after: number) => {
    const { issues, next } = isPreview(report)
      ? await engine.plans.issues({ plan: report.plan, ...named, after, limit }, { signal })
      : await engine.runs.issues({ id: report.id, ...named, after, limit }, { signal });
    return { rows: issues, next };
  };
}

/** The name under which the rows of a tab are kept in the page. */
export function changesKey(report: Report, only: ChangeTab) {
  return isPreview(report)
    ? query.plans.changes.key({ input: { plan: report.plan, only } })
    : query.runs.changes.key({ input: { id: report.id, only } });
}

/** The name under which the issues of a code are kept in the page. */
export function issuesKey(report: Report, code: IssueCode) {
  return isPreview(report)
    ? query.plans.issues.key({ input: { plan: report.plan, code } })
    : query.runs.issues.key({ input: { id: report.id, code } });
}
