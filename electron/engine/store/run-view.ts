import type { Code } from '../../../shared/domain/codes.ts';
import type { Issue, Severity } from '../../../shared/domain/run.ts';
import { toChange, toIssue, type ChangeRecord } from './run-rows.ts';
import type { Connection } from './sqlite.ts';
import { searchCondition } from './stored-rows.ts';

/** How many issues of each severity there are. */
export type IssueCounts = Record<Severity, number>;

/** Which journal rows a tab of the run page lists. */
const TABS = {
  created: "state = 'applied' AND kind = 'create'",
  updated: "state = 'applied' AND kind = 'update'",
  deleted: "state = 'applied' AND kind = 'delete'",
  held: "state = 'held'",
  refused: "state = 'refused'",
  numbers: "kind NOT IN ('create', 'update', 'delete', 'moved')",
} as const;

/** A tab of the run page. */
export type Tab = keyof typeof TABS;

/** Runs as the page shows them: counts, and parts of what may be long. */
export class RunViews {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** How many issues of each severity the runs have. Every run that was asked for has an answer. */
  issueCounts(runIds: readonly number[]): Map<number, IssueCounts> {
    const counts = new Map(runIds.map((runId) => [runId, { info: 0, warning: 0, error: 0 }]));
    const rows = this.#db
      .prepare(
        `SELECT run_id, severity, count(*) AS issues FROM issue
          WHERE run_id IN (SELECT value FROM json_each(?)) GROUP BY run_id, severity`,
      )
      .all<{ run_id: number; severity: Severity; issues: number }>(JSON.stringify(runIds));
    for (const row of rows) counts.get(row.run_id)![row.severity] = row.issues;
    return counts;
  }

  /** The issues of a run by code and severity, the gravest and most frequent first. */
  issueCodes(runId: number): { code: Code; severity: Severity; issues: number; count: number }[] {
    return this.#db
      .prepare(
        `SELECT code, severity, count(*) AS issues, sum(count) AS count FROM issue WHERE run_id = ?
          GROUP BY code, severity
          ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, count(*) DESC, code`,
      )
      .all(runId);
  }

  /** Issues of a run after a position, of one code if named. */
  issues(
    runId: number,
    page: { code?: Code | undefined; after: number; limit: number },
  ): (Issue & { position: number })[] {
    const rows = this.#db
      .prepare(
        `SELECT * FROM issue WHERE run_id = ?1 AND position > ?2 AND (?3 IS NULL OR code = ?3)
          ORDER BY position LIMIT ?4`,
      )
      .all<Parameters<typeof toIssue>[0] & { position: number }>(
        runId,
        page.after,
        page.code ?? null,
        page.limit,
      );
    return rows.map((row) => ({ ...toIssue(row), position: row.position }));
  }

  /** How many rows each tab has. In one pass: grouping the rows would take twice as long. */
  tabCounts(runId: number): Record<Tab, number> {
    const counts = Object.entries(TABS).map(([tab, rows]) => `count(*) FILTER (WHERE ${rows}) AS ${tab}`);
    return this.#db
      .prepare(`SELECT ${counts.join(', ')} FROM change WHERE run_id = ?`)
      .get<Record<Tab, number>>(runId)!;
  }

  /** A page of the rows of a run, of one tab if named, with every word of `search`; in the order in which they were made. */
  changes(
    runId: number,
    tab: Tab | undefined,
    page: { search: string; after: number; limit: number },
  ): ChangeRecord[] {
    const search = searchCondition(page.search, ['login', 'dn', 'detail', 'before', 'proposed']);
    return this.#db
      .prepare(
        `SELECT * FROM change WHERE run_id = ? AND change_id > ? AND kind <> 'moved'
            AND ${tab === undefined ? 'TRUE' : TABS[tab]} ${search.sql} ORDER BY change_id LIMIT ?`,
      )
      .all<Parameters<typeof toChange>[0]>(runId, page.after, ...search.values, page.limit)
      .map(toChange);
  }

  /** What an undo of a run would look at, and the runs that undid rows of it, newest first. */
  undo(runId: number): { rows: number; undoneBy: number[] } {
    const rows = this.#db
      .prepare(
        `SELECT count(*) AS rows FROM change
          WHERE run_id = ? AND state = 'applied' AND kind IN ('create', 'update', 'delete')`,
      )
      .get<{ rows: number }>(runId)!.rows;
    const undoneBy = this.#db
      .prepare(
        "SELECT run_id FROM run WHERE undoes = ? AND outcome IN ('success', 'warnings') ORDER BY run_id DESC",
      )
      .all<{ run_id: number }>(runId)
      .map((row) => row.run_id);
    return { rows, undoneBy };
  }
}
