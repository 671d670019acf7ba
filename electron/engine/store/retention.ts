import type { RunRecord } from './run-rows.ts';
import type { Connection } from './sqlite.ts';
import type { Store } from './store.ts';
import { PLAN_DAYS_MS } from './plans.ts';

/** How long history is kept (E9). */
export interface RetentionLimits {
  /** Changes and issues of runs older than this are thrown away; so are edits by hand. */
  journalDays: number;
  /** So are those of runs with this many newer ones of their source that changed something. */
  journalRuns: number;
  /** Runs themselves, with outcome and counters, are kept this long, and for seven days in any case. */
  runDays: number;
}

/** What was thrown away: the journals of so many runs, so many runs, edits by hand, previews, and passwords and codes. */
export interface Pruned {
  journals: number;
  runs: number;
  edits: number;
  plans: number;
  credentials: number;
}

/** What is kept where nobody said otherwise (E9). */
const DEFAULT_RETENTION: RetentionLimits = { journalDays: 30, journalRuns: 100, runDays: 365 };

const DAY_MS = 24 * 60 * 60 * 1000;
/** The guard sums the deletions of so many days from the counters of runs (E11). */
const GUARD_DAYS = 7;
/** Rows that go in one transaction: few enough that nobody notices waiting for it. */
const ROWS_AT_ONCE = 2000;

/** How long history is kept in this data folder. */
export function retentionOf(connection: Connection): RetentionLimits {
  const row = connection
    .prepare("SELECT value FROM setting WHERE name = 'retention'")
    .get<{ value: string }>();
  const stored = row === undefined ? {} : (JSON.parse(row.value) as Partial<RetentionLimits>);
  return { ...DEFAULT_RETENTION, ...stored };
}

/** Sets how long history is kept; what is too old by that goes with the next `pruneHistory`. */
export function setRetention(connection: Connection, limits: RetentionLimits): void {
  const { journalDays, journalRuns, runDays } = limits;
  connection
    .prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('retention', ?)")
    .run(JSON.stringify({ journalDays, journalRuns, runDays }));
}

/** Whether what a run changed is no longer kept, or need not be: then it cannot be undone any more (E9). */
export function isExpired(connection: Connection, run: RunRecord, now: number): boolean {
  const limits = retentionOf(connection);
  if (run.journalGone || (run.endedAt ?? run.startedAt) < oldestJournal(limits, now)) return true;
  if (run.sourceId === null) return false;
  return run.runId < firstKept(connection, run.sourceId, limits);
}

/**
 * Throws away what is older than the limits: changes and issues of runs, edits by hand, runs, and previews of more than
 * seven days. People who were deleted are forgotten with them. Kept for good are the newest complete synchronization
 * of each source, runs that a waiting row names, and runs of the last seven days, whose deletions the guard sums: these
 * only lose their changes and issues. In many small
 * transactions, so that nobody waits for it; it may be stopped in between, or cut off, and goes on the next time.
 * Throws `store.busy` when somebody else saves for too long.
 */
export async function pruneHistory(
  store: Store,
  now: number,
  options: { limits?: RetentionLimits; rowsAtOnce?: number; isStopped?: () => boolean } = {},
): Promise<Pruned> {
  const limits = options.limits ?? retentionOf(store.connection);
  const pruning = new Pruning(store, options.rowsAtOnce ?? ROWS_AT_ONCE, options.isStopped ?? (() => false));
  // Overwrites what it deletes: a free page of the file would keep people's data for long.
  const before = store.connection.scalar('PRAGMA secure_delete');
  store.connection.exec('PRAGMA secure_delete = ON');
  try {
    const journals = await pruning.journals(now, limits);
    return {
      journals,
      edits: await pruning.edits(oldestJournal(limits, now)),
      runs: await pruning.runs(now - Math.max(limits.runDays, GUARD_DAYS) * DAY_MS),
      plans: await pruning.plans(now - PLAN_DAYS_MS),
      credentials: await pruning.credentials(now),
    };
  } finally {
    store.connection.exec(`PRAGMA secure_delete = ${before}`);
  }
}

class Pruning {
  readonly #store: Store;
  readonly #db: Connection;
  readonly #rowsAtOnce: number;
  readonly #isStopped: () => boolean;

  constructor(store: Store, rowsAtOnce: number, isStopped: () => boolean) {
    this.#store = store;
    this.#db = store.connection;
    this.#rowsAtOnce = rowsAtOnce;
    this.#isStopped = isStopped;
  }

  /** Marks first, then deletes: nobody may undo a run by half a journal. Goes on where it was cut off. */
  async journals(now: number, limits: RetentionLimits): Promise<number> {
    const expired = this.#expiredRuns(now, limits);
    if (expired.length > 0 && !this.#isStopped()) {
      await this.#store.write(() =>
        this.#db
          .prepare('UPDATE run SET journal_gone = 1 WHERE run_id IN (SELECT value FROM json_each(?))')
          .run(JSON.stringify(expired)),
      );
    }
    const left = this.#db
      .prepare(
        `SELECT run_id FROM run WHERE journal_gone = 1
            AND (EXISTS (SELECT 1 FROM change WHERE change.run_id = run.run_id)
              OR EXISTS (SELECT 1 FROM issue WHERE issue.run_id = run.run_id)) ORDER BY run_id`,
      )
      .all<{ run_id: number }>();
    for (const { run_id } of left) {
      await this.#deleteAll(
        'DELETE FROM change WHERE change_id IN (SELECT change_id FROM change WHERE run_id = ?1 LIMIT ?2)',
        run_id,
      );
      await this.#deleteAll(
        `DELETE FROM issue WHERE run_id = ?1
            AND position IN (SELECT position FROM issue WHERE run_id = ?1 LIMIT ?2)`,
        run_id,
      );
    }
    return expired.length;
  }

  /** Edits by hand belong to no run. */
  edits(oldest: number): Promise<number> {
    return this.#deleteAll(
      `DELETE FROM change WHERE change_id IN (SELECT change_id FROM change WHERE run_id IS NULL AND at < ?1 LIMIT ?2)`,
      oldest,
    );
  }

  /** Runs go when their journal is gone, so that each is one small row by then. */
  runs(oldest: number): Promise<number> {
    return this.#deleteAll(
      `DELETE FROM run WHERE run_id IN (
         SELECT run_id FROM run WHERE journal_gone = 1 AND coalesce(ended_at, started_at) < ?1
            AND NOT EXISTS (SELECT 1 FROM change WHERE change.run_id = run.run_id)
            AND NOT EXISTS (SELECT 1 FROM issue WHERE issue.run_id = run.run_id)
            AND run_id NOT IN (SELECT max(run_id) FROM run WHERE kind = 'sync' AND complete = 1
                                  AND source_id IS NOT NULL GROUP BY source_id)
            AND run_id NOT IN (SELECT run_id FROM held_row UNION SELECT first_run FROM held_row)
          LIMIT ?2)`,
      oldest,
    );
  }

  async plans(oldest: number): Promise<number> {
    const plans = this.#db
      .prepare('SELECT plan_id FROM plan WHERE made_at < ?')
      .all<{ plan_id: number }>(oldest);
    for (const { plan_id } of plans) {
      for (const table of ['plan_row', 'plan_issue']) {
        await this.#deleteAll(
          `DELETE FROM ${table} WHERE plan_id = ?1
              AND position IN (SELECT position FROM ${table} WHERE plan_id = ?1 LIMIT ?2)`,
          plan_id,
        );
      }
      await this.#deleteAll(
        'DELETE FROM plan WHERE plan_id IN (SELECT plan_id FROM plan WHERE plan_id = ?1 LIMIT ?2)',
        plan_id,
      );
    }
    return plans.length;
  }

  /**
   * Passwords and codes of accounts that are gone for good: an undo brings back only who stands in the journal. Codes that
   * nobody used go a while after they ended, and so do wrong tries that count no more.
   */
  async credentials(now: number): Promise<number> {
    await this.#deleteAll(
      `DELETE FROM sign_in_try WHERE name IN (
         SELECT name FROM sign_in_try WHERE last_at < ?1 AND coalesce(locked_until, 0) < ?1 LIMIT ?2)`,
      now - DAY_MS,
    );
    return this.#deleteAll(
      `DELETE FROM credential WHERE (account_id, kind) IN (
         SELECT account_id, kind FROM credential
          WHERE expires_at < ?1
             OR (NOT EXISTS (SELECT 1 FROM account WHERE account.account_id = credential.account_id)
                 AND NOT EXISTS (SELECT 1 FROM change WHERE change.account_id = credential.account_id))
          LIMIT ?2)`,
      now - DAY_MS,
    );
  }

  /** Ended runs whose changes and issues are not kept any longer. */
  #expiredRuns(now: number, limits: RetentionLimits): number[] {
    const sources = this.#db
      .prepare('SELECT DISTINCT source_id FROM run WHERE source_id IS NOT NULL')
      .all<{ source_id: number }>();
    const kept = sources.map(({ source_id }) => [source_id, firstKept(this.#db, source_id, limits)]);
    return this.#db
      .prepare(
        `SELECT run_id FROM run
          WHERE outcome IS NOT NULL AND journal_gone = 0
            AND (coalesce(ended_at, started_at) < ?1
              OR run_id < (SELECT value ->> 1 FROM json_each(?2) WHERE value ->> 0 = source_id))
          ORDER BY run_id`,
      )
      .all<{ run_id: number }>(oldestJournal(limits, now), JSON.stringify(kept))
      .map((row) => row.run_id);
  }

  /** Runs a statement with one value and a limit until it finds nothing more. Answers with the rows that went. */
  async #deleteAll(sql: string, value: number): Promise<number> {
    let deleted = 0;
    while (!this.#isStopped()) {
      const { changes } = await this.#store.write(() => this.#db.prepare(sql).run(value, this.#rowsAtOnce));
      deleted += changes;
      if (changes < this.#rowsAtOnce) break;
    }
    return deleted;
  }
}

/** Before this moment nothing of a journal is kept; what runs are forgotten needs none either. */
function oldestJournal({ journalDays, runDays }: RetentionLimits, now: number): number {
  return now - Math.min(journalDays, runDays) * DAY_MS;
}

/**
 * The oldest run of a source whose journal is kept by the number of runs. Only those that changed something count: a
 * schedule of every quarter of an hour that finds nothing new must not push yesterday's changes out.
 */
function firstKept(connection: Connection, sourceId: number, { journalRuns }: RetentionLimits): number {
  const row = connection
    .prepare(
      `SELECT run_id FROM run WHERE source_id = ? AND outcome IS NOT NULL AND journal_gone = 0
          AND EXISTS (SELECT 1 FROM change WHERE change.run_id = run.run_id AND state = 'applied')
        ORDER BY run_id DESC LIMIT 1 OFFSET ?`,
    )
    .get<{ run_id: number }>(sourceId, journalRuns - 1);
  return row?.run_id ?? 0;
}
