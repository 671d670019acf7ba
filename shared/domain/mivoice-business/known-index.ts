import { identityOf } from './names.ts';
import { listOf } from './order.ts';
import type { KnownAccount } from './types.ts';

/** The stored accounts of the node, by all that the rules look them up by. The order they come in does not matter. */
export class KnownIndex {
  /** By their ids. */
  readonly accounts: readonly KnownAccount[];
  readonly #byKey = new Map<string, KnownAccount>();
  readonly #byIdentity = new Map<string, KnownAccount[]>();
  readonly #owners = new Map<string, KnownAccount[]>();

  constructor(accounts: readonly KnownAccount[]) {
    this.accounts = [...accounts].sort((left, right) => left.accountId - right.accountId);
    for (const account of this.accounts) {
      if (!this.#byKey.has(account.key)) this.#byKey.set(account.key, account);
      listOf(this.#byIdentity, identityOf(account)).push(account);
      for (const number of new Set(account.numbers.map((each) => each.number))) {
        listOf(this.#owners, number).push(account);
      }
    }
  }

  byKey(key: string): KnownAccount | undefined {
    return this.#byKey.get(key);
  }

  /** Accounts with exactly these three names. */
  byIdentity(identity: string): readonly KnownAccount[] {
    return this.#byIdentity.get(identity) ?? [];
  }

  /** Accounts that have a number. */
  owners(number: string): readonly KnownAccount[] {
    return this.#owners.get(number) ?? [];
  }

  /** The account that has this number as its key, and still has it: one that is gone from the PBX (D2) claims nothing. */
  holder(key: string): KnownAccount | null {
    const account = this.#byKey.get(key);
    return account !== undefined && this.owners(key).includes(account) ? account : null;
  }
}
