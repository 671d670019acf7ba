import * as fc from 'fast-check';
import { describe, expect, it, test, vi } from 'vitest';
import { clashesOf, type Claim } from './undo-claims.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

/** What an account has, and what it would have. */
interface Wish {
  accountId: number;
  now: { login: string; key: string; numbers: string[] };
  then: { login: string; key: string; numbers: string[] } | null;
}

function claimOf({ accountId, now, then }: Wish): Claim {
  const [movesLogin, movesKey] = [now.login !== then?.login, now.key !== then?.key];
  return {
    accountId,
    login: then !== null && movesLogin ? then.login : null,
    key: then !== null && movesKey ? then.key : null,
    numbers: then?.numbers.filter((number) => !now.numbers.includes(number)) ?? [],
    freesLogin: movesLogin,
    freesKey: movesKey,
    freesNumbers: now.numbers.filter((number) => !then?.numbers.includes(number)),
  };
}

/** What clashes when these accounts are there, and the undo is about some of them. */
function clashes(accounts: readonly Wish[], claimed = accounts): string[] {
  const found = clashesOf(claimed.map(claimOf), {
    ofLogin: (login) => accounts.find(({ now }) => now.login === login)?.accountId,
    ofKey: (key) => accounts.find(({ now }) => now.key === key)?.accountId,
    ofNumber: (number) =>
      accounts.filter(({ now }) => now.numbers.includes(number)).map(({ accountId }) => accountId),
  });
  return [...found].map(([{ accountId }, clash]) => {
    const what = clash.by === 'number' ? `number ${clash.number}` : clash.by;
    return `${accountId}: ${what} of ${clash.holder}`;
  });
}

const has = (login: string, ...numbers: string[]) => ({ login, key: `k-${login}`, numbers });
const wish = (accountId: number, now: Wish['now'], then: Wish['then']): Wish => ({ accountId, now, then });

describe('what accounts claim of each other in an undo', () => {
  const ann = wish(1, has('a', '1', '9'), has('a', '1', '2'));
  const bob = wish(2, has('b', '2'), has('b', '9'));

  it('lets numbers be swapped, but only when both are put back', () => {
    expect(clashes([ann, bob])).toEqual([]);
    expect(clashes([ann, bob], [ann])).toEqual(['1: number 2 of 2']);
    expect(clashes([ann, bob], [bob])).toEqual(['2: number 9 of 1']);
  });

  it('lets a number be taken from an account that goes', () => {
    expect(clashes([ann, { ...bob, then: null }])).toEqual([]);
  });

  it('stops everybody who waits for somebody that cannot go back', () => {
    const cy = wish(3, has('c', '3'), has('c', '9'));
    const dan = wish(4, has('d', '4'), has('d', '3'));
    expect(clashes([dan, cy, bob, ann], [dan, cy])).toEqual(['3: number 9 of 1', '4: number 3 of 3']);
  });

  it('names the key before the number, and the number before the login', () => {
    const other = wish(5, has('x', '7'), null);
    const all = wish(6, has('y'), { login: 'x', key: 'k-x', numbers: ['7'] });
    expect(clashes([other, all], [all])).toEqual(['6: key of 5']);
    const noKey = { ...all, then: { ...all.then!, key: 'k-y' } };
    expect(clashes([other, noKey], [noKey])).toEqual(['6: number 7 of 5']);
    const noNumber = { ...noKey, then: { ...noKey.then, numbers: [] } };
    expect(clashes([other, noNumber], [noNumber])).toEqual(['6: login of 5']);
  });

  const ids = [1, 2, 3, 4, 5, 6];
  const places = fc.shuffledSubarray(['0', '1', '2', '3', '4', '5', '6', '7', '8'], {
    minLength: 6,
    maxLength: 6,
  });
  const state = fc.record({ logins: places, keys: places, numbers: places, further: places });
  const at = (of: { logins: string[]; keys: string[]; numbers: string[] }, place: number) => ({
    ...{ login: of.logins[place]!, key: of.keys[place]!, numbers: [of.numbers[place]!] },
  });

  test('nobody has what another one has afterwards, and nobody is stopped without need', () => {
    fc.assert(
      fc.property(state, state, fc.subarray(ids), (before, after, chosen) => {
        const wishes = ids.map((id, place) => wish(id, at(before, place), at(after, place)));
        const claimed = wishes.filter(({ accountId }) => chosen.includes(accountId));
        const stopped = new Set(clashes(wishes, claimed).map((text) => Number(text.split(':')[0])));
        const end = wishes.map(({ accountId, now, then }) =>
          chosen.includes(accountId) && !stopped.has(accountId) ? then! : now,
        );
        for (const what of ['login', 'key'] as const) {
          expect(new Set(end.map((each) => each[what])).size).toBe(ids.length);
        }
        expect(new Set(end.flatMap(({ numbers }) => numbers)).size).toBe(ids.length);
        // Whoever is stopped could not have gone back beside those who stay.
        for (const id of stopped) {
          const { then } = wishes[id - 1]!;
          const others = end.filter((_, place) => place !== id - 1);
          const isTaken = others.some(
            ({ login, key, numbers }) =>
              login === then!.login || key === then!.key || numbers.includes(then!.numbers[0]!),
          );
          expect(isTaken).toBe(true);
        }
      }),
      { numRuns },
    );
  });
});
