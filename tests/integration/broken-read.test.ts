import { describe, expect, it } from 'vitest';
import type { Run } from '../../shared/contract/index.ts';
import { makePeople } from '../servers/people.ts';
import { pagesScript, type SearchScript } from '../servers/scripted-ldap.ts';
import { changed, entries, entryOf, filledFromScript, people, suffix } from './scripted-people.ts';
import { codesOf, expectSentence } from './workbench.ts';

const ten = entries.slice(0, 10);

/** Synchronizes against a script; whatever it does, nobody may go. */
async function broken(script: SearchScript, outcome: 'warnings' | 'failed', code: string): Promise<Run> {
  const { bench, server, accounts } = await filledFromScript();
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
      'a last page that does not say that it is the last',
      afterFirstPage((_request, reply) => {
        for (const entry of entries.slice(10, 28)) void reply.entry(entry.dn, entry.attributes);
        return reply.done({});
      }),
      'warnings',
      'ldap.incomplete',
    ],
    [
      'a cookie refused',
      afterFirstPage((_request, reply) => reply.done({ code: 53 })),
      'warnings',
      'ldap.refused-by-server',
    ],
    [
      'a password that stops working after the first page',
      afterFirstPage((_request, reply) => reply.done({ code: 49, message: 'the password has changed' })),
      'warnings',
      'ldap.refused-by-server',
    ],
    [
      'a right that is taken away after the first page',
      afterFirstPage((_request, reply) => reply.done({ code: 50, message: 'no rights' })),
      'warnings',
      'ldap.refused-by-server',
    ],
    [
      'a session that is forgotten after the first page',
      afterFirstPage((_request, reply) =>
        reply.done({ code: 1, message: 'a successful bind must be completed' }),
      ),
      'warnings',
      'ldap.refused-by-server',
    ],
    [
      'a reference to nowhere',
      afterFirstPage((_request, reply) => {
        for (const entry of entries.slice(10)) void reply.entry(entry.dn, entry.attributes);
        void reply.reference([]);
        return reply.done({ cookie: '' });
      }),
      'warnings',
      'ldap.protocol',
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
    const { bench, server, accounts } = await filledFromScript();
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
    const { bench, server, accounts } = await filledFromScript();
    server.change({ onSearch: (_request, reply) => reply.done({ cookie: '' }) });
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'held', complete: true });
    expect(run.counters).toMatchObject({ read: 0, deleted: 0, heldDeletes: entries.length });
    expect(codesOf(run)).toEqual(['source.empty']);
    expect(await bench.accounts()).toEqual(accounts);
  });

  it('a repeated key quarantines that key alone, and its account stays as it is', async () => {
    const { bench, server, accounts } = await filledFromScript();
    const [first, second, ...rest] = entries;
    // A copy with the first one's key, a person who is called otherwise, and three who are gone.
    const copy = { ...changed(first!, { uid: ['copy'], sn: ['C'] }), dn: `uid=copy,ou=people,${suffix}` };
    const renamed = changed(second!, { sn: ['Renamed'] });
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
    const { bench, server, accounts } = await filledFromScript();
    const brought = [changed(entries[0]!, { sn: ['Renamed'] }), entryOf(makePeople(31).at(-1)!)];
    server.change({
      onSearch: pagesScript([
        { entries: brought, cookie: 'a' },
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
