import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { berEncoder } from '../../../tests/servers/ber.ts';
import {
  decodeRequest,
  encodeMessage,
  encodeResult,
  pagedResultsControl,
  START_TLS,
  type Control,
} from '../../../tests/servers/ldap-wire.ts';
import { Inbox, TAG, type Frame } from './frames.ts';
import { LIMITS } from './limits.ts';
import {
  decodePaging,
  decodeResult,
  decodeStrings,
  encodeBind,
  encodeSearch,
  encodeStartTls,
  noteControls,
  PAGED_RESULTS,
} from './messages.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const ber = berEncoder();
const encoders = fc.constantFrom(ber, berEncoder({ lengthBytes: 4 }));

function received(message: Uint8Array): { bytes: Buffer; frame: Frame } {
  const inbox = new Inbox();
  inbox.append(message);
  const frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
  expect(inbox.next(frame)).toBe(true);
  return { bytes: inbox.bytes, frame };
}

const search = {
  base: 'OU=Küche,DC=example,DC=org',
  scope: 'sub',
  filter: '(objectClass=inetOrgPerson)',
  attributes: ['entryUUID', 'uid'],
  page: null,
} as const;

describe('requests, as the scripted server reads them', () => {
  test('safety.md 1: a search has no limits of its own and asks for the given attributes only', () => {
    expect(decodeRequest(encodeSearch(7, search), 1, false)).toMatchObject({
      op: 'search',
      messageId: 7,
      base: 'OU=Küche,DC=example,DC=org',
      scope: 'sub',
      derefAliases: 0,
      sizeLimit: 0,
      timeLimit: 0,
      typesOnly: false,
      filterText: '(objectClass=inetOrgPerson)',
      attributes: ['entryUUID', 'uid'],
      controls: [],
    });
    expect(decodeRequest(encodeSearch(8, { ...search, base: '', scope: 'base' }), 1, false)).toMatchObject({
      base: '',
      scope: 'base',
    });
  });

  test('L1: the cookie goes back byte by byte: an empty one, the text 0, and any other', () => {
    const cookies = fc.oneof(
      fc.constantFrom(
        new Uint8Array(),
        Buffer.from('0'),
        Uint8Array.of(0),
        Buffer.from('c1'),
        new Uint8Array(4096),
      ),
      fc.uint8Array({ maxLength: 300 }),
    );
    fc.assert(
      fc.property(
        cookies,
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 0x7fffffff }),
        (cookie, size, id) => {
          const request = decodeRequest(encodeSearch(id, { ...search, page: { size, cookie } }), 1, false);
          if (request.op !== 'search') throw new Error(request.op);
          expect(request.messageId).toBe(id);
          expect(request.pageSize).toBe(size);
          expect(Buffer.from(request.cookie!).equals(cookie)).toBe(true);
          expect(request.controls).toMatchObject([{ oid: PAGED_RESULTS, critical: true }]);
        },
      ),
      { numRuns },
    );
  });

  test('a bind and StartTLS', () => {
    const bind = decodeRequest(encodeBind(1, 'cn=Ünal,dc=x', 'pä55\u{1f511}'), 1, false);
    expect(bind).toMatchObject({
      op: 'bind',
      version: 3,
      dn: 'cn=Ünal,dc=x',
      password: 'pä55\u{1f511}',
      messageId: 1,
    });
    expect(decodeRequest(encodeStartTls(2), 1, false)).toMatchObject({
      op: 'extended',
      oid: START_TLS,
      messageId: 2,
    });
  });
});

describe('answers', () => {
  const text = fc.string({ maxLength: 40 });

  test('a result keeps its code, DN, words and referrals', () => {
    fc.assert(
      fc.property(
        fc.nat(0x7fffffff),
        text,
        text,
        fc.array(text, { maxLength: 3 }),
        encoders,
        (code, dn, words, urls, encoder) => {
          const op = encodeResult(encoder, TAG.searchDone, {
            code,
            matchedDn: dn,
            message: words,
            referrals: urls,
          });
          const { bytes, frame } = received(encodeMessage(encoder, 1, op));
          expect(decodeResult(bytes, frame)).toEqual({
            code,
            matchedDn: dn,
            message: words,
            referrals: urls,
          });
        },
      ),
      { numRuns },
    );
  });

  test('ldap.md: the NUL at the end of Active Directory’s words is dropped', () => {
    const op = encodeResult(ber, TAG.bindResponse, { code: 49, message: 'data 52e, v4563\u0000' });
    const { bytes, frame } = received(encodeMessage(ber, 1, op));
    expect(decodeResult(bytes, frame).message).toBe('data 52e, v4563');
  });

  test('L1: the paging control of an answer: estimate and cookie, empty and 0 among them', () => {
    const cookies = fc.oneof(
      fc.constantFrom('', '0', 'c1').map((cookie) => Buffer.from(cookie)),
      fc.uint8Array(),
    );
    fc.assert(
      fc.property(
        cookies,
        fc.nat(0x7fffffff),
        fc.boolean(),
        encoders,
        (cookie, estimate, critical, encoder) => {
          const paging = { ...pagedResultsControl(encoder, cookie, estimate), critical };
          const other: Control = { oid: '1.2.3', value: 'x' };
          for (const controls of [[paging], [other, paging], [{ oid: '1.2.4' }, paging, other]]) {
            const message = encodeMessage(encoder, 1, encodeResult(encoder, TAG.searchDone, {}), controls);
            const { bytes, frame } = received(message);
            const answer = decodePaging(bytes, frame)!;
            expect(answer.estimate).toBe(estimate);
            expect(answer.cookie.equals(cookie)).toBe(true);
          }
        },
      ),
      { numRuns },
    );
  });

  test('a cookie is a copy that outlives the inbox', () => {
    const inbox = new Inbox();
    const paging = pagedResultsControl(ber, 'cookie');
    inbox.append(encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, {}), [paging]));
    const frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
    inbox.next(frame);
    const { cookie } = decodePaging(inbox.bytes, frame)!;
    inbox.bytes.fill(0);
    expect(cookie.toString()).toBe('cookie');
  });

  test('an answer without a paging control has none; a negative estimate counts as unknown', () => {
    const plain = received(encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, {})));
    expect(decodePaging(plain.bytes, plain.frame)).toBeNull();
    const other = received(encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, {}), [{ oid: '1.2.3' }]));
    expect(decodePaging(other.bytes, other.frame)).toBeNull();
    const negative = [pagedResultsControl(ber, 'c', -5)];
    const { bytes, frame } = received(encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, {}), negative));
    expect(decodePaging(bytes, frame)).toMatchObject({ estimate: 0 });
  });

  const sequence = ber.tlv(0x30, ber.integer(0), ber.tlv(0x04, 'c'));
  test.each([
    ['without a value', undefined],
    ['with an empty value', ''],
    ['whose value is no sequence', ber.tlv(0x04, 'c')],
    ['without a cookie', ber.tlv(0x30, ber.integer(0))],
    ['without an estimate', ber.tlv(0x30, ber.tlv(0x04, 'c'))],
    ['cut short', sequence.subarray(0, -1)],
  ])('safety.md: a paging control %s is ldap.protocol', (_, value) => {
    const control: Control = { oid: PAGED_RESULTS, ...(value === undefined ? {} : { value }) };
    const { bytes, frame } = received(
      encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, {}), [control]),
    );
    expect(() => decodePaging(bytes, frame)).toThrow(
      expect.objectContaining({ code: 'ldap.protocol' }) as Error,
    );
  });

  test('safety.md: any change to a final message decodes or is ldap.protocol', () => {
    const mutation = fc.tuple(
      fc.nat(10_000),
      fc.oneof(fc.constantFrom(0, 0x80, 0x84, 0xff, 0x30, 0x04), fc.nat(255)),
    );
    const op = encodeResult(ber, TAG.searchDone, {
      code: 10,
      message: 'see',
      referrals: ['ldap://a', 'ldap://b'],
    });
    const message = encodeMessage(ber, 1, op, [{ oid: '1.2' }, pagedResultsControl(ber, 'cookie', 300)]);
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const bytes = Buffer.from(message);
        for (const [at, byte] of mutations) bytes[at % bytes.length] = byte;
        const inbox = new Inbox();
        inbox.append(bytes);
        const frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
        try {
          if (!inbox.next(frame)) return;
          decodeResult(inbox.bytes, frame);
          decodePaging(inbox.bytes, frame);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RollcallError', code: 'ldap.protocol' });
        }
      }),
      { numRuns },
    );
  });

  test('response controls are noted by their type, each once, and not without bound', () => {
    const known: string[] = [];
    const note = (controls: Control[]) => {
      const { bytes, frame } = received(
        encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, {}), controls),
      );
      noteControls(bytes, frame, known);
    };
    note([]);
    note([{ oid: '1.2', critical: true, value: 'x' }, pagedResultsControl(ber, 'c'), { oid: '1.2' }]);
    note([{ oid: '1.3' }, { oid: '1.2' }]);
    expect(known).toEqual(['1.2', PAGED_RESULTS, '1.3']);
    note(Array.from({ length: 2 * LIMITS.controls }, (_, index) => ({ oid: `2.${index}` })));
    expect(known).toHaveLength(LIMITS.controls);
    known.length = 0;
    note([{ oid: '9'.repeat(LIMITS.textBytes + 1) }]);
    expect(known).toEqual(['9'.repeat(LIMITS.textBytes)]);
    const { bytes, frame } = received(
      ber.tlv(0x30, ber.integer(1), ber.tlv(0x65), ber.tlv(0xa0, ber.tlv(0x04, 'no control'))),
    );
    expect(() => noteControls(bytes, frame, [])).toThrow('a control expected');
  });

  test('LIMITS: a cookie that is too long is ldap.protocol; one that is not goes through', () => {
    const answer = (size: number) => {
      const controls = [pagedResultsControl(ber, new Uint8Array(size))];
      const { bytes, frame } = received(
        encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, {}), controls),
      );
      return decodePaging(bytes, frame);
    };
    expect(answer(LIMITS.cookieBytes)?.cookie).toHaveLength(LIMITS.cookieBytes);
    expect(() => answer(LIMITS.cookieBytes + 1)).toThrow('a paging cookie of 1048577 bytes');
  });

  test('LIMITS: more URLs than are kept, longer words than are kept, and a reference to nowhere', () => {
    const content = Buffer.concat(
      Array.from({ length: LIMITS.referrals + 5 }, (_, index) => ber.tlv(0x04, `ldap://${index}`)),
    );
    expect(decodeStrings(content, 0, content.length)).toHaveLength(LIMITS.referrals);
    const long = Buffer.from(ber.tlv(0x04, 'x'.repeat(LIMITS.textBytes + 1)));
    expect(decodeStrings(long, 0, long.length)).toEqual(['x'.repeat(LIMITS.textBytes)]);
    expect(() => decodeStrings(content, 5, 5)).toThrow('a list of URLs without any');
    const words = { message: 'y'.repeat(LIMITS.textBytes + 1), matchedDn: 'z'.repeat(LIMITS.dnBytes + 1) };
    const { bytes, frame } = received(encodeMessage(ber, 1, encodeResult(ber, TAG.searchDone, words)));
    const result = decodeResult(bytes, frame);
    expect([result.message.length, result.matchedDn.length]).toEqual([LIMITS.textBytes, LIMITS.dnBytes]);
  });

  test('the URLs of a reference', () => {
    const content = Buffer.concat([
      ber.tlv(0x04, 'ldap://a/dc=x'),
      ber.tlv(0x04, ''),
      ber.tlv(0x04, 'ldap://ü'),
    ]);
    expect(decodeStrings(content, 0, content.length)).toEqual(['ldap://a/dc=x', '', 'ldap://ü']);
    expect(() => decodeStrings(content, 0, content.length - 1)).toThrow('longer than its container');
    expect(() => decodeStrings(Buffer.from(ber.integer(1)), 0, 3)).toThrow('a string expected');
  });
});
