import type { ErrorInfo } from '../../../shared/domain/errors.ts';
import { zeroCounters, type Counters, type Issue, type Outcome } from '../../../shared/domain/run.ts';
import { IssueTable } from './issue-table.ts';
import type { NumberCounts, Tab } from './run-view.ts';
import type { RunMoment } from './runs.ts';
import type { Connection } from './sqlite.ts';
import {
  searchCondition,
  STORED_COLUMNS,
  storedValues,
  toStoredRow,
  type RowKind,
  type StoredColumns,
  type StoredRow,
} from './stored-rows.ts';

/** How long a preview can be applied (E7), in milliseconds. */
export const PLAN_DAYS_MS = 7 * 24 * 60 * 60 * 1000;

/** What a plan takes for granted: applying it under other settings would be another thing. */
export interface RestsOn {
  fingerprint: string;
  keyAttribute: string;
  /** Of a node: the files that were read. */
  files?: unknown[];
  /** sha256 of the settings of the source. */
  settings: string;
  /** The search context in the order that worked, when it is not the one that was typed. */
  workingContext: string | null;
  /** When the accounts were looked at. */
  moment: RunMoment;
  /** Accounts whose held update waits on, since their entry could not be looked at. */
  unseen: number[];
  /** Answers that no longer count, by kind and key (hex). */
  lapsed: { kind: RowKind; keyAttribute: string; key: string }[];
  /** Previews that are as if applied before it, where that makes a difference (docs/decisions/030). */
  after?: { hash: string; source: string }[];
}

/** What is said of a plan as a whole. */
export interface PlanHead {
  hash: string;
  enterpriseId: number;
  sourceId: number;
  madeAt: number;
  outcome: Outcome;
  complete: boolean;
  baseline: boolean;
  restsOn: RestsOn;
  counters: Counters;
  error: ErrorInfo | null;
  evidence: unknown;
  phases: Record<string, number>;
}

/** A plan with the names it is shown under. */
export interface PlanRecord extends PlanHead {
  planId: number;
  enterprise: string;
  source: string;
  sourceKind: 'directory' | 'pbx';
  appliedRun: number | null;
}

/** A row of a plan, and whether it is to be applied. */
export type PlannedRow = StoredRow & { state: 'apply' | 'held' };

/** What a plan would do to a single number (E7). */
export interface PlannedNumber {
  kind: 'number-added' | 'number-removed' | 'number-held';
  reasonCode: string;
  /** Words that belong to the reason. */
  detail: string;
  accountId: number;
  login: string;
  number: string;
  numberKind: string;
}

/** Which rows each tab lists. What a plan would apply stands under the tab of what a run applied. */
const TABS: Record<Tab, string> = {
  created: "state = 'apply' AND kind = 'create'",
  updated: "state = 'apply' AND kind = 'update'",
  deleted: "state = 'apply' AND kind = 'delete'",
  held: "state = 'held'",
  refused: 'FALSE',
  // Accounts that come or go with their numbers; the other numbers are rows of their own.
  numbers: "state = 'apply' AND kind IN ('create', 'delete')",
};

/** Previews (E7). */
export class Plans {
  readonly issues: IssueTable;
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
    this.issues = IssueTable.ofPlans(db);
  }

  /**
   * Stores a plan in the place of an older one with the same hash, applied or not. The same hash means the same rows on the
   * same accounts: when they are asked for again, an applied one had no rows, or what it did was taken back.
   */
  save(
    head: PlanHead,
    rows: Iterable<PlannedRow>,
    issues: readonly Issue[],
    numbers: readonly PlannedNumber[] = [],
  ): void {
    this.#db.prepare('DELETE FROM plan WHERE hash = ?').run(head.hash);
    const { lastId: planId } = this.#db
      .prepare(
        `INSERT INTO plan (hash, enterprise_id, source_id, made_at, outcome, complete, baseline, rests_on, counters,
                           error, evidence, phases)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        head.hash,
        head.enterpriseId,
        head.sourceId,
        head.madeAt,
        head.outcome,
        head.complete ? 1 : 0,
        head.baseline ? 1 : 0,
        JSON.stringify(head.restsOn),
        JSON.stringify(head.counters),
        head.error === null ? null : JSON.stringify(head.error),
        JSON.stringify(head.evidence ?? null),
        JSON.stringify(head.phases),
      );
    const insert = this.#db.prepare(
      `INSERT INTO plan_row (plan_id, position, state, ${STORED_COLUMNS.join(', ')})
       VALUES (?, ?, ?${', ?'.repeat(STORED_COLUMNS.length)})`,
    );
    let position = 0;
    for (const row of rows) insert.run(planId, position++, row.state, ...storedValues(row));
    const insertNumber = this.#db.prepare(
      `INSERT INTO plan_number (plan_id, position, kind, state, reason_code, detail, account_id, login, number, number_kind)
       VALUES (?, ?, ?, 'apply', ?, ?, ?, ?, ?, ?)`,
    );
    // Their positions go on where those of the rows end, so that both are one list.
    for (const { kind, reasonCode, detail, accountId, login, number, numberKind } of numbers) {
      insertNumber.run(planId, position++, kind, reasonCode, detail, accountId, login, number, numberKind);
    }
    this.issues.add(planId, issues);
  }

  /** The plans whose sha256 begins so, at most two. */
  find(hash: string): PlanRecord[] {
    return this.#heads("plan.hash LIKE ? || '%' ORDER BY plan_id LIMIT 2", hash.toLowerCase());
  }

  get(planId: number): PlanRecord | undefined {
    return this.#heads('plan_id = ?', planId)[0];
  }

  /** Plans that can be looked at, newest first. */
  list(condition: {
    enterpriseId?: number | undefined;
    sourceId?: number | undefined;
    since: number;
  }): PlanRecord[] {
    return this.#heads(
      `made_at >= ?1 AND (?2 IS NULL OR plan.enterprise_id = ?2) AND (?3 IS NULL OR plan.source_id = ?3)
         AND source.removed_at IS NULL ORDER BY plan_id DESC LIMIT 200`,
      condition.since,
      condition.enterpriseId ?? null,
      condition.sourceId ?? null,
    );
  }

  /** The rows of a plan after a position, with their positions. */
  rows(
    planId: number,
    options: { tab?: Tab | undefined; search?: string; after: number; limit: number },
  ): (PlannedRow & { position: number })[] {
    const search = searchCondition(options.search ?? '', ['login', 'dn', 'detail', 'changes']);
    return this.#db
      .prepare(
        `SELECT * FROM plan_row WHERE plan_id = ? AND position > ?
            AND ${options.tab === undefined ? 'TRUE' : TABS[options.tab]} ${search.sql} ORDER BY position LIMIT ?`,
      )
      .all<StoredColumns & { position: number; state: string }>(
        planId,
        options.after,
        ...search.values,
        options.limit,
      )
      .map((row) => ({
        ...toStoredRow(row),
        position: row.position,
        state: row.state as PlannedRow['state'],
      }));
  }

  /** What a plan would do to single numbers, after a position, with their positions. */
  numbers(
    planId: number,
    options: { search?: string; after: number; limit: number },
  ): (PlannedNumber & { position: number })[] {
    const search = searchCondition(options.search ?? '', ['login', 'number', 'detail']);
    return this.#db
      .prepare(
        `SELECT position, kind, reason_code AS reasonCode, detail, account_id AS accountId, login, number,
                number_kind AS numberKind
           FROM plan_number WHERE plan_id = ? AND position > ? ${search.sql} ORDER BY position LIMIT ?`,
      )
      .all<{ position: number; kind: string } & Omit<PlannedNumber, 'kind'>>(
        planId,
        options.after,
        ...search.values,
        options.limit,
      )
      .map((row) => ({ ...row, kind: row.kind as PlannedNumber['kind'] }));
  }

  tabCounts(planId: number): Record<Tab, number> {
    const counts = Object.entries(TABS).map(([tab, rows]) => `count(*) FILTER (WHERE ${rows}) AS ${tab}`);
    const rows = this.#db
      .prepare(`SELECT ${counts.join(', ')} FROM plan_row WHERE plan_id = ?`)
      .get<Record<Tab, number>>(planId)!;
    return { ...rows, numbers: 0 };
  }

  /** How many rows about single numbers a plan has, by what they are. */
  numberCounts(planId: number): NumberCounts {
    return this.#db
      .prepare(
        `SELECT count(*) AS rows, count(*) FILTER (WHERE kind = 'number-added') AS added,
                count(*) FILTER (WHERE kind = 'number-removed') AS removed FROM plan_number WHERE plan_id = ?`,
      )
      .get<NumberCounts>(planId)!;
  }

  /** Notes that a run applied a plan. */
  setApplied(planId: number, runId: number): void {
    this.#db.prepare('UPDATE plan SET applied_run = ? WHERE plan_id = ?').run(runId, planId);
  }

  remove(planId: number): void {
    this.#db.prepare('DELETE FROM plan WHERE plan_id = ?').run(planId);
  }

  #heads(condition: string, ...values: (string | number | null)[]): PlanRecord[] {
    return this.#db
      .prepare(
        `SELECT plan.*, source.name AS source_name, source.kind AS source_kind, enterprise.name AS enterprise_name
           FROM plan JOIN source ON source.source_id = plan.source_id
           JOIN enterprise ON enterprise.enterprise_id = plan.enterprise_id
          WHERE ${condition}`,
      )
      .all<HeadRow>(...values)
      .map(toHead);
  }
}

type HeadRow = {
  plan_id: number;
  hash: string;
  enterprise_id: number;
  source_id: number;
  made_at: number;
  outcome: string;
  complete: number;
  baseline: number;
  rests_on: string;
  counters: string;
  error: string | null;
  evidence: string | null;
  phases: string;
  applied_run: number | null;
  source_name: string;
  source_kind: string;
  enterprise_name: string;
};

function toHead(row: HeadRow): PlanRecord {
  return {
    planId: row.plan_id,
    hash: row.hash,
    enterpriseId: row.enterprise_id,
    enterprise: row.enterprise_name,
    sourceId: row.source_id,
    source: row.source_name,
    sourceKind: row.source_kind as PlanRecord['sourceKind'],
    madeAt: row.made_at,
    outcome: row.outcome as Outcome,
    complete: row.complete === 1,
    baseline: row.baseline === 1,
    restsOn: JSON.parse(row.rests_on) as RestsOn,
    counters: { ...zeroCounters(), ...(JSON.parse(row.counters) as Partial<Counters>) },
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorInfo),
    evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as unknown),
    phases: JSON.parse(row.phases) as Record<string, number>,
    appliedRun: row.applied_run,
  };
}
