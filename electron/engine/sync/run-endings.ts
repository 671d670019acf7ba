import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import { zeroCounters, type Outcome, type RunKind, type Trigger } from '../../../shared/domain/run.ts';
import type { Source, Store } from '../store/index.ts';

/** What `feed` says of a run that reads nothing. */
export const NO_FEED = 'none';

/** Records that a run of a source begins. */
export function beginRun(
  store: Store,
  run: { source: Source; kind: RunKind; trigger: Trigger; undoes?: number | undefined; now: number },
) {
  const { source, kind, trigger, undoes, now } = run;
  const { enterpriseId, sourceId } = source;
  return store.runs.start({ enterpriseId, sourceId, kind, trigger, undoes, mode: 'full', startedAt: now });
}

/** An ending of a run that changed nothing. */
export interface EmptyEnding {
  outcome: Outcome;
  code: Code;
  message: string;
  kind: RunKind;
}

/** Records an ending that changed nothing. */
export function endRun(store: Store, runId: number, ending: EmptyEnding, now: number): void {
  const { outcome, code, message, kind } = ending;
  const error = { code, message, hint: hintOf(code) };
  const severity = outcome === 'failed' ? 'error' : 'info';
  store.transaction(() =>
    store.runs.finish(runId, {
      outcome,
      complete: false,
      baseline: false,
      endedAt: now,
      counters: zeroCounters(),
      error,
      evidence: null,
      phases: {},
      plan: null,
      feed: kind === 'sync' ? 'full' : NO_FEED,
      mode: 'full',
      issues: [{ severity, subject: '', field: '', ...error }],
    }),
  );
}

/** Removes what a run left of what it read: a worker that died hard has not tidied up, and a spool holds people's data. */
export function removeSpool(store: Store, runId: number): void {
  const { spool } = store.folder;
  for (const name of readdirSync(spool)) {
    if (name.startsWith(`run-${runId}-`)) rmSync(path.join(spool, name), { force: true });
  }
}

/** The ending of a run that was cancelled before it did anything. */
export function cancelledEnding(kind: RunKind, when: string): EmptyEnding {
  const what = kind === 'sync' ? 'synchronization' : kind;
  return { outcome: 'cancelled', code: 'run.cancelled', message: `The ${what} was cancelled ${when}.`, kind };
}

/** The ending of a run that was passed over. */
export function skippedEnding(kind: RunKind, code: Code, message: string): EmptyEnding {
  return { outcome: 'skipped', code, message, kind };
}
