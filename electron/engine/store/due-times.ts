import type { Connection } from './sqlite.ts';

/**
 * Due times that were handled: each is one row, so that two processes never both run it (E4).
 *
 * A row that says `skipped` and was written when the clock was ahead of what it says now does not count: a clock
 * that was wrong for a while must not silence a schedule until that false time comes. A slot that ran counts for good.
 */
export class DueTimes {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Claims a due time; false when somebody else was first. */
  claim(enterpriseId: number, dueAt: number, now: number): boolean {
    return this.#record(enterpriseId, dueAt, 'claimed', now);
  }

  /** Records that a due time passed without a run. */
  skip(enterpriseId: number, dueAt: number, now: number): boolean {
    return this.#record(enterpriseId, dueAt, 'skipped', now);
  }

  isHandled(enterpriseId: number, dueAt: number, now: number): boolean {
    return this.#counting(enterpriseId, now).some((query) => {
      const row = this.#db.first(query.select('due_at').where('due_at', '=', dueAt));
      return row !== undefined;
    });
  }

  /** The newest handled due time up to `now`; null when there is none. */
  handledThrough(enterpriseId: number, now: number): number | null {
    const newest = this.#counting(enterpriseId, now).map((query) => {
      const row = this.#db.first(
        query.select((select) => select.fn.max('due_at').as('due_at')).where('due_at', '<=', now),
      );
      return (row?.due_at as number | null | undefined) ?? -Infinity;
    });
    const through = Math.max(...newest);
    return through === -Infinity ? null : through;
  }

  /** The newest rows, newest first. */
  recent(enterpriseId: number, limit: number): { dueAt: number; state: string }[] {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('due')
        .select(['due_at', 'state'])
        .where('enterprise_id', '=', enterpriseId)
        .orderBy('due_at', 'desc')
        .limit(limit),
    );
    return rows.map((row) => ({ dueAt: row.due_at, state: row.state }));
  }

  /** The rows that count at `now`, as two queries: those that ran, and those skipped at a time not after now. */
  #counting(enterpriseId: number, now: number) {
    const rows = this.#db.sql.selectFrom('due').where('enterprise_id', '=', enterpriseId);
    return [
      rows.where('state', '=', 'claimed'),
      rows.where('state', '=', 'skipped').where('recorded_at', '<=', now),
    ];
  }

  /** Compare-and-set in one statement: a new row, or one that does not count. */
  #record(enterpriseId: number, dueAt: number, state: string, now: number): boolean {
    const result = this.#db
      .prepare(
        `INSERT INTO due (enterprise_id, due_at, state, recorded_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (enterprise_id, due_at) DO UPDATE SET state = excluded.state, recorded_at = excluded.recorded_at
         WHERE due.state = 'skipped' AND due.recorded_at > excluded.recorded_at`,
      )
      .run(enterpriseId, dueAt, state, now);
    return result.changes === 1;
  }
}
