import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn, triesName } from '../../electron/engine/api/sign-in.ts';
import { AccountBulk } from '../../electron/engine/store/index.ts';
import { emptyFields } from '../../shared/domain/account.ts';
import type { ScriptedLdap, ScriptedLdapOptions } from '../servers/scripted-ldap.ts';
import { codeOf, SignInWorld } from '../support/sign-in-world.ts';
import { createSource } from '../support/store.ts';
import { guid, scripted } from './second-looks-bench.ts';

describe('tries at a server that does what none should (E15)', () => {
  let world: SignInWorld;
  let accountId: number;
  const right = 'the right password';
  beforeAll(() => {
    world = new SignInWorld();
  });
  afterAll(() => world.close());

  /** An account p1 that signs in at a server that answers the bind of a person so. */
  async function worldAt(onPerson: ScriptedLdapOptions['onBind']): Promise<ScriptedLdap> {
    const { server, settings } = await scripted({
      anonymous: true,
      onBind: (request, reply) => (request.dn === '' ? reply.default() : onPerson!(request, reply)),
    });
    world.wipe();
    const source = createSource(world.store, world.one, server.url, { ...settings, bindDn: '' });
    const entry = { key: guid(1), keyAttribute: 'objectguid', dn: '', hash: Buffer.alloc(16) };
    const fields = { ...emptyFields(), loginId: 'p1' };
    accountId = new AccountBulk(world.store.connection).create(
      world.one,
      source.sourceId,
      { ...entry, fields },
      null,
      0,
    )!;
    return server;
  }
  const attempt = (password: string) =>
    world.window('w').session.signIn({ enterprise: 'One', loginId: 'p1', password });

  it.each<[string, NonNullable<ScriptedLdapOptions['onBind']>]>([
    ['hangs up', (_, reply) => reply.destroy()],
    ['is silent', () => undefined],
    ['is busy', (_, reply) => reply.done({ code: 51 })],
  ])('nobody guesses without end where a server %s at a wrong password', async (_, onWrong) => {
    let tested = 0;
    await worldAt((request, reply) => {
      tested += 1;
      return JSON.stringify(request).includes(right) ? reply.done() : onWrong(request, reply);
    });
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await codeOf(attempt(`wrong ${tries}`))).toBe('sign-in.unavailable');
      world.now += 10_000;
    }
    expect(await codeOf(attempt(right))).toBe('sign-in.locked');
    expect(tested).toBe(5);
    world.now += 15 * 60_000;
    expect((await attempt(right)).role).toBe('user');
  });

  it('a revocation during the bind ends the session that comes of it', async () => {
    await worldAt(async (_, reply) => {
      await world.admin.signIns.revoke({ accountId });
      return reply.done();
    });
    expect(await attempt(right)).toMatchObject({ role: 'anyone', ended: 'credential-changed' });
  });

  it('a client that goes stops it: before the bind nothing was tried, after it a guess was', async () => {
    const controller = new AbortController();
    const input = { enterprise: 'One', loginId: 'p1', password: right };
    const server = await worldAt(() => controller.abort());
    const gone = signIn(world.services, input, AbortSignal.abort());
    expect(await codeOf(gone)).toBe('sign-in.unavailable');
    expect(server.requests).toEqual([]);
    expect(world.store.signIns.tries(triesName(world.one, 'p1'))).toBeUndefined();
    expect(await codeOf(signIn(world.services, input, controller.signal))).toBe('sign-in.unavailable');
    expect(world.store.signIns.tries(triesName(world.one, 'p1'))?.wrong).toBe(1);
  });
});
