import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  imbalance,
  outcomeOf,
  zeroCounters,
  type Counters,
  type Issue,
  type Outcome,
} from '../../../shared/domain/run.ts';
import { lookUpGone, parseLdapUrl, readAgain } from '../directory/index.ts';
import { failpoint } from '../failpoint.ts';
import {
  AccountBulk,
  type DirectorySource,
  type HeldRecord,
  type PlannedRow,
  type PlanRecord,
  type Store,
} from '../store/index.ts';
import { applyPlan, type Applied } from './apply.ts';
import { askAgain, type Recheck } from './ask-again.ts';
import { answerGround } from './ground.ts';
import { answeredPart, Memories } from './memory.ts';
import { issue } from './plan.ts';
import type { Phase } from './planning.ts';
import { settingsHash } from './preview.ts';
import { endRun, NO_FEED } from './run-endings.ts';
import { planOf } from './stored-plan.ts';
import { watched } from './watched.ts';

/** A plan this old is looked at row by row before it is applied (E7), in milliseconds. */
const OLD_PLAN_MS = 10 * 60 * 1000;
/** How many held rows are fetched at a time. */
const HELD_AT_ONCE = 1000;

/** A waiting row as a person saw it: with the run that was the newest to ask for it. */
export interface SeenRow {
  heldId: number;
  runId: number;
}

/** What applying stored rows rests on. */
export interface StoredRunJob {
  store: Store;
  source: DirectorySource;
  runId: number;
  password: string | null;
  now(): number;
  isCancelled(): boolean;
  progress(phase: Phase, done: number, total: number): void;
  /** How the directory is asked again; tests put answers of their own here. */
  lookUp?: typeof lookUpGone;
  readAgain?: typeof readAgain;
}

/** Rows to apply, and what a run of them says. */
interface Work {
  rows: PlannedRow[];
  kind: 'sync' | 'approval';
  plan: PlanRecord | null;
  held: HeldRecord[];
  /** Rows whose entry must still be what it was. */
  recheckEntries: boolean;
  server: string;
}

/**
 * Applies exactly the rows of a preview (E7): every deletion is looked up again first, and every row when the preview is
 * older than ten minutes. What moved is refused by name; the others go through.
 */
export function runPlan(job: StoredRunJob, planId: number): Promise<Outcome> {
  return run(job, 'sync', () => {
    const { store, source } = job;
    const plan = store.plans.get(planId);
    if (plan === undefined) throw new RollcallError('plan.not-found', 'The preview is not kept any more.');
    if (plan.appliedRun !== null) {
      throw new RollcallError('plan.applied', `Run ${plan.appliedRun} applied the preview already.`);
    }
    if (plan.restsOn.settings !== settingsHash(source.settings)) {
      throw new RollcallError(
        'plan.expired',
        `The settings of ${source.name} were changed since the preview was made.`,
      );
    }
    return {
      rows: store.plans.rows(planId, { after: -1, limit: -1 }),
      ...{ kind: 'sync', plan, held: [], server: serverOf(plan.evidence, source) },
      recheckEntries:
        job.now() - plan.madeAt > OLD_PLAN_MS ||
        store.runs.hasReadSince(source.sourceId, plan.restsOn.moment, 'any'),
    };
  });
}

/**
 * Applies rows that waited, as a person approved them (E8). Every one is looked up again first.
 *
 * @param approved the rows as the person saw them: what a newer run asks for in their place was not approved
 */
export function runApproval(job: StoredRunJob, approved: readonly SeenRow[]): Promise<Outcome> {
  return run(job, 'approval', () => {
    const { store, source } = job;
    const held = waitingStill(job, approved);
    if (held.length === 0) {
      throw new RollcallError(
        'held.not-found',
        'None of the rows waits for approval any more as it was seen: a later run looked again, or somebody answered.',
      );
    }
    const newest = Math.max(...held.map(({ runId }) => runId));
    const evidence = store.runs.get(newest)?.evidence;
    return {
      rows: held.map((row) => ({ ...row, state: 'apply' as const })),
      ...{ kind: 'approval', plan: null, held, recheckEntries: true, server: serverOf(evidence, source) },
    };
  });
}

/** Of rows as a person saw them, those that wait unchanged. */
function waitingStill({ store, source }: StoredRunJob, seen: readonly SeenRow[]): HeldRecord[] {
  const runs = new Map(seen.map(({ heldId, runId }) => [heldId, runId]));
  const held: HeldRecord[] = [];
  for (let at = 0; at < seen.length; at += HELD_AT_ONCE) {
    const heldIds = seen.slice(at, at + HELD_AT_ONCE).map(({ heldId }) => heldId);
    held.push(
      ...store.held.list({ sourceId: source.sourceId, heldIds }, { after: 0, limit: heldIds.length }),
    );
  }
  return held.filter(({ heldId, runId }) => runs.get(heldId) === runId);
}

/**
 * The server that answered when the rows were made: another one need not agree with it. One that is no longer among the
 * settings is not asked, and gets no password.
 */
function serverOf(evidence: unknown, { name, settings }: DirectorySource): string {
  const servers = settings.urls.map((url) => parseLdapUrl(url, settings.transport).name);
  const server = (evidence as { server?: unknown } | null | undefined)?.server;
  if (typeof server !== 'string' || server === '') return servers[0]!;
  if (servers.includes(server)) return server;
  throw new RollcallError(
    'source.changed',
    `${server} is no longer a server of ${name}: synchronize first, then look again.`,
  );
}

async function run(job: StoredRunJob, kind: Work['kind'], workOf: () => Work): Promise<Outcome> {
  try {
    failpoint('run.started');
    const work = workOf();
    const start = performance.now();
    const asked = await watched(job, (signal) =>
      askAgain(work.rows, {
        settings: job.source.settings,
        password: job.password,
        server: work.server,
        ...{ recheckEntries: work.recheckEntries, approved: kind === 'approval' },
        ...{ lookUp: job.lookUp ?? lookUpGone, readAgain: job.readAgain ?? readAgain, signal },
        progress: (done, total) => job.progress('checking', done, total),
      }),
    );
    failpoint('run.looked');
    if (job.isCancelled()) throw new RollcallError('run.cancelled', 'Applying was cancelled.');
    job.progress('saving', 0, work.rows.length);
    const phases = { check: Math.round(performance.now() - start) };
    const outcome = job.store.transaction(() => apply(job, work, withAnswers(job, work, asked), phases));
    failpoint('run.committed');
    return outcome;
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    const { code, message } = error;
    const outcome = code === 'run.cancelled' ? 'cancelled' : 'failed';
    endRun(job.store, job.runId, { outcome, code, message, kind }, job.now());
    return outcome;
  }
}

function apply(job: StoredRunJob, work: Work, recheck: Recheck, phases: Record<string, number>): Outcome {
  const { store, source, runId } = job;
  const { sourceId } = source;
  const start = performance.now();
  const bulk = new AccountBulk(store.connection);
  const { rows, plan: preview } = work;
  const going = rows.flatMap((row, place) =>
    recheck.refused.has(place) ? [] : (recheck.proven.get(place) ?? row),
  );
  const { plan, entries, rowOf } = planOf(going, bulk);
  // A newer run may have had its say since the preview: its held rows and its baseline stand.
  const isNewest = preview === null || !store.runs.hasReadSince(sourceId, preview.restsOn.moment, 'complete');
  const applied = applyPlan(plan, {
    ...{ store, runId, enterpriseId: source.enterpriseId, sourceId, profileId: source.profileId },
    ...{ entries, keepsHeld: preview !== null && isNewest, now: job.now() },
    isCancelled: () => job.isCancelled(),
    progress: (done, total) => job.progress('saving', done, total),
  });
  const refused = refuse(rows, recheck, { bulk, runId });
  const counters = countersOf(preview, applied, refused.entries);
  if (imbalance(counters) !== 0) {
    throw new RollcallError('run.unbalanced', 'The counters of the run do not add up.', {
      details: { ...counters },
    });
  }
  const moved = new Set([...applied.refused].map((row) => going[rowOf.get(row)!]!));
  const through = going.filter((row) => row.state === 'apply' && !moved.has(row));
  settle(job, work, through, isNewest);
  const read = preview === null ? [] : store.plans.issues.page(preview.planId, { after: -1, limit: -1 });
  const issues = [...read, ...applied.issues, ...refused.issues];
  const complete = preview === null || preview.complete;
  const outcome = outcomeOf({ failed: false, complete, counters, issues });
  store.runs.finish(runId, {
    ...{ outcome, complete, baseline: preview?.baseline ?? false, endedAt: job.now(), counters, issues },
    error: preview?.error ?? null,
    evidence: preview?.evidence ?? null,
    phases: { ...phases, apply: Math.round(performance.now() - start) },
    plan: preview?.hash ?? null,
    ...{ feed: preview === null ? NO_FEED : 'full', mode: 'full' },
  });
  failpoint('run.before-commit');
  return outcome;
}

/**
 * What is known from now on: which rows no longer wait, and what the next run compares with. What was refused waits on.
 *
 * @param applied the rows that went through
 */
function settle(
  job: StoredRunJob,
  { plan, held }: Work,
  applied: readonly PlannedRow[],
  isNewest: boolean,
): void {
  const { store, source, runId } = job;
  const { sourceId } = source;
  const keyOf = ({ kind, keyAttribute, key }: PlannedRow | HeldRecord) =>
    `${kind} ${keyAttribute} ${key.toString('hex')}`;
  const through = new Set(applied.map(keyOf));
  store.held.remove(held.filter((row) => through.has(keyOf(row))).map(({ heldId }) => heldId));
  if (plan === null) {
    // Approved is approved: what was undone before may come back now.
    for (const { kind, keyAttribute, key } of applied) store.held.forget(sourceId, kind, keyAttribute, key);
    return;
  }
  store.plans.setApplied(plan.planId, runId);
  if (!plan.complete || !isNewest) return;
  const { fingerprint, keyAttribute, unseen, lapsed } = plan.restsOn;
  // A plan gives nobody another key: while some are known by an old one, the settings count as new (E6).
  const bulk = new AccountBulk(store.connection);
  if (bulk.otherwiseKeyed(sourceId, keyAttribute).length === 0) {
    store.sources.setBaseline(sourceId, { fingerprint, keyAttribute });
  }
  store.held.lapse(sourceId, runId, unseen);
  for (const answer of lapsed) {
    store.held.forget(sourceId, answer.kind, answer.keyAttribute, Buffer.from(answer.key, 'hex'));
  }
}

/**
 * Refuses what a person, or a newer run, had a say about since: of a preview, rows that were answered or wait by now; of
 * an approval, rows that wait no longer as they were seen. Call inside the transaction.
 */
function withAnswers(job: StoredRunJob, { rows, plan, held }: Work, asked: Recheck): Recheck {
  const { store, source } = job;
  const { sourceId } = source;
  const refused = new Map(asked.refused);
  if (plan === null) {
    const still = new Set(waitingStill(job, held).map(({ heldId }) => heldId));
    for (const [place, { heldId }] of held.entries()) {
      if (!still.has(heldId)) refused.set(place, 'a later run looked again, or somebody answered meanwhile');
    }
    return { ...asked, refused };
  }
  const memories = new Memories(store.held.memories({ sourceId }));
  const waiting = store.runs.hasReadSince(sourceId, plan.restsOn.moment, 'complete')
    ? new Set(store.held.keys(sourceId))
    : new Set<string>();
  for (const [place, row] of rows.entries()) {
    const { kind, dn, keyAttribute } = row;
    const key = row.key.toString('hex');
    const identity = { key, keyAttribute, ground: answerGround(row) };
    const memory = memories.find(kind, dn, identity);
    // Had it been answered before, the preview would not have it.
    if (
      memory !== undefined &&
      !['row.undone', 'row.asked'].includes(row.reasonCode) &&
      answeredPart(memory, identity) !== 'none'
    ) {
      refused.set(place, `a person answered it since: ${memory.answer}`);
    } else if (row.state === 'apply' && waiting.has(`${kind} ${keyAttribute} ${key}`)) {
      refused.set(place, 'it waits for approval since a later run');
    }
  }
  return { ...asked, refused };
}

/** Names the rows whose ground moved, in the journal and as issues (E7). */
function refuse(
  rows: readonly PlannedRow[],
  { refused }: Recheck,
  { bulk, runId }: { bulk: AccountBulk; runId: number },
): { entries: number; issues: Issue[] } {
  const issues: Issue[] = [];
  let entries = 0;
  for (const [place, detail] of refused) {
    const { kind, accountId, login, dn, changes } = rows[place]!;
    if (kind !== 'delete') entries += 1;
    bulk.journal({
      ...{ runId, accountId, kind, state: 'refused', reasonCode: 'row.moved', detail, login, dn },
      proposed: changes,
    });
    const message = `The ${WHAT[kind]} of ${login} was refused: ${detail}.`;
    issues.push(issue('warning', 'row.moved', dn, '', message));
  }
  return { entries, issues };
}

const WHAT = { create: 'creation', update: 'change', delete: 'deletion' } as const;

/** Of a preview that was applied: what was read then, and what became of it now. Of an approval: its rows. */
function countersOf(preview: PlanRecord | null, applied: Applied, refused: number): Counters {
  const { refusedEntries, refused: _refused, issues: _, ...counts } = applied;
  const failed = refused + refusedEntries;
  if (preview === null) {
    const { created, updated } = counts;
    return { ...zeroCounters(), ...counts, failed, read: created + updated + failed };
  }
  const { read, unchanged, skipped } = preview.counters;
  return { ...zeroCounters(), ...counts, read, unchanged, skipped, failed: preview.counters.failed + failed };
}
