import { BerWriter } from 'ldapts';
import { describe, expect, test } from 'vitest';
import { berEncoder, readTlv } from '../../../tests/servers/ber.ts';
import { decodeFilter, filterText } from '../../../tests/servers/ldap-filter.ts';
import { allOf, attributesOf, conditionsOf, equalityFilter, type EncodedFilter } from './lookup-filter.ts';

/** What goes on the wire, as the tests' own decoder reads it. */
function textOf(filter: EncodedFilter): string {
  const writer = new BerWriter();
  filter.write(writer);
  return filterText(decodeFilter(readTlv(writer.buffer)!));
}

describe('filters of second looks', () => {
  test('E6: a key is compared by its bytes, whichever they are', () => {
    const key = Uint8Array.from([0, 0x28, 0x29, 0x2a, 0x5c, 0xc5, 0xff]);
    const writer = new BerWriter();
    equalityFilter('objectGUID', key).write(writer);
    const ber = berEncoder();
    expect(writer.buffer).toEqual(Buffer.from(ber.tlv(0xa3, ber.tlv(4, 'objectGUID'), ber.tlv(4, key))));
  });

  test('safety.md 2: a tombstone is asked for with both conditions', () => {
    const filter = allOf(
      equalityFilter('isDeleted', Buffer.from('TRUE')),
      equalityFilter('uid', Buffer.from('é')),
    );
    expect(textOf(filter)).toBe('(&(isDeleted=TRUE)(uid=é))');
  });

  test.each([
    ['(objectClass=person)', ['(objectClass=person)']],
    ['objectClass=person', ['(objectClass=person)']],
    ['(&(a=1)(b=2))', ['(a=1)', '(b=2)']],
    [
      '(&(a=1)(&(b=2)(|(c=3)(&(d=4)(e=5))))(!(&(f=6)(g=7))))',
      ['(a=1)', '(b=2)', '(|(c=3)(&(d=4)(e=5)))', '(!(&(f=6)(g=7)))'],
    ],
    ['(|(a=1)(b=2))', ['(|(a=1)(b=2))']],
    ['(&(cn=a*b*c)(sn=\\c3\\a9))', ['(cn=a*b*c)', '(sn=é)']],
    [
      '(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))',
      ['(objectClass=user)', '(!(userAccountControl:1.2.840.113556.1.4.803:=2))'],
    ],
  ])('safety.md 2: the conditions of %s', (query, expected) => {
    expect(conditionsOf(query).map(textOf)).toEqual(expected);
  });

  test.each([
    ['(cn=a)', ['cn']],
    ['(cn=*)', ['cn']],
    ['(cn=a*b)', ['cn']],
    ['(cn>=a)', ['cn']],
    ['(cn~=a)', ['cn']],
    ['(cn;lang-de=a)', ['cn;lang-de']],
    ['(!(userAccountControl:1.2.840.113556.1.4.803:=2))', ['userAccountControl']],
    ['(cn:dn:=a)', ['cn']],
    ['(:1.2.3:=a)', []],
    ['(|(cn=a)(&(sn=b)(!(CN=c)))(mail=*))', ['cn', 'sn', 'mail']],
  ])('safety.md 2: the attributes of %s', (query, expected) => {
    expect(conditionsOf(query).flatMap(attributesOf)).toEqual(expected);
  });

  test('a query that is none is refused', () => {
    expect(() => conditionsOf('(cn=a')).toThrow(/not a valid LDAP filter/);
  });
});
