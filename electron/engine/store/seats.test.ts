import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import type { Store } from './store.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 50 * numRuns });

const folders = new TestFolders();
let store: Store;
let [one, two] = [0, 0];
let logins = 0;
beforeAll(() => {
  store = openQuickStore(folders.next());
  one = store.enterprises.create(enterpriseValues('One'), 1);
  two = store.enterprises.create(enterpriseValues('Two'), 1);
});
beforeEach(() => {
  store.connection.exec('DELETE FROM account; DELETE FROM feature_profile; DELETE FROM feature');
});
afterAll(() => {
  store.close();
  folders.remove();
});

const feature = (name: string, seats: number, of = one) => store.profiles.createFeature(of, name, seats);
const profile = (name: string, featureIds: number[] = [], of = one) =>
  store.profiles.create(of, { name, description: '', featureIds });
const account = (profileId: number | null, of = one) =>
  store.accounts.createManual(of, { ...emptyFields(), loginId: `login${(logins += 1)}` }, profileId);
const accounts = (count: number, profileId: number | null, of = one) =>
  Array.from({ length: count }, () => account(profileId, of));
const isActive = (accountId: number) => store.accounts.get(accountId)!.active;
const setActive = (accountId: number, active: boolean) =>
  store.connection
    .prepare('UPDATE account SET active = ? WHERE account_id = ?')
    .run(active ? 1 : 0, accountId);
/** Another profile, as an edit gives it. */
const move = (accountId: number, profileId: number | null) => {
  const from = store.accounts.get(accountId)!.profileId;
  store.connection
    .prepare('UPDATE account SET profile_id = ? WHERE account_id = ?')
    .run(profileId, accountId);
  return { accountId, from };
};
/** How many more accounts with a profile would find seats; null when nothing limits them. */
const freeFor = (profileId: number | null) => {
  const found = store.seats.forecast(one, profileId);
  return found.length === 0 ? null : Math.min(...found.map(({ free }) => free));
};
const used = (name: string) => store.seats.describe(one).find((each) => each.name === name)!.used;

describe('6: free seats', () => {
  test('6: the least over the features of the profile, of which active accounts of all profiles take one each', () => {
    const [softphone, mobile] = [feature('Softphone', 10), feature('Mobile', 4)];
    const [full, soft] = [profile('Full', [softphone, mobile]), profile('Soft', [softphone])];
    accounts(3, full);
    accounts(5, soft);
    setActive(account(soft), false);
    accounts(7, null);
    accounts(9, profile('Full', [feature('Softphone', 1, two)], two), two);
    expect(store.seats.describe(one)).toEqual([
      { featureId: mobile, name: 'Mobile', seats: 4, used: 3 },
      { featureId: softphone, name: 'Softphone', seats: 10, used: 8 },
    ]);
    expect(freeFor(full)).toBe(1);
    // Two are free, and whoever waits comes first.
    expect(freeFor(soft)).toBe(1);
  });

  test('6: a profile without features, no profile and one that is gone are limited by nothing', () => {
    feature('Softphone', 0);
    const empty = profile('Empty');
    accounts(3, empty);
    expect(freeFor(empty)).toBeNull();
    expect(freeFor(null)).toBeNull();
    expect(freeFor(empty + 1000)).toBeNull();
  });

  test('6: more in use than there are is none free, and never less than none', () => {
    const full = profile('Full', [feature('Softphone', 2)]);
    accounts(5, full);
    expect(used('Softphone')).toBe(5);
    expect(freeFor(full)).toBe(0);
  });

  test('6: the forecast names each feature of the profile', () => {
    const full = profile('Full', [feature('Softphone', 40), feature('Mobile', 12), feature('Chat', 12)]);
    accounts(2, full);
    feature('Voice mail', 0);
    expect(store.seats.forecast(one, full)).toEqual([
      { feature: 'Chat', free: 10 },
      { feature: 'Mobile', free: 10 },
      { feature: 'Softphone', free: 38 },
    ]);
  });

  test('6: accounts that leave free the seats of their own profile, first of all for those who wait', () => {
    const [softphone, chat] = [feature('Softphone', 2), feature('Chat', 1)];
    const [full, soft] = [profile('Full', [softphone, chat]), profile('Soft', [softphone])];
    const [leaves, waits] = accounts(2, full);
    const [stays] = accounts(1, soft);
    setActive(waits!, false);
    expect(store.seats.forecast(one, full)).toMatchObject([{ free: 0 }, { free: 0 }]);
    // Who waits takes both seats that become free, and gets none when it leaves itself.
    expect(store.seats.forecast(one, full, [leaves!])).toMatchObject([{ free: 0 }, { free: 0 }]);
    expect(store.seats.forecast(one, full, [leaves!, waits!])).toMatchObject([{ free: 1 }, { free: 1 }]);
    // A seat of one feature alone helps nobody who needs two.
    expect(store.seats.forecast(one, full, [stays!])).toMatchObject([{ free: 0 }, { free: 1 }]);
  });

  test('members of a profile are all who have it; those who wait are counted apart', () => {
    const full = profile('Full', [feature('Softphone', 9)]);
    const [first] = accounts(3, full);
    setActive(first!, false);
    account(null);
    expect(store.seats.members(one)).toEqual(new Map([[full, { accounts: 3, inactive: 1 }]]));
    expect(store.seats.members(two)).toEqual(new Map());
  });
});

describe('6: who gets a seat', () => {
  test('6: of accounts that come to a profile, those within the free seats are active, in the order in which they come', () => {
    const full = profile('Full', [feature('Softphone', 2)]);
    const made = accounts(3, null).reverse();
    const moved = made.map((accountId) => move(accountId, full));
    expect(store.seats.settle(one, moved)).toEqual({ activated: [], deactivated: [made[2]] });
    expect(made.map(isActive)).toEqual([true, true, false]);
    expect(store.seats.inactiveOf(made)).toBe(1);
  });

  test('6: an account keeps its seats of features that both profiles have, even when too many are in use', () => {
    const [softphone, mobile] = [feature('Softphone', 1), feature('Mobile', 1)];
    const [soft, both] = [profile('Soft', [softphone]), profile('Both', [softphone, mobile])];
    const [first, second] = accounts(2, soft);
    store.seats.settle(one, [move(first!, both)]);
    expect([first, second].map((each) => isActive(each!))).toEqual([true, true]);
    // There is no seat of Mobile for the second one, so it needs none of Softphone either.
    store.seats.settle(one, [move(second!, both)]);
    expect([first, second].map((each) => isActive(each!))).toEqual([true, false]);
    expect([used('Softphone'), used('Mobile')]).toEqual([1, 1]);
  });

  test('6: seats that become free go to those who wait, the oldest account first', () => {
    const softphone = feature('Softphone', 1);
    const [full, other] = [profile('Full', [softphone]), profile('Other', [feature('Chat', 0)])];
    const [first, second, third] = accounts(3, full);
    const chatting = account(other);
    for (const each of [second, third, chatting]) setActive(each!, false);
    expect(store.seats.settle(one).activated).toEqual([]);
    store.profiles.updateFeature(softphone, { name: 'Softphone', seats: 2 });
    expect(store.seats.settle(one).activated).toEqual([second]);
    expect(store.seats.settle(one, [move(first!, null)]).activated).toEqual([third]);
    expect([first, second, third, chatting].map((each) => isActive(each!))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('6: whoever finds no seat lets go of those it had: another that came with it may take them, else who waits', () => {
    const [x, y, z] = [feature('X', 1), feature('Y', 1), feature('Z', 0)];
    const [onX, onY, onXY, onXZ] = [
      profile('on X', [x]),
      profile('on Y', [y]),
      profile('on X and Y', [x, y]),
      profile('on X and Z', [x, z]),
    ];
    const [first, second, third] = [account(onY), account(onX), account(onX)];
    setActive(third, false);
    expect(store.seats.settle(one, [move(first, onXY), move(second, onXZ)])).toEqual({
      activated: [],
      deactivated: [second],
    });
    expect([first, second, third].map(isActive)).toEqual([true, false, false]);
    // Nobody else came: what was let go of goes to who waits.
    expect(store.seats.settle(one, [move(first, onXZ)])).toEqual({
      activated: [third],
      deactivated: [first],
    });
  });

  test('6: an inactive account that gets another profile comes before those who wait, and takes one seat', () => {
    const softphone = feature('Softphone', 1);
    const [first, second, third] = accounts(3, profile('Full', [softphone]));
    for (const each of [first, second, third]) setActive(each!, false);
    expect(store.seats.settle(one, [{ accountId: third!, from: null }]).activated).toEqual([third]);
    store.profiles.updateFeature(softphone, { name: 'Softphone', seats: 3 });
    expect(store.seats.settle(one, [{ accountId: first!, from: null }]).activated).toEqual([first, second]);
  });

  test('6: fewer seats than are in use take nothing from anybody, and nobody new gets one', () => {
    const softphone = feature('Softphone', 3);
    const full = profile('Full', [softphone]);
    const made = accounts(3, full);
    store.profiles.updateFeature(softphone, { name: 'Softphone', seats: 1 });
    expect(store.seats.settle(one)).toEqual({ activated: [], deactivated: [] });
    const late = account(full);
    store.seats.settle(one, [{ accountId: late, from: null }]);
    expect([...made, late].map(isActive)).toEqual([true, true, true, false]);
  });

  test('a profile without features takes no seat: whoever comes to it is active', () => {
    const full = profile('Full', [feature('Softphone', 0)]);
    const [waits] = accounts(1, full);
    setActive(waits!, false);
    store.seats.settle(one, [move(waits!, profile('Empty'))]);
    expect(isActive(waits!)).toBe(true);
  });

  test('accounts of another Enterprise are not touched', () => {
    const theirs = account(profile('Full', [feature('Softphone', 0, two)], two), two);
    expect(store.seats.settle(one, [{ accountId: theirs, from: null }])).toEqual({
      activated: [],
      deactivated: [],
    });
    expect(isActive(theirs)).toBe(true);
  });

  test('E7: a seat changes no version, so that no preview and no form is outdated by it; the account list shows it', () => {
    const softphone = feature('Softphone', 0);
    const waits = account(profile('Full', [softphone]));
    const inactive = () =>
      store.accountList.facets(one, { active: false }).total +
      store.accountList.window(
        one,
        { active: false },
        { column: 'loginId', descending: false },
        { offset: 0, limit: 9 },
      ).rows.length;
    store.seats.settle(one, [{ accountId: waits, from: null }]);
    expect(inactive()).toBe(2);
    store.profiles.updateFeature(softphone, { name: 'Softphone', seats: 1 });
    store.seats.settle(one);
    expect(inactive()).toBe(0);
    expect(store.accounts.get(waits)!.version).toBe(1);
  });
});

describe('6: properties of seats', () => {
  const world = fc.record({
    seats: fc.array(fc.nat(2), { minLength: 2, maxLength: 3 }),
    profiles: fc.array(fc.array(fc.nat(2), { maxLength: 3 }), { minLength: 2, maxLength: 4 }),
    accounts: fc.array(fc.record({ profile: fc.nat(4), active: fc.boolean() }), {
      minLength: 2,
      maxLength: 8,
    }),
    moves: fc.array(fc.record({ account: fc.nat(7), to: fc.nat(4) }), { maxLength: 6 }),
  });

  test('6: nobody who stays loses a seat, no feature is given beyond its seats, and nobody waits for a seat that is free', () => {
    fc.assert(
      fc.property(world, (given) => {
        store.connection.exec('DELETE FROM account; DELETE FROM feature_profile; DELETE FROM feature');
        const featureIds = given.seats.map((seats, at) => feature(`F${at}`, seats));
        const profileIds = given.profiles.map((at, index) =>
          profile(`P${index}`, [...new Set(at.map((each) => featureIds[each % featureIds.length]!))]),
        );
        const chosen = (at: number) => (at >= profileIds.length ? null : profileIds[at]!);
        const made = given.accounts.map(({ profile: at, active }) => {
          const accountId = account(chosen(at));
          setActive(accountId, active);
          return accountId;
        });
        const before = new Map(made.map((each) => [each, isActive(each)]));
        const before1 = new Map(store.seats.describe(one).map((each) => [each.featureId, each.used]));
        const targets = new Map(
          given.moves.flatMap(({ account: at, to }) =>
            made[at] === undefined ? [] : [[made[at], chosen(to)] as const],
          ),
        );
        const moved = [...targets].map(([accountId, to]) => move(accountId, to));
        store.seats.settle(one, moved);

        const after = store.seats.describe(one);
        for (const each of made)
          if (!targets.has(each) && before.get(each)) expect(isActive(each)).toBe(true);
        for (const { featureId, seats, used: now } of after)
          expect(now).toBeLessThanOrEqual(Math.max(seats, before1.get(featureId)!));
        for (const each of made) {
          const found = store.accounts.get(each)!;
          if (!found.active) expect(freeFor(found.profileId)).toBe(0);
        }
        expect(store.seats.settle(one)).toEqual({ activated: [], deactivated: [] });
      }),
      { numRuns },
    );
  });
});
