import { identityOf, isNameless } from './names.ts';
import type { KnownIndex } from './known-index.ts';
import type { Device, Known } from './types.ts';

/** Which devices belong to accounts of other nodes (D9). */
export interface Copies {
  /** Number of a resilient copy, with the node that has its account. */
  resilient: Map<string, string>;
  /** Number that is an account's here and elsewhere: what an account has already stays with it (D6), so both keep it. */
  twice: Map<string, string>;
}

/** D9: a device with the number and the three names of an account of another node is that account's copy. */
export function findCopies(
  usable: ReadonlyMap<string, Device>,
  { elsewhere, copies: before }: Pick<Known, 'elsewhere' | 'copies'>,
  index: KnownIndex,
): Copies {
  const copies: Copies = { resilient: new Map(), twice: new Map() };
  if (elsewhere.size === 0) return copies;
  for (const [number, device] of usable) {
    // A19: without names nobody is told to be the same.
    if (isNameless(device)) continue;
    const identity = identityOf(device);
    const others = elsewhere.get(number) ?? [];
    const isHere = index.owners(number).length > 0;
    const same = others.find((each) => identityOf(each) === identity);
    const other = same ?? (!isHere && before?.has(number) ? others[0] : undefined);
    if (other === undefined) continue;
    (isHere ? copies.twice : copies.resilient).set(number, other.node);
  }
  return copies;
}
