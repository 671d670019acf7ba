import type { AccountFilter, AccountRow, AccountSort } from '../../../shared/contract/index.ts';
import { GROUPS, type AccountCondition, type Store } from '../store/index.ts';
import { groupOf } from './account-numbers.ts';
import { requireEnterprise } from './context.ts';

/** A window of the filtered and sorted account list. */
export function queryAccounts(
  store: Store,
  input: AccountFilter & { sort: AccountSort; offset: number; limit: number },
): { total: number; rows: AccountRow[] } {
  const { enterpriseId } = requireEnterprise(store, input.enterprise);
  const { sort, offset, limit } = input;
  const { total, rows } = store.accountList.window(enterpriseId, conditionOf(input), sort, { offset, limit });
  return { total, rows: rows.map((row) => ({ ...row, group: groupOf(row.group) })) };
}

/** How many accounts each value of each facet would leave, under the other conditions of the filter. */
export function accountFacets(store: Store, input: AccountFilter) {
  const { enterpriseId } = requireEnterprise(store, input.enterprise);
  const counts = store.accountList.facets(enterpriseId, conditionOf(input));
  const sources = store.sources.list(enterpriseId).map(({ sourceId, name }) => ({ sourceId, name }));
  const profiles = store.profiles.list(enterpriseId).map(({ profileId, name }) => ({ profileId, name }));
  return {
    total: counts.total,
    sources: [...sources, { sourceId: 0, name: '' }].map((source) => ({
      ...source,
      accounts: counts.sources.get(source.sourceId) ?? 0,
    })),
    profiles: [...profiles, { profileId: 0, name: '' }].map((profile) => ({
      ...profile,
      accounts: counts.profiles.get(profile.profileId) ?? 0,
    })),
    groups: (['PRG', 'MDUG', 'none'] as const).map((group) => ({
      group,
      accounts: counts.groups.get(GROUPS.indexOf(group)) ?? 0,
    })),
    inactive: counts.inactive,
    held: counts.held,
  };
}

function conditionOf({ text, sourceId, active, profileId, group, held }: AccountFilter): AccountCondition {
  return { text, sourceId, active, profileId, group, held };
}
