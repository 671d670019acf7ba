import type { ErrorInfo } from '../../../shared/domain/errors.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import { hintOf } from '../../../shared/domain/codes.ts';
import {
  zeroCounters,
  type ChangeKind,
  type ChangeState,
  type Counters,
  type Issue,
  type Outcome,
  type RunKind,
  type Severity,
  type Trigger,
} from '../../../shared/domain/run.ts';
import type { Connection } from './sqlite.ts';

/** A run with the names it is shown under. */
export interface RunRecord {
  runId: number;
  enterpriseId: number;
  enterprise: string;
  sourceId: number | null;
  source: string;
  sourceKind: 'directory' | 'pbx';
  kind: RunKind;
  trigger: Trigger;
  mode: 'full' | 'incremental';
  feed: string;
  /** Null while it is running. */
  outcome: Outcome | null;
  complete: boolean;
  baseline: boolean;
  startedAt: number;
  endedAt: number | null;
  counters: Counters;
  error: ErrorInfo | null;
  evidence: unknown;
  /** Milliseconds of each phase. */
  phases: Record<string, number> | null;
  plan: string | null;
}

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

/** One journal row. */
export interface ChangeRecord {
  changeId: number;
  runId: number | null;
  accountId: number | null;
  kind: ChangeKind;
  state: ChangeState;
  reasonCode: string;
  login: string;
  before: Record<string, unknown> | null;
  proposed: Record<string, unknown> | null;
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
    const insert = this.#db.prepare(
      'INSERT INTO issue (run_id, position, severity, code, subject, field, message, count) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    for (const [position, issue] of ending.issues.entries()) {
      const { severity, code, subject, field, message, count } = issue;
      insert.run(runId, position, severity, code, subject, field, message, count ?? 1);
    }
  }

  /** Ended runs, newest first. */
  list(options: { enterpriseId?: number; limit: number }): RunRecord[] {
    let query = this.#select()
      .where('run.outcome', 'is not', null)
      .orderBy('run.run_id', 'desc')
      .limit(options.limit);
    if (options.enterpriseId !== undefined)
      query = query.where('run.enterprise_id', '=', options.enterpriseId);
    return this.#db.all(query).map(toRun);
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
    return rows.map((row) => ({
      severity: row.severity as Severity,
      code: row.code as Code,
      subject: row.subject,
      field: row.field,
      message: row.message,
      hint: hintOf(row.code as Code),
      ...(row.count === 1 ? {} : { count: row.count }),
    }));
  }

  /** The journal of a run, in order; `after` and `limit` page through a long one. */
  changes(runId: number, options: { after?: number; limit?: number } = {}): ChangeRecord[] {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('change')
        .selectAll()
        .where('run_id', '=', runId)
        .where('change_id', '>', options.after ?? 0)
        .orderBy('change_id')
        .limit(options.limit ?? -1),
    );
    return rows.map(toChange);
  }

  /** Journal rows of an account that are newer than a change, oldest first. */
  laterChanges(accountId: number, changeId: number): ChangeRecord[] {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('change')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('change_id', '>', changeId)
        .where('state', '=', 'applied')
        .orderBy('change_id'),
    );
    return rows.map(toChange);
  }

  /** Records a person's edit of an account outside a run. */
  recordEdit(edit: {
    accountId: number;
    kind: ChangeKind;
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
        reason_code: 'edited',
        login: edit.login,
        before: edit.before === null ? null : JSON.stringify(edit.before),
        proposed: null,
        at: edit.at,
      }),
    );
  }

  /** Deletions that synchronizations of a source applied by themselves since a moment (E11: the sum of seven days). */
  appliedDeletionsSince(sourceId: number, since: number): number {
    const row = this.#db.first(
      this.#db.sql
        .selectFrom('change')
        .innerJoin('run', 'run.run_id', 'change.run_id')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where('run.source_id', '=', sourceId)
        .where('run.kind', '=', 'sync')
        .where('run.started_at', '>=', since)
        .where('change.kind', '=', 'delete')
        .where('change.state', '=', 'applied'),
    );
    return row?.count ?? 0;
  }

  /**
   * Accounts whose row the guard held in the last complete synchronization of a source or since, each with the reason
   * (E8). Rows that were held only because they need the login of another one are left out: they follow it.
   */
  heldRows(sourceId: number): { updates: Map<number, Code>; deletes: Map<number, Code> } {
    const rows = this.#db
      .prepare(
        `SELECT change.account_id, change.kind, change.reason_code FROM change JOIN run USING (run_id)
          WHERE run.source_id = ?1 AND run.kind = 'sync' AND change.state = 'held' AND change.account_id IS NOT NULL
            AND change.kind IN ('update', 'delete') AND change.reason_code <> 'login-held'
            AND run_id >= (SELECT coalesce(max(run_id), 0) FROM run
                            WHERE source_id = ?1 AND kind = 'sync' AND complete = 1)
          ORDER BY change_id`,
      )
      .all<{ account_id: number; kind: string; reason_code: string }>(sourceId);
    const held = { updates: new Map<number, Code>(), deletes: new Map<number, Code>() };
    for (const row of rows) {
      const of = row.kind === 'delete' ? held.deletes : held.updates;
      of.set(row.account_id, row.reason_code as Code);
    }
    return held;
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

type RunRow = ReturnType<Connection['all']>[number] & {
  run_id: number;
  enterprise_id: number;
  enterprise_name: string;
  source_id: number | null;
  source_name: string | null;
  source_kind: string | null;
  kind: string;
  trigger: string;
  mode: string;
  feed: string;
  outcome: string | null;
  complete: number;
  baseline: number;
  started_at: number;
  ended_at: number | null;
  counters: string;
  error: string | null;
  evidence: string | null;
  phases: string | null;
  plan: string | null;
};

function toRun(row: RunRow): RunRecord {
  return {
    runId: row.run_id,
    enterpriseId: row.enterprise_id,
    enterprise: row.enterprise_name,
    sourceId: row.source_id,
    source: row.source_name ?? '',
    sourceKind: (row.source_kind ?? 'directory') as RunRecord['sourceKind'],
    kind: row.kind as RunKind,
    trigger: row.trigger as Trigger,
    mode: row.mode as RunRecord['mode'],
    feed: row.feed,
    outcome: row.outcome as Outcome | null,
    complete: row.complete === 1,
    baseline: row.baseline === 1,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    counters: { ...zeroCounters(), ...(JSON.parse(row.counters) as Partial<Counters>) },
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorInfo),
    evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as unknown),
    phases: row.phases === null ? null : (JSON.parse(row.phases) as Record<string, number>),
    plan: row.plan,
  };
}

function toChange(row: {
  change_id: number;
  run_id: number | null;
  account_id: number | null;
  kind: string;
  state: string;
  reason_code: string;
  login: string;
  before: string | null;
  proposed: string | null;
}): ChangeRecord {
  const parse = (text: string | null) =>
    text === null ? null : (JSON.parse(text) as Record<string, unknown>);
  return {
    changeId: row.change_id,
    runId: row.run_id,
    accountId: row.account_id,
    kind: row.kind as ChangeKind,
    state: row.state as ChangeState,
    reasonCode: row.reason_code,
    login: row.login,
    before: parse(row.before),
    proposed: parse(row.proposed),
  };
}
