import type { Code } from '../../../shared/domain/codes.ts';
import type { ErrorInfo } from '../../../shared/domain/errors.ts';
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
import type { RestoreImage } from './account-bulk.ts';
import type { Actor, Connection } from './sqlite.ts';

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
  /** Of an undo: the run that it undid. */
  undoes: number | null;
  /** Whether its changes and issues are no longer kept (E9). */
  journalGone: boolean;
}

/** What a journal row is about. `moved`: the entry got another DN or key, and no field changed; no run counts it. */
export type JournalKind = ChangeKind | 'moved';

/** One journal row. */
export interface ChangeRecord {
  changeId: number;
  runId: number | null;
  accountId: number | null;
  kind: JournalKind;
  state: ChangeState;
  reasonCode: string;
  /** Words that belong to the reason. */
  detail: string;
  login: string;
  /** The entry it is about. */
  dn: string;
  before: Record<string, unknown> | null;
  proposed: Record<string, unknown> | null;
  restore: RestoreImage | null;
  /** Who made an edit by hand; empty of a run's row, or when it is not known. */
  actor: Actor | '';
  /** Of an edit: the version of the account after it. */
  afterVersion: number | null;
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
  undoes: number | null;
  journal_gone: number;
};

/** A row of the run table, joined with its names, as a record. */
export function toRun(row: RunRow): RunRecord {
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
    undoes: row.undoes,
    journalGone: row.journal_gone === 1,
  };
}

/** A row of the journal as a record. */
export function toChange(row: {
  change_id: number;
  run_id: number | null;
  account_id: number | null;
  kind: string;
  state: string;
  reason_code: string;
  login: string;
  before: string | null;
  proposed: string | null;
  dn: string;
  detail: string;
  restore: string | null;
  actor: string;
  after_version: number | null;
}): ChangeRecord {
  const parse = (text: string | null) =>
    text === null ? null : (JSON.parse(text) as Record<string, unknown>);
  return {
    changeId: row.change_id,
    runId: row.run_id,
    accountId: row.account_id,
    kind: row.kind as JournalKind,
    state: row.state as ChangeState,
    reasonCode: row.reason_code,
    detail: row.detail,
    login: row.login,
    dn: row.dn,
    before: parse(row.before),
    proposed: parse(row.proposed),
    restore: parse(row.restore) as RestoreImage | null,
    actor: row.actor as ChangeRecord['actor'],
    afterVersion: row.after_version,
  };
}

/** A row of the issue table as a record. */
export function toIssue(row: {
  severity: string;
  code: string;
  subject: string;
  field: string;
  message: string;
  count: number;
}): Issue {
  return {
    severity: row.severity as Severity,
    code: row.code as Code,
    subject: row.subject,
    field: row.field,
    message: row.message,
    hint: hintOf(row.code as Code),
    ...(row.count === 1 ? {} : { count: row.count }),
  };
}
