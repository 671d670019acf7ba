/** An account that asks for seats. Features are named by their ids. */
export interface Claim {
  accountId: number;
  /** Features that it has no seat of yet. */
  needs: readonly number[];
  /** Features that it has a seat of and goes on with. */
  keeps: readonly number[];
}

/**
 * Who gets a seat of everything they need. `left` says how many seats of each feature nobody has, less than none where
 * more are in use than there are. `holding` are active, and become inactive when they find no seat of something new:
 * then they let go of what they had. `asking` and `waiting` are inactive, the ones who come first first.
 */
export function allocate(
  left: Map<number, number>,
  claims: { holding: readonly Claim[]; asking: readonly Claim[]; waiting: readonly Claim[] },
): { activated: number[]; deactivated: number[] } {
  const add = (features: readonly number[], count: 1 | -1) => {
    for (const feature of features) left.set(feature, (left.get(feature) ?? 0) + count);
  };
  const take = ({ needs }: Claim) => {
    if (needs.some((feature) => (left.get(feature) ?? 0) < 1)) return false;
    add(needs, -1);
    return true;
  };
  const evicted: Claim[] = [];
  for (const claim of claims.holding) {
    if (take(claim)) continue;
    add(claim.keeps, 1);
    evicted.push({ ...claim, needs: [...claim.needs, ...claim.keeps] });
  }
  // Whoever had to let go of seats has the first choice of those that others let go of.
  const deactivated = evicted.filter((claim) => !take(claim));
  const activated = [...claims.asking, ...claims.waiting].filter(take);
  const idOf = ({ accountId }: Claim) => accountId;
  return { activated: activated.map(idOf), deactivated: deactivated.map(idOf) };
}
