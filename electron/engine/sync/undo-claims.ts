/** What an undo wants to do with one account, as far as logins, keys and numbers of a PBX go. */
export interface Claim {
  accountId: number;
  /** The folded login and the key that it would have; null when it keeps what it has, or goes. */
  login: string | null;
  key: string | null;
  /** The numbers that its phone system would have for it, beyond those of now. */
  numbers: readonly string[];
  /** Whether its present login and key are free afterwards. */
  freesLogin: boolean;
  freesKey: boolean;
  /** The numbers of its phone system that are free afterwards. */
  freesNumbers: readonly string[];
}

/** Which account is in the way of a claim, and by what. */
export type Clash =
  { by: 'login' | 'key'; holder: number } | { by: 'number'; number: string; holder: number };

/** Who has what now. */
export interface Holders<C extends Claim> {
  ofLogin(login: string): number | undefined;
  ofKey(key: string): number | undefined;
  /** Accounts that the phone system of a claim's account has a number for. */
  ofNumber(number: string, claim: C): readonly number[];
}

/**
 * Finds the claims that cannot be met (E13): a login, a key or a number is somebody else's, who does not give it up in
 * the same undo, or whose own claim cannot be met either. Two accounts may swap. Known before anything is changed, so
 * that no account is left without its login, and no number is ever two people's.
 */
export function clashesOf<C extends Claim>(claims: readonly C[], holders: Holders<C>): Map<C, Clash> {
  const byAccount = new Map(claims.map((claim) => [claim.accountId, claim]));
  const clashes = new Map<C, Clash>();
  /** Claims that can be met only when that of an account is. */
  const waiting = new Map<number, [C, Clash][]>();
  const lost: C[] = [];
  const turnDown = (claim: C, clash: Clash) => {
    if (clashes.has(claim)) return;
    clashes.set(claim, clash);
    lost.push(claim);
  };
  for (const claim of claims) {
    for (const clash of wantedOf(claim, holders)) {
      const { holder } = clash;
      if (holder === claim.accountId) continue;
      const other = byAccount.get(holder);
      if (other === undefined || !frees(other, clash)) turnDown(claim, clash);
      else {
        const others = waiting.get(holder) ?? [];
        waiting.set(holder, others);
        others.push([claim, clash]);
      }
    }
  }
  // Whoever stays as they are stands in the way of whoever counted on them.
  for (const { accountId } of lost) {
    for (const [claim, clash] of waiting.get(accountId) ?? []) turnDown(claim, clash);
  }
  return clashes;
}

/** Who has what a claim wants. */
function* wantedOf<C extends Claim>(claim: C, holders: Holders<C>): Generator<Clash> {
  // The key first: who has the entry has its login and its number too, and those are the lesser part of the story.
  const key = claim.key === null ? undefined : holders.ofKey(claim.key);
  if (key !== undefined) yield { by: 'key', holder: key };
  for (const number of claim.numbers) {
    for (const holder of holders.ofNumber(number, claim)) yield { by: 'number', number, holder };
  }
  const login = claim.login === null ? undefined : holders.ofLogin(claim.login);
  if (login !== undefined) yield { by: 'login', holder: login };
}

function frees(other: Claim, clash: Clash): boolean {
  if (clash.by === 'number') return other.freesNumbers.includes(clash.number);
  return clash.by === 'key' ? other.freesKey : other.freesLogin;
}
