import { listOf } from './order.ts';
import type { Cluster } from './groups.ts';

/** Which person's group each number belongs to. */
export interface Membership {
  /** D10: one cluster each. */
  clusterOf: Map<string, Cluster>;
  /** Numbers in several groups that do not merge, with these groups: in the first, or in none. */
  inSeveral: Map<string, Cluster[]>;
}

/** D10: a number in two groups that do not merge belongs to the group that it pilots, else to none. */
export function membership(clusters: readonly Cluster[]): Membership {
  const holders = new Map<string, Cluster[]>();
  for (const cluster of clusters) for (const number of cluster.numbers) listOf(holders, number).push(cluster);
  const found: Membership = { clusterOf: new Map(), inSeveral: new Map() };
  for (const [number, holding] of holders) {
    const own = holding.length === 1 ? holding[0] : holding.find(({ pilots }) => pilots.has(number));
    if (own !== undefined) found.clusterOf.set(number, own);
    if (holding.length > 1) found.inSeveral.set(number, holding);
  }
  return found;
}
