import type { Role } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Enterprise, Store } from '../store/index.ts';
import type { Jobs } from '../sync/index.ts';
import type { Vault } from '../vault/index.ts';

/** Who is asking. Attached by whoever brings the request in; never taken from the request itself. */
export interface Session {
  role: Role;
  /** The account that a `user` is. */
  accountId?: number;
}

/** What the rooms behind the contract need. */
export interface Services {
  store: Store;
  vault: Vault;
  jobs: Jobs;
  env: Record<string, string | undefined>;
  version: string;
  now(): number;
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

/** The named Enterprise, or all of them. */
export function chosenEnterprises(store: Store, name: string | undefined): Enterprise[] {
  return name === undefined ? store.enterprises.list() : [requireEnterprise(store, name)];
}
