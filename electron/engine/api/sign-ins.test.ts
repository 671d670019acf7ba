import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, SignInWorld } from '../../../tests/support/sign-in-world.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { triesName } from './sign-in.ts';
import { setOwnPassword } from './sign-ins.ts';

const PASSWORD = 'correct horse';
const OTHER = 'battery staple';

let world: SignInWorld;
beforeAll(() => {
  world = new SignInWorld();
});
beforeEach(() => world.wipe());
afterAll(() => world.close());

const signIn = (loginId: string, password: string, window = 'w1') =>
  world.window(window).session.signIn({ enterprise: 'One', loginId, password });
const roleIn = async (window: string) => (await world.window(window).session.current()).role;

describe('how users sign in, for administrators', () => {
  test('counts who signs in how', async () => {
    const [ann, bob, cid] = [world.manual('ann'), world.synced('bob', world.pbx), world.manual('cid')];
    world.manual('dan');
    world.synced('eve', world.directory.sourceId);
    world.manual('fay', world.two);
    await world.admin.signIns.setPassword({ accountId: ann, password: PASSWORD });
    await world.admin.signIns.makeCode({ accountId: ann });
    await world.admin.signIns.makeCode({ accountId: bob, days: 3 });
    await world.admin.signIns.makeCode({ accountId: cid, days: 1 });
    const overview = () => world.admin.signIns.overview({ enterprise: 'one' });
    expect(await overview()).toEqual({ directory: 1, own: 4, withPassword: 1, withCode: 3, without: 1 });
    world.now += 2 * 24 * 60 * 60 * 1000;
    expect(await overview()).toEqual({ directory: 1, own: 4, withPassword: 1, withCode: 2, without: 2 });
    expect(await codeOf(world.admin.signIns.overview({ enterprise: 'Three' }))).toBe('enterprise.not-found');
  });

  test('a directory keeps the passwords of its accounts', async () => {
    const accountId = world.synced('eve', world.directory.sourceId);
    const { signIns } = world.admin;
    expect(await codeOf(signIns.setPassword({ accountId, password: PASSWORD }))).toBe('sign-in.of-directory');
    expect(await codeOf(signIns.makeCode({ accountId }))).toBe('sign-in.of-directory');
    expect(await signIns.revoke({ accountId })).toMatchObject({ kind: 'directory' });
    expect(await codeOf(signIns.get({ accountId: 999_999 }))).toBe('account.not-found');
    expect(world.store.signIns.credentials(accountId)).toEqual([]);
  });

  test('a password that is too weak is refused, and changes nothing', async () => {
    const accountId = world.manual('ann');
    const { signIns } = world.admin;
    expect(await codeOf(signIns.setPassword({ accountId, password: 'short' }))).toBe('password.weak');
    expect((await signIns.get({ accountId })).hasPassword).toBe(false);
  });

  test('a password that an administrator sets or takes away ends sessions and forgets tries; a code does not', async () => {
    const accountId = world.manual('ann');
    const { signIns } = world.admin;
    await signIns.setPassword({ accountId, password: PASSWORD });
    await signIn('ann', PASSWORD);
    world.now += 1;
    await signIns.makeCode({ accountId });
    expect(await roleIn('w1')).toBe('user');
    await signIns.setPassword({ accountId, password: OTHER });
    expect(await roleIn('w1')).toBe('anyone');
    expect((await world.window('w1').session.current()).ended).toBe('credential-changed');
    expect(await codeOf(signIn('ann', PASSWORD))).toBe('sign-in.refused');
    await signIn('ann', OTHER);
    for (let tries = 0; tries < 3; tries += 1) await codeOf(signIn('ann', 'wrong', 'w2'));
    world.now += 1;
    expect(await signIns.revoke({ accountId })).toMatchObject({ hasPassword: false, codeUntil: null });
    expect(await roleIn('w1')).toBe('anyone');
    expect(world.store.signIns.tries(triesName(world.one, 'ann'))).toBeUndefined();
    expect(await codeOf(signIn('ann', OTHER))).toBe('sign-in.refused');
  });

  test('no hash and no password leaves through an answer or the journal', async () => {
    const accountId = world.manual('ann');
    const answers = [
      await world.admin.signIns.setPassword({ accountId, password: PASSWORD }),
      await world.admin.signIns.get({ accountId }),
      await world.admin.accounts.get({ accountId }),
      world.store.connection.prepare('SELECT * FROM change').all(),
    ];
    expect(JSON.stringify(answers)).not.toMatch(/scrypt|sha256\$|correct horse/);
  });
});

describe('one-time codes for many', () => {
  test('for all that could not sign in', async () => {
    const [ann, bob] = [
      world.manual('ann', world.one, { firstName: 'Ann', lastName: 'Ash', email: 'ann@x.org' }),
      world.synced('Bob', world.pbx),
    ];
    const [cid, dan] = [world.manual('cid'), world.manual('dan')];
    world.synced('eve', world.directory.sourceId);
    world.manual('fay', world.two);
    await world.admin.signIns.setPassword({ accountId: cid, password: PASSWORD });
    await world.admin.signIns.makeCode({ accountId: dan });
    const { codes, passedOver } = await world.admin.signIns.makeCodes({ enterprise: 'One', days: 3 });
    expect(passedOver).toEqual([]);
    expect(codes.map(({ accountId }) => accountId)).toEqual([ann, bob]);
    expect(codes[0]).toMatchObject({
      ...{ loginId: 'ann', firstName: 'Ann', lastName: 'Ash', email: 'ann@x.org' },
      expiresAt: new Date(world.now + 3 * 24 * 60 * 60 * 1000).toISOString(),
    });
    for (const { loginId, code } of codes) expect((await signIn(loginId, code)).role).toBe('user');
    expect((await world.admin.signIns.makeCodes({ enterprise: 'One' })).codes).toHaveLength(2);
    expect((await world.admin.signIns.makeCodes({ enterprise: 'One' })).codes).toHaveLength(0);
  });

  test('for some that are named: whoever cannot have one is passed over, and said so', async () => {
    const [ann, eve, fay] = [
      world.manual('ann'),
      world.synced('eve', world.directory.sourceId),
      world.manual('fay', world.two),
    ];
    await world.admin.signIns.setPassword({ accountId: ann, password: PASSWORD });
    for (let tries = 0; tries < 3; tries += 1) await codeOf(signIn('ann', 'wrong'));
    const accountIds = [ann, eve, fay, ann, 999_999];
    const { codes, passedOver } = await world.admin.signIns.makeCodes({ enterprise: 'One', accountIds });
    expect(codes.map(({ accountId }) => accountId)).toEqual([ann]);
    expect(passedOver).toEqual([
      { loginId: 'eve', why: 'The directory keeps its password.' },
      { loginId: `account ${fay}`, why: 'There is no such account in the Enterprise.' },
      { loginId: 'account 999999', why: 'There is no such account in the Enterprise.' },
    ]);
    // The wrong tries are forgotten, and the password stays.
    expect((await signIn('ann', codes[0]!.code)).role).toBe('user');
    expect((await signIn('ann', PASSWORD)).role).toBe('user');
  });

  test('no window may make them', async () => {
    const call = world.window('w1').signIns.makeCodes({ enterprise: 'One' });
    expect(await codeOf(call)).toBe('access.denied');
  });

  test('a hundred thousand take seconds, and others get their turn', async () => {
    const { store } = world;
    store.transaction(() => {
      for (let at = 0; at < 100_000; at += 1) {
        store.accounts.createManual(world.one, { ...emptyFields(), loginId: `p${at}` }, null);
      }
    });
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const start = performance.now();
    const { codes } = await world.admin.signIns.makeCodes({ enterprise: 'One' });
    clearInterval(timer);
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(codes).toHaveLength(100_000);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(100_000);
    expect(turns).toBeGreaterThan(10);
    expect((await world.admin.signIns.overview({ enterprise: 'One' })).withCode).toBe(100_000);
  });
});

describe('a password of the own', () => {
  const set = (window: string, current: string, next: string) =>
    setOwnPassword(world.services, world.sessions.live({ role: 'admin', via: 'window', client: window }), {
      current,
      next,
    });

  test('asks for the current one, ends the other sessions, and keeps this one', async () => {
    const accountId = world.manual('ann');
    await world.admin.signIns.setPassword({ accountId, password: PASSWORD });
    await signIn('ann', PASSWORD, 'w1');
    await signIn('ann', PASSWORD, 'w2');
    await world.admin.signIns.makeCode({ accountId });
    expect(await codeOf(set('w1', 'wrong', OTHER))).toBe('sign-in.refused');
    expect(await codeOf(set('w1', PASSWORD, 'short'))).toBe('password.weak');
    world.now += 1;
    expect(await codeOf(set('w1', PASSWORD, OTHER))).toBe('none');
    expect([await roleIn('w1'), await roleIn('w2')]).toEqual(['user', 'anyone']);
    expect(await world.admin.signIns.get({ accountId })).toMatchObject({
      hasPassword: true,
      codeUntil: null,
    });
    expect(await codeOf(signIn('ann', PASSWORD, 'w2'))).toBe('sign-in.refused');
    expect((await signIn('ann', OTHER, 'w2')).role).toBe('user');
  });

  test('whoever came with a code gives none, once', async () => {
    const accountId = world.manual('ann');
    const { code } = await world.admin.signIns.makeCode({ accountId });
    await signIn('ann', code);
    expect(await codeOf(set('w1', '', PASSWORD))).toBe('none');
    expect(await codeOf(set('w1', '', OTHER))).toBe('sign-in.refused');
    expect(await codeOf(set('w1', PASSWORD, OTHER))).toBe('none');
  });

  test('guesses of the current one count with those of the sign-in', async () => {
    const accountId = world.manual('ann');
    await world.admin.signIns.setPassword({ accountId, password: PASSWORD });
    await signIn('ann', PASSWORD);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await codeOf(set('w1', 'wrong', OTHER))).toBe('sign-in.refused');
      world.now += 10_000;
    }
    expect(await codeOf(set('w1', PASSWORD, OTHER))).toBe('sign-in.locked');
    expect(await codeOf(signIn('ann', PASSWORD, 'w2'))).toBe('sign-in.locked');
  });

  test('is not kept when it was taken away while they set it', async () => {
    const accountId = world.manual('ann');
    const { code } = await world.admin.signIns.makeCode({ accountId });
    await signIn('ann', code);
    const slow = codeOf(set('w1', '', PASSWORD));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.admin.signIns.revoke({ accountId });
    expect(await slow).toBe('session.ended');
    expect((await world.admin.signIns.get({ accountId })).hasPassword).toBe(false);
    expect(await roleIn('w1')).toBe('anyone');
    expect(await codeOf(signIn('ann', PASSWORD))).toBe('sign-in.refused');
  });

  test('is not for administrators, nor for whoever signed out meanwhile', async () => {
    expect(await codeOf(set('w9', '', PASSWORD))).toBe('access.denied');
    const accountId = world.manual('ann');
    await world.admin.signIns.setPassword({ accountId, password: PASSWORD });
    await signIn('ann', PASSWORD);
    const slow = codeOf(set('w1', PASSWORD, OTHER));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.window('w1').session.signOut();
    expect(await slow).toBe('session.ended');
    expect((await signIn('ann', PASSWORD)).role).toBe('user');
  });
});
