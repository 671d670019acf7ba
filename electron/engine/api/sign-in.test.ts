import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, SignInWorld } from '../../../tests/support/sign-in-world.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { signIn as signInWith, triesName } from './sign-in.ts';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const PASSWORD = 'correct horse';

let world: SignInWorld;
beforeAll(() => {
  world = new SignInWorld();
});
beforeEach(() => world.wipe());
afterAll(() => world.close());

const signIn = (loginId: string, password: string, enterprise = 'One', window = 'w1') =>
  world.window(window).session.signIn({ enterprise, loginId, password });
const refused = (loginId: string, password: string, enterprise = 'One') =>
  codeOf(signIn(loginId, password, enterprise));
/** An account with a password. */
async function withPassword(loginId: string, password = PASSWORD): Promise<number> {
  const accountId = world.manual(loginId);
  await world.admin.signIns.setPassword({ accountId, password });
  return accountId;
}

describe('sign-in with a password of Rollcall (E15)', () => {
  test('the right one lets in, whatever the case of login and Enterprise', async () => {
    const accountId = await withPassword('Ann');
    const view = await signIn('aNN', PASSWORD, 'oNE');
    expect(view).toMatchObject({
      role: 'user',
      account: { accountId, enterprise: 'One', loginId: 'Ann' },
      canSignOut: true,
    });
    expect(await world.admin.signIns.get({ accountId })).toEqual({
      ...{ kind: 'own', source: null, hasPassword: true, codeUntil: null, lockedUntil: null },
      lastSignIn: new Date(world.now).toISOString(),
    });
  });

  test('every refusal says the same', async () => {
    await withPassword('ann');
    world.manual('bob');
    const node = world.synced('cid', world.pbx);
    world.manual('dan', world.two);
    const messages = new Set<string>();
    for (const [login, password, enterprise] of [
      ['ann', 'wrong horse', 'One'],
      ['ann', '', 'One'],
      ['bob', PASSWORD, 'One'],
      ['bob', '', 'One'],
      ['cid', '', 'One'],
      ['nobody', PASSWORD, 'One'],
      ['ann', PASSWORD, 'Two'],
      ['ann', PASSWORD, 'Three'],
      ['dan', PASSWORD, 'One'],
    ] as const) {
      const error: unknown = await signIn(login, password, enterprise).then(
        () => expect.fail(`${login} got in`),
        (reason: unknown) => reason,
      );
      const { code, message } = error as { code: string; message: string };
      expect(code).toBe('sign-in.refused');
      messages.add(message);
    }
    expect(messages.size).toBe(1);
    expect(node).toBeGreaterThan(0);
  });

  test('an account without a seat signs in too', async () => {
    const accountId = await withPassword('ann');
    world.store.connection.prepare('UPDATE account SET active = 0 WHERE account_id = ?').run(accountId);
    expect((await signIn('ann', PASSWORD)).role).toBe('user');
  });

  test('five wrong tries lock a login, also one that nobody has, for a quarter of an hour', async () => {
    const accountId = await withPassword('ann');
    for (const login of ['ann', 'nobody']) {
      for (let tries = 0; tries < 5; tries += 1) {
        expect(await refused(login, 'wrong horse')).toBe('sign-in.refused');
        world.now += 10_000;
      }
      expect(await refused(login.toUpperCase(), PASSWORD)).toBe('sign-in.locked');
    }
    const { lockedUntil } = await world.admin.signIns.get({ accountId });
    expect(Date.parse(lockedUntil!)).toBeGreaterThan(world.now);
    await world.admin.signIns.unlock({ accountId });
    expect((await world.admin.signIns.get({ accountId })).lockedUntil).toBeNull();
    expect((await signIn('ann', PASSWORD)).role).toBe('user');
  });

  test('what was typed as the login is not kept, not even as tries', async () => {
    expect(await refused(' MyS3cretPassw0rd!', 'x')).toBe('sign-in.refused');
    expect(await refused('mys3cretpassw0rd!', 'x')).toBe('sign-in.refused');
    expect(world.store.connection.prepare('SELECT name, wrong FROM sign_in_try').all()).toEqual([
      { name: triesName(world.one, 'mys3cretpassw0rd!'), wrong: 2 },
    ]);
    expect(triesName(7, 'ann')).toMatch(/^7\/[\w-]{43}$/);
    expect(triesName(7, ' ANN ')).toBe(triesName(7, 'ann'));
    expect(triesName(8, 'ann').slice(2)).not.toBe(triesName(7, 'ann').slice(2));
  });

  test('who signs in says under which count, so that a revocation right after it ends the session', async () => {
    const accountId = await withPassword('ann');
    const input = { enterprise: 'One', loginId: 'ann', password: PASSWORD };
    const before = world.store.signIns.generation(accountId)!;
    expect(await signInWith(world.services, input)).toEqual({
      ...{ accountId, withCode: false, generation: before },
    });
    await signIn('ann', PASSWORD);
    await world.admin.signIns.revoke({ accountId });
    expect(world.store.signIns.generation(accountId)).toBeGreaterThan(before);
    expect(await world.window('w1').session.current()).toMatchObject({
      role: 'anyone',
      ended: 'credential-changed',
    });
  });

  test('a password that is taken away while it is looked at lets nobody in', async () => {
    const accountId = await withPassword('ann');
    const slow = codeOf(signIn('ann', PASSWORD));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.admin.signIns.revoke({ accountId });
    expect(await slow).toBe('sign-in.refused');
  });
});

describe('sign-in with a one-time code', () => {
  test('it lets in once, however it is typed, and the password stays', async () => {
    const accountId = await withPassword('ann');
    const { code } = await world.admin.signIns.makeCode({ accountId, days: 1 });
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    expect((await signIn('ann', ` ${code.toLowerCase().replaceAll('-', ' ')} `)).role).toBe('user');
    expect(await refused('ann', code)).toBe('sign-in.refused');
    expect(await world.admin.signIns.get({ accountId })).toMatchObject({
      hasPassword: true,
      codeUntil: null,
    });
    expect((await signIn('ann', PASSWORD)).role).toBe('user');
  });

  test('of two who use it at once, one gets in', async () => {
    const accountId = world.manual('ann');
    const { code } = await world.admin.signIns.makeCode({ accountId });
    const ends = await Promise.all([1, 2, 3].map((at) => codeOf(signIn('ann', code, 'One', `w${at}`))));
    expect(ends.sort()).toEqual(['none', 'sign-in.refused', 'sign-in.refused']);
  });

  test('a store that is busy uses none up', async () => {
    const accountId = world.manual('ann');
    const { code } = await world.admin.signIns.makeCode({ accountId });
    for (let last = 1; last <= 2; last += 1) {
      let writes = 0;
      const write = <T>(work: () => T) => {
        writes += 1;
        if (writes === last) return Promise.reject(new RollcallError('store.busy', 'Busy.'));
        return world.store.write(work);
      };
      const services = { ...world.services, write };
      const input = { enterprise: 'One', loginId: 'ann', password: code };
      expect(await codeOf(signInWith(services, input))).toBe('store.busy');
    }
    expect((await signIn('ann', code)).role).toBe('user');
    expect(await refused('ann', code)).toBe('sign-in.refused');
  });

  test('it ends by itself, and a newer one takes its place', async () => {
    const accountId = world.manual('ann');
    const { code, expiresAt } = await world.admin.signIns.makeCode({ accountId, days: 2 });
    expect(Date.parse(expiresAt)).toBe(world.now + 2 * DAY);
    expect((await world.admin.signIns.get({ accountId })).codeUntil).toBe(expiresAt);
    world.now += 2 * DAY;
    expect((await world.admin.signIns.get({ accountId })).codeUntil).toBeNull();
    expect(await refused('ann', code)).toBe('sign-in.refused');
    const [older, newer] = [
      await world.admin.signIns.makeCode({ accountId }),
      await world.admin.signIns.makeCode({ accountId }),
    ];
    expect(await refused('ann', older.code)).toBe('sign-in.refused');
    expect((await signIn('ann', newer.code)).role).toBe('user');
  });

  test('it is of one account', async () => {
    const [ann] = [world.manual('ann'), world.manual('bob'), world.manual('ann', world.two)];
    const { code } = await world.admin.signIns.makeCode({ accountId: ann });
    expect(await refused('bob', code)).toBe('sign-in.refused');
    expect(await refused('ann', code, 'Two')).toBe('sign-in.refused');
    expect((await signIn('ann', code)).role).toBe('user');
  });
});

describe('sign-in of a directory account', () => {
  test('nothing that is stored here lets it in, and a server that is down is no wrong try', async () => {
    const accountId = world.manual('ann');
    await world.admin.signIns.setPassword({ accountId, password: PASSWORD });
    const { code } = await world.admin.signIns.makeCode({ accountId });
    // A run of a directory took it over.
    const { sourceId } = world.directory;
    world.store.connection
      .prepare(
        "UPDATE account SET source_id = ?, source_key = x'01', key_attribute = 'entryuuid' WHERE account_id = ?",
      )
      .run(sourceId, accountId);
    for (let tries = 0; tries < 9; tries += 1) {
      for (const password of [PASSWORD, code]) {
        expect(await refused('ann', password)).toBe('sign-in.unavailable');
      }
    }
    expect(world.store.signIns.tries(triesName(world.one, 'ann'))).toBeUndefined();
    expect(await refused('ann', '')).toBe('sign-in.refused');
    expect(await world.admin.signIns.get({ accountId })).toEqual({
      ...{ kind: 'directory', source: 'HQ', hasPassword: false, codeUntil: null },
      ...{ lockedUntil: null, lastSignIn: null },
    });
  });

  test('it is not told apart by the time that an empty password takes, nor asked for ever', async () => {
    world.synced('ann', world.directory.sourceId);
    const took = async (login: string) => {
      const start = performance.now();
      expect(await refused(login, '')).toBe('sign-in.refused');
      return performance.now() - start;
    };
    await took('warm');
    const [known, unknown] = [await took('ann'), await took('nobody')];
    expect(known).toBeGreaterThan(unknown / 4);
    for (let tries = 0; tries < 20; tries += 1) {
      expect(await refused('ann', PASSWORD)).toBe('sign-in.unavailable');
    }
    expect(await refused('ann', PASSWORD)).toBe('sign-in.locked');
  });

  test('a synchronizer that was removed lets nobody in', async () => {
    world.synced('ann', world.directory.sourceId);
    world.store.sources.remove(world.directory.sourceId, 1);
    expect(await refused('ann', PASSWORD)).toBe('sign-in.refused');
  });

  test('a bind password that cannot be read is not the fault of who signs in', async () => {
    world.synced('ann', world.directory.sourceId);
    const { settings } = world.directory;
    world.store.sources.update(world.directory.sourceId, {
      name: 'HQ',
      settings: { ...settings, bindDn: 'cn=reader,dc=x' },
      profileId: null,
    });
    expect(await refused('ann', PASSWORD)).toBe('sign-in.unavailable');
    world.store.sources.update(world.directory.sourceId, { name: 'HQ', settings, profileId: null });
  });
});
