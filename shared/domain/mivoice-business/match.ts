import { accountNames, identityOf, isNamedAfterNumber, isNameless, type Names } from './names.ts';
import { byNumber, listOf } from './order.ts';
import { allDevices, type Unit } from './units.ts';
import type { KnownIndex } from './known-index.ts';
import type { KnownAccount, Match } from './types.ts';

/** The stored account of a person, and how it was found. */
export interface Matched {
  match: Match;
  account: KnownAccount | null;
}

/**
 * D8: finds the stored account of each person, one way after the other for everybody, so that no account is taken by the
 * second way from somebody who has it by the first.
 *
 * @param left accounts that stay as they are: nobody's.
 */
export function matchAccounts(
  units: readonly Unit[],
  index: KnownIndex,
  left: ReadonlySet<KnownAccount>,
): Map<Unit, Matched> {
  const matched = new Map<Unit, Matched>();
  const taken = new Set(left);
  const put = (unit: Unit, match: Match, account: KnownAccount) => {
    matched.set(unit, { match, account });
    taken.add(account);
  };
  const byKey = new Map(units.map((unit) => [unit.key, unit]));
  const ofKey = ({ key }: Unit) => {
    const account = index.byKey(key);
    return account === undefined || taken.has(account) ? null : account;
  };
  // (1) The same key and the same three names.
  for (const unit of units) {
    const account = ofKey(unit);
    if (account === null || identityOf(account) !== identityOf(accountNames(unit.lead))) continue;
    put(unit, 'same', account);
  }
  // (2) The same three names under another key, when no other stored account has them.
  /** Of the people of these names, the one whom the account goes to: who has its number, else one of its others, else the lowest. */
  const heirOf = (account: KnownAccount, named: readonly Unit[]): Unit | undefined => {
    const pairing = named.find((unit) => allDevices(unit).some(({ number }) => number === account.key));
    if (pairing !== undefined) {
      // A softphone that pairs with somebody who is known by the key and (3) does not push that account out (R3).
      const own = ofKey(pairing);
      return own !== null && isSamePerson(pairing, own) ? undefined : pairing;
    }
    const numbers = new Set(account.numbers.map(({ number }) => number));
    const own = byKey.get(account.key);
    // Names that were changed at one of the account's phones only: it stays with the number that it is known by.
    const isHalfRenamed =
      own !== undefined &&
      !matched.has(own) &&
      isSamePerson(own, account) &&
      index.byIdentity(identityOf(own.lead)).length === 0;
    const others = isHalfRenamed ? named.filter(({ key }) => !numbers.has(key)) : named;
    return others.find((unit) => allDevices(unit).some(({ number }) => numbers.has(number))) ?? others[0];
  };
  // Again, since who was renumbered leaves a key to somebody else.
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = matched.size;
    for (const [account, named] of sameNames(units, index, matched)) {
      if (taken.has(account)) continue;
      const unit = heirOf(account, named);
      if (unit !== undefined) put(unit, 'renumbered', account);
    }
    if (matched.size === before) break;
  }
  // Of several accounts with these names, the person is the one who is known by one of the person's devices.
  for (const unit of units) {
    if (matched.has(unit) || isNameless(unit.lead) || unit.isSeparate || ofKey(unit) !== null) continue;
    const account = knownByOneOf(unit, index).find((each) => !taken.has(each));
    if (account !== undefined) put(unit, 'renumbered', account);
  }
  // (3) and (4) The same key.
  for (const unit of units) {
    if (matched.has(unit)) continue;
    const account = ofKey(unit);
    if (account === null) matched.set(unit, { match: 'new', account: null });
    else put(unit, isSamePerson(unit, account) ? 'changed' : 'identity-changed', account);
  }
  return matched;
}

const ROUNDS = 3;

/** Accounts with a person's three names that are known by one of the person's devices, in D6's order. */
function knownByOneOf(unit: Unit, index: KnownIndex): KnownAccount[] {
  const identity = identityOf(unit.lead);
  return byNumber(allDevices(unit), ({ number }) => number).flatMap(({ number }) => {
    const account = index.holder(number);
    return account !== null && identityOf(account) === identity ? [account] : [];
  });
}

/** Each account that is the only one of its names, with the unmatched people who have these names under another key, by number. */
function sameNames(
  units: readonly Unit[],
  index: KnownIndex,
  matched: ReadonlyMap<Unit, Matched>,
): Map<KnownAccount, Unit[]> {
  const found = new Map<KnownAccount, Unit[]>();
  for (const unit of byNumber(units, ({ key }) => key)) {
    // A19: nobody is told by no names. And of a separate person somebody said that names do not tell it (D12).
    if (matched.has(unit) || isNameless(unit.lead) || unit.isSeparate) continue;
    const named = index.byIdentity(identityOf(unit.lead));
    if (named.length === 1 && named[0]!.key !== unit.key) listOf(found, named[0]!).push(unit);
  }
  return found;
}

/** D8 (3): one of first and last name unchanged, or only the department changed. What was named after its number may be named. */
function isSamePerson({ lead }: Unit, account: KnownAccount): boolean {
  if (isNamedAfterNumber(account)) return true;
  const now: Names = accountNames(lead);
  const isKept = (field: 'firstName' | 'lastName') =>
    now[field].trim() !== '' && now[field] === account[field];
  return isKept('firstName') || isKept('lastName');
}
