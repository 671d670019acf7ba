import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, SignInWorld } from '../../../tests/support/sign-in-world.ts';
import type { SessionView } from '../../../shared/contract/index.ts';
import { putLock } from './admin-lock.ts';
import { actorOf, Sessions } from './sessions.ts';

const MINUTE = 60 * 1000;
const PASSWORD = 'correct horse';

let world: SignInWorld;
let serial = 0;
/** A window that nobody used before. */
let w: string;
beforeAll(() => {
  world = new SignInWorld();
});
beforeEach(() => {
  world.wipe();
  w = `w${(serial += 1)}`;
});
afterAll(() => world.close());

/** Signs a user in at a window, with a code, which costs no time. */
async function signedIn(window = w, loginId = 'ann'): Promise<number> {
  const accountId = world.store.accounts.find(world.one, loginId)?.accountId ?? world.manual(loginId);
  const { code } = await world.admin.signIns.makeCode({ accountId });
  await world.window(window).session.signIn({ enterprise: 'One', loginId, password: code });
  return accountId;
}
const now = (window = w) => world.window(window).session.current();
const setLock = (next: string | null, idleMinutes = 15) => world.admin.session.setLock({ next, idleMinutes });

describe('who works in a client (E15)', () => {
  test('the window of an administrator is theirs until somebody signs in, and free again after a sign-out', async () => {
    expect(await now()).toMatchObject({ role: 'admin', account: null, administrator: 'free', ended: '' });
    const accountId = await signedIn();
    expect(await now()).toMatchObject({ role: 'user', account: { accountId }, canSignOut: true });
    expect(await codeOf(world.window(w).enterprises.list())).toBe('access.denied');
    expect(await world.window(w).session.signOut()).toMatchObject({ role: 'anyone', ended: '' });
    expect(await codeOf(world.window(w).enterprises.list())).toBe('access.denied');
    expect((await world.window(w).session.unlock({ password: '' })).role).toBe('admin');
    expect(await codeOf(world.window(w).enterprises.list())).toBe('none');
  });

  test('windows are independent, and a process is who it is', async () => {
    await signedIn();
    expect((await now('another')).role).toBe('admin');
    expect(await codeOf(world.admin.enterprises.list())).toBe('none');
    expect(await codeOf(world.admin.session.signOut())).toBe('access.denied');
  });

  test('a client that is no administrator does not become one', async () => {
    const browser = world.client({ role: 'anyone', via: 'window', client: 'browser' });
    expect(await browser.session.current()).toMatchObject({ role: 'anyone', administrator: 'no' });
    expect(await codeOf(browser.session.unlock({ password: '' }))).toBe('access.denied');
    const accountId = world.manual('ann');
    const { code } = await world.admin.signIns.makeCode({ accountId });
    await browser.session.signIn({ enterprise: 'One', loginId: 'ann', password: code });
    expect(await browser.session.signOut()).toMatchObject({ role: 'anyone', administrator: 'no' });
  });

  test('a client that is known to have had a user begins signed out', async () => {
    const client = world.client({ role: 'admin', via: 'window', client: w, signedOut: true });
    expect((await client.session.current()).role).toBe('anyone');
  });

  test('a user who does nothing for half an hour is out; who is there stays', async () => {
    await signedIn();
    world.now += 29 * MINUTE;
    await world.window(w).session.touch();
    world.now += 29 * MINUTE;
    expect((await now()).role).toBe('user');
    world.now += 1 * MINUTE;
    expect(await now()).toMatchObject({ role: 'anyone', account: null, ended: 'idle' });
    world.now -= 20 * MINUTE;
    expect((await now()).role).toBe('anyone');
  });

  test('a session ends with its account, by whomever it is deleted', async () => {
    const accountId = await signedIn();
    world.store.connection.prepare('DELETE FROM account WHERE account_id = ?').run(accountId);
    expect(await now()).toMatchObject({ role: 'anyone', ended: 'account-gone' });
  });

  test('a session ends when its password is changed elsewhere', async () => {
    const accountId = await signedIn();
    world.now += 1;
    // Another process, on the same data folder.
    world.store.signIns.endSessions(accountId);
    expect(await now()).toMatchObject({ role: 'anyone', ended: 'credential-changed' });
  });

  test('who signs in after another one is not them', async () => {
    const ann = await signedIn(w, 'ann');
    const bob = await signedIn(w, 'bob');
    expect(ann).not.toBe(bob);
    expect((await now()).account?.accountId).toBe(bob);
  });

  test('nobody is signed in for more than half a day', async () => {
    await signedIn();
    for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
      expect((await now()).role).toBe('user');
      world.now += 20 * MINUTE;
      await world.window(w).session.touch();
    }
    expect(await now()).toMatchObject({ role: 'anyone', ended: 'idle' });
  });

  test('a clock that is set back or was ahead changes nothing', async () => {
    world.now += 24 * 60 * MINUTE;
    const accountId = world.manual('ann');
    await world.admin.signIns.setPassword({ accountId, password: PASSWORD });
    await setLock(PASSWORD);
    world.now -= 24 * 60 * MINUTE;
    const input = { enterprise: 'One', loginId: 'ann', password: PASSWORD };
    expect((await world.window(w).session.signIn(input)).role).toBe('user');
    expect((await world.window(`${w} too`).session.unlock({ password: PASSWORD })).role).toBe('admin');
    world.now -= 5000;
    await world.admin.signIns.revoke({ accountId });
    expect(await now()).toMatchObject({ role: 'anyone', ended: 'credential-changed' });
  });

  test('a sign-in that ends late takes nobody’s place', async () => {
    const bob = world.manual('bob');
    await world.admin.signIns.setPassword({ accountId: bob, password: PASSWORD });
    const input = { enterprise: 'One', loginId: 'bob', password: PASSWORD };
    const late = codeOf(world.window(w).session.signIn(input));
    const ann = await signedIn(w, 'ann');
    expect(await late).toBe('session.ended');
    expect((await now()).account?.accountId).toBe(ann);
  });

  test('what is taken away while it is looked at lets nobody in', async () => {
    const accountId = world.manual('ann');
    await world.admin.signIns.setPassword({ accountId, password: PASSWORD });
    const signingIn = codeOf(
      world.window(w).session.signIn({ enterprise: 'One', loginId: 'ann', password: PASSWORD }),
    );
    await world.admin.signIns.revoke({ accountId });
    await signingIn;
    expect((await now()).role).not.toBe('user');
  });

  test('edits name who made them', () => {
    expect(actorOf({ role: 'user', via: 'window' })).toBe('user');
    expect(actorOf({ role: 'admin', via: 'window' })).toBe('administrator');
    expect(actorOf({ role: 'admin' })).toBe('command');
  });

  test('whoever outlives the engine hears of users', () => {
    const heard: [string, boolean][] = [];
    const { store } = world;
    const sessions = new Sessions({ store, now: () => 0, onUser: (...each) => heard.push(each) });
    const session = sessions.live({ role: 'admin', client: w });
    sessions.enterUser(session, { accountId: 1, withCode: false, generation: 0 });
    sessions.leave(session);
    sessions.enterAdministrator(session);
    expect(heard).toEqual([
      [w, true],
      [w, false],
    ]);
    sessions.close();
  });
});

describe('the lock of administration', () => {
  test('a window asks for its password, wherever the lock was set', async () => {
    expect((await now()).role).toBe('admin');
    await setLock(PASSWORD, 5);
    expect(await now()).toMatchObject({ role: 'anyone', administrator: 'locked' });
    const { session } = world.window(w);
    expect(await codeOf(session.unlock({ password: 'wrong' }))).toBe('lock.refused');
    expect(await codeOf(session.unlock({ password: '' }))).toBe('lock.refused');
    expect((await session.unlock({ password: PASSWORD })).role).toBe('admin');
    expect(await world.admin.session.lock()).toEqual({ isSet: true, idleMinutes: 5 });
    world.now += 5 * MINUTE - 1;
    expect((await now()).role).toBe('admin');
    world.now += 1;
    expect(await now()).toMatchObject({ role: 'anyone', ended: 'idle' });
  });

  test('a new one ends what rested on the old one; without one the window is free', async () => {
    await setLock(PASSWORD);
    await world.window(w).session.unlock({ password: PASSWORD });
    world.now += 1;
    await setLock('battery staple');
    expect(await now()).toMatchObject({ role: 'anyone', ended: 'credential-changed' });
    expect(await codeOf(world.window(w).session.unlock({ password: PASSWORD }))).toBe('lock.refused');
    await setLock(null);
    expect((await world.window(w).session.unlock({ password: '' })).role).toBe('admin');
    expect((await now('fresh')).role).toBe('admin');
  });

  test('a window changes it with its password only, and goes on', async () => {
    const { session } = world.window(w);
    expect(await session.setLock({ next: PASSWORD })).toEqual({ isSet: true, idleMinutes: 15 });
    expect((await now()).role).toBe('admin');
    expect((await now('another')).role).toBe('anyone');
    world.now += 1;
    expect(await codeOf(session.setLock({ next: null }))).toBe('lock.refused');
    expect(await codeOf(session.setLock({ current: PASSWORD, next: 'weak' }))).toBe('password.weak');
    expect(await session.setLock({ current: PASSWORD, next: null })).toMatchObject({ isSet: false });
    expect((await now()).role).toBe('admin');
  });

  test('whoever walked away while it was being set or opened is not the administrator', async () => {
    const { session } = world.window(w);
    const setting = codeOf(session.setLock({ next: PASSWORD }));
    await signedIn(w, 'ann');
    expect(await setting).toBe('session.ended');
    expect((await now()).role).toBe('user');
    expect((await world.admin.session.lock()).isSet).toBe(false);
    await setLock(PASSWORD);
    await session.signOut();
    const opening = codeOf(session.unlock({ password: PASSWORD }));
    await signedIn(w, 'ann');
    expect(await opening).toBe('session.ended');
    expect((await now()).role).toBe('user');
  });

  test('the old password opens nothing once it is changed', async () => {
    await setLock(PASSWORD);
    const opening = codeOf(world.window(w).session.unlock({ password: PASSWORD }));
    // Without waiting for its hash: the other process has it already.
    putLock(world.store, { hash: 'another', idleMinutes: 15 });
    expect(await opening).toBe('lock.refused');
    expect((await now()).role).toBe('anyone');
  });

  test('five wrong tries lock the lock', async () => {
    await setLock(PASSWORD);
    const { session } = world.window(w);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await codeOf(session.unlock({ password: 'wrong' }))).toBe('lock.refused');
      world.now += 10_000;
    }
    expect(await codeOf(session.unlock({ password: PASSWORD }))).toBe('sign-in.locked');
    // A process on the data folder sets it anew, and that forgets them.
    await setLock('battery staple');
    expect((await session.unlock({ password: 'battery staple' })).role).toBe('admin');
  });

  test('it keeps no user out', async () => {
    await setLock(PASSWORD);
    await signedIn();
    expect((await now()).role).toBe('user');
  });
});

describe('a session that is watched', () => {
  test('says what it is now and whenever it changes, until it is no longer asked for', async () => {
    const controller = new AbortController();
    const seen: Partial<SessionView>[] = [];
    const stream = world.sessions.watch(
      world.sessions.live({ role: 'admin', via: 'window', client: w }),
      true,
      controller.signal,
    );
    const end = (async () => {
      for await (const { role, ended } of stream) seen.push({ role, ended });
    })();
    const accountId = await signedIn();
    await expect.poll(() => seen.length).toBe(2);
    // By another process: noticed at the next look.
    world.now += 1;
    world.store.signIns.endSessions(accountId);
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(3);
    controller.abort();
    await end;
    expect(seen).toEqual([
      { role: 'admin', ended: '' },
      { role: 'user', ended: '' },
      { role: 'anyone', ended: 'credential-changed' },
    ]);
  });

  test('ends with the engine', async () => {
    const sessions = new Sessions({ store: world.store, now: () => 0 });
    const stream = sessions.watch(sessions.live({ role: 'admin', client: w }), true, undefined);
    expect((await stream.next()).done).toBe(false);
    const next = stream.next();
    sessions.close();
    expect((await next).done).toBe(true);
  });
});
