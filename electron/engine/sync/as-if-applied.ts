import { AccountBulk, type PlanRecord, type Store } from '../store/index.ts';
import { applyPlan } from './apply.ts';
import type { SyncJob } from './planning-of.ts';
import { profileOf } from './profile-of.ts';
import { beginRun } from './run-endings.ts';
import { planOf } from './stored-plan.ts';

/**
 * Does something with the accounts as they would be once previews were applied, in their order, and takes all of it back
 * before anybody sees it. What it answers must not be of the store.
 */
export function asIfApplied<T>(
  { store, now, isCancelled }: Pick<SyncJob, 'store' | 'now' | 'isCancelled'>,
  plans: readonly PlanRecord[],
  work: () => T,
): T {
  const takenBack = new Error('taken back');
  let done: { answer: T } | null = null;
  try {
    store.transaction(() => {
      for (const plan of plans) applyRows(plan, { store, now: now(), isCancelled });
      done = { answer: work() };
      throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  return done!.answer;
}

function applyRows(
  { planId, sourceId, enterpriseId }: PlanRecord,
  { store, now, isCancelled }: { store: Store; now: number; isCancelled: () => boolean },
): void {
  const source = store.sources.get(sourceId);
  if (source === undefined) return;
  const rows = store.plans.rows(planId, { after: -1, limit: -1 }).filter(({ state }) => state === 'apply');
  const { plan, entries } = planOf(rows, new AccountBulk(store.connection));
  applyPlan(plan, {
    ...{ store, enterpriseId, sourceId, profileId: profileOf(store, source), entries, now, isCancelled },
    runId: beginRun(store, { source, kind: 'sync', trigger: 'manual', now }),
    // Why a number is kept that the phone system has no longer is nothing that another node looks at.
    pbx: source.kind === 'pbx' ? { numbers: new Set() } : null,
    keepsHeld: false,
    progress: () => undefined,
  });
}
