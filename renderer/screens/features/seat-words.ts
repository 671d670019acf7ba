import type { FeatureProfileRow, FeatureRow } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';

/** Seats of a feature that nobody has. */
export function freeOf({ seats, used }: Pick<FeatureRow, 'seats' | 'used'>): number {
  return Math.max(0, seats - used);
}

/** How many more seats are in use than there are. */
export function excessOf({ seats, used }: Pick<FeatureRow, 'seats' | 'used'>): number {
  return Math.max(0, used - seats);
}

/** What to think of before a feature is given so many seats; null when there is nothing. */
export function seatsRemark(feature: Pick<FeatureRow, 'used' | 'waiting'> | null, seats: number | null) {
  if (feature === null || seats === null) return null;
  const excess = excessOf({ ...feature, seats });
  if (excess > 0) {
    return `${counted(feature.used, 'seat')} in use, ${whole(excess)} more than there would be. Nobody loses theirs; accounts that come later are inactive until there are enough.`;
  }
  const free = freeOf({ ...feature, seats });
  if (feature.waiting === 0 || free === 0) return null;
  return `${counted(feature.waiting, 'account')} with this feature ${feature.waiting === 1 ? 'waits' : 'wait'} for seats. Those who get one become active at once.`;
}

/** `12`, or `No limit` where the profile has no features. */
export function freeWord(free: number | null): string {
  return free === null ? 'No limit' : whole(free);
}

/** What becomes of the seats when a profile with members gets features; one sentence for each that runs out. */
export function draftRemarks(
  profile: Pick<FeatureProfileRow, 'features' | 'accounts' | 'inactive'> | null,
  chosen: readonly string[],
  features: readonly FeatureRow[],
): string[] {
  const members = profile === null ? 0 : profile.accounts - profile.inactive;
  if (members === 0) return [];
  return features
    .filter(({ name }) => chosen.includes(name) && !profile!.features.includes(name))
    .flatMap((feature) => {
      const excess = members - freeOf(feature);
      if (excess <= 0) return [];
      return [
        `${isolated(feature.name)}: ${counted(members, 'active member')} ${members === 1 ? 'needs' : 'need'} a seat and ${whole(freeOf(feature))} ${freeOf(feature) === 1 ? 'is' : 'are'} free, ${whole(excess)} too few. The members stay active; more seats will be in use than there are.`,
      ];
    });
}

/** What giving a profile to so many accounts would meet; null when there are seats for all. */
export function assignRemark(accounts: number, free: number | null): string | null {
  if (free === null || accounts <= free) return null;
  const left = free === 0 ? 'No seat is free' : `Seats are free for ${whole(free)} more`;
  return `${left}. Accounts that have no seat of these features yet and find none become inactive: up to ${whole(accounts - free)}.`;
}

/** What giving a profile to accounts came to. */
export function assignedWords(
  profile: string,
  { accounts, inactive }: { accounts: number; inactive: number },
) {
  const have = accounts === 1 ? 'has' : 'have';
  const done = `${counted(accounts, 'account')} ${have} ${isolated(profile)} now.`;
  if (inactive === 0) return done;
  const none =
    inactive === 1 ? 'is inactive: no seat was free for it' : 'are inactive: no seat was free for them';
  return `${done} ${whole(inactive)} of them ${none}.`;
}

/** Who keeps a profile from being deleted (D23), a line each; none when it can be. */
export function usersOf({ usedBy, accounts }: Pick<FeatureProfileRow, 'usedBy' | 'accounts'>): string[] {
  return [...giversOf(usedBy), ...(accounts > 0 ? [counted(accounts, 'account')] : [])];
}

/** What gives a profile to new accounts, as each stands alone: `Synchronizer HQ directory`. */
export function giversOf(usedBy: readonly string[]): string[] {
  return usedBy.map((user) => user.charAt(0).toUpperCase() + user.slice(1));
}
