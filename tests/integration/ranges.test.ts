import { describe, expect, it, onTestFinished } from 'vitest';
import { readAgain, scanDirectory, type EntryDecoder } from '../../electron/engine/directory/index.ts';
import { defaultSynchronizer } from '../../shared/domain/synchronizer.ts';
import { startScriptedLdap, type SearchScript, type ScriptedEntry } from '../servers/scripted-ldap.ts';
import { changed, entries as people, filledFromScript, suffix } from './scripted-people.ts';
import { expectSentence } from './workbench.ts';

/** So many values, none like another; every third one is not text. */
function values(count: number, name: string): Uint8Array[] {
  return Array.from({ length: count }, (_, index) =>
    index % 3 === 0 ? Uint8Array.of(0xff, index >> 8, index & 0xff) : Buffer.from(`${name}-${index}`),
  );
}

const hex = (list: readonly Uint8Array[]) => list.map((value) => Buffer.from(value).toString('hex'));
const attributes = ['uid', 'member', 'ipPhone', 'jpegPhoto'];

/** Reads everything from a server as a run does, and keeps what arrives. */
async function scan(url: string, pageSize = 10) {
  const found = new Map<string, string[][]>();
  const sink = {
    entry(bytes: Buffer, decoder: EntryDecoder) {
      const dn = bytes.toString('utf8', decoder.dnStart, decoder.dnEnd);
      expect(found.has(dn), `${dn} came twice`).toBe(false);
      const each = attributes.map((_, index) => {
        const first = decoder.first[index]!;
        return Array.from({ length: decoder.count[index]! }, (_, at) =>
          bytes.toString('hex', decoder.valueStart[first + at], decoder.valueEnd[first + at]),
        );
      });
      found.set(dn, each);
    },
    progress: () => undefined,
  };
  const settings = {
    ...defaultSynchronizer('openldap'),
    urls: [url],
    baseDn: suffix,
    query: '(objectClass=*)',
    pageSize,
    timeoutSeconds: 5,
  };
  const result = await scanDirectory(settings, null, attributes, sink, new AbortController().signal);
  return { result, found };
}

const plain = (count: number): ScriptedEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    dn: `cn=${index},${suffix}`,
    attributes: { objectClass: ['person'], uid: [`u${index}`] },
  }));
const large: ScriptedEntry = {
  dn: `cn=large\\, and odd,${suffix}`,
  attributes: {
    objectClass: ['person'],
    uid: ['large'],
    member: values(5000, 'm'),
    ipPhone: values(1501, 'p'),
    other: values(3000, 'o'),
  },
};

async function serverOf(entries: ScriptedEntry[], onSearch?: SearchScript, maxValues = 1500) {
  const server = await startScriptedLdap({ entries, maxValues, ...(onSearch ? { onSearch } : {}) });
  onTestFinished(() => server.stop());
  return server;
}

/** Answers the base searches of a chunk by a script, the others as they should be. */
function onChunk(from: number, then: SearchScript): SearchScript {
  return (request, reply) =>
    request.attributes.some((name) => name.toLowerCase() === `member;range=${from}-*`)
      ? then(request, reply)
      : reply.default();
}

describe('attributes that come in ranges (MS-ADTS 3.1.1.3.1.3.3)', () => {
  it('arrive whole, in order and byte for byte, and the entries around them too', async () => {
    const second = { dn: `cn=second,${suffix}`, attributes: { ...large.attributes, ipPhone: ['one'] } };
    const server = await serverOf([...plain(15), large, ...plain(40).slice(15), second]);
    const { result, found } = await scan(server.url);
    expect(result).toMatchObject({ verdict: 'complete', error: null, evidence: { entries: 42 } });
    expect(found.size).toBe(42);
    expect(found.get(large.dn)).toEqual([
      [Buffer.from('large').toString('hex')],
      hex(values(5000, 'm')),
      hex(values(1501, 'p')),
      [],
    ]);
    expect(found.get(second.dn)?.[1]).toEqual(hex(values(5000, 'm')));
    expect(found.get(`cn=39,${suffix}`)?.[0]).toEqual([Buffer.from('u39').toString('hex')]);
    // Both attributes in one search as long as both go on; never one that nobody asked for.
    const follow = server.searches.filter(({ scope }) => scope === 'base');
    expect(follow.slice(0, 4).map((search) => search.attributes)).toEqual([
      attributes,
      ['member;range=1500-*', 'ipPhone;range=1500-*'],
      ['member;range=3000-*'],
      ['member;range=4500-*'],
    ]);
    expect(follow.slice(0, 4).every(({ base }) => base === large.dn)).toBe(true);
    expect(follow.flatMap((search) => search.attributes).join(' ')).not.toContain('other');
    expect(server.problems).toEqual([]);
  });

  it('a number of values that just fits, or needs one chunk more', async () => {
    for (const count of [1, 2, 3, 4, 5, 6, 7]) {
      const entry = { dn: `cn=x,${suffix}`, attributes: { objectClass: ['x'], member: values(count, 'm') } };
      const server = await serverOf([entry], undefined, 3);
      const { result, found } = await scan(server.url);
      expect([count, result.verdict]).toEqual([count, 'complete']);
      expect(found.get(entry.dn)?.[1]).toEqual(hex(values(count, 'm')));
    }
  });

  it('cost a directory without them nothing: no search more', async () => {
    const server = await serverOf(plain(25));
    expect((await scan(server.url)).result.verdict).toBe('complete');
    expect(server.searches).toHaveLength(3);
  });

  const chunk =
    (name: string, list: readonly Uint8Array[]): SearchScript =>
    async (request, reply) => {
      await reply.entry(request.base, { [name]: list });
      await reply.done();
    };
  it.each<[string, SearchScript, string]>([
    ['the entry is gone', (_, reply) => reply.done({ code: 32 }), 'then gone'],
    ['the entry is not shown any more', (_, reply) => reply.done(), 'then gone'],
    [
      'another entry comes instead',
      async (_, reply) => {
        await reply.entry(`cn=1,${suffix}`, { 'member;range=1500-*': values(1, 'x') });
        await reply.done();
      },
      'then gone',
    ],
    ['the first chunk comes again', chunk('member;range=0-1499', values(1500, 'm')), 'values 0 to 1499'],
    ['a chunk is left out', chunk('member;range=3000-4499', values(1500, 'm')), 'values 3000 to 4499'],
    ['a chunk is empty', chunk('member;range=1500-2999', []), 'values 1500 to 2999, 0 in all'],
    ['the last chunk is empty', chunk('member;range=1500-*', []), 'values 1500 to *, 0 in all'],
    [
      'a chunk has fewer values than it says',
      chunk('member;range=1500-2999', values(10, 'm')),
      'values 1500 to 2999, 10 in all',
    ],
    ['the attribute comes without a range', chunk('member', values(10, 'm')), 'no range, 10 in all'],
    ['the attribute does not come', chunk('uid', values(1, 'm')), 'no range, 0 in all'],
  ])('%s: the read is partial, says so, and goes on with the others', async (_name, script, words) => {
    const small = {
      dn: `cn=small,${suffix}`,
      attributes: { objectClass: ['x'], member: values(1600, 'm') },
    };
    const other = {
      dn: `cn=other,${suffix}`,
      attributes: { objectClass: ['x'], ipPhone: values(1600, 'p') },
    };
    const server = await serverOf([small, ...plain(3), other], onChunk(1500, script));
    const { result, found } = await scan(server.url);
    expect(result).toMatchObject({ verdict: 'partial', error: { code: 'ldap.incomplete' } });
    expect(result.error?.message).toContain(words);
    expectSentence(result.error?.message ?? '');
    expect(found.has(small.dn)).toBe(false);
    expect(found.get(other.dn)?.[2]).toEqual(hex(values(1600, 'p')));
    expect(found.size).toBe(4);
  });

  it.each<[string, SearchScript, string]>([
    ['the connection breaks', (_, reply) => reply.destroy(), 'ldap.incomplete'],
    ['access is refused', (_, reply) => reply.done({ code: 50 }), 'ldap.refused-by-server'],
    ['the server is busy', (_, reply) => reply.done({ code: 51 }), 'ldap.refused-by-server'],
    [
      'two entries come for one',
      async (request, reply) => {
        for (let time = 0; time < 2; time += 1)
          await reply.entry(request.base, { 'member;range=1500-*': values(1, 'x') });
        await reply.done();
      },
      'ldap.protocol',
    ],
  ])('%s: the read is partial with that error', async (_name, script, code) => {
    const server = await serverOf([...plain(3), large], onChunk(1500, script));
    const { result, found } = await scan(server.url);
    expect(result).toMatchObject({ verdict: 'partial', error: { code } });
    expect(found.size).toBe(3);
  });

  it('are followed too when entries are read again, several at a time', async () => {
    const second = { dn: `cn=second,${suffix}`, attributes: { ...large.attributes, ipPhone: ['one'] } };
    const server = await serverOf([large, ...plain(3), second]);
    const settings = {
      ...defaultSynchronizer('openldap'),
      ...{ urls: [server.url], baseDn: suffix, domain: 'x', query: '(objectClass=*)', timeoutSeconds: 5 },
    };
    const members = new Map<number, string[]>();
    const missing: string[] = [];
    const sink = {
      entry(index: number, bytes: Buffer, decoder: EntryDecoder) {
        const first = decoder.first[1]!;
        members.set(
          index,
          Array.from({ length: decoder.count[1]! }, (_, at) =>
            bytes.toString('hex', decoder.valueStart[first + at], decoder.valueEnd[first + at]),
          ),
        );
      },
      missing: (_index: number, reason: string) => void missing.push(reason),
    };
    const dns = [large.dn, `cn=1,${suffix}`, second.dn];
    const { signal } = new AbortController();
    await readAgain(settings, null, server.url, dns, attributes, sink, signal);
    expect(missing).toEqual([]);
    expect([0, 1, 2].map((index) => members.get(index))).toEqual([
      hex(values(5000, 'm')),
      [],
      hex(values(5000, 'm')),
    ]);
    server.change({ onSearch: onChunk(3000, (_request, reply) => reply.done({ code: 32 })) });
    members.clear();
    await readAgain(settings, null, server.url, dns, attributes, sink, signal);
    expect([...members.keys()]).toEqual([1]);
    expect(missing).toHaveLength(2);
    for (const reason of missing) expectSentence(reason);
  });

  it('a run that could not follow one deletes nobody, and the next whole one changes nothing', async () => {
    const { bench, server, accounts } = await filledFromScript();
    // The first one's address is in parts now, and three others are not there any more.
    const addresses = ['a@example.com', 'b@example.com', 'c@example.com'];
    const first = changed(people[0]!, { mail: [...(people[0]!.attributes['mail'] ?? []), ...addresses] });
    server.change({
      entries: [first, ...people.slice(1, -3)],
      maxValues: 2,
      onSearch: (request, reply) =>
        request.attributes.includes('mail;range=2-*') ? reply.done({ code: 32 }) : reply.default(),
    });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: false, error: { code: 'ldap.incomplete' } });
    expect(run.counters).toMatchObject({ read: 26, deleted: 0, heldDeletes: 0, updated: 0 });
    expect(await bench.accounts()).toEqual(accounts);
    server.change({ entries: [first, ...people.slice(1)], onSearch: (_, reply) => reply.default() });
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'success', complete: true });
    expect(next.counters).toMatchObject({ read: 30, deleted: 0 });
    expect(await bench.accounts()).toEqual(accounts);
  });
});
