import type { AccountRow, FeatureProfileRow } from '../../../shared/contract/index.ts';

/** The engine takes so many accounts at a time, and shows so many. */
export const ASSIGNED_AT_ONCE = 10_000;
export const READ_AT_ONCE = 500;

/** Which accounts are chosen: single ones, or all that match the filter. */
export type MemberChoice = { kind: 'single'; accountIds: readonly number[] } | { kind: 'all' };

export const NOBODY: MemberChoice = { kind: 'single', accountIds: [] };

/** How many accounts are chosen, of so many that match. */
export function chosenCount(choice: MemberChoice, matching: number): number {
  return choice.kind === 'all' ? matching : choice.accountIds.length;
}

/** The choice after one account was ticked or cleared; of all, only those that are shown are left chosen. */
export function toggled(choice: MemberChoice, accountId: number, shown: readonly AccountRow[]): MemberChoice {
  const before = choice.kind === 'all' ? shown.map((row) => row.accountId) : choice.accountIds;
  const accountIds = before.includes(accountId)
    ? before.filter((each) => each !== accountId)
    : [...before, accountId];
  return { kind: 'single', accountIds };
}

/** Where members can come from: the other profiles that have any, and accounts without one. */
export function originsFor(
  profile: Pick<FeatureProfileRow, 'profileId'>,
  profiles: readonly FeatureProfileRow[],
  withoutProfile: number,
): { profileId: number; name: string; accounts: number }[] {
  const others = profiles
    .filter(({ profileId, accounts }) => profileId !== profile.profileId && accounts > 0)
    .map(({ profileId, name, accounts }) => ({ profileId, name, accounts }));
  return withoutProfile === 0
    ? others
    : [...others, { profileId: 0, name: 'No feature profile', accounts: withoutProfile }];
}

/** Parts of a list that are short enough. */
export function partsOf<Item>(list: readonly Item[], most: number): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < list.length; at += most) parts.push(list.slice(at, at + most));
  return parts;
}
