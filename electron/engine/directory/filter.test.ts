import { BerWriter } from 'ldapts';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { berEncoder, readTlv, type BerPart } from '../../../tests/servers/ber.ts';
import { decodeFilter, evaluateFilter, filterText, type Filter } from '../../../tests/servers/ldap-filter.ts';
import { TextFilter } from './filter.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const ber = berEncoder();
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function encode(query: string): Buffer {
  const writer = new BerWriter();
  new TextFilter(query).write(writer);
  return writer.buffer;
}

// What RFC 4511 4.5.1.7 makes of each choice, by the tests' own encoder.
const equal = (name: string, value: BerPart) => ber.tlv(0xa3, ber.tlv(4, name), ber.tlv(4, value));
const present = (name: string) => ber.tlv(0x87, name);
const and = (...parts: Uint8Array[]) => ber.tlv(0xa0, ...parts);
const or = (...parts: Uint8Array[]) => ber.tlv(0xa1, ...parts);
const not = (part: Uint8Array) => ber.tlv(0xa2, part);
const substrings = (name: string, ...pieces: Uint8Array[]) =>
  ber.tlv(0xa4, ber.tlv(4, name), ber.tlv(0x30, ...pieces));
const initial = (value: BerPart) => ber.tlv(0x80, value);
const any = (value: BerPart) => ber.tlv(0x81, value);
const final = (value: BerPart) => ber.tlv(0x82, value);
const extensible = (...parts: Uint8Array[]) => ber.tlv(0xa9, ...parts);
const rule = (oid: string) => ber.tlv(0x81, oid);
const type = (name: string) => ber.tlv(0x82, name);
const match = (value: BerPart) => ber.tlv(0x83, value);
const dn = ber.boolean(true, 0x84);

describe('TextFilter (RFC 4515)', () => {
  test('2.2: bytes by hand, so that the encoder of the tests is checked as well', () => {
    expect(encode('(cn=a)').toString('hex')).toBe('a307' + '0402636e' + '040161');
    expect(encode('(&(cn=*)(!(uid=b*)))').toString('hex')).toBe(
      'a012' + '8702636e' + 'a20c' + 'a40a' + '0403756964' + '3003' + '800162',
    );
  });

  const table: [query: string, expected: Uint8Array][] = [
    // The defaults of 2.2.
    [
      '(&(objectCategory=person)(objectClass=user))',
      and(equal('objectCategory', 'person'), equal('objectClass', 'user')),
    ],
    ['(objectClass=inetOrgPerson)', equal('objectClass', 'inetOrgPerson')],
    ['objectClass=inetOrgPerson', equal('objectClass', 'inetOrgPerson')],
    ['  ( & ( cn=a ) ( | (sn=b)(sn=c) ) )  ', and(equal('cn', 'a '), or(equal('sn', 'b'), equal('sn', 'c')))],
    // RFC 4515 section 4.
    ['(cn=Babs Jensen)', equal('cn', 'Babs Jensen')],
    ['(!(cn=Tim Howes))', not(equal('cn', 'Tim Howes'))],
    [
      '(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))',
      and(equal('objectClass', 'Person'), or(equal('sn', 'Jensen'), substrings('cn', initial('Babs J')))),
    ],
    ['(o=univ*of*mich*)', substrings('o', initial('univ'), any('of'), any('mich'))],
    ['(seeAlso=)', equal('seeAlso', '')],
    [
      '(cn:caseExactMatch:=Fred Flintstone)',
      extensible(rule('caseExactMatch'), type('cn'), match('Fred Flintstone')),
    ],
    ['(cn:=Betty Rubble)', extensible(type('cn'), match('Betty Rubble'))],
    [
      '(sn:dn:2.4.6.8.10:=Barney Rubble)',
      extensible(rule('2.4.6.8.10'), type('sn'), match('Barney Rubble'), dn),
    ],
    ['(o:dn:=Ace Industry)', extensible(type('o'), match('Ace Industry'), dn)],
    ['(:1.2.3:=Wilma Flintstone)', extensible(rule('1.2.3'), match('Wilma Flintstone'))],
    ['(:DN:2.4.6.8.10:=Dino)', extensible(rule('2.4.6.8.10'), match('Dino'), dn)],
    [
      '(o=Parens R Us \\28for all your parenthetical needs\\29)',
      equal('o', 'Parens R Us (for all your parenthetical needs)'),
    ],
    ['(cn=*\\2A*)', substrings('cn', any('*'))],
    ['(filename=C:\\5cMyFile)', equal('filename', 'C:\\MyFile')],
    ['(bin=\\00\\00\\00\\04)', equal('bin', bytesOf('00000004'))],
    ['(sn=Lu\\c4\\8di\\c4\\87)', equal('sn', 'Lučić')],
    ['(1.3.6.1.4.1.1466.0=\\04\\02\\48\\69)', equal('1.3.6.1.4.1.1466.0', bytesOf('04024869'))],
    // Escaped bytes are bytes, not characters.
    ['(cn=\\c5\\81)', equal('cn', bytesOf('c581'))],
    ['(cn=\\C5\\81)', equal('cn', 'Ł')],
    ['(cn=Ł😀)', equal('cn', Buffer.from('c581f09f9880', 'hex'))],
    ['(objectGUID=\\ff\\00\\80x)', equal('objectGUID', bytesOf('ff008078'))],
    // Active Directory's bit rules.
    [
      '(userAccountControl:1.2.840.113556.1.4.803:=2)',
      extensible(rule('1.2.840.113556.1.4.803'), type('userAccountControl'), match('2')),
    ],
    [
      '(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))',
      and(
        equal('objectClass', 'user'),
        not(extensible(rule('1.2.840.113556.1.4.803'), type('userAccountControl'), match('2'))),
      ),
    ],
    [
      '(memberOf:1.2.840.113556.1.4.1941:=CN=Sales,DC=x)',
      extensible(rule('1.2.840.113556.1.4.1941'), type('memberOf'), match('CN=Sales,DC=x')),
    ],
    // Options, comparisons, values with odd characters.
    ['(cn;lang-de=Müller)', equal('cn;lang-de', 'Müller')],
    ['(userCertificate;binary=*)', present('userCertificate;binary')],
    [
      '(whenChanged>=20260101000000.0Z)',
      ber.tlv(0xa5, ber.tlv(4, 'whenChanged'), ber.tlv(4, '20260101000000.0Z')),
    ],
    ['(uidNumber<=1000)', ber.tlv(0xa6, ber.tlv(4, 'uidNumber'), ber.tlv(4, '1000'))],
    ['(sn~=Smyth)', ber.tlv(0xa8, ber.tlv(4, 'sn'), ber.tlv(4, 'Smyth'))],
    ['(description= two  blanks )', equal('description', ' two  blanks ')],
    ['(memberOf=CN=a\\2cb,OU=x=y)', equal('memberOf', 'CN=a,b,OU=x=y')],
    ['(description=a:b<c>d~e=f&g|h!i)', equal('description', 'a:b<c>d~e=f&g|h!i')],
    ['(mail=*@example.org)', substrings('mail', final('@example.org'))],
    ['(mail=a*b*c*d)', substrings('mail', initial('a'), any('b'), any('c'), final('d'))],
    ['(mail=a**b)', substrings('mail', initial('a'), final('b'))],
    ['(mail=*)', present('mail')],
    // RFC 4526: true and false.
    ['(&)', and()],
    ['(|)', or()],
    ['(!(&))', not(and())],
  ];
  test.each(table)('2.2: %s', (query, expected) => {
    expect(encode(query).toString('hex')).toBe(Buffer.from(expected).toString('hex'));
  });

  test.each([
    '',
    '()',
    '(cn)',
    '(=a)',
    '(cn=a',
    'cn=a)',
    '(cn=a))',
    '(cn=a)(sn=b)',
    '(&(cn=a)',
    '(&(cn=a)sn=b)',
    '(!)',
    '(!(cn=a)(sn=b))',
    '(&cn=a)',
    '(cn>a)',
    '(cn<a)',
    '(c n=a)',
    '(ümlaut=a)',
    '(cn;=a)',
    '(-cn=a)',
    '(cn=\\)',
    '(cn=\\a)',
    '(cn=\\zz)',
    '(cn=a\\,b)',
    '(cn=**)',
    '(cn>=a*)',
    '(:=a)',
    '(:dn:=a)',
    '(cn:caseExactMatch=a)',
    '(cn::=a)',
    '(cn:a:b:=c)',
    '(cn:a b:=c)',
    '(c n:=a)',
    '(cn:1.2.3:=a*)',
    // A forgotten parenthesis: as text it would match nobody, and everybody would look deleted.
    '(&(objectClass=person(mail=*))',
    '(cn=a(b)',
  ])('2.2: %j is refused as config.invalid, and quoted', (query) => {
    let error: unknown;
    try {
      encode(query);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ name: 'RollcallError', code: 'config.invalid' });
    expect((error as Error).message).toContain(query);
  });

  test('safety.md: filters nest a hundred deep, and no deeper', () => {
    const nested = (levels: number) => `${'(!'.repeat(levels)}(cn=a)${')'.repeat(levels)}`;
    expect(() => encode(nested(100))).not.toThrow();
    expect(() => encode(nested(101))).toThrow(expect.objectContaining({ code: 'config.invalid' }) as Error);
    expect(() => encode('(&'.repeat(100_000))).toThrow('too many levels');
  });

  test('the text stays as it was typed', () => {
    expect(new TextFilter(' (cn=a) ').toString()).toBe(' (cn=a) ');
  });

  const name = fc.constantFrom('cn', 'sAMAccountName', 'x-y', '1.2.840.1', 'cn;lang-de', 'a;binary;x-1');
  const value = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 10 }),
    fc
      .constantFrom('a', '(', ')', '*', '\\', '\\2a', ' a ', 'Łukasz', '李雷 😀', ':=', '=')
      .map((text) => Buffer.from(text)),
  );
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('equal', 'greaterOrEqual', 'lessOrEqual', 'approx'),
      attribute: name,
      value,
    }),
    fc.record({ kind: fc.constant('present' as const), attribute: name }),
    fc.record({
      kind: fc.constant('substrings' as const),
      attribute: name,
      any: fc.array(value, { maxLength: 2 }),
      initial: value,
      final: value,
    }),
    fc.record(
      {
        kind: fc.constant('extensible' as const),
        attribute: name,
        value,
        dnAttributes: fc.boolean(),
        rule: fc.constantFrom('1.2.3', 'caseExactMatch'),
      },
      { requiredKeys: ['kind', 'attribute', 'value', 'dnAttributes'] },
    ),
  );
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constantFrom('and', 'or'), parts: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
    ),
  }));

  /** Values as bytes in hex, so that a Buffer and a Uint8Array compare equal. */
  const plain = (part: unknown): unknown => {
    if (part instanceof Uint8Array) return Buffer.from(part).toString('hex');
    if (Array.isArray(part)) return part.map(plain);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, plain(value)]));
  };

  test('2.2: any filter, written by the scripted server’s own hand, is read back the same', () => {
    fc.assert(
      fc.property(filter, (wanted) => {
        const text = filterText(wanted);
        const decoded = decodeFilter(readTlv(encode(text))!);
        expect(plain(decoded)).toEqual(plain(wanted));
        expect(filterText(decoded)).toBe(text);
      }),
      { numRuns },
    );
  });

  test('2.2: any text whatever is a filter or config.invalid', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '&',
      '|',
      '!',
      '=',
      '*',
      ':',
      '~',
      '<',
      '>',
      '\\',
      '2a',
      'cn',
      ' ',
      ';',
      'dn',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        let bytes: Buffer;
        try {
          bytes = encode(pieces.join(''));
        } catch (error) {
          expect(error).toMatchObject({ name: 'RollcallError', code: 'config.invalid' });
          return;
        }
        // What is let through, a strict server understands.
        expect(readTlv(bytes)!.raw.length).toBe(bytes.length);
        evaluateFilter(decodeFilter(readTlv(bytes)!), () => []);
      }),
      { numRuns },
    );
  });
});
