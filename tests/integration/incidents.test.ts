/**
 * What went wrong elsewhere and is public, done to Rollcall: the incidents that safety.md names, by their names. In each
 * of them people lost their accounts because too few entries came back and the answer was taken for the truth.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Run } from '../../shared/contract/index.ts';
import { makePeople, personDn } from '../servers/people.ts';
import { startScriptedLdap, type ScriptedLdap } from '../servers/scripted-ldap.ts';
import { kept, referTo, type Kept } from './kept.ts';
import { changed, entryOf, suffix } from './scripted-people.ts';
import {
  codesOf,
  configuration,
  enterpriseId as enterprise,
  expectSentence,
  synchronizerEntry,
  Workbench,
  type Overrides,
} from './workbench.ts';

const people = makePeople(43);
const entries = people.map((person) =>
  changed(entryOf(person), { telephoneNumber: [person.telephoneNumber] }),
);
const bind = { dn: `cn=reader,${suffix}`, password: 'a-secret-nobody-may-see' };

interface Scene {
  bench: Workbench;
  server: ScriptedLdap;
  before: Kept;
}

/** A server with 43 people, and a workbench that has synchronized them; a status of the first refers to their number. */
async function filled(overrides: Overrides = {}, others: Overrides = {}): Promise<Scene> {
  const server = await startScriptedLdap({ entries, credentials: { [bind.dn]: bind.password } });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  const settings = {
    url: server.url,
    pageSize: 10,
    timeoutSeconds: 1,
    bindDn: bind.dn,
    password: { value: bind.password },
    ...overrides,
  };
  await bench.import(configuration(settings, others));
  for (const run of await bench.synchronizeAll())
    expect(run).toMatchObject({ outcome: 'success', complete: true });
  const first = people[0]!;
  referTo(bench, (await bench.account(first.uid)).accountId, first.telephoneNumber);
  return { bench, server, before: kept(bench) };
}

/** Nobody was deleted, no number freed, it is not called a success, and it says why in one sentence. */
function expectNobodyGone({ bench, before }: Scene, run: Run, outcome: Run['outcome']): void {
  expect(kept(bench)).toEqual(before);
  expect(run.outcome).toBe(outcome);
  expect(run.counters.deleted).toBe(0);
  expectSentence(run.error?.message ?? run.issues[0]?.message ?? '', bind.password);
}

/** The server is itself again, and the next run finds everybody. */
async function expectRecovered({ bench, server, before }: Scene): Promise<void> {
  server.change({ entries, onSearch: (_, reply) => reply.default(), onBind: (_, reply) => reply.default() });
  const run = await bench.synchronize();
  expect(run).toMatchObject({ outcome: 'success', complete: true });
  expect(run.counters).toMatchObject({ read: 43, created: 0, deleted: 0, heldDeletes: 0 });
  expect(kept(bench)).toEqual(before);
}

describe('incidents', () => {
  it('OPNsense core#10128: the server cannot be reached', async () => {
    // A clean-up took the error of an unreachable server for a list without anybody in it, and removed all users that
    // came from the directory; 43 of them lost their VPN.
    const scene = await filled();
    const { port } = scene.server;
    await scene.server.stop();
    const { run, status } = await scene.bench.syncByCommand();
    expect(run).toMatchObject({ complete: false, error: { code: 'ldap.unreachable' } });
    expect(status).toBe(4);
    expectNobodyGone(scene, run, 'failed');
    const server = await startScriptedLdap({ entries, credentials: { [bind.dn]: bind.password }, port });
    onTestFinished(() => server.stop());
    await expectRecovered({ ...scene, server });
  });

  describe('WireGuard Portal PR #744: the bind account lost its rights', () => {
    // The server answered the search with "success" and no entries, since the account could no longer see any, and
    // everybody was disabled.
    it('it sees nobody any more', async () => {
      const scene = await filled();
      scene.server.change({ onSearch: (_, reply) => reply.done({ cookie: '' }) });
      const run = await scene.bench.synchronize();
      expect(run).toMatchObject({ complete: true });
      expect(run.counters).toMatchObject({ read: 0, heldDeletes: 43 });
      expect(codesOf(run)).toContain('source.empty');
      expectNobodyGone(scene, run, 'held');
      await expectRecovered(scene);
    });

    it('it no longer sees one small department, which no threshold would notice', async () => {
      const scene = await filled();
      const sizes = Map.groupBy(people, ({ ou }) => ou);
      const [ou, hidden] = [...sizes].reduce((least, each) =>
        each[1].length < least[1].length ? each : least,
      );
      expect(hidden.length).toBeLessThan(43 * 0.2);
      const unit = personDn(hidden[0]!, suffix).replace(/^[^,]*,/, '');
      scene.server.change({ entries: entries.filter(({ dn }) => !dn.endsWith(unit)) });
      const run = await scene.bench.synchronize();
      expect(run).toMatchObject({ complete: true });
      expect(run.counters).toMatchObject({ read: 43 - hidden.length, heldDeletes: hidden.length });
      const changes = await scene.bench.changes(run.id);
      expect(changes.map(({ login, state, reasonCode }) => [login, state, reasonCode]).sort()).toEqual(
        hidden.map(({ uid }) => [uid, 'held', 'not-visible']).sort(),
      );
      for (const { reason } of changes) expect(reason).toContain(ou.split(',')[0]);
      expectNobodyGone(scene, run, 'held');
      await expectRecovered(scene);
    });
  });

  it('Keycloak #24669: to look at people deletes nobody', async () => {
    // Whoever a search in the directory did not find just then was removed with everything that was stored of them, by
    // no more than a look at the list of users.
    const scene = await filled();
    const { bench, server } = scene;
    const { client } = bench;
    const [first] = people;
    const { accountId } = await bench.account(first!.uid);
    const look = async () => {
      await client.sources.test({ enterprise, source: 'HQ directory' }).catch(() => undefined);
      await client.accounts.list({ limit: 5000 });
      await client.accounts.query({
        enterprise,
        text: first!.sn,
        sort: { column: 'loginId', descending: false },
        offset: 0,
        limit: 100,
      });
      await client.accounts.facets({ enterprise });
      await client.accounts.get({ accountId });
      await client.accounts.history({ accountId });
      const { jobId } = await client.plans.preview({ enterprise });
      await client.plans.wait({ jobId });
    };
    const scripts = [
      () => server.change({ onSearch: (_, reply) => reply.done({ cookie: '' }) }),
      () => server.change({ onSearch: (_, reply) => reply.done({ code: 32 }) }),
      () => server.change({ onSearch: (_, reply) => reply.destroy() }),
      () => server.change({ onBind: (_, reply) => reply.done({ code: 49 }) }),
    ];
    for (const script of scripts) {
      script();
      await look();
      expect(kept(bench)).toEqual(scene.before);
    }
    // Nor was it a run: there is one, the first.
    expect(await bench.runs()).toHaveLength(1);
    await expectRecovered(scene);
  });

  it.each<[string, Parameters<ScriptedLdap['change']>[0], string]>([
    ['reset at the bind', { onBind: (_, reply) => reply.destroy() }, 'ldap.incomplete'],
    ['the bind is refused', { onBind: (_, reply) => reply.done({ code: 49 }) }, 'ldap.invalid-credentials'],
    ['the bind is never answered', { onBind: () => undefined }, 'ldap.timeout'],
    ['reset at the first search', { onSearch: (_, reply) => reply.destroy() }, 'ldap.incomplete'],
  ])('Zulip #13130: the connection fails (%s)', async (_name, change, code) => {
    // A failed connection and a person who is not there came back as the same nothing, and everybody was deactivated.
    const scene = await filled();
    scene.server.change(change);
    const run = await scene.bench.synchronize();
    expect(run).toMatchObject({ complete: false, error: { code } });
    expect(run.counters).toMatchObject({ read: 0, heldDeletes: 0 });
    expectNobodyGone(scene, run, 'failed');
    await expectRecovered(scene);
  });

  it('Zulip #11878: everybody is there, under another name', async () => {
    // Each person was looked for by a name that the directory did not know them by. All were deactivated, though a query
    // by hand found every one of them.
    const scene = await filled();
    const { bench, server } = scene;
    server.change({
      entries: entries.map(({ attributes }, index) => {
        const { uid, sn } = people[index]!;
        return {
          dn: `cn=${uid},ou=moved,ou=people,${suffix}`,
          attributes: { ...attributes, uid: [`${uid}@example.com`], sn: [`${sn} (new)`] },
        };
      }),
    });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ complete: true });
    // The key says who they are: not one is gone and not one is new. That all change at once waits for a person.
    expect(run.counters).toMatchObject({
      read: 43,
      created: 0,
      heldCreates: 0,
      heldDeletes: 0,
      heldUpdates: 43,
    });
    expect(codesOf(run)).toContain('guard.updates');
    expectNobodyGone(scene, run, 'held');
    await expectRecovered(scene);
  });

  it('Gitea #7949: an empty list that is a success', async () => {
    // An empty answer deactivated everybody; that an answer with the result "success" could be a fault was doubted.
    const scene = await filled();
    const { bench, server } = scene;
    server.change({ entries: [], namingContexts: [suffix] });
    const run = await bench.synchronize();
    // Without the entry of the base this is no success at all.
    expect(run).toMatchObject({ complete: false, error: { code: 'ldap.base-not-found' } });
    expectNobodyGone(scene, run, 'failed');

    const base = {
      dn: `ou=people,${suffix}`,
      attributes: { objectClass: ['organizationalUnit'], ou: ['people'] },
    };
    server.change({ entries: [base] });
    for (let time = 0; time < 3; time += 1) {
      const empty = await bench.synchronize();
      expect(empty).toMatchObject({ complete: true });
      expect(empty.counters).toMatchObject({ read: 0, heldDeletes: 43 });
      expect(codesOf(empty)).toContain('source.empty');
      // And they stay held, however often the server says so.
      expectNobodyGone(scene, empty, 'held');
    }
    await expectRecovered(scene);
    // What waited lapses: it is no longer true.
    expect((await bench.client.held.list({ enterprise })).counts).toEqual({
      create: 0,
      update: 0,
      delete: 0,
    });
  });

  it('Zammad #2093: entries that cannot be imported', async () => {
    // Whoever could not be imported was not among those who were, and so was deactivated; their history said that some
    // person at a desk had done it.
    const scene = await filled();
    const { bench, server } = scene;
    const [first, second, third, fourth, fifth, ...rest] = entries;
    server.change({
      entries: [
        changed(first!, { sn: ['a\u0001b'] }),
        changed(second!, { uid: [Uint8Array.of(0xc3, 0x28)] }),
        changed(third!, { sn: [] }),
        // The login of somebody else, and a key that two have.
        changed(fourth!, { uid: [people[10]!.uid] }),
        fifth!,
        { ...fifth!, dn: `cn=copy,ou=people,${suffix}` },
        ...rest.map((entry, index) => (index === 0 ? changed(entry, { sn: ['Changed'] }) : entry)),
      ],
    });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ complete: true });
    expect(run.counters).toMatchObject({ read: 44, updated: 1, deleted: 0, heldDeletes: 0 });
    expect(run.counters.skipped + run.counters.failed).toBe(6);
    // Each is told by name, with what is wrong.
    const subjects = new Set(run.issues.map(({ subject }) => subject));
    for (const { dn } of [first!, second!, third!, fifth!]) expect(subjects).toContain(dn);
    expect(new Set(codesOf(run))).toEqual(
      new Set([
        'entry.invalid-character',
        'entry.invalid-utf8',
        'entry.missing-field',
        'entry.duplicate-login',
        'entry.duplicate-key',
      ]),
    );
    expectNobodyGone(scene, run, 'warnings');
    // What did change was done by this run of this source, and by nobody else.
    const { accountId } = await bench.account(people[5]!.uid);
    const { events } = await bench.client.accounts.history({ accountId });
    expect(events[0]).toMatchObject({ kind: 'update', runId: run.id, source: 'HQ directory' });
    await expectRecovered(scene);
  });

  it('sawtooth-next #271: deletions end at their own source', async () => {
    // Whoever was not in the directory was deleted, also those who had never come from it.
    const [a, b] = [
      people.filter(({ uid }) => uid.includes('a')),
      people.filter(({ uid }) => !uid.includes('a')),
    ];
    const server = await startScriptedLdap({ entries });
    onTestFinished(() => server.stop());
    const bench = await Workbench.open();
    const synchronizers = [
      synchronizerEntry({ url: server.url, description: 'A', query: '(uid=*a*)' }),
      synchronizerEntry({ url: server.url, description: 'B', query: '(!(uid=*a*))' }),
    ];
    const accounts = [{ loginId: 'lobby', lastName: 'Lobby', numbers: [{ number: '1999', kind: 'desk' }] }];
    await bench.import(configuration({}, { synchronizers, accounts }));
    await bench.synchronizeAll();
    const before = await bench.accounts();
    expect(before).toHaveLength(44);
    expect(before.filter(({ source }) => source === 'A')).toHaveLength(a.length);
    // One is left of A, and only A is asked.
    const left = a[0]!;
    const gone = new Set(a.slice(1).map(({ uid }) => uid));
    server.change({ entries: entries.filter((_, index) => !gone.has(people[index]!.uid)) });
    const run = await bench.synchronize('A');
    expect(run).toMatchObject({ outcome: 'held', complete: true });
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: gone.size });
    expect(await bench.accounts()).toEqual(before);

    // A person approves them all: A's go, and nobody else's.
    const { jobId } = await bench.client.held.approve({ sourceId: run.sourceId! });
    await bench.client.synchronization.wait({ jobId });
    const after = await bench.accounts();
    expect(after).toEqual(before.filter(({ loginId }) => !gone.has(loginId)));
    expect(after.map(({ source }) => source)).toEqual(expect.arrayContaining(['A', 'B', null]));
    expect(after.filter(({ source }) => source === 'A').map(({ loginId }) => loginId)).toEqual([left.uid]);
    expect(after.filter(({ source }) => source === 'B')).toHaveLength(b.length);
    expect(after.find(({ loginId }) => loginId === 'lobby')).toMatchObject({
      sourceKind: 'manual',
      deskPhone: '1999',
    });
  });
});
