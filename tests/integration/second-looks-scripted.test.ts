import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookUpGone, readAgain, type LookupRequest } from '../../electron/engine/directory/index.ts';
import {
  pagesScript,
  type ScriptedEntry,
  type SearchReply,
  type SearchRequest,
} from '../servers/scripted-ldap.ts';
import { adEntry, guid, lookUp, scripted, suffix, unitEntry, wanted } from './second-looks-bench.ts';
import { expectSentence } from './workbench.ts';

describe('second looks at a scripted Active Directory', () => {
  it('keys of any bytes are found by DN, by key and in a scan', async () => {
    const { server, settings } = await scripted();
    const answers = await lookUp(settings, [wanted(1), { dn: `CN=old,${suffix}`, key: guid(2) }, wanted(4)]);
    expect(answers).toEqual([
      { reason: 'present', detail: `${wanted(1).dn} is there and matches the query` },
      { reason: 'present', detail: `${wanted(2).dn} is there and matches the query` },
      { reason: 'deleted', detail: `its container OU=Staff,${suffix} holds other entries` },
    ]);
    expect(server.problems).toEqual([]);
    // Two connections: one for the looks, one for the scan of the keys.
    const many = Array.from({ length: 55 }, (_, index) => wanted(index + 4));
    const before = server.connections.length;
    const more = await lookUp(settings, [...many, { dn: `CN=old,${suffix}`, key: guid(2) }]);
    expect(new Set(more.slice(0, -1).map(({ reason }) => reason))).toEqual(new Set(['deleted']));
    expect(more.at(-1)).toMatchObject({ reason: 'present' });
    expect(server.connections.length - before).toBe(2);
    expect(server.problems).toEqual([]);
  });

  it('a disabled account is disabled, unless disabled ones are wanted', async () => {
    const { server, settings } = await scripted();
    server.change({ entries: [unitEntry, adEntry(1, { userAccountControl: ['514'] })] });
    expect(await lookUp(settings, [wanted(1)])).toEqual([
      { reason: 'disabled', detail: `${wanted(1).dn} is disabled` },
    ]);
    expect(await lookUp({ ...settings, skipDisabled: false }, [wanted(1)])).toMatchObject([
      { reason: 'present' },
    ]);
  });

  it('a tombstone is proof, also when nobody is left in the container', async () => {
    const { server, settings } = await scripted();
    const tombstone = `CN=p4\\0ADEL:28c55c00,CN=Deleted Objects,${suffix}`;
    const dead = (attributes: ScriptedEntry['attributes']) =>
      server.change({
        // The others are of another unit.
        entries: [{ ...adEntry(1), dn: `CN=p1,OU=Else,${suffix}` }],
        onSearch: async (request, reply) => {
          const shown = request.controls.some((control) => control.oid === '1.2.840.113556.1.4.417');
          if (!shown) return reply.default();
          await reply.entry(tombstone, attributes);
          return reply.done();
        },
      });
    dead({ objectGUID: [guid(4)], isDeleted: ['TRUE'] });
    expect(await lookUp(settings, [wanted(4)])).toEqual([
      { reason: 'deleted', detail: `its tombstone is ${tombstone}` },
    ]);
    const asked = server.searches.find((search) => search.controls.length > 0);
    expect(asked).toMatchObject({
      base: suffix,
      scope: 'sub',
      controls: [{ oid: '1.2.840.113556.1.4.417', critical: true }],
    });
    expect(asked?.filterText).toMatch(/^\(&\(isDeleted=TRUE\)\(objectGUID=/);
    // Somebody else's, or none at all.
    dead({ objectGUID: [guid(5)], isDeleted: ['TRUE'] });
    expect(await lookUp(settings, [wanted(4)])).toMatchObject([{ reason: 'not-visible' }]);
    dead({ objectGUID: [guid(4)] });
    expect(await lookUp(settings, [wanted(4)])).toMatchObject([{ reason: 'not-visible' }]);
    // Other servers have none, and are not asked.
    const before = server.searches.length;
    await lookUp({ ...settings, server: 'generic' }, [wanted(4)]);
    expect(server.searches.slice(before).every((search) => search.controls.length === 0)).toBe(true);
  });

  it('references to the DNS zones and the configuration are no doubt; to a child domain they are', async () => {
    const zones = ['DC=DomainDnsZones', 'DC=ForestDnsZones', 'CN=Configuration'].map(
      (part) => `ldap://dc1.example.com/${part},${suffix}`,
    );
    const { server, settings } = await scripted();
    const refer = (urls: string[]) =>
      server.change({
        onSearch: async (request, reply) => {
          if (request.base === suffix && request.scope === 'sub') await reply.reference(urls);
          return reply.default();
        },
      });
    const many = Array.from({ length: 55 }, (_, index) => wanted(index + 4));
    refer(zones);
    expect(await lookUp(settings, [wanted(4)])).toMatchObject([{ reason: 'deleted' }]);
    expect(new Set((await lookUp(settings, many)).map(({ reason }) => reason))).toEqual(new Set(['deleted']));
    refer([...zones, `ldap://child.example.com/DC=child,${suffix}`]);
    const [answer] = await lookUp(settings, [wanted(4)]);
    expect(answer).toMatchObject({ reason: 'unknown' });
    expect(answer?.detail).toContain('ldap://child.example.com/');
    expect(new Set((await lookUp(settings, many)).map(({ reason }) => reason))).toEqual(new Set(['unknown']));
    refer(zones);
    expect(await lookUp({ ...settings, server: 'generic' }, [wanted(4)])).toMatchObject([
      { reason: 'unknown' },
    ]);
  });

  it('a server that keeps its root entry to itself is searched below the base', async () => {
    const { server, settings } = await scripted();
    server.change({
      onSearch: (request, reply) => (request.base === '' ? reply.done({ code: 50 }) : reply.default()),
    });
    expect(await lookUp(settings, [wanted(1), wanted(4)])).toMatchObject([
      { reason: 'present' },
      { reason: 'deleted' },
    ]);
  });

  it('the very server of the scan is asked, whatever else the settings name', async () => {
    const { server, settings } = await scripted();
    const wrong = await scripted({ entries: [] });
    const elsewhere = { ...settings, urls: [wrong.server.url, server.url] };
    const answers = await lookUpGone(
      elsewhere,
      null,
      server.url,
      [wanted(1)],
      new AbortController().signal,
      () => undefined,
    );
    expect(answers).toMatchObject([{ reason: 'present' }]);
    expect(wrong.server.connections).toHaveLength(0);
    const nobody = await lookUpGone(
      elsewhere,
      null,
      'ldap://127.0.0.1:1',
      [wanted(1)],
      new AbortController().signal,
      () => undefined,
    );
    expect(nobody).toMatchObject([{ reason: 'unknown' }]);
    expectSentence(nobody[0]!.detail);
  });

  it('container questions are asked once for all', async () => {
    const { server, settings } = await scripted();
    await lookUp(
      settings,
      Array.from({ length: 40 }, (_, index) => wanted(index + 4)),
    );
    expect(server.searches.filter(intoContainer)).toMatchObject([
      { scope: 'sub', filterText: query, sizeLimit: 2, attributes: ['1.1'] },
    ]);
  });
});

/** What `scripted()` asks for. */
const query = '(&(objectCategory=person)(objectClass=user))';
/** Searches for others in the container that somebody stood in. */
const intoContainer = (request: SearchRequest) =>
  request.base === `OU=Staff,${suffix}` && request.filterText === query;
/** Searches by key carry an equality on it, and no more. */
const byKey = (request: SearchRequest) => request.filterText.startsWith('(objectGUID=');
const notAnswers: Record<string, (reply: SearchReply, request: SearchRequest) => Promise<void> | void> = {
  busy: (reply) => reply.done({ code: 51, message: 'busy' }),
  unavailable: (reply) => reply.done({ code: 52 }),
  'an operations error': (reply) => reply.done({ code: 1 }),
  'a time limit': (reply) => reply.done({ code: 3 }),
  'an administrative limit': (reply) => reply.done({ code: 11 }),
  'access refused': (reply) => reply.done({ code: 50 }),
  'a referral': (reply) => reply.done({ code: 10, referrals: ['ldap://else.example.com/'] }),
  'a reference': async (reply) => {
    await reply.reference(['ldap://else.example.com/']);
    await reply.done();
  },
  'a reset': (reply) => reply.destroy(),
  'the end': (reply) => reply.end(),
  silence: () => undefined,
  'another message id': (reply) =>
    reply.message(
      reply.ber.tlv(0x65, reply.ber.integer(0, 0x0a), reply.ber.tlv(4, ''), reply.ber.tlv(4, '')),
      {
        messageId: 4711,
      },
    ),
  'a notice of disconnection': (reply) =>
    reply.connection.send(
      reply.ber.tlv(
        0x30,
        reply.ber.integer(0),
        reply.ber.tlv(
          0x78,
          reply.ber.integer(52, 0x0a),
          reply.ber.tlv(4, ''),
          reply.ber.tlv(4, 'going down'),
        ),
      ),
    ),
  'an intermediate response': (reply) => reply.intermediate({ oid: '1.2.3' }),
  'something that is not LDAP': (reply) => reply.raw(Buffer.from('HTTP/1.1 400 Bad Request')),
  'an endless length': (reply) => reply.raw(Uint8Array.of(0x30, 0x80)),
  'half a message': (reply) => reply.raw(Uint8Array.of(0x30, 0x20, 0x02, 0x01)),
  'many entries': async (reply) => {
    for (let index = 0; index < 50; index += 1) void reply.entry(`CN=${index}`, {});
    await reply.done();
  },
  'a tree of references': async (reply) => {
    for (let index = 0; index < 500; index += 1) void reply.reference(['ldap://else.example.com/']);
    await reply.done();
  },
};

describe('second looks at a hostile or broken server: held, in one sentence, and never deleted', () => {
  const steps: Record<string, (request: SearchRequest) => boolean> = {
    'by DN': (request) => request.base === wanted(4).dn,
    'by key': byKey,
    'into the container': intoContainer,
  };
  it.each(Object.keys(steps).flatMap((step) => Object.keys(notAnswers).map((kind) => [step, kind] as const)))(
    'the look %s is answered with %s',
    async (step, kind) => {
      const { server, settings } = await scripted({
        onSearch: (request, reply) =>
          steps[step]!(request) ? notAnswers[kind]!(reply, request) : reply.default(),
      });
      const [answer] = await lookUp({ ...settings, timeoutSeconds: 0.3 }, [wanted(4)]);
      expect(['unknown', 'not-visible']).toContain(answer?.reason);
      if (answer?.reason === 'unknown') expectSentence(answer.detail);
      expect(server.problems).toEqual([]);
    },
  );

  it('who was answered before the break keeps the answer, who was not is unknown', async () => {
    const { settings } = await scripted({
      onSearch: (request, reply) => (byKey(request) ? reply.destroy() : reply.default()),
    });
    const answers = await lookUp(settings, [wanted(1), wanted(4), wanted(2), wanted(5)]);
    expect(answers.map(({ reason }) => reason)).toEqual(['present', 'unknown', 'present', 'unknown']);
    expect(answers[1]?.detail).toMatch(/^The connection to .* broke off before the answer was complete/);
  });

  it('one error of many is one account’s affair', async () => {
    const { settings } = await scripted({
      onSearch: (request, reply) =>
        request.base === wanted(4).dn ? reply.done({ code: 51, message: 'busy' }) : reply.default(),
    });
    const answers = await lookUp(settings, [wanted(1), wanted(4), wanted(5)]);
    expect(answers.map(({ reason }) => reason)).toEqual(['present', 'unknown', 'deleted']);
    expect(answers[1]?.detail).toContain('result 51 (busy)');
  });

  it('a search that is never answered is noticed while others go on', async () => {
    let answered = 0;
    const { settings } = await scripted({
      onSearch: async (request, reply) => {
        if (request.base === wanted(1).dn) return undefined;
        await reply.delay(100);
        answered += 1;
        return reply.default();
      },
    });
    const requests = [wanted(1), ...Array.from({ length: 2000 }, () => wanted(2))];
    const answers = await lookUp({ ...settings, timeoutSeconds: 0.5 }, requests);
    expect(answers[0]).toMatchObject({ reason: 'unknown' });
    expect(answers[0]?.detail).toContain('did not answer within 0.5 seconds');
    expect(answers.some(({ reason }) => reason === 'present')).toBe(true);
    expect(answered).toBeLessThan(1000);
  });

  it('one byte now and then is silence', async () => {
    const { settings } = await scripted({ chunkBytes: 1, chunkDelayMs: 60 });
    const answers = await lookUp({ ...settings, timeoutSeconds: 0.5 }, [wanted(4)]);
    expect(answers).toMatchObject([{ reason: 'unknown' }]);
  });

  it('what was missing a moment ago and is there again proves nothing', async () => {
    // p3 is there, and only the first two looks do not find it.
    const { settings } = await scripted({
      entries: [unitEntry, adEntry(2), adEntry(3)],
      onSearch: (request, reply) => {
        const missed =
          request.base === wanted(3).dn ||
          (byKey(request) && Buffer.from(request.filterBytes).includes(guid(3)));
        return missed ? reply.done() : reply.default();
      },
    });
    expect(await lookUp(settings, [wanted(3)])).toEqual([
      {
        reason: 'unknown',
        detail: `${wanted(3).dn} could not be found, and a moment later it was there.`,
      },
    ]);
  });

  it.each<[string, Parameters<typeof pagesScript>[0], string]>([
    [
      'shows an entry twice',
      [
        { entries: [adEntry(1)], cookie: 'a' },
        { entries: [adEntry(1)], cookie: '' },
      ],
      'came twice',
    ],
    ['ends in a limit', [{ entries: [adEntry(1)], cookie: '', code: 4 }], 'size limit'],
    ['finds no key at all', [{ entries: [], cookie: '' }], 'No entry shows its objectGUID'],
  ])('a scan of the keys that %s says of nobody that they are gone', async (_name, pages, words) => {
    const { settings } = await scripted({ onSearch: pagesScript(pages) });
    const many = Array.from({ length: 55 }, (_, index) => wanted(index + 4));
    const answers = await lookUp(settings, many);
    expect(new Set(answers.map(({ reason }) => reason))).toEqual(new Set(['unknown']));
    expect(answers[0]?.detail).toContain(words);
  });

  it('a key in other letters is not the same key, and not a missing one', async () => {
    const { server, settings } = await scripted({
      entries: [unitEntry, adEntry(1, { cn: ['Bob'] }), adEntry(2, { cn: ['Eve'] })],
    });
    const names = { ...settings, mapping: { ...settings.mapping, directoryKey: 'cn' } };
    const bob: LookupRequest = { dn: wanted(7).dn, key: Buffer.from('bob') };
    const nobody = Array.from({ length: 55 }, (_, index) => ({
      dn: wanted(index + 8).dn,
      key: Buffer.from(`x${index}`),
    }));
    for (const requests of [[bob], [bob, ...nobody]]) {
      expect((await lookUp(names, requests))[0]).toEqual({
        reason: 'unknown',
        detail: `The server takes ${wanted(1).dn} for it, although the directory key is not the same.`,
      });
    }
    expect(server.problems).toEqual([]);
  });

  it.each([
    ['connecting', (request: SearchRequest) => request.base === ''],
    ['by DN', (request: SearchRequest) => request.base === wanted(4).dn],
    ['by key', byKey],
    ['in the scan of the keys', (request: SearchRequest) => request.pageSize !== undefined],
  ])('a cancelled look %s ends within a second', async (_name, isStep) => {
    const stop = new AbortController();
    let at = 0;
    const { settings } = await scripted({
      onSearch: (request, reply) => {
        if (!isStep(request)) return reply.default();
        at ||= performance.now();
        stop.abort();
        return undefined;
      },
    });
    const many = Array.from({ length: isStep === byKey ? 3 : 60 }, (_, index) => wanted(index + 4));
    const looks = lookUp({ ...settings, timeoutSeconds: 60 }, many, { signal: stop.signal });
    await expect(looks).rejects.toMatchObject({ code: 'run.cancelled' });
    expect(at).toBeGreaterThan(0);
    expect(performance.now() - at).toBeLessThan(1000);
  });

  it.each(Object.keys(notAnswers))(
    'rows read again: %s is an error or a missing row, never another entry',
    async (kind) => {
      const { settings } = await scripted({
        onSearch: (request, reply) =>
          request.base === wanted(2).dn ? notAnswers[kind]!(reply, request) : reply.default(),
      });
      const seen: number[] = [];
      const missing: number[] = [];
      await readAgain(
        { ...settings, timeoutSeconds: 0.3 },
        null,
        settings.urls[0]!,
        [1, 2, 3].map((number) => wanted(number).dn),
        ['objectGUID'],
        {
          entry: (index, bytes, decoder) => {
            expect(bytes.subarray(decoder.valueStart[0], decoder.valueEnd[0])).toEqual(guid(index + 1));
            seen.push(index);
          },
          missing: (index, reason) => {
            expectSentence(reason);
            missing.push(index);
          },
        },
        new AbortController().signal,
      ).then(
        () => {
          expect(seen.sort()).toEqual([0, 2]);
          expect(missing).toEqual([1]);
        },
        (error: unknown) => {
          if (kind !== 'many entries') expect(error).toHaveProperty('code');
          expect(seen).not.toContain(1);
        },
      );
    },
  );
});

describe('safety.md 2: whichever answers are lost, nobody is called gone who is not', () => {
  const states = ['present', 'disabled', 'unmatched', 'moved', 'deleted'] as const;
  const numRuns = 20 + Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 100);

  const entryIn = (state: (typeof states)[number], number: number): ScriptedEntry[] => {
    if (state === 'deleted') return [];
    if (state === 'disabled') return [adEntry(number, { userAccountControl: ['514'] })];
    if (state === 'unmatched') return [adEntry(number, { objectCategory: ['computer'] })];
    if (state === 'moved') return [{ ...adEntry(number), dn: `CN=p${number},OU=Else,${suffix}` }];
    return [adEntry(number)];
  };

  it('a busy server that cannot say where to look is no reason to look where it is narrower', async () => {
    const { server, settings } = await scripted({
      entries: [unitEntry, adEntry(99), ...entryIn('moved', 0)],
    });
    let count = 0;
    server.change({
      onSearch: (request, reply) => {
        count += 1;
        // The naming context and the base DN: what is left is the search context, from which the entry has moved.
        return count === 2 || count === 3 ? notAnswers['busy']!(reply, request) : reply.default();
      },
    });
    const [answer] = await lookUp({ ...settings, searchContext: 'OU=Staff', timeoutSeconds: 1 }, [wanted(0)]);
    expect(answer).toMatchObject({ reason: 'unknown' });
    await server.stop();
  });

  it('the truth, unknown or not visible', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.nat({ max: 40 }), fc.constantFrom(...Object.keys(notAnswers))), {
          maxLength: 4,
        }),
        async (truth, faults) => {
          const { server, settings } = await scripted({
            entries: [unitEntry, adEntry(99), ...truth.flatMap(entryIn)],
          });
          let count = 0;
          server.change({
            onSearch: (request, reply) => {
              count += 1;
              const fault = faults.find(([at]) => at === count)?.[1];
              return fault === undefined ? reply.default() : notAnswers[fault]!(reply, request);
            },
          });
          const inStaff = { ...settings, searchContext: 'OU=Staff', timeoutSeconds: 0.2 };
          const answers = await lookUp(
            inStaff,
            truth.map((_, number) => wanted(number)),
          );
          expect(answers).toHaveLength(truth.length);
          for (const [index, { reason }] of answers.entries()) {
            if (faults.length === 0) expect(reason).toBe(truth[index]);
            else expect([truth[index], 'unknown', 'not-visible']).toContain(reason);
            seen.add(reason);
          }
          await server.stop();
        },
      ),
      { numRuns },
    );
    expect([...seen]).toEqual(expect.arrayContaining([...states, 'unknown']));
  });
});
