import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PasswordChoice, SynchronizerDraft } from '../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../shared/domain/enterprise.ts';
import { defaultSynchronizer } from '../../shared/domain/synchronizer.ts';
import { makePeople, toLdif } from '../servers/people.ts';
import { startScriptedLdap, type ScriptedEntry, type ScriptedLdapOptions } from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { entries, suffix } from './scripted-people.ts';
import { configuration, Workbench } from './workbench.ts';

const anonymous: PasswordChoice = { kind: 'none' };

function draft(overrides: Partial<SynchronizerDraft>): SynchronizerDraft {
  const { passwordReference: _, ...settings } = defaultSynchronizer('openldap');
  const required = {
    name: 'New',
    domain: 'acme.example.com',
    baseDn: suffix,
    urls: [],
    featureProfile: DEFAULT_PROFILE,
  };
  return { ...settings, ...required, ...overrides };
}

/** Tests a form that is not saved. */
async function testOf(overrides: Partial<SynchronizerDraft>, password = anonymous, signal?: AbortSignal) {
  const bench = await Workbench.open();
  const input = { sourceId: null, draft: draft(overrides), password };
  return bench.client.synchronizers.test(input, signal ? { signal } : {});
}

async function scripted(options: ScriptedLdapOptions) {
  const server = await startScriptedLdap({ entries, ...options });
  onTestFinished(() => server.stop());
  return server;
}

const filledOf = ({ attributes }: Awaited<ReturnType<typeof testOf>>) =>
  Object.fromEntries(attributes.map(({ name, filled }) => [name, filled]));

describe.skipIf(!slapdAvailable)('the test of a form against slapd (needs slapd)', () => {
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: toLdif(makePeople(600), suffix) });
  });
  afterAll(() => slapd.stop());

  it('shows five entries as they came, and counts the attributes of a hundred', async () => {
    const password: PasswordChoice = { kind: 'set', value: slapd.readerPassword };
    const found = await testOf({ urls: [slapd.url], bindDn: slapd.readerDn }, password);
    expect(found.steps.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok']);
    expect(found.lookedAt).toBe(100);
    expect(found.samples).toHaveLength(5);
    for (const { fields, attributes } of found.samples) {
      expect(attributes).toMatchObject({ uid: fields['loginId'], sn: fields['lastName'] });
      expect(attributes['entryUUID']).toBe(fields['directoryKey']);
    }
    expect(filledOf(found)).toMatchObject({ uid: 100, sn: 100, entryUUID: 100 });
    expect(JSON.stringify(found)).not.toContain(slapd.readerPassword);
  });

  it('uses the stored password of the synchronizer that is edited', async () => {
    const bench = await Workbench.open();
    const reader = { bindDn: slapd.readerDn, password: { value: slapd.readerPassword } };
    await bench.import(configuration({ url: slapd.url, ...reader }));
    const input = {
      draft: draft({ urls: [slapd.url], bindDn: slapd.readerDn }),
      password: { kind: 'keep' } as const,
    };
    const kept = await bench.client.synchronizers.test({ ...input, sourceId: 1 });
    expect(kept.steps[0]).toMatchObject({ result: 'ok' });
    const fresh = await bench.client.synchronizers.test({ ...input, sourceId: null });
    expect(fresh.steps[0]).toMatchObject({
      result: 'failed',
      evidence: expect.stringContaining('no password') as string,
    });
  });
});

describe('what the test of a form shows', () => {
  const guid = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
  const person: ScriptedEntry = {
    dn: `uid=ann,${suffix}`,
    attributes: {
      objectClass: ['inetOrgPerson'],
      entryUUID: ['00000000-0000-4000-8000-000000000001'],
      uid: ['ann'],
      sn: ['Ash'],
      cn: ['Ann Ash', 'Annie'],
      secretary: ['uid=bob'],
      description: ['😀'.repeat(200)],
      ObjectGUID: [guid],
      odd: [Buffer.from([0xff, 0xfe, 0x41])],
      jpegPhoto: [Buffer.alloc(5000, 0xab)],
      userPassword: ['{SSHA}hunter2'],
      unicodePwd: [Buffer.from('hunter2', 'utf16le')],
      sambaNTPassword: ['0123HUNTER2'],
      krbPrincipalKey: [Buffer.from('hunter2')],
      ipaNTHash: ['hunter2'],
      oathSecret: ['hunter2'],
    },
  };

  it('is readable text, GUIDs and hex, shortened; never a secret', async () => {
    const server = await scripted({ entries: [person] });
    const found = await testOf({ urls: [server.url] });
    expect(found.steps.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok']);
    const { attributes } = found.samples[0]!;
    expect(attributes).toMatchObject({
      uid: 'ann',
      cn: 'Ann Ash',
      secretary: 'uid=bob',
      ObjectGUID: '00112233-4455-6677-8899-aabbccddeeff',
      odd: 'fffe41',
      jpegPhoto: `${'ab'.repeat(60).slice(0, 119)}…`,
    });
    expect([...(attributes['description'] ?? '')]).toHaveLength(120);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|HUNTER2|�/);
    const names = found.attributes.map(({ name }) => name);
    expect(names).toContain('secretary');
    expect(names.filter((name) => /passw|pwd|key|hash|secret(?!ary)/i.test(name))).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  it('is not a secret either where the mapping names one', async () => {
    const server = await scripted({ entries: [person] });
    const { mapping } = draft({});
    const found = await testOf({ urls: [server.url], mapping: { ...mapping, title: 'userPassword' } });
    expect(found.samples[0]!.fields['title']).toBe('(not shown)');
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('is a GUID as the key, however the mapping spells its name', async () => {
    const server = await scripted({ entries: [person] });
    const { mapping } = draft({});
    const found = await testOf({ urls: [server.url], mapping: { ...mapping, directoryKey: 'objectguid' } });
    expect(found.samples[0]!.fields['directoryKey']).toBe('00112233-4455-6677-8899-aabbccddeeff');
  });

  it('counts over all bases together, up to a hundred, and who has a value', async () => {
    const of = (ou: string, count: number): ScriptedEntry[] =>
      Array.from({ length: count }, (_, index) => ({
        dn: `uid=${ou}${index},ou=${ou},${suffix}`,
        attributes: {
          objectClass: ['inetOrgPerson'],
          entryUUID: [`${ou}-${index}`],
          uid: [`${ou}${index}`],
          sn: ['Ash'],
          ...(index % 2 === 0 ? { mobile: ['1'] } : {}),
        },
      }));
    const ous = ['a', 'b'].map((ou) => ({ dn: `ou=${ou},${suffix}`, attributes: { objectClass: ['top'] } }));
    const server = await scripted({ entries: [...ous, ...of('a', 60), ...of('b', 60)] });
    const found = await testOf({ urls: [server.url], searchContext: 'ou=a;ou=b' });
    expect(found.lookedAt).toBe(100);
    expect(filledOf(found)).toMatchObject({ uid: 100, mobile: 50 });
  });
});

it('a connection that breaks is not replaced by an anonymous one', async () => {
  const server = await scripted({
    onSearch: (request, reply) => (request.base === '' ? reply.connection.destroy() : reply.default()),
  });
  const found = await testOf({ urls: [server.url] });
  expect(found.steps.map(({ result }) => result)).toEqual(['ok', 'warning', 'failed']);
  expect(found.samples).toEqual([]);
  expect(server.connections).toHaveLength(1);
});

describe('aborting the test of a form', () => {
  it.each(['bind', 'search'] as const)(
    'while the server does not answer the %s closes its connection',
    async (at) => {
      let asked = (): void => undefined;
      const waiting = new Promise<void>((resolve) => (asked = resolve));
      const stall = async (_: unknown, reply: { connection: { closed: Promise<unknown> } }) => {
        asked();
        await reply.connection.closed;
      };
      const server = await scripted(at === 'bind' ? { onBind: stall } : { onSearch: stall });
      const aborting = new AbortController();
      const bind = at === 'bind' ? { bindDn: `cn=reader,${suffix}` } : {};
      const password: PasswordChoice = at === 'bind' ? { kind: 'set', value: 'x' } : anonymous;
      const testing = testOf({ urls: [server.url], ...bind }, password, aborting.signal).catch(
        () => undefined,
      );
      await waiting;
      const before = performance.now();
      aborting.abort();
      await Promise.all(server.connections.map((connection) => connection.closed));
      expect(performance.now() - before).toBeLessThan(1000);
      await testing;
      expect(performance.now() - before).toBeLessThan(1000);
      // ldapts would connect again by itself.
      expect(server.connections).toHaveLength(1);
    },
  );
});
