import { IssueTable } from './issue-table.ts';
import { toChange, type ChangeRecord } from './run-rows.ts';
import type { Connection } from './sqlite.ts';
import { searchCondition } from './stored-rows.ts';

/** Which journal rows a tab of the run page lists. */
const TABS = {
  created: "state = 'applied' AND kind = 'create'",
  updated: "state = 'applied' AND kind = 'update'",
  deleted: "state = 'applied' AND kind = 'delete'",
  held: "state = 'held'",
  refused: "state = 'refused'",
  numbers: "kind NOT IN ('create', 'update', 'delete', 'moved')",
} as const;

/** Rows about single numbers, and how many of them say that one came or went. */
export interface NumberCounts {
  rows: number;
  added: number;
  removed: number;
}

/** A tab of the run page. */
export type Tab = keyof typeof TABS;

/** Runs as the page shows them: counts, and parts of what may be long. */
export class RunViews {
  readonly issues: IssueTable;
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
    this.issues = IssueTable.ofRuns(db);
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

  /** Rows about single numbers, and with `withAccounts` those of accounts that came or went with all their numbers. */
  numberChanges(
    runId: number,
    { after, limit, withAccounts }: { after: number; limit: number; withAccounts: boolean },
  ): ChangeRecord[] {
    const accounts = withAccounts ? `OR (${TABS.created}) OR (${TABS.deleted})` : '';
    return this.#db
      .prepare(
        `SELECT * FROM change WHERE run_id = ? AND change_id > ? AND (${TABS.numbers} ${accounts})
          ORDER BY change_id LIMIT ?`,
      )
      .all<Parameters<typeof toChange>[0]>(runId, after, limit)
      .map(toChange);
  }

  /** How many rows about single numbers a run has, by what they are. */
  numberCounts(runId: number): NumberCounts {
    return this.#db
      .prepare(
        `SELECT count(*) AS rows,
                count(*) FILTER (WHERE kind = 'number-added' AND state = 'applied') AS added,
                count(*) FILTER (WHERE kind = 'number-removed' AND state = 'applied') AS removed
           FROM change WHERE run_id = ? AND ${TABS.numbers}`,
      )
      .get<NumberCounts>(runId)!;
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
