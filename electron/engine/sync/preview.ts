import { createHash } from 'node:crypto';
import { outcomeOf } from '../../../shared/domain/run.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { AccountBulk, Source, Store } from '../store/index.ts';
import { issue, type DeleteRow, type UpdateRow } from './plan.ts';
import { forecastNumbers } from './pbx-forecast.ts';
import { planHash } from './plan-hash.ts';
import { planningOf, type SyncJob } from './planning-of.ts';
import type { Planned, SourcePlanning } from './source-planning.ts';
import { storedRows } from './stored-plan.ts';
import { watched } from './watched.ts';

/** The sha256 of the settings of a source: a plan is for these only (E7). Those of a node stand with its Enterprise as well. */
export function settingsHash(store: Store, source: Source): string {
  const { kind, settings, enterpriseId } = source;
  const all = kind === 'directory' ? settings : [settings, store.enterprises.get(enterpriseId)?.pbx];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/**
 * Reads, plans and guards as a synchronization would, and stores the plan (E7). Changes no account. Returns the plan's
 * sha256; throws a RollcallError when the source could not be read at all, or the preview was cancelled.
 */
export async function runPreview(job: SyncJob): Promise<string> {
  const planning = planningOf(job);
  try {
    const planned = await watched(job, (signal) => planning.execute(signal));
    if (planned === null) throw readFailure(planning);
    job.progress('saving', 0, 0);
    return job.store.transaction(() => save(job, planning, planned));
  } finally {
    planning.close();
  }
}

function readFailure(planning: SourcePlanning): RollcallError {
  const error = planning.failure;
  return error === null
    ? new RollcallError('internal', 'The source could not be read.')
    : new RollcallError(error.code, error.message);
}

function save(job: SyncJob, planning: SourcePlanning, planned: Planned): string {
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
  const issues = [...planning.readIssues(error), ...plan.issues];
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
