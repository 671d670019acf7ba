import type { Code } from '../../../shared/domain/codes.ts';
import type { Issue, Severity } from '../../../shared/domain/run.ts';
import { toIssue } from './run-rows.ts';
import type { Connection } from './sqlite.ts';

/** How many issues of each severity there are. */
export type IssueCounts = Record<Severity, number>;

/** The issues of runs, or of plans: two tables of one form. */
export class IssueTable {
  readonly #db: Connection;
  readonly #table: string;
  readonly #owner: string;

  private constructor(db: Connection, table: string, owner: string) {
    this.#db = db;
    this.#table = table;
    this.#owner = owner;
  }

  static ofRuns(db: Connection): IssueTable {
    return new IssueTable(db, 'issue', 'run_id');
  }

  static ofPlans(db: Connection): IssueTable {
    return new IssueTable(db, 'plan_issue', 'plan_id');
  }

  /** Keeps issues in their order. */
  add(owner: number, issues: readonly Issue[]): void {
    const insert = this.#db.prepare(
      `INSERT INTO ${this.#table} (${this.#owner}, position, severity, code, subject, field, message, count)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const [position, issue] of issues.entries()) {
      const { severity, code, subject, field, message, count } = issue;
      insert.run(owner, position, severity, code, subject, field, message, count ?? 1);
    }
  }

  /** How many issues of each severity the owners have. Every one that was asked for has an answer. */
  counts(owners: readonly number[]): Map<number, IssueCounts> {
    const counts = new Map(owners.map((owner) => [owner, { info: 0, warning: 0, error: 0 }]));
    const rows = this.#db
      .prepare(
        `SELECT ${this.#owner} AS owner, severity, count(*) AS issues FROM ${this.#table}
          WHERE ${this.#owner} IN (SELECT value FROM json_each(?)) GROUP BY ${this.#owner}, severity`,
      )
      .all<{ owner: number; severity: Severity; issues: number }>(JSON.stringify(owners));
    for (const row of rows) counts.get(row.owner)![row.severity] = row.issues;
    return counts;
  }

  /** Issues by code and severity, the gravest and most frequent first. */
  codes(owner: number): { code: Code; severity: Severity; issues: number; count: number }[] {
    return this.#db
      .prepare(
        `SELECT code, severity, count(*) AS issues, sum(count) AS count FROM ${this.#table} WHERE ${this.#owner} = ?
          GROUP BY code, severity
          ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, count(*) DESC, code`,
      )
      .all(owner);
  }

  /** Issues after a position, of one code if named. */
  page(
    owner: number,
    page: { code?: Code | undefined; after: number; limit: number },
  ): (Issue & { position: number })[] {
    return this.#db
      .prepare(
        `SELECT * FROM ${this.#table} WHERE ${this.#owner} = ?1 AND position > ?2 AND (?3 IS NULL OR code = ?3)
          ORDER BY position LIMIT ?4`,
      )
      .all<Parameters<typeof toIssue>[0] & { position: number }>(
        owner,
        page.after,
        page.code ?? null,
        page.limit,
      )
      .map((row) => ({ ...toIssue(row), position: row.position }));
  }
}
