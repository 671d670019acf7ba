import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairRekeyed } from './rekey.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

describe('E6: entries and accounts after the key attribute changed', () => {
  it('pairs by exact DN first, then by login', () => {
    const accounts = [
      { accountId: 1, dn: 'uid=ann,o=x', loginKey: 'ann' },
      { accountId: 2, dn: 'uid=bob,o=x', loginKey: 'bob' },
    ];
    const records = [
      // Ann took over the login "bob"; her DN says who she is.
      { record: 10, dn: 'uid=ann,o=x', loginKey: 'bob' },
      { record: 11, dn: 'uid=robert,o=x', loginKey: 'nobody' },
      { record: 12, dn: 'uid=moved,o=y', loginKey: 'bob' },
    ];
    expect([...pairRekeyed(records, accounts)]).toEqual([
      [10, 1],
      [12, 2],
    ]);
  });

  it('leaves what is not one to one alone', () => {
    const accounts = [{ accountId: 1, dn: 'a', loginKey: 'ann' }];
    const twice = [
      { record: 10, dn: 'b', loginKey: 'ann' },
      { record: 11, dn: 'c', loginKey: 'ann' },
    ];
    expect(pairRekeyed(twice, accounts).size).toBe(0);
    const nameless = [{ record: 10, dn: '', loginKey: '' }];
    expect(pairRekeyed(nameless, [{ accountId: 1, dn: '', loginKey: '' }]).size).toBe(0);
  });

  it('property: never pairs twice, and does not depend on order', () => {
    const name = fc.constantFrom('', 'a', 'b', 'c', 'd');
    const people = fc.array(fc.record({ dn: name, loginKey: name }), { maxLength: 8 });
    fc.assert(
      fc.property(people, people, (entries, stored) => {
        const records = entries.map((entry, index) => ({ ...entry, record: index }));
        const accounts = stored.map((account, index) => ({ ...account, accountId: index + 100 }));
        const pairs = pairRekeyed(records, accounts);
        expect(new Set(pairs.values()).size).toBe(pairs.size);
        const turned = pairRekeyed(records.toReversed(), accounts.toReversed());
        expect(new Map([...turned].sort((left, right) => left[0] - right[0]))).toEqual(
          new Map([...pairs].sort((left, right) => left[0] - right[0])),
        );
      }),
      { numRuns },
    );
  });
});
