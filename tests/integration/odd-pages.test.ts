import { describe, expect, it, onTestFinished } from 'vitest';
import { pagesScript, startScriptedLdap } from '../servers/scripted-ldap.ts';
import { entries, filledFromScript, people } from './scripted-people.ts';
import { configuration, Workbench } from './workbench.ts';

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

  it('empty pages without end come to one, and nobody is deleted', async () => {
    const { bench, server, accounts } = await filledFromScript();
    server.change({ onSearch: (_, reply) => void reply.done({ cookie: Buffer.from('again') }) });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'failed', complete: false, error: { code: 'ldap.incomplete' } });
    expect(await bench.accounts()).toEqual(accounts);
  });
});
