import { RollcallError } from '../../../shared/domain/errors.ts';
import type { PlanRecord, Store } from '../store/index.ts';

/** Of the previews that were made before another one in a job, those that would change anything, in their order. */
export function previewsBefore(store: Store, hashes: readonly string[]): PlanRecord[] {
  const plans = hashes.flatMap((hash) => store.plans.find(hash));
  return plans.filter(({ planId }) => {
    const { created, updated, deleted } = store.plans.tabCounts(planId);
    return created + updated + deleted > 0;
  });
}

/** What a preview says of those that it comes after, as a sentence. */
export function afterWords(after: readonly { source: string }[]): string {
  return `It says what would be once the ${namesOf(after)} applied.`;
}

/**
 * Why a preview cannot be applied yet: it was made as if others were applied before it, and one was not. Null when all
 * were, or a synchronization did the same.
 */
export function notYetApplied(store: Store, { restsOn, source }: PlanRecord): RollcallError | null {
  const missing = (restsOn.after ?? []).filter(
    ({ hash }) =>
      !store.plans.find(hash).some(({ appliedRun }) => appliedRun !== null) && !store.runs.did(hash),
  );
  if (missing.length === 0) return null;
  return new RollcallError(
    'plan.after',
    `This preview of ${source} says what would be once the ${namesOf(missing)} applied, and that was not done.`,
  );
}

function namesOf(after: readonly { source: string }[]): string {
  const names = after.map(({ source }) => source).join(', ');
  return after.length === 1
    ? `preview of ${names} that was made before it is`
    : `previews of ${names} that were made before it are`;
}
