import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { feed, IMPORT, MAPPING, type TestEntry } from '../../../tests/support/entries.ts';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import { findInvalidBytes, findInvalidCharacter } from '../../../shared/domain/characters.ts';
import type { ImportSettings } from '../../../shared/domain/synchronizer.ts';
import { Collector } from './collector.ts';
import { HASH_BYTES, RecordFormat, recordHash, type DecodedRecord } from './records.ts';
import { Spool } from './spool.ts';

const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 3));
vi.setConfig({ testTimeout: 60_000 + 20 * numRuns });

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
    expect(format.replaced(record)).toEqual({
      attribute: 'uid',
      at: { kind: 'character', position: 1, codePoint: 0 },
    });
    expect([...format.invalidValues(record)].map(({ attribute }) => attribute)).toEqual([
      'uid',
      'sn',
      'title',
    ]);
    expect(format.fields(record)).toMatchObject({
      loginId: 'a\ufffdb',
      lastName: 'a\ufffd',
      title: '\ufffd',
    });
    // The DN names the entry: it is looked up by it.
    expect(format.dn(record)).toBe('cn=\\01a');
  });

  test('2.6: with "skip" nothing is replaced; what is no text in a DN is escaped, and the entry is imported', () => {
    const format = new RecordFormat(IMPORT);
    const record = recordOf(format, {
      dn: 'cn=\u0001',
      attributes: { entryUUID: ['k'], uid: ['a'], sn: ['b'] },
    });
    expect([format.invalid(record), format.replaced(record), format.dn(record)]).toEqual([
      null,
      null,
      'cn=\\01',
    ]);
  });

  test('2.6: a byte order mark is a character like others', () => {
    const format = new RecordFormat(IMPORT);
    const record = recordOf(format, {
      dn: '\uFEFFcn=a',
      attributes: { entryUUID: ['k'], uid: ['\uFEFFa'], sn: ['b\uFEFF'] },
    });
    expect(format.invalid(record)).toBeNull();
    expect(format.dn(record)).toBe('\uFEFFcn=a');
    expect(format.fields(record)).toMatchObject({ loginId: '\uFEFFa', lastName: 'b\uFEFF' });
  });

  test('2.6: an entry has an invalid value if and only if one of its values is not valid, and the first is told', () => {
    const attributes = ['entryUUID', 'uid', 'sn', 'telephoneNumber', 'title'];
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('c0af', 'eda080', 'efbfbe', 'efbfbf', '7f', '0b', 'efbbbf61', 'f09f98')
        .map((hex) => Buffer.from(hex, 'hex')),
    );
    const values = fc.array(value, { maxLength: 3 });
    fc.assert(
      fc.property(fc.tuple(values, values, values, values, values), (given) => {
        const entryOf = Object.fromEntries(attributes.map((name, index) => [name, given[index]!]));
        const all = { ...entryOf, entryUUID: [Buffer.from('k'), ...given[0]] };
        const expected = attributes.flatMap((attribute) =>
          all[attribute as 'entryUUID'].flatMap((bytes) => {
            const at = findInvalidBytes(bytes);
            return at === null ? [] : [{ attribute, at }];
          }),
        );
        const skip = new RecordFormat(IMPORT);
        const replace = new RecordFormat(settings({ invalidCharacters: 'replace' }));
        const found = skip.invalid(recordOf(skip, { dn: 'cn=a', attributes: all }));
        expect(found).toEqual(expected[0] ?? null);
        const replaced = recordOf(replace, { dn: 'cn=a', attributes: all });
        expect([replace.invalid(replaced), replace.replaced(replaced)]).toEqual([null, expected[0] ?? null]);
        expect([...replace.invalidValues(replaced)]).toEqual(expected);
        for (const text of Object.values(replace.fields(replaced)))
          expect(findInvalidCharacter(text)).toBeNull();
      }),
      { numRuns },
    );
  });
});
