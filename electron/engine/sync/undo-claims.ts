/** What an undo wants to do with one account, as far as logins and keys go. */
export interface Claim {
  accountId: number;
  /** The folded login and the key that it would have; null when it keeps what it has, or goes. */
  login: string | null;
  key: string | null;
  /** Whether its present login and key are free afterwards. */
  freesLogin: boolean;
  freesKey: boolean;
}

/** Which account is in the way of a claim, and by what. */
export interface Clash {
  by: 'login' | 'key';
  holder: number;
}

/**
 * Finds the claims that cannot be met (E13): a login or key is somebody else's, who does not give it up in the same
 * undo, or whose own claim cannot be met either. Two accounts may swap. Known before anything is changed, so that no
 * account is left without its login.
 */
export function clashesOf<C extends Claim>(
  claims: readonly C[],
  holders: {
    ofLogin(login: string): number | undefined;
    ofKey(key: string): number | undefined;
  },
): Map<C, Clash> {
  const byAccount = new Map(claims.map((claim) => [claim.accountId, claim]));
  const clashes = new Map<C, Clash>();
  const inTheWay = (claim: C, holder: number | undefined, frees: 'freesLogin' | 'freesKey') => {
    if (holder === undefined || holder === claim.accountId) return false;
    const other = byAccount.get(holder);
    return other === undefined || !other[frees] || clashes.has(other);
  };
  const wanting = claims.filter(({ login, key }) => login !== null || key !== null);
  for (let settled = false; !settled;) {
    settled = true;
    for (const claim of wanting) {
      if (clashes.has(claim)) continue;
      const login = claim.login === null ? undefined : holders.ofLogin(claim.login);
      const key = claim.key === null ? undefined : holders.ofKey(claim.key);
      // The key first: who has the entry has its login too, and that is the lesser part of the story.
      if (inTheWay(claim, key, 'freesKey')) clashes.set(claim, { by: 'key', holder: key! });
      else if (inTheWay(claim, login, 'freesLogin')) clashes.set(claim, { by: 'login', holder: login! });
      else continue;
      settled = false;
    }
  }
  return clashes;
}
