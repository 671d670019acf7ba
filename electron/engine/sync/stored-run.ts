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
  NumberBulk,
  type HeldRecord,
  type PlannedRow,
  type PlanRecord,
  type Remembered,
  type Source,
  type Store,
} from '../store/index.ts';
import { applyPlan, type Applied } from './apply.ts';
import { askAgain, type Recheck } from './ask-again.ts';
import { answerGround } from './ground.ts';
import { answeredPart, Memories, type RowIdentity } from './memory.ts';
import { storedIdentity } from './pbx-answers.ts';
import { holdClaims } from './pbx-guard.ts';
import { keeperWords, ownerOf } from './pbx-held-words.ts';
import { answeredIdentity, isIdentityRow } from './pbx-identity.ts';
import { takenLogins, withFreedLogins } from './pbx-logins.ts';
import { recheckPbx, type PbxRecheck } from './pbx-recheck.ts';
import { issue } from './plan.ts';
import { notYetApplied } from './plan-order.ts';
import { profileOf } from './profile-of.ts';
import { isOfSeats } from './seat-forecast.ts';
import type { PbxPlanned, Phase } from './source-planning.ts';
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
  /** Of a row that asks whether it is the same person (D8): that it is. */
  same?: true;
}

/** What applying stored rows rests on. */
export interface StoredRunJob {
  store: Store;
  source: Source;
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
  /** The directory server that is asked again; empty of a node. */
  server: string;
  /** Held rows of which a person said that it is the same person (D8). */
  same: ReadonlySet<number>;
}

/** How the rows stand today, and of a node what its export has. */
type Asked = Recheck & { pbx: PbxPlanned | null; places: PbxRecheck['places'] | null };

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
    if (plan.restsOn.settings !== settingsHash(store, source)) {
      throw new RollcallError(
        'plan.expired',
        `The settings of ${source.name} were changed since the preview was made.`,
      );
    }
    const waits = notYetApplied(store, plan);
    if (waits !== null) throw waits;
    return {
      rows: store.plans.rows(planId, { after: -1, limit: -1 }),
      ...{ kind: 'sync', plan, held: [], same: new Set(), server: serverOf(plan.evidence, source) },
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
      same: new Set(approved.flatMap(({ heldId, same }) => (same ? [heldId] : []))),
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
function serverOf(evidence: unknown, source: Source): string {
  if (source.kind !== 'directory') return '';
  const { name, settings } = source;
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
    const asked = await watched(job, (signal) => askSource(job, work, signal));
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

/** Holds the rows against what the source says today. */
async function askSource(job: StoredRunJob, work: Work, signal: AbortSignal): Promise<Asked> {
  const { source } = job;
  if (source.kind === 'pbx') return recheckPbx(work.rows, { ...job, source }, signal);
  const recheck = await askAgain(work.rows, {
    settings: source.settings,
    password: job.password,
    server: work.server,
    ...{ recheckEntries: work.recheckEntries, approved: work.kind === 'approval' },
    ...{ lookUp: job.lookUp ?? lookUpGone, readAgain: job.readAgain ?? readAgain, signal },
    progress: (done, total) => job.progress('checking', done, total),
  });
  return { ...recheck, pbx: null, places: null };
}

function apply(job: StoredRunJob, work: Work, recheck: Asked, phases: Record<string, number>): Outcome {
  const { store, source, runId } = job;
  const { sourceId } = source;
  const start = performance.now();
  const bulk = new AccountBulk(store.connection);
  const { rows, plan: preview } = work;
  const { going, refused: claimed } = rowsToApply(job, work, recheck, bulk);
  const { plan, entries, rowOf } = planOf(
    going.map(({ row }) => row),
    bulk,
  );
  // A newer run may have had its say since the preview: its held rows and its baseline stand.
  const isNewest = preview === null || !store.runs.hasReadSince(sourceId, preview.restsOn.moment, 'complete');
  const applied = applyPlan(plan, {
    ...{ store, runId, enterpriseId: source.enterpriseId, sourceId, profileId: profileOf(store, source) },
    ...{ pbx: recheck.pbx, entries, keepsHeld: preview !== null && isNewest, now: job.now() },
    isCancelled: () => job.isCancelled(),
    progress: (done, total) => job.progress('saving', done, total),
  });
  const refused = refuse(rows, { ...recheck, refused: claimed }, { bulk, runId });
  // The list of devices that are in no account is today's, and so is what is counted of it.
  const replaces = recheck.pbx !== null && isNewest && preview?.complete === true;
  const counters = countersOf(preview, applied, refused.entries, replaces ? recheck.places : null);
  if (imbalance(counters) !== 0) {
    throw new RollcallError('run.unbalanced', 'The counters of the run do not add up.', {
      details: { ...counters },
    });
  }
  const moved = new Set([...applied.refused].map((row) => going[rowOf.get(row)!]!.place));
  const through = rows.filter(
    (row, place) => row.state === 'apply' && !claimed.has(place) && !moved.has(place),
  );
  settle(job, work, through, isNewest);
  if (recheck.pbx !== null && replaces) {
    store.notAssigned.replace(sourceId, runId, recheck.pbx.notAssigned);
  }
  const said = preview === null ? [] : store.plans.issues.page(preview.planId, { after: -1, limit: -1 });
  // Of seats and references the run says what became of them, and its order has come.
  const read = said.filter(
    (each) => !isOfSeats(each) && each.code !== 'plan.after' && each.code !== 'number.moved',
  );
  const written = going.filter(({ place }) => !moved.has(place)).map(({ row }) => row);
  // A preview said it of its rows.
  const logins = preview === null && source.kind === 'pbx' ? takenLogins(written, source.name) : [];
  const issues = [...read, ...logins, ...applied.issues, ...refused.issues];
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
 * The rows that are applied, each with the place of the row that it comes from: an answered question about a person
 * becomes one or two (D8). Of a node, nobody takes a number that somebody else keeps: that row is refused.
 */
function rowsToApply(
  { store, source }: StoredRunJob,
  { rows, held, same, kind }: Work,
  { refused: known, proven }: Asked,
  bulk: AccountBulk,
): { going: { row: PlannedRow; place: number }[]; refused: Map<number, string> } {
  const refused = new Map(known);
  const { enterpriseId, name: node, sourceId } = source;
  const numbers = new NumberBulk(store.connection);
  const goingWithout = () =>
    rows.flatMap((stored, place) => {
      if (refused.has(place)) return [];
      const row = proven.get(place) ?? stored;
      const asks = kind === 'approval' && isIdentityRow(row);
      const isSame = asks && same.has(held[place]!.heldId);
      const answered = asks ? answeredIdentity(row, isSame, { bulk, numbers, enterpriseId, node }) : [row];
      return answered.map((each) => ({ row: each, place }));
    });
  if (source.kind !== 'pbx') return { going: goingWithout(), refused };
  const accounts = bulk.accountsOf(sourceId);
  const owners = accounts.map(({ key, ...account }) => ({ ...account, key: key.toString() }));
  const memories = new Memories(store.held.memories({ sourceId }));
  const freed = (going: readonly { row: PlannedRow; place: number }[]) => {
    const holderOf = (login: string) => bulk.loginHolder(enterpriseId, login);
    const given = withFreedLogins(
      going.map(({ row }) => row),
      { node, holderOf },
    );
    return going.map(({ place }, at) => ({ row: given[at]!, place }));
  };
  for (;;) {
    const going = goingWithout();
    const { plan, entries, rowOf } = planOf(
      going.map(({ row }) => row),
      bulk,
    );
    const before = new Set([...plan.creates, ...plan.updates].filter(({ state }) => state === 'held'));
    holdClaims(plan, accounts, entries);
    const claims = [...plan.creates, ...plan.updates].filter(
      (row) => row.state === 'held' && !before.has(row),
    );
    if (claims.length === 0) return { going: kind === 'approval' ? freed(going) : going, refused };
    for (const row of claims) {
      const { place } = going[rowOf.get(row)!]!;
      const owner = ownerOf(row.detail, owners);
      const waits = owner !== undefined && store.held.isWaiting(sourceId, owner.accountId);
      refused.set(place, keeperWords(row.detail, owner, { waits, memories }));
    }
  }
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
  const { fingerprint, keyAttribute, files, unseen, lapsed } = plan.restsOn;
  // A plan gives nobody another key: while some are known by an old one, the settings count as new (E6).
  const bulk = new AccountBulk(store.connection);
  if (bulk.otherwiseKeyed(sourceId, keyAttribute).length === 0) {
    store.sources.setBaseline(sourceId, { fingerprint, keyAttribute, ...(files && { files }) });
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
function withAnswers(job: StoredRunJob, { rows, plan, held }: Work, asked: Asked): Asked {
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
  const bulk = new AccountBulk(store.connection);
  const waiting = store.runs.hasReadSince(sourceId, plan.restsOn.moment, 'complete')
    ? new Set(store.held.keys(sourceId))
    : new Set<string>();
  for (const [place, row] of rows.entries()) {
    const { kind, keyAttribute } = row;
    const identity = source.kind === 'pbx' ? storedIdentity(row, bulk, memories) : identityOf(row);
    const said = answerAgainst(row, memories, identity);
    if (said !== null) {
      refused.set(place, `a person answered it since: ${said}`);
    } else if (row.state === 'apply' && waiting.has(`${kind} ${keyAttribute} ${identity.key}`)) {
      refused.set(place, 'it waits for approval since a later run');
    }
  }
  return { ...asked, refused };
}

/** By what a stored row of a directory is told. */
function identityOf(row: PlannedRow): RowIdentity {
  return { key: row.key.toString('hex'), keyAttribute: row.keyAttribute, ground: answerGround(row) };
}

/**
 * What a person said that stands against a row of a preview; null when nothing does. Had it been said before, the preview
 * would not have the row, or would hold it: what was undone or taken back, and what was rejected in part, waits (E8).
 */
function answerAgainst(
  { kind, dn, state }: PlannedRow,
  memories: Memories,
  identity: RowIdentity,
): Remembered['answer'] | null {
  const memory = memories.find(kind, dn, identity);
  const part = memory === undefined ? 'none' : answeredPart(memory, identity);
  if (memory === undefined || part === 'none') return null;
  const { answer } = memory;
  const waits = answer === 'undone' || answer === 'asked' || part === 'some';
  return state === 'held' && waits ? null : answer;
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
    const { kind, accountId, login, dn, changes, fields } = rows[place]!;
    // Of an account that is gone and stays (D2) nobody was read.
    if (kind !== 'delete' && fields?.orphan !== 'yes') entries += 1;
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
function countersOf(
  preview: PlanRecord | null,
  applied: Applied,
  refused: number,
  places: PbxRecheck['places'] | null,
): Counters {
  const { refusedEntries, refused: _refused, issues: _, ...counts } = applied;
  const failed = refused + refusedEntries;
  if (preview === null) {
    const { created, updated } = counts;
    return { ...zeroCounters(), ...counts, failed, read: created + updated + failed };
  }
  const { read, unchanged, skipped, devices, assigned, notAssigned } = preview.counters;
  return {
    ...{ ...zeroCounters(), ...counts, read, unchanged, skipped, failed: preview.counters.failed + failed },
    ...(places ?? { devices, assigned, notAssigned }),
  };
}
