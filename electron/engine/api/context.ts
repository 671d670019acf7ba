import type { ResultsInfo, Role } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Enterprise, FeatureProfile, Store } from '../store/index.ts';
import type { Events, ExportWatch, Inspections, Jobs, Preflights } from '../sync/index.ts';
import type { Sessions } from './sessions.ts';
import type { Vault } from '../vault/index.ts';

/** Who is asking. Attached by whoever brings the request in; never taken from the request itself. */
export interface Session {
  role: Role;
  /** The account that a `user` is. */
  accountId?: number;
  /**
   * What they ask through: a window shows a page, and a page that was taken over must not do all that a process may
   * which holds the data folder anyway, such as the command. `process` when it is left out.
   */
  via?: 'window' | 'process';
  /**
   * The client whose sign-in decides (sessions.ts): a window, later a browser. The role is then what this client is worth while
   * nobody signed in. Left out by whoever acts for themselves, such as the command.
   */
  client?: string;
  /** Of a client that the engine does not know (any more): a user worked there, so it begins signed out. */
  signedOut?: boolean;
  /** Whether this client may become the administrator: what it is worth by itself. */
  readonly mayAdminister?: boolean;
  /** Another one after each sign-in, sign-out and lock: an answer of an earlier one is not given any more. */
  readonly epoch?: string;
  /** Whether they look at a results file: then only what reads is answered (read-only.ts). */
  readOnly?: boolean;
}

/** What the rooms behind the contract need. */
export interface Services {
  store: Store;
  vault: Vault;
  jobs: Jobs;
  events: Events;
  preflights: Preflights;
  inspections: Inspections;
  exports: ExportWatch;
  sessions: Sessions;
  env: Record<string, string | undefined>;
  version: string;
  /** The results file that is shown; left out when the engine works on a data folder. */
  results?: ResultsInfo;
  now(): number;
  /** A small write in one transaction: it waits while a run saves, without blocking this thread (E1). */
  write<T>(work: () => T): Promise<T>;
  /** Has history that is too old thrown away soon (E9). */
  tidy(): void;
}

/** What every procedure is called with. */
export interface ApiContext {
  services: Services;
  session: Session;
}

/** The Enterprise with that ID, or `enterprise.not-found`. */
export function requireEnterprise(store: Store, name: string): Enterprise {
  const enterprise = store.enterprises.find(name);
  if (enterprise === undefined) {
    throw new RollcallError('enterprise.not-found', `There is no Enterprise ${name}.`);
  }
  return enterprise;
}

/** The Enterprise with that number, or `enterprise.not-found`. */
export function enterpriseById(store: Store, enterpriseId: number): Enterprise {
  const enterprise = store.enterprises.get(enterpriseId);
  if (enterprise === undefined) {
    throw new RollcallError(
      'enterprise.not-found',
      `There is no Enterprise with the number ${enterpriseId}.`,
    );
  }
  return enterprise;
}

/** The feature profile with that name, without regard to case, or `profile.not-found`. */
export function requireProfile(store: Store, enterpriseId: number, name: string): FeatureProfile {
  const profiles = store.profiles.list(enterpriseId);
  const profile = profiles.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (profile === undefined) {
    throw new RollcallError('profile.not-found', `The Enterprise has no feature profile ${name}.`);
  }
  return profile;
}

/** The named Enterprise, or all of them. */
export function chosenEnterprises(store: Store, name: string | undefined): Enterprise[] {
  return name === undefined ? store.enterprises.list() : [requireEnterprise(store, name)];
}
