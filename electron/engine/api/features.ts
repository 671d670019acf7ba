import type { FeatureProfileRow, FeatureRow } from '../../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { scarcest, type Enterprise, type FeatureProfile, type Store } from '../store/index.ts';
import { requireEnterprise, type Services } from './context.ts';
import { valuesOf } from './enterprise-values.ts';
import { editable } from './source-edits.ts';

/** So many accounts are named where a profile cannot be deleted because of them. */
const MOST_NAMED = 5;

interface ProfileDraft {
  name: string;
  description: string;
  /** Names. */
  features: string[];
}

/** The features of an Enterprise with their seats (domain.md 6). */
export function listFeatures(store: Store, enterprise: string): { features: FeatureRow[] } {
  const { enterpriseId } = requireEnterprise(store, enterprise);
  const profiles = store.profiles.list(enterpriseId);
  const members = store.seats.members(enterpriseId);
  const features = store.seats.describe(enterpriseId).map((feature): FeatureRow => {
    const having = profiles.filter((profile) => profile.features.includes(feature.name));
    const waiting = having.map(({ profileId }) => members.get(profileId)?.inactive ?? 0);
    return {
      ...feature,
      waiting: waiting.reduce((sum, each) => sum + each, 0),
      profiles: having.map(({ name }) => name),
    };
  });
  return { features };
}

export function createFeature(
  services: Services,
  input: { enterpriseId: number; name: string; seats: number },
): Promise<{ featureId: number }> {
  const { store } = services;
  return services.write(() => {
    const { enterpriseId } = editable(store, input.enterpriseId, 'features');
    refuseTaken(store.profiles.features(enterpriseId), input.name, 'feature');
    return { featureId: store.profiles.createFeature(enterpriseId, input.name, input.seats) };
  });
}

/** Renames a feature and sets its seats; whoever waits for them gets them at once. */
export function updateFeature(
  services: Services,
  { featureId, name, seats }: { featureId: number; name: string; seats: number },
): Promise<{ featureId: number }> {
  const { store } = services;
  return services.write(() => {
    const { enterpriseId } = editableFeature(store, featureId);
    const others = store.profiles.features(enterpriseId).filter((each) => each.featureId !== featureId);
    refuseTaken(others, name, 'feature');
    store.profiles.updateFeature(featureId, { name, seats });
    store.seats.settle(enterpriseId);
    return { featureId };
  });
}

/** Deletes a feature that no profile has. */
export function deleteFeature(
  services: Services,
  { featureId }: { featureId: number },
): Promise<{ deleted: boolean }> {
  const { store } = services;
  return services.write(() => {
    const { enterpriseId, name } = editableFeature(store, featureId);
    const profiles = store.profiles
      .list(enterpriseId)
      .filter(({ features }) => features.includes(name))
      .map((profile) => profile.name);
    if (profiles.length > 0) {
      throw new RollcallError(
        'feature.in-use',
        `The feature ${name} is in the feature ${profiles.length === 1 ? 'profile' : 'profiles'} ${profiles.join(', ')}.`,
        { details: { profiles } },
      );
    }
    store.profiles.deleteFeature(featureId);
    return { deleted: true };
  });
}

/** The feature profiles of an Enterprise with their members, and how many more they could have. */
export function profileOverview(store: Store, name: string): { profiles: FeatureProfileRow[] } {
  const enterprise = requireEnterprise(store, name);
  const { enterpriseId } = enterprise;
  const features = store.seats.describe(enterpriseId);
  const members = store.seats.members(enterpriseId);
  const sources = store.sources.list(enterpriseId);
  const profiles = store.profiles.list(enterpriseId).map((profile): FeatureProfileRow => {
    const { accounts, inactive } = members.get(profile.profileId) ?? { accounts: 0, inactive: 0 };
    return {
      ...profile,
      accounts,
      inactive,
      usedBy: usedBy(
        enterprise,
        profile,
        sources.filter(({ profileId }) => profileId === profile.profileId),
      ),
      free: scarcest(features.filter((feature) => profile.features.includes(feature.name))).free,
    };
  });
  return { profiles };
}

export function createProfile(
  services: Services,
  input: { enterpriseId: number; profile: ProfileDraft },
): Promise<{ profileId: number }> {
  const { store } = services;
  const { name, description, features } = input.profile;
  return services.write(() => {
    const { enterpriseId } = editable(store, input.enterpriseId, 'feature profiles');
    refuseTaken(store.profiles.list(enterpriseId), name, 'feature profile');
    const featureIds = featureIdsOf(store, enterpriseId, features);
    return { profileId: store.profiles.create(enterpriseId, { name, description, featureIds }) };
  });
}

/** Sets a profile whole. Members stay active when a feature comes to it; seats of one that goes are free at once. */
export function updateProfile(
  services: Services,
  { profileId, profile }: { profileId: number; profile: ProfileDraft },
): Promise<{ profileId: number }> {
  const { store } = services;
  const { name, description, features } = profile;
  return services.write(() => {
    const { found, enterprise } = editableProfile(store, profileId);
    const { enterpriseId } = enterprise;
    refuseDefault(found, profile);
    const others = store.profiles.list(enterpriseId).filter((each) => each.profileId !== profileId);
    refuseTaken(others, name, 'feature profile');
    const featureIds = featureIdsOf(store, enterpriseId, features);
    store.profiles.update(profileId, { name, description, featureIds });
    if (name !== found.name && isOption(enterprise, found)) {
      const pbx = { ...enterprise.pbx, featureProfile: name };
      store.enterprises.update(enterpriseId, { ...valuesOf(enterprise), pbx }, services.now());
    }
    store.seats.settle(enterpriseId);
    return { profileId };
  });
}

/** Deletes a profile that nobody has (D23). */
export function deleteProfile(
  services: Services,
  { profileId }: { profileId: number },
): Promise<{ deleted: boolean }> {
  const { store } = services;
  return services.write(() => {
    const { found, enterprise } = editableProfile(store, profileId);
    if (found.name === DEFAULT_PROFILE) {
      throw new RollcallError('profile.default', `The ${DEFAULT_PROFILE} cannot be deleted.`);
    }
    refuseUsed(store, found, enterprise);
    store.profiles.delete(profileId);
    return { deleted: true };
  });
}

/** Gives a profile to accounts, and seats to those of them for whom there are any. */
export function assignProfile(
  services: Services,
  input: { profileId: number; accountIds: number[] },
): Promise<{ accounts: number; inactive: number }> {
  const { store } = services;
  const accountIds = [...new Set(input.accountIds)];
  return services.write(() => {
    const { found, enterprise } = editableProfile(store, input.profileId, 'accounts');
    const moved = store.profiles.assign(found.profileId, accountIds, services.now());
    if (moved.length < accountIds.length) {
      const there = new Set(moved.map(({ accountId }) => accountId));
      const missing = accountIds.find((each) => !there.has(each));
      // Thrown inside the transaction, so that nobody got the profile.
      throw new RollcallError(
        'account.not-found',
        `The Enterprise ${enterprise.name} has no account with the number ${missing}.`,
      );
    }
    store.seats.settle(enterprise.enterpriseId, moved);
    return { accounts: accountIds.length, inactive: store.seats.inactiveOf(accountIds) };
  });
}

function editableFeature(store: Store, featureId: number) {
  const found = store.profiles.feature(featureId);
  if (found === undefined) {
    throw new RollcallError('feature.not-found', `There is no feature with the number ${featureId}.`);
  }
  editable(store, found.enterpriseId, 'features');
  return found;
}

function editableProfile(
  store: Store,
  profileId: number,
  what: 'feature profiles' | 'accounts' = 'feature profiles',
): { found: FeatureProfile; enterprise: Enterprise } {
  const found = store.profiles.get(profileId);
  if (found === undefined) {
    throw new RollcallError('profile.not-found', `There is no feature profile with the number ${profileId}.`);
  }
  return { found, enterprise: editable(store, found.enterpriseId, what) };
}

/** Names are unique within an Enterprise, without regard to case, as in the configuration file. */
function refuseTaken(
  others: readonly { name: string }[],
  name: string,
  what: 'feature' | 'feature profile',
): void {
  const taken = others.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (taken === undefined) return;
  throw new RollcallError('feature.exists', `The Enterprise has a ${what} ${taken.name} already.`, {
    details: { field: 'name' },
  });
}

/** The Default Feature Profile is the one that never runs out: without licensed features (domain.md 6). */
function refuseDefault(found: FeatureProfile, { name, features }: ProfileDraft): void {
  if (found.name !== DEFAULT_PROFILE) return;
  if (name !== DEFAULT_PROFILE) {
    throw new RollcallError('profile.default', `The ${DEFAULT_PROFILE} keeps its name.`, {
      details: { field: 'name' },
    });
  }
  if (features.length > 0) {
    throw new RollcallError('profile.default', `The ${DEFAULT_PROFILE} has no licensed features.`, {
      details: { field: 'features' },
    });
  }
}

function refuseUsed(store: Store, profile: FeatureProfile, enterprise: Enterprise): void {
  const { sources, accounts, logins } = store.profiles.users(profile.profileId, MOST_NAMED);
  const users = usedBy(enterprise, profile, sources);
  if (accounts > 0) {
    const more = accounts - logins.length;
    const named = `${logins.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
    users.push(`${accounts} ${accounts === 1 ? 'account' : 'accounts'} (${named})`);
  }
  if (users.length === 0) return;
  throw new RollcallError(
    'profile.in-use',
    `The feature profile ${profile.name} is used by: ${users.join('; ')}.`,
    { details: { usedBy: users, accounts } },
  );
}

/** What gives a profile to new accounts, in words. */
function usedBy(
  enterprise: Enterprise,
  profile: FeatureProfile,
  sources: readonly { kind: 'directory' | 'pbx'; name: string }[],
): string[] {
  return [
    ...sources.map(({ kind, name }) => `${kind === 'directory' ? 'synchronizer' : 'PBX node'} ${name}`),
    ...(isOption(enterprise, profile) ? ['options of the PBX Node type'] : []),
  ];
}

function isOption({ pbx }: Enterprise, { name }: FeatureProfile): boolean {
  return pbx.featureProfile.toLowerCase() === name.toLowerCase();
}

function featureIdsOf(store: Store, enterpriseId: number, names: readonly string[]): number[] {
  const known = new Map(
    store.profiles.features(enterpriseId).map(({ name, featureId }) => [name.toLowerCase(), featureId]),
  );
  return names.map((name) => {
    const featureId = known.get(name.toLowerCase());
    if (featureId === undefined) {
      throw new RollcallError('feature.not-found', `The Enterprise has no feature ${name}.`);
    }
    return featureId;
  });
}
