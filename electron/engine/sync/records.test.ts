import { describe, expect, test } from 'vitest';
import { feed, IMPORT, MAPPING, type TestEntry } from '../../../tests/support/entries.ts';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import type { ImportSettings } from '../../../shared/domain/synchronizer.ts';
import { Collector } from './collector.ts';
import { HASH_BYTES, RecordFormat, recordHash, type DecodedRecord } from './records.ts';
import { Spool } from './spool.ts';

const settings = (change: Partial<ImportSettings>): ImportSettings => ({ ...IMPORT, ...change });
const mapping = (change: Partial<typeof MAPPING>) => settings({ mapping: { ...MAPPING, ...change } });

/** The record that the collector makes of an entry, as it is decoded again. */
function recordOf(format: RecordFormat, entry: TestEntry): DecodedRecord {
  const collector = new Collector(format, [], 0, new Spool('/nowhere', 1), () => undefined);
  feed(collector, format.attributes, [entry]);
  return format.decode(collector.spool.read(0));
}

const entry: TestEntry = {
  dn: 'uid=anna,dc=x',
  attributes: {
    entryUUID: ['key-1'],
    uid: ['anna', 'anna2'],
    sn: ['Ång', 'Berg'],
    givenName: ['Anna'],
    telephoneNumber: ['1001', '1002'],
    title: [],
  },
};

describe('RecordFormat', () => {
  test('2.5: asks for each mapped attribute once, the key first, and for what it only looks at', () => {
    const format = new RecordFormat(IMPORT);
    expect(format.attributes).toEqual([
      'entryUUID',
      'uid',
      'givenName',
      'sn',
      'mail',
      'departmentNumber',
      'telephoneNumber',
      'ipPhone',
      'title',
      'userAccountControl',
    ]);
    expect([format.mapped, format.accountControl]).toEqual([9, 9]);
    const all = new RecordFormat(settings({ skipDisabled: false }));
    expect([all.attributes.length, all.accountControl]).toEqual([9, -1]);
    const mapped = new RecordFormat(mapping({ location: 'USERACCOUNTCONTROL' }));
    expect(mapped.accountControl).toBe(mapped.attributes.indexOf('USERACCOUNTCONTROL'));
    expect(mapped.mapped).toBe(mapped.attributes.length);
  });

  test('2.5: fields are the first value as delivered; what is unmapped or missing is empty', () => {
    const format = new RecordFormat(IMPORT);
    const record = recordOf(format, entry);
    expect([format.dn(record), format.key(record).toString()]).toEqual(['uid=anna,dc=x', 'key-1']);
    expect(format.fields(record)).toEqual({
      ...emptyFields(),
      loginId: 'anna',
      firstName: 'Anna',
      lastName: 'Ång',
      deskPhone: '1001',
    });
  });

  test('2.5: one attribute may fill several fields', () => {
    const format = new RecordFormat(mapping({ displayName: 'SN', mailbox: 'telephonenumber' }));
    expect(format.fields(recordOf(format, entry))).toMatchObject({
      lastName: 'Ång',
      displayName: 'Ång',
      mailbox: '1001',
    });
  });

  test('E7: of several values the one that the account has stays, wherever it stands now', () => {
    const format = new RecordFormat(IMPORT);
    const record = recordOf(format, entry);
    const stored: AccountFields = {
      ...emptyFields(),
      loginId: 'anna2',
      lastName: 'Berg',
      deskPhone: '1003',
      firstName: 'ANNA',
      title: 'Boss',
    };
    expect(format.fields(record, stored)).toEqual({
      ...emptyFields(),
      loginId: 'anna2',
      lastName: 'Berg',
      // Not among the values any more: the first counts.
      deskPhone: '1001',
      firstName: 'Anna',
      title: '',
    });
  });

  test('D19: of several keys the lowest counts, and never an empty one', () => {
    const format = new RecordFormat(IMPORT);
    const keyed = (...keys: (string | Uint8Array)[]) =>
      format
        .key(recordOf(format, { dn: 'cn=a', attributes: { entryUUID: keys, uid: ['a'], sn: ['b'] } }))
        .toString('hex');
    expect(keyed('b', 'a', 'c')).toBe('61');
    expect(keyed('', 'b')).toBe('62');
    expect(keyed(Uint8Array.of(0x80), Uint8Array.of(0x7f, 0xff))).toBe('7fff');
    expect(keyed('ab', 'a')).toBe('61');
  });

  test('E7: another mapping, or another meaning of the bytes, gives every record another hash', () => {
    const salts = [
      IMPORT,
      mapping({ title: '' }),
      mapping({ title: 'sn' }),
      mapping({ directoryKey: 'uid' }),
      settings({ invalidCharacters: 'replace' }),
      settings({ numbersFollowDirectory: false }),
    ].map((each) => new RecordFormat(each).salt.toString());
    expect(new Set(salts).size).toBe(salts.length);
    expect(new RecordFormat(settings({ guard: { ...IMPORT.guard, deletePercent: 1 } })).salt.toString()).toBe(
      salts[0],
    );
    const hash = recordHash(Buffer.from('x'));
    expect(hash.length).toBe(HASH_BYTES);
    expect(hash.equals(recordHash(Buffer.from('y')))).toBe(false);
  });
});

describe('2.6: invalid values', () => {
  const at = (change: Partial<ImportSettings>, attributes: TestEntry['attributes']) => {
    const format = new RecordFormat(settings(change));
    return format.invalid(recordOf(format, { dn: 'cn=a', attributes: { entryUUID: ['k'], ...attributes } }));
  };

  test('2.6: the first one is found, with attribute and position', () => {
    expect(at({}, { uid: ['ok'], sn: ['ok', 'a\u0001'] })).toEqual({
      attribute: 'sn',
      at: { kind: 'character', position: 1, codePoint: 1 },
    });
    expect(at({}, { uid: [Uint8Array.of(0x61, 0xff)] })).toEqual({
      attribute: 'uid',
      at: { kind: 'utf8', position: 1, codePoint: 0xff },
    });
    expect(at({}, { uid: ['Ł😀\t\r\n\u007f'], sn: ['\ufffd'] })).toBeNull();
  });

  test('2.6: attributes that are not mapped are not looked at', () => {
    expect(at({}, { userAccountControl: ['\u0000'] })).toBeNull();
  });

  test('2.6: a binary key is no text; a text key is', () => {
    const guid = { mapping: { ...MAPPING, directoryKey: 'objectGUID' } };
    const bytes = [Uint8Array.of(0, 0xff, 0xfe)];
    expect(at(guid, { objectGUID: bytes })).toBeNull();
    expect(at({}, { entryUUID: bytes })).toMatchObject({ attribute: 'entryUUID' });
    // Unless the bytes are to fill a field.
    expect(at({ mapping: { ...guid.mapping, mailbox: 'objectguid' } }, { objectGUID: bytes })).toMatchObject({
      attribute: 'objectGUID',
    });
  });

  test('2.6: with "replace" nothing is invalid, and U+FFFD stands in for it', () => {
    const format = new RecordFormat(settings({ invalidCharacters: 'replace' }));
    const record = recordOf(format, {
      dn: 'cn=\u0001a',
      attributes: { entryUUID: ['k'], uid: ['a\u0000b'], sn: [Uint8Array.of(0x61, 0xff)], title: ['\ufffe'] },
    });
    expect(format.invalid(record)).toBeNull();
    expect(format.fields(record)).toMatchObject({
      loginId: 'a\ufffdb',
      lastName: 'a\ufffd',
      title: '\ufffd',
    });
    expect(format.dn(record)).toBe('cn=\ufffda');
  });
});
