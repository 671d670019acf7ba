import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { berEncoder, readTlv, type BerEncoder } from '../../../tests/servers/ber.ts';
import { encodeEntry } from '../../../tests/servers/ldap-wire.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { LIMITS } from './limits.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const ber = berEncoder();

/** The content of an entry's protocolOp, somewhere inside a larger buffer. */
function wire(entry: Uint8Array, before = 0): { bytes: Buffer; start: number; end: number } {
  const { value } = readTlv(entry)!;
  const bytes = Buffer.concat([Buffer.alloc(before, 0xee), value, Buffer.from('tail')]);
  return { bytes, start: before, end: before + value.length };
}

interface Decoded {
  dn: string;
  values: string[][];
}

function decode(decoder: EntryDecoder, entry: Uint8Array, before = 0): Decoded {
  const { bytes, start, end } = wire(entry, before);
  decoder.decode(bytes, start, end);
  return read(decoder, bytes);
}

/** What a decoder says, as hex. */
function read(decoder: EntryDecoder, bytes: Buffer): Decoded {
  const values = [...decoder.count].map((count, attribute) =>
    Array.from({ length: count }, (_, index) => {
      const at = decoder.first[attribute]! + index;
      return bytes.toString('hex', decoder.valueStart[at], decoder.valueEnd[at]);
    }),
  );
  return { dn: bytes.toString('hex', decoder.dnStart, decoder.dnEnd), values };
}

const hex = (text: string) => Buffer.from(text).toString('hex');

describe('EntryDecoder', () => {
  test('reads the DN and the values of the requested attributes, in the order of the request', () => {
    const decoder = new EntryDecoder(['uid', 'sn', 'mail']);
    const entry = encodeEntry(ber, 'uid=a,dc=x', { mail: ['a@x', 'b@x'], objectClass: ['top'], uid: ['a'] });
    expect(decode(decoder, entry)).toEqual({
      dn: hex('uid=a,dc=x'),
      values: [[hex('a')], [], [hex('a@x'), hex('b@x')]],
    });
  });

  test('ldap.md: attribute names compare without case, and an entry without attributes is one', () => {
    const decoder = new EntryDecoder(['objectGUID', 'sAMAccountName']);
    const guid = Uint8Array.from({ length: 16 }, (_, index) => 255 - index);
    const entry = encodeEntry(ber, 'cn=a', { OBJECTguid: [guid], samaccountname: ['A'] });
    expect(decode(decoder, entry).values).toEqual([[Buffer.from(guid).toString('hex')], [hex('A')]]);
    expect(decode(decoder, encodeEntry(ber, '', {}))).toEqual({ dn: '', values: [[], []] });
  });

  test('ldap.md: other options are other values; a range is the attribute itself', () => {
    const decoder = new EntryDecoder(['cn', 'member', 'userCertificate;binary']);
    const entry = encodeEntry(ber, 'cn=a', {
      'cn;lang-de': ['deutsch'],
      'member;range=0-1499': ['m1', 'm2'],
      userCertificate: ['plain'],
      'usercertificate;BINARY': ['bytes'],
    });
    expect(decode(decoder, entry).values).toEqual([[], [hex('m1'), hex('m2')], [hex('bytes')]]);
    const last = encodeEntry(ber, 'cn=a', {
      'Member;Range=1500-*': ['m3'],
      'cn;range=x': ['no'],
      cn: ['yes'],
    });
    expect(decode(decoder, last).values).toEqual([[hex('yes')], [hex('m3')], []]);
  });

  test('ldap.md: options are a set: their order, their case and a repetition say nothing, one more or less does', () => {
    const decoder = new EntryDecoder(['cn;lang-de;x-a', 'userCertificate;binary', 'sn', 'GN;Lang-DE']);
    const entry = encodeEntry(ber, 'cn=a', {
      'CN;X-A;LANG-DE': ['both'],
      'cn;lang-de': ['one'],
      'cn;lang-de;x-a;x-b': ['three'],
      cn: ['none'],
      'userCertificate;Binary;binary': ['bytes'],
      userCertificate: ['plain'],
      'sn;binary': ['binary'],
      SN: ['plain'],
      // An alias has options of its own.
      'givenName;lang-en': ['english'],
      'givenName;lang-de': ['deutsch'],
    });
    for (let time = 0; time < 2; time += 1) {
      const expected = [[hex('both')], [hex('bytes')], [hex('plain')], [hex('deutsch')]];
      expect(decode(decoder, entry).values).toEqual(expected);
    }
  });

  test('ldap.md: the same description twice, written differently, is ldap.protocol', () => {
    const entry = encodeEntry(ber, 'cn=a', { 'cn;x-a;x-b': ['1'], 'CN;x-b;x-a': ['2'] });
    expect(() => decode(new EntryDecoder(['cn;x-b;x-a']), entry)).toThrow('twice in one entry');
  });

  test.each<[string, Record<string, string[]>, boolean, unknown[]]>([
    ['no range', { member: ['a'] }, false, [null, null]],
    ['all of them', { 'member;range=0-*': ['a'] }, false, [{ from: 0, to: Infinity }, null]],
    ['the first', { member: [], 'member;range=0-1': ['a', 'b'] }, true, [{ from: 0, to: 1 }, null]],
    ['the last', { 'MEMBER;Range=2-*': ['c'], cn: ['x'] }, true, [{ from: 2, to: Infinity }, null]],
    ['a range of nothing', { 'member;range=0-1499': [] }, true, [{ from: 0, to: 1499 }, null]],
    ['one that nobody asked for', { 'other;range=0-1': ['a', 'b'] }, false, [null, null]],
    ['with options around it', { 'cn;x-b;range=0-0;x-a': ['a'] }, true, [null, { from: 0, to: 0 }]],
    ['a malformed one, which is another attribute', { 'member;range=1-x': ['a'] }, false, [null, null]],
  ])('MS-ADTS 3.1.1.3.1.3.3: %s', (_, attributes, partial, range) => {
    const decoder = new EntryDecoder(['member', 'cn;x-a;x-b']);
    for (let time = 0; time < 2; time += 1) {
      decode(decoder, encodeEntry(ber, 'cn=g', attributes));
      expect([decoder.partial, decoder.range]).toEqual([partial, range]);
      // What was in parts must not linger.
      decode(decoder, encodeEntry(ber, 'cn=g', { member: ['m'] }));
      expect([decoder.partial, decoder.range]).toEqual([false, [null, null]]);
    }
  });

  /** As many elements of a kind as it takes. */
  const many = (count: number, element: Uint8Array) => Buffer.alloc(count * element.length, element);

  test.each([
    [
      'a DN of 64 KiB and one byte',
      encodeEntry(ber, 'x'.repeat(LIMITS.dnBytes + 1), {}),
      'a DN of 65537 bytes',
    ],
    [
      'a long attribute description',
      encodeEntry(ber, 'cn=a', { ['x'.repeat(LIMITS.descriptionBytes + 1)]: ['a'] }),
      'an attribute description of 1025 bytes',
    ],
    [
      'too many attributes',
      ber.tlv(
        0x64,
        ber.tlv(0x04, 'cn=a'),
        ber.tlv(0x30, many(LIMITS.attributes + 1, ber.tlv(0x30, ber.tlv(0x04, 'x'), ber.tlv(0x31)))),
      ),
      'more than 10000 attributes',
    ],
    ...['cn', 'other'].map((name): [string, Uint8Array, string] => [
      `too many values of ${name}`,
      ber.tlv(
        0x64,
        ber.tlv(0x04, 'cn=a'),
        ber.tlv(
          0x30,
          ber.tlv(0x30, ber.tlv(0x04, name), ber.tlv(0x31, many(LIMITS.values + 1, Uint8Array.of(0x04, 0)))),
        ),
      ),
      'more than 1000000 values',
    ]),
    [
      'nested sets in an attribute that nobody asked for',
      ber.tlv(
        0x64,
        ber.tlv(0x04, 'cn=a'),
        ber.tlv(
          0x30,
          ber.tlv(0x30, ber.tlv(0x04, 'other'), ber.tlv(0x31, ber.tlv(0x31, ber.tlv(0x04, 'a')))),
        ),
      ),
      'a value expected, tag 0x31 found',
    ],
  ])('LIMITS: %s is ldap.protocol', (_, entry, what) => {
    const { bytes, start, end } = wire(entry);
    const decoder = new EntryDecoder(['cn']);
    expect(attempt(decoder, bytes, start, end)).toBe(false);
    expect(() => decoder.decode(bytes, start, end)).toThrow(what);
    expect(decoder.valueStart.length).toBeLessThanOrEqual(LIMITS.values);
  });

  test('LIMITS: as many values as are allowed are read', () => {
    const values = many(LIMITS.values, Uint8Array.of(0x04, 0));
    const attribute = ber.tlv(0x30, ber.tlv(0x04, 'cn'), ber.tlv(0x31, values));
    const { bytes, start, end } = wire(ber.tlv(0x64, ber.tlv(0x04, 'cn=a'), ber.tlv(0x30, attribute)));
    const decoder = new EntryDecoder(['cn']);
    decoder.decode(bytes, start, end);
    expect(decoder.count[0]).toBe(LIMITS.values);
  });

  test('ldap.md: a range beside the same attribute without values, in both orders, as Active Directory sends it', () => {
    const decoder = new EntryDecoder(['member']);
    for (const attributes of [
      { member: [], 'member;range=0-1': ['a', 'b'] },
      { 'member;range=0-1': ['a', 'b'], member: [] },
    ]) {
      expect(decode(decoder, encodeEntry(ber, 'cn=g', attributes)).values).toEqual([[hex('a'), hex('b')]]);
    }
  });

  test('a server answers with its own name for an attribute: an alias is the same attribute, options and all', () => {
    const decoder = new EntryDecoder(['rfc822mailbox', 'surname', 'CommonName;lang-de', 'gn', 'uid']);
    const entry = encodeEntry(ber, 'cn=a', {
      Mail: ['a@x'],
      sn: ['A'],
      cn: ['other'],
      'cn;lang-de': ['deutsch'],
      'givenName;range=0-0': ['g'],
      UserID: ['u'],
    });
    const expected = [[hex('a@x')], [hex('A')], [hex('deutsch')], [hex('g')], [hex('u')]];
    for (let time = 0; time < 2; time += 1) expect(decode(decoder, entry).values).toEqual(expected);
  });

  test('AD: an exact name wins over an alias, in both orders and in every entry', () => {
    const street = { street: ['alias'] };
    const streetAddress = { streetAddress: ['exact'] };
    const both = new EntryDecoder(['streetAddress', 'street']);
    const one = new EntryDecoder(['streetAddress']);
    for (const attributes of [
      { ...street, ...streetAddress },
      { ...streetAddress, ...street },
    ]) {
      const entry = encodeEntry(ber, 'cn=a', attributes);
      expect(decode(both, entry).values).toEqual([[hex('exact')], [hex('alias')]]);
      expect(decode(one, entry).values).toEqual([[hex('exact')]]);
    }
    expect(decode(both, encodeEntry(ber, 'cn=a', street)).values).toEqual([[], [hex('alias')]]);
    expect(decode(one, encodeEntry(ber, 'cn=a', street)).values).toEqual([[hex('alias')]]);
    expect(decode(one, encodeEntry(ber, 'cn=a', streetAddress)).values).toEqual([[hex('exact')]]);
  });

  test('an alias that comes twice is ldap.protocol, too', () => {
    const attribute = ber.tlv(0x30, ber.tlv(0x04, 'mail'), ber.tlv(0x31, ber.tlv(0x04, 'a')));
    const entry = ber.tlv(0x64, ber.tlv(0x04, 'cn=a'), ber.tlv(0x30, attribute, attribute));
    expect(() => decode(new EntryDecoder(['rfc822Mailbox']), entry)).toThrow(
      'rfc822mailbox twice in one entry',
    );
  });

  test('an attribute that comes twice with values is ldap.protocol', () => {
    const attribute = ber.tlv(0x30, ber.tlv(0x04, 'cn'), ber.tlv(0x31, ber.tlv(0x04, 'a')));
    const entry = ber.tlv(0x64, ber.tlv(0x04, 'cn=a'), ber.tlv(0x30, attribute, attribute));
    expect(() => decode(new EntryDecoder(['CN']), entry)).toThrow('the attribute cn twice in one entry');
    expect(decode(new EntryDecoder(['sn']), entry).values).toEqual([[]]);
  });

  test('safety.md: a 10 MB value, 5,000 values, an attribute with zero values', () => {
    const decoder = new EntryDecoder(['photo', 'member', 'cn']);
    const members = Array.from({ length: 5000 }, (_, index) => `m${index}`);
    const photo = Buffer.alloc(10_000_000, 7);
    const { bytes, start, end } = wire(encodeEntry(ber, 'cn=a', { cn: [], member: members, photo: [photo] }));
    decoder.decode(bytes, start, end);
    expect([...decoder.count]).toEqual([1, 5000, 0]);
    const { values } = read(decoder, bytes);
    expect(values[1]).toEqual(members.map(hex));
    expect(values[0]![0]!.length).toBe(20_000_000);
    // What was long must not linger.
    expect(decode(decoder, encodeEntry(ber, 'cn=b', { cn: ['b'] })).values).toEqual([[], [], [hex('b')]]);
  });

  test('a server with more attribute names than are remembered is read all the same', () => {
    const decoder = new EntryDecoder(['a', 'wanted']);
    for (let round = 0; round < 2; round += 1) {
      const attributes: Record<string, string[]> = {};
      for (let index = 0; index < 400; index += 1) attributes[`x${index}`] = [`${index}`];
      attributes['WANTED'] = ['w'];
      attributes['A'] = ['a'];
      expect(decode(decoder, encodeEntry(ber, 'cn=a', attributes)).values).toEqual([[hex('a')], [hex('w')]]);
    }
  });

  const names = ['uid', 'sn', 'mail', 'objectGUID', 'member', 'userCertificate;binary'];
  const oddCase = fc
    .tuple(fc.constantFrom(...names), fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }))
    .map(([name, flags]) =>
      [...name].map((letter, index) => (flags[index] ? letter.toUpperCase() : letter.toLowerCase())).join(''),
    );
  const description = fc.oneof(
    { weight: 6, arbitrary: oddCase },
    oddCase.map((name) => `${name};lang-de`),
    oddCase.map((name) => `${name};range=0-99`),
    fc.constantFrom('objectClass', 'ou', 'x', ''),
  );
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(127, 128, 300).map((size) => new Uint8Array(size)),
  );
  const entries = fc.record({
    dn: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(200))),
    attributes: fc.uniqueArray(fc.tuple(description, fc.array(value, { maxLength: 4 })), {
      maxLength: 8,
      selector: ([name]) => name.toLowerCase().replace(/;range=\d+-\d+$/, ''),
    }),
  });
  const encoders = fc.constantFrom<BerEncoder>(ber, berEncoder({ lengthBytes: 4 }));

  test('any entries, decoded one after the other, have exactly the values that were encoded', () => {
    fc.assert(
      fc.property(
        fc.array(entries, { minLength: 1, maxLength: 4 }),
        encoders,
        fc.nat(10),
        (sent, encoder, before) => {
          const decoder = new EntryDecoder(names);
          for (const { dn, attributes } of sent) {
            const decoded = decode(decoder, encodeEntry(encoder, dn, Object.fromEntries(attributes)), before);
            const expected = names.map((name) => {
              const found = attributes.find(
                ([sentName]) => sentName.toLowerCase().replace(/;range=\d+-\d+$/, '') === name.toLowerCase(),
              );
              return (found?.[1] ?? []).map((bytes) => Buffer.from(bytes).toString('hex'));
            });
            expect(decoded).toEqual({ dn: Buffer.from(dn).toString('hex'), values: expected });
          }
        },
      ),
      { numRuns },
    );
  });

  /** Decodes what may be broken: values inside the bytes, or ldap.protocol; never anything else. */
  function attempt(decoder: EntryDecoder, bytes: Buffer, start: number, end: number): boolean {
    try {
      decoder.decode(bytes, start, end);
    } catch (error) {
      expect(error).toMatchObject({ name: 'RollcallError', code: 'ldap.protocol' });
      return false;
    }
    const within = (from: number, to: number) => expect(start <= from && from <= to && to <= end).toBe(true);
    within(decoder.dnStart, decoder.dnEnd);
    for (const [attribute, count] of decoder.count.entries()) {
      for (let index = 0; index < count; index += 1) {
        const at = decoder.first[attribute]! + index;
        within(decoder.valueStart[at]!, decoder.valueEnd[at]!);
      }
    }
    return true;
  }

  test('safety.md: an entry that is cut short anywhere is ldap.protocol', () => {
    const entry = encodeEntry(ber, 'uid=ä,dc=x', {
      uid: ['a', ''],
      objectClass: ['top'],
      sn: ['x'.repeat(200)],
    });
    const { bytes, start, end } = wire(entry, 3);
    for (let cut = start; cut < end; cut += 1) {
      const decoder = new EntryDecoder(names);
      expect([cut, attempt(decoder, bytes, start, cut)]).toEqual([cut, false]);
      // The same when the bytes really end there.
      expect(attempt(decoder, bytes.subarray(0, cut), start, cut)).toBe(false);
    }
    expect(attempt(new EntryDecoder(names), bytes, start, end)).toBe(true);
  });

  test('safety.md: an entry with any bytes changed, left out or put in decodes or is ldap.protocol', () => {
    const mutation = fc.record({
      at: fc.nat(10_000),
      byte: fc.oneof(fc.constantFrom(0x00, 0x80, 0x84, 0xff, 0x30, 0x31, 0x04, 0x7f), fc.nat(255)),
      kind: fc.constantFrom('set', 'insert', 'remove'),
    });
    fc.assert(
      fc.property(
        entries,
        encoders,
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (entry, encoder, mutations) => {
          const { bytes, start, end } = wire(
            encodeEntry(encoder, entry.dn, Object.fromEntries(entry.attributes)),
          );
          const content = [...bytes.subarray(start, end)];
          for (const { at, byte, kind } of mutations) {
            const place = at % Math.max(1, content.length);
            if (kind === 'set') content[place] = byte;
            else content.splice(place, kind === 'remove' ? 1 : 0, ...(kind === 'remove' ? [] : [byte]));
          }
          attempt(new EntryDecoder(names), Buffer.from(content), 0, content.length);
        },
      ),
      { numRuns },
    );
  });

  test.each([
    ['a DN that is no string', '300130', 'a DN expected, tag 0x30 found'],
    ['no attribute list', '040161', 'an element is cut short'],
    ['a list of the wrong kind', '0401613100', 'an attribute list expected, tag 0x31 found'],
    ['an attribute of the wrong kind', '04016130023100', 'an attribute expected, tag 0x31 found'],
    ['an attribute without a name', '04016130023000', 'an element is cut short'],
    ['an attribute without values', '040161300630040402636e', 'an element is cut short'],
    ['values that are a sequence', '040161300830060402636e3000', 'a set of values expected, tag 0x30 found'],
    ['a value that is an integer', '040161300b30090402636e3103020101', 'a value expected, tag 0x2 found'],
    ['an indefinite set', '040161300a30080402636e31800000', 'an indefinite length'],
    [
      'a value longer than its set',
      '040161300b30090402636e3103040561',
      'an element is longer than its container',
    ],
    ['nested sets', '040161300d300b0402636e31053103040161', 'a value expected, tag 0x31 found'],
    ['a 2 GiB value', '040161300e300c0402636e3106048480000000', 'an element is longer than its container'],
  ])('safety.md: %s is ldap.protocol', (_, text, what) => {
    const bytes = Buffer.from(text, 'hex');
    expect(attempt(new EntryDecoder(['cn']), bytes, 0, bytes.length)).toBe(false);
    expect(() => new EntryDecoder(['cn']).decode(bytes, 0, bytes.length)).toThrow(what);
  });
});
