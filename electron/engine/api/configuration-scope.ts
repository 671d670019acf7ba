import { formatPath, type ConfigurationProblem } from '../../../shared/contract/configuration-check.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import type { FeatureProfile, Moved, Store } from '../store/index.ts';
import type { Vault } from '../vault/index.ts';

/** What imports and exports work on. */
export interface ConfigurationDeps {
  store: Store;
  vault: Vault;
  env: Record<string, string | undefined>;
  /** Epoch milliseconds. */
  now: () => number;
}

/** What an import did to one thing of the file. */
export interface ImportChange {
  what: 'enterprise' | 'feature' | 'featureProfile' | 'statuses' | 'synchronizer' | 'pbxNode' | 'account';
  enterprise: string;
  name: string;
  action: 'created' | 'updated' | 'unchanged';
}

/** One import under way, inside its transaction. */
export interface ImportJob extends ConfigurationDeps {
  /** What relative paths are relative to. */
  folder: string;
  /** The moment of the import, epoch milliseconds. */
  at: number;
  changes: ImportChange[];
  warnings: string[];
  /** With one of these, the import is taken back as a whole. */
  problems: ConfigurationProblem[];
}

/** One Enterprise of the file while its parts are imported. */
export class EnterpriseScope {
  readonly job: ImportJob;
  readonly enterpriseId: number;
  readonly name: string;
  /** MiCollab-integrated mode owns sources and accounts (D22). */
  readonly locked: boolean;
  /** Accounts that the file makes, or gives another profile. */
  readonly moved: Moved[] = [];
  readonly #path: readonly PropertyKey[];
  #profiles: Map<string, FeatureProfile> | null = null;

  constructor(
    job: ImportJob,
    enterpriseId: number,
    name: string,
    path: readonly PropertyKey[],
    locked: boolean,
  ) {
    this.job = job;
    this.enterpriseId = enterpriseId;
    this.name = name;
    this.#path = path;
    this.locked = locked;
  }

  /** Something of the file that cannot be imported; `path` is relative to the Enterprise. */
  problem(path: readonly PropertyKey[], message: string): void {
    this.job.problems.push({ path: formatPath([...this.#path, ...path]), message });
  }

  /** A change that MiCollab-integrated mode does not allow (D22). */
  refuse(path: readonly PropertyKey[], what: string): void {
    this.problem(
      path,
      `cannot change ${what}: "${this.name}" is in MiCollab-integrated mode, which owns them; set its "mode" to "standalone" first`,
    );
  }

  changed(what: ImportChange['what'], name: string, action: ImportChange['action']): void {
    this.job.changes.push({ what, enterprise: this.name, name, action });
  }

  /** The profile with that name, without regard to case. */
  profile(name: string): FeatureProfile | undefined {
    this.#profiles ??= new Map(
      this.job.store.profiles.list(this.enterpriseId).map((profile) => [profile.name.toLowerCase(), profile]),
    );
    return this.#profiles.get(name.toLowerCase());
  }

  /** The profiles changed. */
  forgetProfiles(): void {
    this.#profiles = null;
  }

  /**
   * The id of the profile that the file gives; of the present one when it gives none; of the default profile when
   * there is no present one. An unknown name is a problem at `path`.
   */
  profileId(given: string | undefined, present: number | null | undefined, path: readonly PropertyKey[]) {
    if (given === undefined) {
      return present === undefined ? (this.profile(DEFAULT_PROFILE)?.profileId ?? null) : present;
    }
    const profile = this.profile(given);
    if (profile === undefined) this.unknownProfile(path, given);
    return profile?.profileId ?? null;
  }

  unknownProfile(path: readonly PropertyKey[], name: string): void {
    this.problem(path, `names the feature profile "${name}", which "${this.name}" does not have`);
  }
}
