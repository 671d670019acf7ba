import type { Code } from './codes.ts';
import type { ErrorInfo } from './errors.ts';

/** E10. `held` of a run means: rows wait for approval. */
export type Outcome = 'success' | 'warnings' | 'held' | 'failed' | 'cancelled' | 'skipped' | 'interrupted';
export type RunKind = 'sync' | 'approval' | 'undo' | 'removal';
export type Trigger = 'manual' | 'schedule' | 'startup' | 'watch' | 'live' | 'approval' | 'undo';
export type Severity = 'info' | 'warning' | 'error';

/** Counters of one run (interfaces.md). */
export interface Counters {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  heldCreates: number;
  heldUpdates: number;
  heldDeletes: number;
  skipped: number;
  failed: number;
  numbersHeld: number;
  /** Of a PBX run: devices of the export, those in an account, and those on the "not assigned" list (E10). */
  devices: number;
  assigned: number;
  notAssigned: number;
  numbersAdded: number;
  numbersRemoved: number;
  /** Accounts that are gone from the PBX and stay, since a person or a status holds one of their numbers (D2). */
  orphaned: number;
}

/** One remark of a run, with the place it is about. */
export interface Issue {
  severity: Severity;
  code: Code;
  /** DN, number or login that the issue is about; empty for the source as a whole. */
  subject: string;
  /** Attribute or field; empty when it is not about one. */
  field: string;
  message: string;
  hint: string;
  /** How many entries the issue stands for, when one issue stands for many. */
  count?: number;
}

export type ChangeKind = 'create' | 'update' | 'delete' | 'number-added' | 'number-removed' | 'number-held';
export type ChangeState = 'applied' | 'held' | 'refused';

/** All counters at zero. */
export function zeroCounters(): Counters {
  return {
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    heldCreates: 0,
    heldUpdates: 0,
    heldDeletes: 0,
    skipped: 0,
    failed: 0,
    numbersHeld: 0,
    devices: 0,
    assigned: 0,
    notAssigned: 0,
    numbersAdded: 0,
    numbersRemoved: 0,
    orphaned: 0,
  };
}

/**
 * E10, the identities of a run: what was read (entries of a directory, people of a PBX) equals what became of it, and
 * each device of a PBX is assigned or not. Returns the differences, added up; 0 when the run adds up.
 */
export function imbalance(counters: Counters): number {
  const { read, created, updated, unchanged, skipped, failed, heldCreates, heldUpdates } = counters;
  const { devices, assigned, notAssigned } = counters;
  const unread = read - (created + updated + unchanged + skipped + failed + heldCreates + heldUpdates);
  return Math.abs(unread) + Math.abs(devices - assigned - notAssigned);
}

/**
 * The outcome of a run that reached its end (E10): failed beats held beats warnings beats success; info issues
 * never make warnings.
 */
export function outcomeOf(run: {
  failed: boolean;
  complete: boolean;
  counters: Counters;
  issues: readonly Pick<Issue, 'severity'>[];
}): Outcome {
  if (run.failed) return 'failed';
  const { heldCreates, heldUpdates, heldDeletes, failed } = run.counters;
  if (!run.complete) return 'warnings';
  if (heldCreates + heldUpdates + heldDeletes > 0) return 'held';
  if (failed > 0 || run.issues.some((issue) => issue.severity !== 'info')) return 'warnings';
  return 'success';
}

/** Exit status of one run (E10). */
export function exitStatusOf(run: { outcome: Outcome; complete: boolean; error: ErrorInfo | null }): number {
  switch (run.outcome) {
    case 'cancelled':
    case 'interrupted':
    case 'skipped':
      return 1;
    case 'failed':
      return isReadFailure(run) ? 4 : 1;
    case 'held':
      return run.complete ? 3 : 4;
    case 'warnings':
      return run.complete ? 2 : 4;
    case 'success':
      return 0;
  }
}

/** A failed run whose source could not be read (exit 4), as opposed to one that failed for another reason (1). */
function isReadFailure(run: { complete: boolean; error: ErrorInfo | null }): boolean {
  const code = run.error?.code ?? 'internal';
  return !run.complete && code !== 'internal' && !/^(run|store)\./.test(code);
}

/** Exit status of several sources: the first that occurs of 1, 4, 3, 2, 0 (E10). */
export function combinedExitStatus(statuses: readonly number[]): number {
  return [1, 4, 3, 2].find((status) => statuses.includes(status)) ?? 0;
}
