import { called, isNameless } from './names.ts';
import { foldedIdentity } from './near.ts';
import { byNumber } from './order.ts';
import type { Device, GoneAccount, KnownAccount, NotAssigned, Person } from './types.ts';

/** Where the devices of an export ended. */
export interface Whereabouts {
  devices: readonly Device[];
  people: readonly Person[];
  notAssigned: readonly NotAssigned[];
  /** Numbers of accounts that are left as they are. */
  reserved: ReadonlyMap<string, KnownAccount>;
  /** Whether an answer (D12) says whose the number of a gone account is. */
  isAnswered: (number: string, key: string) => boolean;
}

const MOST_NAMED = 8;

/** Says why accounts are gone that nobody was found for: none of their numbers is in the export, or others have them. */
export function goneReasons(whereabouts: Whereabouts): (account: KnownAccount) => GoneAccount {
  const { devices, people, notAssigned, reserved } = whereabouts;
  const present = new Set(devices.map(({ number }) => number));
  const owners = new Map<string, Person>();
  for (const person of people) for (const { number } of person.numbers) owners.set(number, person);
  const refused = new Set(notAssigned.map(({ device }) => device.number));
  const placeOf = (number: string) => {
    const owner = owners.get(number);
    if (owner !== undefined) return `${number} belongs to ${called(owner, owner.key)} now`;
    const left = reserved.get(number);
    if (left !== undefined) return `${number} belongs to ${called(left, left.key)}`;
    return refused.has(number) ? `${number} is not assigned` : `${number} is nobody's`;
  };
  /** R3: one person has all its numbers, whose names were the account's but for case, blanks and Unicode forms. */
  const isMended = (account: KnownAccount, found: readonly string[]) => {
    const owner = owners.get(found[0]!);
    return (
      owner !== undefined &&
      account.group === '' &&
      owner.group === '' &&
      !isNameless(account) &&
      found.every((number) => owners.get(number) === owner) &&
      foldedIdentity(owner) === foldedIdentity(account)
    );
  };
  return (account) => {
    const { accountId, key, numbers } = account;
    const own = new Set([key, ...numbers.map(({ number }) => number)]);
    const found = byNumber(own, (number) => number).filter((number) => present.has(number));
    if (found.length === 0) return { accountId, reason: 'absent', detail: '' };
    const words = found.slice(0, MOST_NAMED).map(placeOf);
    if (found.length > MOST_NAMED) words.push(`and ${found.length - MOST_NAMED} more numbers`);
    // Nobody said that somebody should go whom the scope leaves out (D14).
    const isAnswered = found.every((number) => owners.has(number) && whereabouts.isAnswered(number, key));
    const why = { ...(isAnswered && { isAnswered }), ...(isMended(account, found) && { isMended: true }) };
    return { accountId, reason: 'unassigned', detail: words.join('; '), ...why };
  };
}
