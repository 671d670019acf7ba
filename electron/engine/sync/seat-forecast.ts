import type { Code } from '../../../shared/domain/codes.ts';
import type { Issue } from '../../../shared/domain/run.ts';
import type { FreeSeats, Source, Store } from '../store/index.ts';
import { issue, type Plan } from './plan.ts';
import { profileOf } from './profile-of.ts';

/** New accounts, and the seats that there are for them. */
export interface SeatsWanted {
  needed: number;
  /** Of each feature of their profile. */
  free: readonly FreeSeats[];
}

/** How many seats the new accounts of a plan need, and how many there are for them (domain.md 6). */
export function seatsWanted(plan: Plan, { store, source }: { store: Store; source: Source }): SeatsWanted {
  const needed = plan.creates.filter(({ state }) => state === 'apply').length;
  if (needed === 0) return { needed, free: [] };
  const leaving = plan.deletes
    .filter(({ state }) => state === 'apply')
    .map(({ account }) => account.accountId);
  return { needed, free: store.seats.forecast(source.enterpriseId, profileOf(store, source), leaving) };
}

/** What a run says of the seats of the accounts that it made, a remark for each feature. */
export function seatIssues(wanted: SeatsWanted): Issue[] {
  return remarks(wanted, {
    were: 'were',
    was: 'was',
    free: (count) => `${count} ${isOrAre(count, 'was')} free`,
  });
}

/**
 * What a preview says of the seats that its new accounts would need, a remark for each feature.
 *
 * @param after previews as if applied before, by the names of their sources: they may take seats, and free some
 */
export function seatForecast(wanted: SeatsWanted, after: readonly string[]): Issue[] {
  const first = after.length === 0 ? '' : ` after ${after.join(', ')}`;
  return remarks(wanted, {
    ...{ were: 'would be', was: 'would be' },
    free: (count) =>
      first === '' ? `${count} ${isOrAre(count, 'is')} free` : `${count} would be free${first}`,
  });
}

/** Whether an issue says what seats a preview would meet: the run that applies it says what they were. */
export function isOfSeats({ code }: { code: Code }): boolean {
  return code === 'seats.needed' || code === 'seats.short';
}

function remarks(
  { needed, free }: SeatsWanted,
  words: { were: string; was: string; free: (count: number) => string },
): Issue[] {
  if (needed === 0) return [];
  const inactive = needed - Math.min(needed, ...free.map((each) => each.free));
  const accounts = inactive === 1 ? `1 account ${words.was}` : `${inactive} accounts ${words.were}`;
  const seats = needed === 1 ? '1 seat' : `${needed} seats`;
  return free.map(({ feature, free: count }) => {
    const says = `${seats} of ${feature} ${needed === 1 ? words.was : words.were} needed, ${words.free(count)}`;
    if (needed <= count) return issue('info', 'seats.needed', feature, 'featureProfile', `${says}.`);
    const message = `${says}: ${accounts} created inactive.`;
    return { ...issue('warning', 'seats.short', feature, 'featureProfile', message), count: needed - count };
  });
}

function isOrAre(count: number, one: 'is' | 'was'): string {
  if (count === 1) return one;
  return one === 'is' ? 'are' : 'were';
}
