import { createHash } from 'node:crypto';
import { outcomeOf, type Issue } from '../../../shared/domain/run.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { AccountBulk, Source, Store } from '../store/index.ts';
import { asIfApplied } from './as-if-applied.ts';
import { issue, type DeleteRow, type UpdateRow } from './plan.ts';
import { forecastNumbers } from './pbx-forecast.ts';
import { planHash } from './plan-hash.ts';
import { afterWords, previewsBefore } from './plan-order.ts';
import { planningOf, type SyncJob } from './planning-of.ts';
import { seatForecast, seatsWanted } from './seat-forecast.ts';
import type { Planned, SourcePlanning } from './source-planning.ts';
import { storedRows } from './stored-plan.ts';
import { watched } from './watched.ts';

/** The sha256 of the settings of a source: a plan is for these only (E7). Those of a node stand with its Enterprise as well. */
export function settingsHash(store: Store, source: Source): string {
  const { kind, settings, enterpriseId } = source;
  const all = kind === 'directory' ? settings : [settings, store.enterprises.get(enterpriseId)?.pbx];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** One preview of one source. */
export type PreviewJob = SyncJob & {
  /** Previews that the same job made before of the same Enterprise, by the sha256 of their plans. */
  before?: readonly string[] | undefined;
};

/**
 * Reads, plans and guards as a synchronization would, and stores the plan (E7). Changes no account. Returns the plan's
 * sha256; throws a RollcallError when the source could not be read at all, or the preview was cancelled.
 */
export async function runPreview(job: PreviewJob): Promise<string> {
  const planning = planningOf(job);
  try {
    const planned = await watched(job, (signal) => planning.execute(signal));
    if (planned === null) throw readFailure(planning);
    const ordered = inOrder(job, planning, planned);
    job.progress('saving', 0, 0);
    return job.store.transaction(() => save(job, planning, ordered));
  } finally {
    planning.close();
  }
}

/** A plan with what it says of seats, and what it comes after where that makes a difference. */
interface Ordered {
  planned: Planned;
  seats: Issue[];
  after: { hash: string; source: string }[];
}

/** The plan as it would be once the previews before it were applied (docs/decisions/030). */
function inOrder(job: PreviewJob, planning: SourcePlanning, alone: Planned): Ordered {
  const before = previewsBefore(job.store, job.before ?? []);
  if (before.length === 0) {
    return { planned: alone, seats: seatForecast(seatsWanted(alone.plan, job), []), after: [] };
  }
  const hash = planHash(alone, planning.bulk);
  return asIfApplied(job, before, () => {
    const planned = (alone.complete && planning.again?.()) || alone;
    const isOther = planHash(planned, planning.bulk) !== hash;
    const after = before.map(({ hash: plan, source }) => ({ hash: plan, source }));
    const names = after.map(({ source }) => source);
    return {
      planned,
      seats: seatForecast(seatsWanted(planned.plan, job), names),
      after: isOther ? after : [],
    };
  });
}

function readFailure(planning: SourcePlanning): RollcallError {
  const error = planning.failure;
  return error === null
    ? new RollcallError('internal', 'The source could not be read.')
    : new RollcallError(error.code, error.message);
}

function save(job: SyncJob, planning: SourcePlanning, { planned, seats, after }: Ordered): string {
  const { store, source } = job;
  const { plan, complete, error } = planned;
  planning.heedNewAnswers(plan);
  dropMoved(planned, planning.bulk);
  const rows = [...plan.creates, ...plan.updates, ...plan.deletes];
  const count = (of: readonly { state: string }[], state: string) =>
    of.filter((row) => row.state === state).length;
  const orphans = plan.updates.filter(({ orphan }) => orphan);
  const updates = plan.updates.filter(({ orphan }) => !orphan);
  const numbers = planned.pbx === null ? null : forecastNumbers(planned, planned.pbx, job, planning.bulk);
  const counters = planning.counters(plan, {
    created: count(plan.creates, 'apply'),
    updated: count(updates, 'apply'),
    deleted: count(plan.deletes, 'apply'),
    heldCreates: count(plan.creates, 'held'),
    heldUpdates: count(updates, 'held'),
    heldDeletes: count(plan.deletes, 'held') + count(orphans, 'held'),
    ...numbers?.counters,
    refusedEntries: 0,
  });
  const order = after.length === 0 ? [] : [issue('info', 'plan.after', '', '', afterWords(after))];
  const moved = numbers?.issues ?? [];
  const issues = [...planning.readIssues(error), ...plan.issues, ...moved, ...seats, ...order];
  const hash = planHash(planned, planning.bulk);
  job.progress('saving', 0, rows.length);
  store.plans.save(
    {
      ...{ hash, enterpriseId: source.enterpriseId, sourceId: source.sourceId, madeAt: job.now() },
      outcome: outcomeOf({ failed: false, complete, counters, issues }),
      ...{ complete, baseline: planned.newBaseline, counters, error },
      restsOn: {
        ...planned.baseline,
        settings: settingsHash(store, source),
        workingContext: planned.workingContext,
        moment: planning.moment,
        ...carried(planning, planned, job),
        ...(after.length === 0 ? {} : { after }),
      },
      evidence: planning.shownEvidence(planned.looks),
      phases: planning.phases,
    },
    storedRows(plan, planned.entries, (accountId) => planning.bulk.identity(accountId)),
    issues,
    numbers?.rows,
  );
  return hash;
}

/** Takes rows out whose account changed while the directory was read: what they rest on is no longer there (E7). */
function dropMoved({ plan }: Planned, bulk: AccountBulk): void {
  const isThere = ({ account }: UpdateRow | DeleteRow): boolean =>
    bulk.load(account.accountId)?.version === account.version;
  const count = plan.updates.length + plan.deletes.length;
  const updates = plan.updates.filter(isThere);
  plan.failed += plan.updates.length - updates.length;
  plan.updates = updates;
  plan.deletes = plan.deletes.filter(isThere);
  const moved = count - plan.updates.length - plan.deletes.length;
  if (moved === 0) return;
  const message = `${moved === 1 ? '1 account' : `${moved} accounts`} changed while the preview was made: left out.`;
  plan.issues.push({ ...issue('warning', 'row.moved', '', '', message), count: moved });
}

/** What applying the plan lets lapse and what it leaves waiting, as the run itself would (E8). */
function carried(planning: SourcePlanning, { plan, complete }: Planned, { store, source }: SyncJob) {
  if (!complete) return { unseen: [], lapsed: [] };
  return {
    unseen: planning.unseenUpdates(plan, store.held.waitingUpdates(source.sourceId)),
    lapsed: planning.lapsedMemories().map(({ kind, keyAttribute, key }) => ({
      ...{ kind, keyAttribute, key: Buffer.from(key).toString('hex') },
    })),
  };
}
