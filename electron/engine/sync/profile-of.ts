import type { Source, Store } from '../store/index.ts';

/** The profile of accounts that a source creates: a synchronizer has its own, the nodes of an Enterprise share one. */
export function profileOf(store: Store, source: Source): number | null {
  if (source.kind === 'directory') return source.profileId;
  const name = store.enterprises.get(source.enterpriseId)?.pbx.featureProfile.toLowerCase();
  const profiles = store.profiles.list(source.enterpriseId);
  return profiles.find((profile) => profile.name.toLowerCase() === name)?.profileId ?? null;
}
