import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Account, Run } from '../../shared/contract/index.ts';
import { makePeople, personDn, toLdif } from '../servers/people.ts';
import {
  pagesScript,
  startScriptedLdap,
  type ScriptedEntry,
  type ScriptedLdap,
  type SearchScript,
} from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { codesOf, configuration, expectSentence, readerOf, Workbench } from './workbench.ts';

const suffix = 'dc=example,dc=com';
const people = makePeople(30);
const entries = people.map((person): ScriptedEntry => ({
  dn: personDn(person, suffix),
  attributes: {
    objectClass: ['inetOrgPerson'],
    entryUUID: [person.entryUUID ?? ''],
    uid: [person.uid],
    sn: [person.sn],
    givenName: [person.givenName],
    mail: [person.mail],
  },
}));
const ten = entries.slice(0, 10);

/** A workbench that has everybody already, and the server it got them from. */
async function filled(
  pageSize = 10,
): Promise<{ bench: Workbench; server: ScriptedLdap; accounts: Account[] }> {
  const server = await startScriptedLdap({ entries });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  await bench.import(configuration({ url: server.url, pageSize, timeoutSeconds: 1 }));
  expect(await bench.synchronize()).toMatchObject({ outcome: 'success', complete: true });
  const accounts = await bench.accounts();
  expect(accounts).toHaveLength(entries.length);
  expect(server.problems).toEqual([]);
  return { bench, server, accounts };
}

/** Synchronizes against a script; whatever it does, nobody may go. */
async function broken(script: SearchScript, outcome: 'warnings' | 'failed', code: string): Promise<Run> {
  const { bench, server, accounts } = await filled();
  server.change({ onSearch: script });
  const run = await bench.synchronize();
  expect(run.error?.code).toBe(code);
  expect(run).toMatchObject({ outcome, complete: false });
  expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 0, created: 0, updated: 0 });
  expectSentence(run.error?.message ?? '');
  expect(codesOf(run)).toContain(code);
  expect(await bench.changes(run.id)).toEqual([]);
  expect(await bench.accounts()).toEqual(accounts);

  // When the server is itself again, so is everything else.
  server.change({ onSearch: (_request, reply) => reply.default() });
  const next = await bench.synchronize();
  expect(next).toMatchObject({ outcome: 'success', complete: true });
  expect(next.counters).toMatchObject({ unchanged: entries.length, deleted: 0, created: 0 });
  expect(await bench.accounts()).toEqual(accounts);
  return run;
}

/** Answers the first page as it should be, and what comes after by a script of its own. */
function afterFirstPage(then: SearchScript): SearchScript {
  return (request, reply) => {
    if (request.cookie === undefined || request.cookie.length === 0) return reply.default();
    return then(request, reply);
  };
}

describe('pages that look odd and lose nothing', () => {
  it.each<[string, Parameters<typeof pagesScript>[0]]>([
    [
      'the cookie 0',
      [
        { entries: ten, cookie: '0' },
        { entries: entries.slice(10), cookie: '' },
      ],
    ],
    [
      'an empty page with a cookie',
      [
        { entries: ten, cookie: 'a' },
        { entries: [], cookie: 'b' },
        { entries: entries.slice(10), cookie: '' },
      ],
    ],
    [
      'an empty first page, several empty pages, and the cookie 0 among them',
      [
        { entries: [], cookie: '0' },
        { entries: [], cookie: '0' },
        { entries: ten, cookie: '\0' },
        { entries: [], cookie: '0' },
        { entries: [], cookie: Uint8Array.of(0, 0, 255) },
        { entries: entries.slice(10, 20), cookie: '0' },
        { entries: entries.slice(20), cookie: 'x' },
        { entries: [], cookie: '' },
      ],
    ],
    [
      'an estimate of nothing and one that lies',
      [
        { entries: ten, cookie: 'a', estimate: 0 },
        { entries: entries.slice(10), cookie: '', estimate: 2_000_000_000 },
      ],
    ],
  ])('%s', async (_name, pages) => {
    const server = await startScriptedLdap({ entries, onSearch: pagesScript(pages) });
    onTestFinished(() => server.stop());
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url, pageSize: 10 }));
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true });
    expect(run.counters).toMatchObject({ read: entries.length, created: entries.length });
    expect((await bench.run(run.id)).evidence?.pages).toBe(pages.length);
    expect((await bench.logins()).sort()).toEqual(people.map((person) => person.uid).sort());
    // And nobody is taken for gone in the next one.
    const again = await bench.synchronize();
    expect(again).toMatchObject({ outcome: 'success', complete: true });
    expect(again.counters).toMatchObject({ unchanged: entries.length, deleted: 0 });
    expect(server.problems).toEqual([]);
  });

  it('a server without paging is asked once more without it, and says all', async () => {
    const { bench, server, accounts } = await filled();
    server.change({ paging: false });
    const before = server.searches.length;
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true });
    expect((await bench.run(run.id)).evidence).toMatchObject({ paging: false, entries: entries.length });
    expect(server.searches.slice(before).map((search) => search.pageSize)).toEqual([10, undefined]);
    expect(await bench.accounts()).toEqual(accounts);
    // With a limit of its own, its answer is not the whole one.
    server.change({ maxPageSize: 20 });
    const limited = await bench.synchronize();
    expect(limited).toMatchObject({
      outcome: 'warnings',
      complete: false,
      error: { code: 'ldap.size-limit' },
    });
    expect(await bench.accounts()).toEqual(accounts);
  });
});

describe('a read that is not whole deletes nobody', () => {
  const cases: [string, SearchScript, 'warnings' | 'failed', string][] = [
    [
      'reset between pages',
      afterFirstPage((_request, reply) => reply.destroy()),
      'warnings',
      'ldap.incomplete',
    ],
    [
      'reset in the middle of a page',
      afterFirstPage(async (_request, reply) => {
        for (const entry of ten.slice(0, 3))
          void reply.entry(entry.dn.replace('uid=', 'uid=x'), entry.attributes);
        await reply.destroy();
      }),
      'warnings',
      'ldap.incomplete',
    ],
    [
      'hung up in the middle of a message',
      afterFirstPage(async (_request, reply) => {
        await reply.raw(Uint8Array.of(0x30, 0x84, 0, 0, 1, 0, 2, 1));
        await reply.end();
      }),
      'warnings',
      'ldap.incomplete',
    ],
    ['silence after the first page', afterFirstPage(() => undefined), 'warnings', 'ldap.timeout'],
    ['silence from the start', () => undefined, 'failed', 'ldap.timeout'],
    [
      'a wrong message id',
      afterFirstPage((request, reply) =>
        reply.message(
          reply.ber.tlv(
            0x65,
            reply.ber.tlv(0x0a, Uint8Array.of(0)),
            reply.ber.tlv(4, ''),
            reply.ber.tlv(4, ''),
          ),
          {
            messageId: request.messageId + 40,
          },
        ),
      ),
      'warnings',
      'ldap.protocol',
    ],
    [
      'an operation nobody knows',
      afterFirstPage((_request, reply) => reply.message(reply.ber.tlv(0x7e, ''))),
      'warnings',
      'ldap.protocol',
    ],
    [
      'bytes that are not LDAP',
      (_request, reply) => reply.raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
      'failed',
      'ldap.protocol',
    ],
    [
      'an indefinite length',
      afterFirstPage((_request, reply) => reply.raw(Uint8Array.of(0x30, 0x80, 0x02, 0x01, 0x02, 0, 0))),
      'warnings',
      'ldap.protocol',
    ],
    [
      'a length of 2 GiB',
      afterFirstPage((_request, reply) =>
        reply.raw(Uint8Array.of(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01)),
      ),
      'warnings',
      'ldap.protocol',
    ],
    [
      'busy on the second page',
      afterFirstPage((_request, reply) => reply.done({ code: 51 })),
      'warnings',
      'ldap.refused-by-server',
    ],
    [
      'unavailable on the second page',
      afterFirstPage((_request, reply) => reply.done({ code: 52, message: 'shutting down' })),
      'warnings',
      'ldap.refused-by-server',
    ],
    [
      'a cookie refused',
      afterFirstPage((_request, reply) => reply.done({ code: 53 })),
      'warnings',
      'ldap.refused-by-server',
    ],
    [
      'size limit after the first page',
      afterFirstPage((_request, reply) => reply.done({ code: 4 })),
      'warnings',
      'ldap.size-limit',
    ],
    [
      'time limit',
      afterFirstPage((_request, reply) => reply.done({ code: 3 })),
      'warnings',
      'ldap.time-limit',
    ],
    [
      'administrative limit',
      afterFirstPage((_request, reply) => reply.done({ code: 11 })),
      'warnings',
      'ldap.size-limit',
    ],
    [
      'access refused',
      (_request, reply) => reply.done({ code: 50, message: 'no rights' }),
      'failed',
      'ldap.refused-by-server',
    ],
    [
      'a referral inside the base',
      afterFirstPage((_request, reply) => {
        for (const entry of entries.slice(10)) void reply.entry(entry.dn, entry.attributes);
        void reply.reference([`ldap://other.example.com/ou=abroad,ou=people,${suffix}`]);
        return reply.done({ cookie: '' });
      }),
      'warnings',
      'ldap.referral',
    ],
    [
      'a referral for the base',
      (_request, reply) => reply.done({ code: 10, referrals: [`ldap://other.example.com/${suffix}`] }),
      'failed',
      'ldap.referral',
    ],
    [
      'the same DN on two pages',
      pagesScript([
        { entries: ten, cookie: 'a' },
        { entries: entries.slice(9), cookie: '' },
      ]),
      'warnings',
      'ldap.incomplete',
    ],
    [
      'an entry without a readable key',
      pagesScript([
        { entries: ten, cookie: 'a' },
        {
          entries: entries
            .slice(10, 29)
            .concat({ dn: entries[29]!.dn, attributes: { uid: ['x'], sn: ['x'] } }),
          cookie: '',
        },
      ]),
      'warnings',
      'entry.missing-field',
    ],
  ];
  it.each(cases)('%s', async (_name, script, outcome, code) => {
    await broken(script, outcome, code);
  });

  it('a notice of disconnection', async () => {
    const { bench, server, accounts } = await filled();
    server.change({
      onSearch: afterFirstPage(() => server.noticeOfDisconnection({ code: 52, message: 'going down' })),
    });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: false, error: { code: 'ldap.incomplete' } });
    expectSentence(run.error?.message ?? '');
    expect(run.error?.message).toContain('going down');
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 0 });
    expect(await bench.accounts()).toEqual(accounts);
  });

  it('success without any entry holds all deletions', async () => {
    const { bench, server, accounts } = await filled();
    server.change({ onSearch: (_request, reply) => reply.done({ cookie: '' }) });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'held', complete: true });
    expect(run.counters).toMatchObject({ read: 0, deleted: 0, heldDeletes: entries.length });
    expect(codesOf(run)).toEqual(['source.empty']);
    expect(await bench.accounts()).toEqual(accounts);
  });

  it('a repeated key quarantines that key alone, and its account stays as it is', async () => {
    const { bench, server, accounts } = await filled();
    const [first, second, ...rest] = entries;
    // A copy with the first one's key, a person who is called otherwise, and three who are gone.
    const copy = {
      dn: `uid=copy,ou=people,${suffix}`,
      attributes: { ...first!.attributes, uid: ['copy'], sn: ['C'] },
    };
    const renamed = { dn: second!.dn, attributes: { ...second!.attributes, sn: ['Renamed'] } };
    server.change({ entries: [first!, copy, renamed, ...rest.slice(0, -3)] });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: true, error: null });
    expect(run.counters).toMatchObject({ read: 28, failed: 2, updated: 1, unchanged: 25, deleted: 3 });
    expect(codesOf(run)).toEqual(['entry.duplicate-key', 'entry.duplicate-key']);
    expect(run.issues.map((issue) => issue.subject).sort()).toEqual([copy.dn, first!.dn].sort());
    const after = await bench.accounts();
    const uid = people[0]!.uid;
    expect(after.find((each) => each.loginId === uid)).toEqual(accounts.find((each) => each.loginId === uid));
  });

  it('what a partial read did bring is created and updated, and nobody else is touched', async () => {
    const { bench, server, accounts } = await filled();
    const fresh = makePeople(31).at(-1)!;
    const changed = { dn: entries[0]!.dn, attributes: { ...entries[0]!.attributes, sn: ['Renamed'] } };
    const created = {
      dn: personDn(fresh, suffix),
      attributes: { entryUUID: [fresh.entryUUID ?? ''], uid: [fresh.uid], sn: [fresh.sn] },
    };
    server.change({
      onSearch: pagesScript([
        { entries: [changed, created], cookie: 'a' },
        { entries: [], code: 52 },
      ]),
    });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: false });
    expect(run.counters).toMatchObject({ read: 2, created: 1, updated: 1, deleted: 0, heldDeletes: 0 });
    const after = await bench.accounts();
    expect(after).toHaveLength(accounts.length + 1);
    expect(after.find((each) => each.loginId === people[0]!.uid)?.lastName).toBe('Renamed');
  });
});

/** Passes bytes to slapd and back, and calls `cut` once so many bytes came back on one connection. */
async function relay(slapd: Slapd, limit: { bytes: number }, cut: () => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(slapd.port, '127.0.0.1');
    let passed = 0;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      passed += chunk.length;
      client.write(chunk);
      if (passed > limit.bytes) cut();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `ldap://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
}

describe.skipIf(!slapdAvailable)('slapd killed in mid-search (needs slapd)', () => {
  it('nobody is deleted, and when it is back the next run is whole', async () => {
    const many = makePeople(5000);
    const slapd = await startSlapd({ ldif: toLdif(many, suffix) });
    onTestFinished(() => slapd.stop());
    const limit = { bytes: Infinity };
    const url = await relay(slapd, limit, () => slapd.kill());
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), url, pageSize: 200 }));
    const whole = await bench.synchronize();
    expect(whole).toMatchObject({ outcome: 'success' });
    const accounts = await bench.accounts();
    expect(accounts).toHaveLength(5000);

    limit.bytes = 300_000;
    const cut = await bench.synchronize();
    expect(cut).toMatchObject({ outcome: 'warnings', complete: false, error: { code: 'ldap.incomplete' } });
    expectSentence(cut.error?.message ?? '', slapd.readerPassword);
    expect(cut.counters.read).toBeGreaterThan(0);
    expect(cut.counters.read).toBeLessThan(5000);
    expect(cut.counters).toMatchObject({ deleted: 0, heldDeletes: 0 });
    expect(await bench.accounts()).toEqual(accounts);

    // Down altogether.
    const down = await bench.synchronize();
    expect(down).toMatchObject({ outcome: 'failed', complete: false });
    expect(await bench.accounts()).toEqual(accounts);

    await slapd.restart();
    limit.bytes = Infinity;
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'success', complete: true });
    expect(next.counters.unchanged).toBe(5000);
    expect(await bench.accounts()).toEqual(accounts);
  });
});
