import { describe, expect, it, onTestFinished } from 'vitest';
import { pagesScript, startScriptedLdap } from '../servers/scripted-ldap.ts';
import { entries, filledFromScript, people, suffix } from './scripted-people.ts';
import { configuration, expectSentence, Workbench } from './workbench.ts';

const ten = entries.slice(0, 10);

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
    const { bench, server, accounts } = await filledFromScript();
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

  it('an answer that does not speak of paging is not taken for the whole, though it was asked to', async () => {
    const { bench, server, accounts } = await filledFromScript();
    server.change({
      onSearch: (_, reply) => {
        // As a proxy would that keeps entries and drops controls: it looks finished after the first page.
        for (const entry of entries.slice(0, 25)) void reply.entry(entry.dn, entry.attributes);
        void reply.done({});
      },
    });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: false, error: { code: 'ldap.incomplete' } });
    expect(run.counters.deleted).toBe(0);
    expect(await bench.accounts()).toEqual(accounts);
  });

  it.each<[string, (page: number) => string]>([
    ['the same cookie', () => 'again'],
    ['the cookie 0', () => '0'],
    ['ever new cookies', (page) => `page ${page}`],
  ])(
    'the same entries again and again, with %s, come to an end, and nobody is deleted',
    async (_, cookie) => {
      const { bench, server, accounts } = await filledFromScript();
      let pages = 0;
      server.change({
        onSearch: (_request, reply) => {
          pages += 1;
          // Empty pages in between are no progress either.
          for (const entry of pages % 2 === 0 ? [] : ten) void reply.entry(entry.dn, entry.attributes);
          return reply.done({ cookie: cookie(pages) });
        },
      });
      const run = await bench.synchronize();
      expect(run).toMatchObject({ outcome: 'warnings', complete: false, error: { code: 'ldap.incomplete' } });
      expect(run.error?.message).toContain('the same entries again');
      expectSentence(run.error?.message ?? '');
      expect(run.counters).toMatchObject({ unchanged: 10, deleted: 0, heldDeletes: 0 });
      expect(pages).toBeLessThan(50);
      expect(await bench.accounts()).toEqual(accounts);
    },
  );

  it('the same cookie for every page is none that leads in circles, as long as entries are new', async () => {
    const { bench, server, accounts } = await filledFromScript(1);
    server.change({
      onSearch: pagesScript(
        entries.map((entry, index) => ({
          entries: [entry],
          cookie: index === entries.length - 1 ? '' : 'same',
        })),
      ),
    });
    expect(await bench.synchronize()).toMatchObject({ outcome: 'success', complete: true });
    expect(await bench.accounts()).toEqual(accounts);
  });

  it('the evidence names the types of the controls that came, the estimates and the referrals', async () => {
    const { bench, server } = await filledFromScript();
    const url = `ldap://other.example.com/ou=abroad,ou=people,${suffix}`;
    server.change({
      onSearch: async (request, reply) => {
        const first = request.cookie?.length === 0;
        const page = first ? ten : entries.slice(10);
        for (const entry of page) void reply.entry(entry.dn, entry.attributes, [{ oid: '1.2.840.1' }]);
        if (!first) void reply.reference([url, 'ldap://third'], [{ oid: '1.2.840.2', value: 'x' }]);
        return reply.done({ cookie: first ? 'a' : '', estimate: first ? 40 : 7 });
      },
    });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ complete: false, error: { code: 'ldap.referral' } });
    expect((await bench.run(run.id)).evidence).toMatchObject({
      controls: ['1.2.840.1', '1.2.840.113556.1.4.319', '1.2.840.2'],
      estimate: 40,
      bases: [{ referrals: [url, 'ldap://third'] }],
    });
  });

  it('empty pages without end come to one, and nobody is deleted', async () => {
    const { bench, server, accounts } = await filledFromScript();
    server.change({ onSearch: (_, reply) => void reply.done({ cookie: Buffer.from('again') }) });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'failed', complete: false, error: { code: 'ldap.incomplete' } });
    expect(await bench.accounts()).toEqual(accounts);
  });
});
