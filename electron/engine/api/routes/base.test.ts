import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, SignInWorld } from '../../../../tests/support/sign-in-world.ts';
import { putLock } from '../admin-lock.ts';
import { createEngine, type Engine } from '../../engine.ts';

let world: SignInWorld;
beforeAll(() => {
  world = new SignInWorld();
});
beforeEach(() => world.wipe());
afterAll(() => world.close());

async function signIn(window: string, loginId: string): Promise<number> {
  const accountId = world.store.accounts.find(world.one, loginId)?.accountId ?? world.manual(loginId);
  const { code } = await world.admin.signIns.makeCode({ accountId });
  await world.window(window).session.signIn({ enterprise: 'One', loginId, password: code });
  return accountId;
}

describe('every procedure passes one place (E15)', () => {
  test('whoever was signed out meanwhile is not answered', async () => {
    const accountId = world.manual('ann');
    const slow = codeOf(world.window('b1').signIns.setPassword({ accountId, password: 'correct horse' }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.window('b1').session.signOut();
    expect(await slow).toBe('session.ended');
  });

  test('nor is whoever is another one now', async () => {
    const accountId = world.manual('ann');
    const { signIns } = world.window('b2');
    const slow = codeOf(signIns.setPassword({ accountId, password: 'correct horse' }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await signIn('b2', 'bob');
    expect(await slow).toBe('session.ended');
  });

  test('a lock that is set elsewhere ends what a window had asked for', async () => {
    const accountId = world.manual('ann');
    const slow = codeOf(world.window('b3').signIns.setPassword({ accountId, password: 'correct horse' }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    putLock(world.store, { hash: '', idleMinutes: 15 });
    expect(await slow).toBe('session.ended');
  });

  test('what writes tells every listener, and what a person does keeps their session', async () => {
    await world.admin.session.setLock({ next: 'battery staple', idleMinutes: 1 });
    const { session, signIns } = world.window('b4');
    await session.unlock({ password: 'battery staple' });
    const accountId = world.manual('ann');
    for (let times = 0; times < 3; times += 1) {
      world.now += 50_000;
      const before = world.changed;
      await signIns.makeCode({ accountId });
      expect(world.changed).toBe(before + 1);
    }
    // To look is not to be there: a page looks by itself.
    world.now += 50_000;
    await signIns.get({ accountId });
    world.now += 10_000;
    expect(await codeOf(signIns.get({ accountId }))).toBe('access.denied');
  });

  test('what had to wait until another one works there is not written, and is nobody’s', async () => {
    const accountId = world.manual('ann');
    const free = world.hold();
    const slow = codeOf(
      world.window('b6').statuses.set({ accountId, name: 'Mobile', settings: { makeCallFrom: '' } }),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.window('b6').session.signOut();
    free();
    expect(await slow).toBe('session.ended');
    expect(world.store.statuses.of(accountId)?.edited).toEqual([]);
    expect(
      world.store.connection.scalar("SELECT count(*) FROM change WHERE reason_code = 'statuses-edited'"),
    ).toBe(0);
  });

  test('a refusal is for whoever asked', async () => {
    const accountId = world.manual('secret-login');
    const free = world.hold();
    const slow = codeOf(world.window('b7').statuses.set({ accountId, name: 'nope', settings: {} }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.window('b7').session.signOut();
    free();
    expect(await slow).toBe('session.ended');
  });

  test('an administrator is nobody’s account', async () => {
    expect(await codeOf(world.admin.me.get())).toBe('access.denied');
    expect(await codeOf(world.window('b5').me.get())).toBe('access.denied');
  });
});

describe('streams of an engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({
      ...{ dataFolder: world.folders.next(), env: {}, createKeyFile: 'no', version: '0.0.0-test' },
      workerUrl: new URL('file:///nowhere.js'),
    });
  });
  afterAll(() => engine.close());

  test('end when whoever follows them signs out', async () => {
    const admin = engine.client({ role: 'admin' });
    const window = engine.client({ role: 'admin', via: 'window', client: 'w1' });
    const stream = await window.synchronization.events();
    const seen: unknown[] = [];
    const end = (async () => {
      for await (const event of stream) seen.push(event);
    })();
    const create = (id: string) =>
      admin.enterprises.create({
        ...{ id, description: id, domain: `${id}.example.org`, mode: 'standalone', type: 'directory' },
      });
    await create('one');
    await expect.poll(() => seen.length).toBeGreaterThan(0);
    await window.session.signOut();
    const before = seen.length;
    await create('two');
    await end;
    expect(seen).toHaveLength(before);
  });
});
