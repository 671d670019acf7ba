import type { Source, Store } from '../store/index.ts';
import { issue, type Plan } from './plan.ts';
import { profileOf } from './profile-of.ts';

/** Says how many seats the new accounts of a plan need and how many are free (domain.md 6). */
export function forecastSeats(plan: Plan, store: Store, source: Source): void {
  const needed = plan.creates.filter(({ state }) => state === 'apply').length;
  if (needed === 0) return;
  const profileId = profileOf(store, source);
  const { free: now, feature } = store.seats.forecast(source.enterpriseId, profileId, needed);
  if (now === null) return;
  const leaving = plan.deletes
    .filter(({ state }) => state === 'apply')
    .map(({ account }) => account.accountId);
  const free = now + store.seats.freedBy(leaving, profileId);
  const seats = (count: number) => (count === 1 ? '1 seat' : `${count} seats`);
  const says = `${seats(needed)} of ${feature} ${needed === 1 ? 'is' : 'are'} needed, ${free} ${free === 1 ? 'is' : 'are'} free`;
  if (needed <= free) {
    plan.issues.push(issue('info', 'seats.needed', '', 'featureProfile', `${says}.`));
    return;
  }
  const short = needed - free;
  const accounts = short === 1 ? '1 account is' : `${short} accounts are`;
  const message = `${says}: ${accounts} created inactive.`;
  plan.issues.push({ ...issue('warning', 'seats.short', '', 'featureProfile', message), count: short });
}
