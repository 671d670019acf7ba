import type { ErrorInfo } from '../../../shared/domain/errors.ts';
import {
  zeroCounters,
  type ChangeKind,
  type Counters,
  type Issue,
  type Outcome,
  type RunKind,
  type Trigger,
} from '../../../shared/domain/run.ts';
import { IssueTable } from './issue-table.ts';
import { toChange, toIssue, toRun, type ChangeRecord, type RunRecord } from './run-rows.ts';
import type { Connection } from './sqlite.ts';

/** How a run ended. */
export interface RunEnding {
  outcome: Outcome;
  complete: boolean;
  baseline: boolean;
  endedAt: number;
  counters: Counters;
  error: ErrorInfo | null;
  evidence: unknown;
  phases: Record<string, number>;
  plan: string | null;
  feed: string;
  mode: 'full' | 'incremental';
  issues: readonly Issue[];
}

/** A moment in the history of a source. */
export interface RunMoment {
  lastRun: number;
  /** Runs that had not ended. */
  running: number[];
}

/** Runs with their issues and their journal. */
export class Runs {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Records that a run begins. */
  start(run: {
    enterpriseId: number;
    sourceId: number | null;
    kind: RunKind;
    trigger: Trigger;
    mode: 'full' | 'incremental';
    startedAt: number;
    undoes?: number | undefined;
  }): number {
    return this.#db.execute(
      this.#db.sql.insertInto('run').values({
        enterprise_id: run.enterpriseId,
        source_id: run.sourceId,
        kind: run.kind,
        trigger: run.trigger,
        mode: run.mode,
        feed: 'full',
        complete: 0,
        baseline: 0,
        started_at: run.startedAt,
        counters: JSON.stringify(zeroCounters()),
        undoes: run.undoes ?? null,
      }),
    ).lastId;
  }

  /** Records how a run ended, with its issues. Call inside the transaction that applies its changes. */
  finish(runId: number, ending: RunEnding): void {
    this.#db.execute(
      this.#db.sql
        .updateTable('run')
        .set({
          outcome: ending.outcome,
          complete: ending.complete ? 1 : 0,
          baseline: ending.baseline ? 1 : 0,
          ended_at: ending.endedAt,
          counters: JSON.stringify(ending.counters),
          error: ending.error === null ? null : JSON.stringify(ending.error),
          evidence: JSON.stringify(ending.evidence ?? null),
          phases: JSON.stringify(ending.phases),
          plan: ending.plan,
          feed: ending.feed,
          mode: ending.mode,
        })
        .where('run_id', '=', runId),
    );
    IssueTable.ofRuns(this.#db).add(runId, ending.issues);
  }

  /** Ended runs, newest first; `before` pages through them. A removed source still has its runs (E5). */
  list(options: {
    enterpriseId?: number | undefined;
    sourceId?: number | undefined;
    before?: number | undefined;
    limit: number;
  }): RunRecord[] {
    const { enterpriseId, sourceId, before, limit } = options;
    let query = this.#select()
      .where('run.outcome', 'is not', null)
      .orderBy('run.run_id', 'desc')
      .limit(limit);
    if (enterpriseId !== undefined) query = query.where('run.enterprise_id', '=', enterpriseId);
    if (sourceId !== undefined) query = query.where('run.source_id', '=', sourceId);
    if (before !== undefined) query = query.where('run.run_id', '<', before);
    return this.#db.all(query).map(toRun);
  }

  /** The newest ended synchronization of a source that was not skipped, and the newest that read everything (D25). */
  latest(sourceId: number): { attempt: RunRecord | undefined; good: RunRecord | undefined } {
    const ended = this.#select()
      .where('run.source_id', '=', sourceId)
      .where('run.kind', '=', 'sync')
      .where('run.outcome', 'is not', null)
      .orderBy('run.run_id', 'desc')
      .limit(1);
    const newest = (row: Parameters<typeof toRun>[0] | undefined) => row && toRun(row);
    return {
      attempt: newest(this.#db.first(ended.where('run.outcome', '<>', 'skipped'))),
      good: newest(
        this.#db.first(
          ended.where('run.complete', '=', 1).where('run.outcome', 'in', ['success', 'warnings', 'held']),
        ),
      ),
    };
  }

  /** Whether a run did what a plan says, by the plan's sha256. */
  did(plan: string): boolean {
    return (
      this.#db
        .prepare(
          "SELECT 1 AS found FROM run WHERE plan = ? AND outcome IN ('success', 'warnings', 'held') LIMIT 1",
        )
        .get(plan) !== undefined
    );
  }

  /** A moment in the history of a source, to ask later what was read since. */
  moment(sourceId: number): RunMoment {
    const rows = this.#db
      .prepare("SELECT run_id, outcome FROM run WHERE source_id = ? AND kind = 'sync' ORDER BY run_id")
      .all<{ run_id: number; outcome: string | null }>(sourceId);
    return {
      lastRun: rows.at(-1)?.run_id ?? 0,
      running: rows.filter(({ outcome }) => outcome === null).map((row) => row.run_id),
    };
  }

  /** Whether a synchronization of a source read something since a moment: everything, or anything at all. */
  hasReadSince(sourceId: number, since: RunMoment, which: 'complete' | 'any'): boolean {
    return (
      this.#db
        .prepare(
          `SELECT 1 AS found FROM run WHERE source_id = ?1 AND kind = 'sync'
              AND outcome IN ('success', 'warnings', 'held') AND (complete = 1 OR ?4 = 'any')
              AND (run_id > ?2 OR run_id IN (SELECT value FROM json_each(?3))) LIMIT 1`,
        )
        .get(sourceId, since.lastRun, JSON.stringify(since.running), which) !== undefined
    );
  }

  get(runId: number): RunRecord | undefined {
    const row = this.#db.first(this.#select().where('run.run_id', '=', runId));
    return row && toRun(row);
  }

  /** Runs without an ending: live ones, and those whose process died. */
  running(): RunRecord[] {
    return this.#db.all(this.#select().where('run.outcome', 'is', null)).map(toRun);
  }

  issues(runId: number): Issue[] {
    const rows = this.#db.all(
      this.#db.sql.selectFrom('issue').selectAll().where('run_id', '=', runId).orderBy('position'),
    );
    return rows.map(toIssue);
  }

  /** The journal of a run, in order; `after` and `limit` page through a long one. */
  changes(runId: number, options: { after?: number; limit?: number } = {}): ChangeRecord[] {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('change')
        .selectAll()
        .where('run_id', '=', runId)
        .where('kind', '<>', 'moved')
        .where('change_id', '>', options.after ?? 0)
        .orderBy('change_id')
        .limit(options.limit ?? -1),
    );
    return rows.map(toChange);
  }

  /** Applied journal rows of some accounts that are newer than a change, oldest first. */
  laterChanges(accountIds: readonly number[], changeId: number): ChangeRecord[] {
    return this.#db
      .prepare(
        `SELECT * FROM change WHERE account_id IN (SELECT value FROM json_each(?)) AND change_id > ?
            AND state = 'applied' ORDER BY change_id`,
      )
      .all<Parameters<typeof toChange>[0]>(JSON.stringify(accountIds), changeId)
      .map(toChange);
  }

  /** Records a person's edit of an account outside a run. */
  recordEdit(edit: {
    accountId: number;
    kind: ChangeKind;
    /** Why; `edited` unless it is said. */
    reasonCode?: string;
    login: string;
    before: Record<string, unknown> | null;
    at: number;
  }): void {
    this.#db.execute(
      this.#db.sql.insertInto('change').values({
        run_id: null,
        account_id: edit.accountId,
        kind: edit.kind,
        state: 'applied',
        reason_code: edit.reasonCode ?? 'edited',
        login: edit.login,
        before: edit.before === null ? null : JSON.stringify(edit.before),
        proposed: null,
        at: edit.at,
        actor: this.#db.actor,
        after_version: this.#db.sql
          .selectFrom('account')
          .select('version')
          .where('account_id', '=', edit.accountId),
      }),
    );
  }

  /**
   * Deletions that synchronizations of a source applied by themselves since a moment (E11: the sum of seven days).
   * By their counters, which outlive the journal; what was undone since is counted all the same.
   */
  appliedDeletionsSince(sourceId: number, since: number): number {
    return this.#db
      .prepare(
        `SELECT coalesce(sum(json_extract(counters, '$.deleted')), 0) AS deletions FROM run
          WHERE source_id = ? AND kind = 'sync' AND started_at >= ?`,
      )
      .get<{ deletions: number }>(sourceId, since)!.deletions;
  }

  #select() {
    return this.#db.sql
      .selectFrom('run')
      .innerJoin('enterprise', 'enterprise.enterprise_id', 'run.enterprise_id')
      .leftJoin('source', 'source.source_id', 'run.source_id')
      .selectAll('run')
      .select([
        'enterprise.name as enterprise_name',
        'source.name as source_name',
        'source.kind as source_kind',
      ]);
  }
}
