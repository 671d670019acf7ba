import { called, isNameless } from './names.ts';
import { byNumber } from './order.ts';
import type { Cluster } from './groups.ts';
import type { KnownIndex } from './known-index.ts';
import type { Membership } from './membership.ts';
import type { KnownAccount, NotAssignedCode } from './types.ts';

/** Why something is left alone. */
export interface Cause {
  code: NotAssignedCode;
  detail: string;
}

/** What an export with faults says nothing certain of, so that it stays as it is (D10, D19). */
export interface Frozen {
  left: Set<KnownAccount>;
  /** All numbers of accounts that are left, with the account. */
  reserved: Map<string, KnownAccount>;
  /** Groups that make nobody now. */
  clusters: Map<Cluster, Cause>;
}

/** What is frozen by. */
export interface FaultyExport {
  clusters: readonly Cluster[];
  membership: Membership;
  quarantined: ReadonlyMap<string, Cause>;
  /** Numbers of accounts that no device row has, and that a row may write in another way. */
  mentioned: ReadonlyMap<string, Cause>;
  /** Whether a number has a device that can be used. */
  isUsable: (number: string) => boolean;
  index: KnownIndex;
}

/**
 * Accounts that have a number in quarantine (D19), one of a group whose pilot cannot be told (D10), or one that a row may
 * write in another way, stay as they are with all their numbers. A group whose pilot is among these numbers waits as well,
 * and so do accounts that have one of its members: none of them is gone, only not to be told from this export.
 */
export function freeze(faulty: FaultyExport): Frozen {
  const { clusters, membership, quarantined, mentioned, isUsable, index } = faulty;
  const frozen: Frozen = { left: new Set(), reserved: new Map(), clusters: new Map() };
  const queue: { number: string; cause: Cause }[] = [];
  const queued = new Set<string>();
  const doubt = (number: string, cause: Cause) => {
    if (queued.has(number)) return;
    queued.add(number);
    queue.push({ number, cause });
  };
  const freezeCluster = (cluster: Cluster, cause: Cause) => {
    if (frozen.clusters.has(cluster)) return;
    frozen.clusters.set(cluster, cause);
    for (const number of cluster.numbers) {
      // D10: a number that pilots another group belongs to that one.
      const own = membership.clusterOf.get(number);
      if (own === undefined || own === cluster) doubt(number, cause);
    }
  };
  for (const [number, cause] of byNumber(quarantined, ([each]) => each)) doubt(number, cause);
  for (const cluster of clusters) {
    if (isUsable(cluster.lead)) continue;
    const { code } = quarantined.get(cluster.lead) ?? { code: 'pbx.unknown-pilot' as const };
    const fault = PILOT_FAULTS[code] ?? 'no device row';
    freezeCluster(cluster, {
      code,
      detail: `${cluster.lead || 'nothing'}, the pilot of its ${cluster.kind}, has ${fault}`,
    });
  }
  for (const [number, cause] of byNumber(mentioned, ([each]) => each)) doubt(number, cause);
  for (const { number, cause } of queue) {
    for (const account of index.owners(number)) {
      if (frozen.left.has(account)) continue;
      frozen.left.add(account);
      for (const each of byNumber(account.numbers, (kept) => kept.number)) {
        if (!frozen.reserved.has(each.number)) frozen.reserved.set(each.number, account);
        const cluster = membership.clusterOf.get(each.number);
        if (cluster?.lead !== each.number) continue;
        const name = called(account, account.key);
        freezeCluster(cluster, {
          code: cause.code,
          detail: `${cause.detail}, so the account ${name} stays as it is`,
        });
      }
    }
  }
  return frozen;
}

const PILOT_FAULTS: Partial<Record<NotAssignedCode, string>> = {
  'pbx.duplicate-number': 'several device rows',
  'pbx.unclear-row': 'an unclear device row',
};

/** Identity and key of the accounts that are left: nobody else is made of their names meanwhile. */
export function leftNames(
  frozen: Frozen,
  identityOf: (account: KnownAccount) => string,
): Map<string, string> {
  const names = new Map<string, string>();
  const accounts = byNumber(frozen.left, ({ key }) => key);
  for (const account of accounts) {
    const identity = identityOf(account);
    if (!isNameless(account) && !names.has(identity)) names.set(identity, account.key);
  }
  return names;
}
