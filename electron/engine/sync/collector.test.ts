import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ranks, shuffle } from '../../../tests/support/shuffle.ts';
import { feed, IMPORT, MAPPING, type TestEntry } from '../../../tests/support/entries.ts';
import { Collector, SEEN, type StoredKey } from './collector.ts';
import { RecordFormat } from './records.ts';
import { Spool } from './spool.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const format = new RecordFormat(IMPORT);

function entry(key: string | Uint8Array, name: string, control?: string, dn = `uid=${name},dc=x`): TestEntry {
  return {
    dn,
    attributes: {
      entryUUID: [key],
      uid: [name],
      sn: [name.toUpperCase()],
      ...(control === undefined ? {} : { userAccountControl: [control] }),
    },
  };
}

function collect(entries: TestEntry[], stored: StoredKey[] = [], used = format): Collector {
  const spool = new Spool('/nowhere', 1, { slabBytes: 4096, slabsInMemory: 1000 });
  const collector = new Collector(used, stored, stored.length, spool, () => undefined);
  feed(collector, used.attributes, entries);
  return collector;
}

/** The hash that a first synchronization would have stored for an entry. */
function hashOf(of: TestEntry, used = format): Buffer {
  return Buffer.from(collect([of], [], used).hashOf(0));
}

const stored = (accountId: number, of: TestEntry, hash: Uint8Array | null = hashOf(of)): StoredKey => {
  const key = of.attributes['entryUUID']![0]!;
  return { accountId, key: typeof key === 'string' ? Buffer.from(key) : key, hash };
};

/** E10 at the collector's edge: every entry is exactly one of these. */
function expectBalance(collector: Collector): void {
  let duplicated = 0;
  for (const { dns } of collector.duplicates.values()) duplicated += dns.length;
  const { keylessCount, repeated, disabled, unchanged, spool, voided, entries } = collector;
  expect(spool.count).toBe(collector.recordAccount.length);
  expect(keylessCount + repeated + disabled + unchanged + (spool.count - voided.size) + duplicated).toBe(
    entries,
  );
}

const dnOf = (collector: Collector, record: number) => format.dn(format.decode(collector.spool.read(record)));

describe('Collector', () => {
  test('E7: an entry with the bytes that were applied last is unchanged, and nothing of it is kept', () => {
    const anna = entry('k1', 'anna');
    const collector = collect([anna], [stored(11, anna)]);
    expect(collector).toMatchObject({ entries: 1, unchanged: 1, disabled: 0, recordAccount: [] });
    expect([...collector.seen]).toEqual([SEEN.unchanged]);
    expect(collector.spool.count).toBe(0);
    expectBalance(collector);
  });

  test.each([
    [
      'another value',
      entry('k1', 'anna', undefined, 'uid=a,dc=x'),
      entry('k1', 'anne', undefined, 'uid=a,dc=x'),
    ],
    ['another DN only', entry('k1', 'anna'), entry('k1', 'anna', undefined, 'uid=anna,ou=new,dc=x')],
    [
      'a further value',
      entry('k1', 'anna'),
      { ...entry('k1', 'anna'), attributes: { entryUUID: ['k1'], uid: ['anna'], sn: ['ANNA', 'B'] } },
    ],
    [
      'the same bytes in other attributes',
      { dn: 'cn=a', attributes: { entryUUID: ['k1'], uid: ['a', 'b'], sn: ['c'] } },
      { dn: 'cn=a', attributes: { entryUUID: ['k1'], uid: ['a'], sn: ['b', 'c'] } },
    ],
    [
      'the same bytes in other values',
      { dn: 'cn=a', attributes: { entryUUID: ['k1'], uid: ['ab', 'c'], sn: ['s'] } },
      { dn: 'cn=a', attributes: { entryUUID: ['k1'], uid: ['a', 'bc'], sn: ['s'] } },
    ],
  ] satisfies [string, TestEntry, TestEntry][])('E7: %s is a change', (_, before, after) => {
    const collector = collect([after], [stored(11, before)]);
    expect([...collector.seen]).toEqual([SEEN.changed]);
    expect(collector.recordAccount).toEqual([0]);
    expect(collector.accountIds).toEqual([11]);
    expect(dnOf(collector, 0)).toBe(after.dn);
    expect(Buffer.from(collector.hashOf(0)).equals(hashOf(after))).toBe(true);
    expectBalance(collector);
  });

  test('E7: another mapping, or no hash yet, makes the entry a changed one', () => {
    const anna = entry('k1', 'anna');
    const other = new RecordFormat({ ...IMPORT, mapping: { ...MAPPING, title: 'sn' } });
    expect(collect([anna], [stored(11, anna)], other).unchanged).toBe(0);
    expect(collect([anna], [stored(11, anna, null)]).recordAccount).toEqual([0]);
    expect(collect([anna], [stored(11, anna, new Uint8Array(16))]).recordAccount).toEqual([0]);
  });

  test('attributes that are not mapped do not count as a change', () => {
    const anna = entry('k1', 'anna');
    const more = {
      ...anna,
      attributes: { ...anna.attributes, description: ['new'], userAccountControl: ['512'] },
    };
    expect(collect([more], [stored(11, anna)]).unchanged).toBe(1);
  });

  test('E5: keys are raw bytes: case, zeros and invalid UTF-8 tell them apart', () => {
    const keys = [
      Uint8Array.of(0),
      Uint8Array.of(0, 0),
      Uint8Array.of(0x80),
      Uint8Array.of(0xff),
      Uint8Array.of(0xc2, 0x80),
      Buffer.from('a'),
      Buffer.from('A'),
    ];
    const entries = keys.map((key, index) => entry(key, `p${index}`));
    const fresh = collect(entries);
    expect(fresh.recordAccount).toEqual(keys.map(() => -1));
    expect(fresh.duplicates.size).toBe(0);
    const again = collect(entries, entries.map((each, index) => stored(index, each)).reverse());
    expect(again.unchanged).toBe(keys.length);
    for (const [index, key] of keys.entries()) {
      expect(format.key(format.decode(fresh.spool.read(index))).equals(key)).toBe(true);
    }
  });

  test('accounts without an entry stay absent', () => {
    const collector = collect(
      [entry('k2', 'b')],
      [stored(11, entry('k1', 'a')), stored(12, entry('k2', 'b'))],
    );
    expect([...collector.seen]).toEqual([SEEN.absent, SEEN.unchanged]);
  });

  test.each([
    ['514', true],
    ['2', true],
    ['66050', true],
    ['-2147483646', true],
    ['512', false],
    ['66048', false],
    ['0', false],
    ['', false],
    ['x2', false],
  ])('2.2: userAccountControl %j: disabled is %s', (control, disabled) => {
    const one = entry('k1', 'anna', control);
    const known = collect([one], [stored(11, entry('k1', 'anna'))]);
    expect(known.seen[0]).toBe(disabled ? SEEN.disabled : SEEN.unchanged);
    expect(known.disabled).toBe(disabled ? 1 : 0);
    const fresh = collect([one]);
    expect(fresh.spool.count).toBe(disabled ? 0 : 1);
    expectBalance(fresh);
    // Without "Do not import disabled accounts" the bit says nothing.
    const all = new RecordFormat({ ...IMPORT, skipDisabled: false });
    expect(collect([one], [], all)).toMatchObject({ disabled: 0, recordAccount: [-1] });
  });

  test('safety.md 1: entries without a readable key are counted, and the first hundred are named', () => {
    const keyless = Array.from({ length: 120 }, (_, index): TestEntry => ({
      dn: `uid=p${index}`,
      attributes:
        index % 2 === 0 ? { uid: ['a'], sn: ['b'] } : { entryUUID: index % 4 === 1 ? [''] : [], uid: ['a'] },
    }));
    const collector = collect([...keyless, entry('k', 'z')]);
    expect(collector.keylessCount).toBe(120);
    expect(collector.keyless).toEqual(keyless.slice(0, 100).map(({ dn }) => dn));
    expect(collector.recordAccount).toEqual([-1]);
    expectBalance(collector);
  });

  test('D19: the same DN twice means shifted pages: the second is not even looked at', () => {
    const anna = entry('k1', 'anna');
    const collector = collect(
      [anna, anna, entry('k2', 'other', undefined, anna.dn), anna, entry('k3', 'b')],
      [stored(11, anna)],
    );
    expect(collector).toMatchObject({ repeated: 3, repeatedDn: anna.dn, unchanged: 1, entries: 5 });
    expect(collector.duplicates.size).toBe(0);
    expectBalance(collector);
  });

  test('D19: a hundred thousand real-looking DNs are all told apart', () => {
    const collector = new Collector(format, [], 0, new Spool('/nowhere', 1), () => undefined);
    const decoder = { dnStart: 0, dnEnd: 0, count: new Int32Array(format.attributes.length) };
    for (let index = 0; index < 100_000; index += 1) {
      const dn = Buffer.from(`uid=user${index},ou=${index % 7 === 0 ? 'sales' : 'people'},dc=example,dc=org`);
      decoder.dnEnd = dn.length;
      collector.entry(dn, decoder as unknown as Parameters<Collector['entry']>[1]);
    }
    expect(collector).toMatchObject({ entries: 100_000, repeated: 0, keylessCount: 100_000 });
  });

  // D19: the key's first entry in each state, and each number of further ones.
  const states = ['unchanged', 'changed', 'new', 'disabled', 'disabled-new'] as const;
  for (const state of states) {
    for (const further of [1, 2]) {
      for (const laterDisabled of [false, true]) {
        test(`D19: a key that comes ${further + 1} times, first ${state}, then ${laterDisabled ? 'disabled' : 'enabled'}`, () => {
          const control = state.startsWith('disabled') ? '514' : '512';
          const first = entry('twin', state === 'changed' ? 'anna2' : 'anna', control, 'uid=first');
          const others = Array.from({ length: further }, (_, index) =>
            entry('twin', `other${index}`, laterDisabled ? '2' : '512', `uid=other${index}`),
          );
          const known = ['unchanged', 'changed', 'disabled'].includes(state);
          const base = entry('twin', 'anna', undefined, 'uid=first');
          const bystander = entry('k9', 'zoe');
          const collector = collect(
            [first, bystander, ...others],
            known ? [stored(8, bystander), stored(11, base)] : [stored(8, bystander)],
          );
          expect(collector).toMatchObject({ entries: further + 2, unchanged: 1, disabled: 0, repeated: 0 });
          expect([...collector.duplicates.values()]).toEqual([
            {
              key: Buffer.from('twin'),
              // An unchanged one has the DN that the account has.
              dns: [state === 'unchanged' ? null : 'uid=first', ...others.map(({ dn }) => dn)],
              accountId: known ? 11 : null,
            },
          ]);
          expect([...collector.voided]).toEqual(state === 'changed' || state === 'new' ? [0] : []);
          expect(collector.spool.count - collector.voided.size).toBe(0);
          // Present is present: the account is neither changed nor gone.
          expect([...collector.seen]).toEqual(known ? [SEEN.unchanged, SEEN.duplicated] : [SEEN.unchanged]);
          expectBalance(collector);
        });
      }
    }
  }

  test('D19, E10: any directory adds up, and which keys are quarantined does not depend on the order', () => {
    const key = fc.constantFrom('', 'k0', 'k1', 'k2', 'k3', 'k4');
    const one = fc.record({
      key,
      name: fc.constantFrom('a', 'b'),
      control: fc.constantFrom(undefined, '512', '514'),
      dn: fc.nat(11),
    });
    const known = fc.uniqueArray(fc.nat(3));
    const store = ['k0', 'k1', 'k2', 'k5'].map((each, index) =>
      stored(index + 100, entry(each, 'a', undefined, `uid=${index}`)),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 9 }), known, ranks, (ones, places, order) => {
        const entries = ones.map((each) => entry(each.key, each.name, each.control, `uid=${each.dn}`));
        const accounts = places.map((place) => store[place]!);
        const collector = collect(entries, accounts);
        expectBalance(collector);
        const unique = entries.filter(
          (each, index) => entries.findIndex(({ dn }) => dn === each.dn) === index,
        );
        expect(collector.repeated).toBe(entries.length - unique.length);
        const keyed = unique.filter((each) => each.attributes['entryUUID']![0] !== '');
        const times = Map.groupBy(keyed, (each) => each.attributes['entryUUID']![0]);
        // Against a model: present or absent, alone or not.
        for (const [place, { key: bytes }] of accounts.entries()) {
          const mine = times.get(Buffer.from(bytes).toString()) ?? [];
          const disabled = mine[0]?.attributes['userAccountControl']?.[0] === '514';
          const seen = collector.seen[place];
          if (mine.length === 0) expect(seen).toBe(SEEN.absent);
          else if (mine.length > 1) expect(seen).toBe(SEEN.duplicated);
          else if (disabled) expect(seen).toBe(SEEN.disabled);
          else expect([SEEN.unchanged, SEEN.changed]).toContain(seen);
        }
        const twins = [...times].filter(([, each]) => each.length > 1).map(([name]) => name);
        expect([...collector.duplicates.values()].map((each) => each.key.toString()).sort()).toEqual(
          twins.sort(),
        );
        for (const { key: bytes, dns } of collector.duplicates.values()) {
          expect(dns.length).toBe(times.get(bytes.toString())!.length);
        }
        // In another order: the same of everything, as long as no DN came twice.
        if (unique.length < entries.length) return;
        const again = collect(shuffle(entries, order), accounts);
        expect([...again.seen]).toEqual([...collector.seen]);
        expect([again.unchanged, again.disabled, again.keylessCount]).toEqual([
          collector.unchanged,
          collector.disabled,
          collector.keylessCount,
        ]);
        const records = (of: Collector) =>
          of.recordAccount
            .map((account, record) => `${account} ${of.hashOf(record).toString('hex')}`)
            .filter((_, record) => !of.voided.has(record))
            .sort();
        expect(records(again)).toEqual(records(collector));
      }),
      { numRuns },
    );
  });

  test('values longer than any buffer so far do not disturb the records round them', () => {
    const long = { dn: 'uid=long', attributes: { entryUUID: ['k2'], uid: ['l'], sn: ['x'.repeat(300_000)] } };
    const entries = [
      entry('k1', 'a'),
      long,
      entry('k3', 'c'),
      { ...long, dn: 'uid=l2', attributes: { ...long.attributes, entryUUID: ['k4'] } },
    ];
    const collector = collect(entries);
    for (const [index, each] of entries.entries()) {
      expect(Buffer.from(collector.hashOf(index)).equals(hashOf(each))).toBe(true);
      expect(format.fields(format.decode(collector.spool.read(index))).lastName).toBe(
        each.attributes['sn']?.[0],
      );
    }
  });

  test('more records than the first table of hashes holds', () => {
    const entries = Array.from({ length: 2500 }, (_, index) => entry(`k${index}`, `n${index}`));
    const collector = collect(entries);
    for (const index of [0, 1023, 1024, 2499]) {
      expect(Buffer.from(collector.hashOf(index)).equals(hashOf(entries[index]!))).toBe(true);
    }
  });

  test('progress is handed on', () => {
    const seen: [number, number][] = [];
    const collector = new Collector(format, [], 0, new Spool('/nowhere', 1), (...each) => seen.push(each));
    collector.progress(500, 1000);
    expect(seen).toEqual([[500, 1000]]);
  });
});
