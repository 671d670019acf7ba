import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { ACCOUNT_FIELDS, emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import { AccountBulk, type AccountWrite } from './account-bulk.ts';
import type { Store } from './store.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const folders = new TestFolders();
let store: Store;
let bulk: AccountBulk;
let [enterpriseId, sourceId, runId] = [0, 0, 0];
beforeAll(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  sourceId = createSource(store, enterpriseId, 'Main').sourceId;
  runId = store.runs.start({
    enterpriseId,
    sourceId,
    kind: 'sync',
    trigger: 'manual',
    mode: 'full',
    startedAt: 1,
  });
});
beforeEach(() => {
  store.connection.exec('DELETE FROM account');
  bulk = new AccountBulk(store.connection);
});
afterAll(() => {
  store.close();
  folders.remove();
});

const HASH = Buffer.alloc(16, 0x77);
function write(key: string | Uint8Array, values: Partial<AccountFields>): AccountWrite {
  return {
    key: typeof key === 'string' ? Buffer.from(key) : key,
    keyAttribute: 'entryUUID',
    dn: `uid=${values.loginId}`,
    hash: HASH,
    fields: { ...emptyFields(), ...values },
  };
}
const add = (key: string | Uint8Array, values: Partial<AccountFields>): number | null =>
  bulk.create(enterpriseId, sourceId, write(key, values), null, runId);

describe('AccountBulk', () => {
  test('E5: every field survives, wherever it is stored, with any characters', () => {
    const text = fc.oneof(
      fc.constantFrom('', ' ', '0', 'Łódź', '李雷 😀', "O'Brien", 'a\tb\r\nc', '\u007f\ufffd', '"\\'),
      fc.string(),
    );
    const anyFields = fc.record(
      Object.fromEntries(ACCOUNT_FIELDS.map((field) => [field, text])) as Record<
        (typeof ACCOUNT_FIELDS)[number],
        typeof text
      >,
    );
    fc.assert(
      fc.property(anyFields, anyFields, (first, second) => {
        store.connection.exec('DELETE FROM account');
        const accountId = add('k', first)!;
        expect(bulk.load(accountId)).toEqual({
          accountId,
          version: 1,
          dn: `uid=${first.loginId}`,
          fields: first,
        });
        expect(bulk.update(accountId, 1, write('k', second))).toBe(true);
        expect(bulk.load(accountId)).toEqual({
          accountId,
          version: 2,
          dn: `uid=${second.loginId}`,
          fields: second,
        });
      }),
      { numRuns },
    );
  });

  test('E5: keys and hashes come back byte by byte, those of this source only, however many they are', () => {
    const other = createSource(store, enterpriseId, 'Other').sourceId;
    const keys = fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 20 }), {
      selector: (key) => Buffer.from(key).toString('hex'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(keys, fc.nat(20), (all, mine) => {
        store.connection.exec('DELETE FROM account');
        const expected: string[] = [];
        for (const [index, key] of all.entries()) {
          const hash = Buffer.alloc(16, index + 1);
          const of = index < mine ? sourceId : other;
          const accountId = bulk.create(
            enterpriseId,
            of,
            { ...write(key, { loginId: `l${index}` }), hash },
            null,
            runId,
          );
          if (of === sourceId)
            expected.push(`${accountId} ${Buffer.from(key).toString('hex')} ${hash.toString('hex')}`);
        }
        const found = [...bulk.keys(sourceId, 'entryUUID')].map(
          ({ accountId, key, hash }) =>
            `${accountId} ${Buffer.from(key).toString('hex')} ${Buffer.from(hash).toString('hex')}`,
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns },
    );
    store.connection.exec('DELETE FROM account');
    store.transaction(() => {
      for (let index = 0; index < 20_005; index += 1)
        add(`key-${'x'.repeat(index % 5)}${index}`, { loginId: `l${index}` });
    });
    const found = [...bulk.keys(sourceId, 'entryUUID')];
    expect(found.length).toBe(20_005);
    for (const index of [0, 19_999, 20_000, 20_004]) {
      expect(Buffer.from(found[index]!.key).toString()).toBe(`key-${'x'.repeat(index % 5)}${index}`);
      expect(HASH.equals(found[index]!.hash)).toBe(true);
    }
    expect(new Set(found.map(({ accountId }) => accountId)).size).toBe(20_005);
  });

  test('E7: a missing hash is no record’s hash', () => {
    const accountId = add('k', { loginId: 'a' })!;
    store.connection.exec(`UPDATE account SET hash = NULL WHERE account_id = ${accountId}`);
    const [found] = [...bulk.keys(sourceId, 'entryUUID')];
    expect(found?.hash === null || Buffer.from(found!.hash).every((byte) => byte === 0)).toBe(true);
  });

  test('E13: a login is taken once in an Enterprise, whatever its case, and may be had in another', () => {
    expect(add('k1', { loginId: 'Anna' })).not.toBeNull();
    expect(add('k2', { loginId: 'ANNA' })).toBeNull();
    expect(add('k1', { loginId: 'other' })).toBeNull();
    const elsewhere = store.enterprises.create(enterpriseValues('Elsewhere'), 1);
    const theirs = createSource(store, elsewhere, 'Main').sourceId;
    expect(bulk.create(elsewhere, theirs, write('k1', { loginId: 'anna' }), null, runId)).not.toBeNull();
    expect(bulk.loginHolder(enterpriseId, 'anna')).not.toBe(bulk.loginHolder(elsewhere, 'anna'));
    expect(bulk.loginHolders(enterpriseId)).toEqual(
      new Map([['anna', bulk.loginHolder(enterpriseId, 'anna')]]),
    );
    expect(bulk.loginHolder(enterpriseId, 'nobody')).toBeUndefined();
  });

  test('E13: two parked logins may be swapped', () => {
    const [a, b] = [add('k1', { loginId: 'a' })!, add('k2', { loginId: 'b' })!];
    expect(bulk.update(a, 1, write('k1', { loginId: 'b' }))).toBe(false);
    expect(bulk.load(a)?.fields.loginId).toBe('a');
    bulk.parkLogin(a);
    bulk.parkLogin(b);
    expect(bulk.update(a, 1, write('k1', { loginId: 'b' }))).toBe(true);
    expect(bulk.update(b, 1, write('k2', { loginId: 'a' }))).toBe(true);
    expect([bulk.loginHolder(enterpriseId, 'a'), bulk.loginHolder(enterpriseId, 'b')]).toEqual([b, a]);
  });

  test('E7: a row whose account moved is neither changed nor deleted', () => {
    const accountId = add('k', { loginId: 'a' })!;
    store.accounts.update(accountId, { ...emptyFields(), loginId: 'b' }, null);
    expect(bulk.update(accountId, 1, write('k', { loginId: 'c' }))).toBe(false);
    expect(bulk.delete(accountId, 1)).toBeNull();
    expect(bulk.load(accountId)).toMatchObject({ version: 2, fields: { loginId: 'b' } });
    expect(bulk.delete(accountId, 2)).not.toBeNull();
    expect(bulk.load(accountId)).toBeUndefined();
  });

  test('E9: a deletion’s before-image holds the row, its numbers, statuses and references', () => {
    const accountId = add(Uint8Array.of(0, 0xff), { loginId: 'a', title: 'Boss' })!;
    store.accounts.addNumber(
      accountId,
      { number: '77', kind: 'other', origin: 'manual', state: 'present' },
      5,
    );
    store.connection
      .exec(`INSERT INTO status (account_id, name, settings) VALUES (${accountId}, 'Lunch', '{}');
      INSERT INTO status_reference VALUES (${accountId}, '77', 'Lunch', 'first')`);
    const before = bulk.delete(accountId, 1)!;
    expect(before).toMatchObject({
      loginId: 'a',
      title: 'Boss',
      row: {
        account_id: accountId,
        source_key: { hex: '00ff' },
        hash: { hex: HASH.toString('hex') },
        created_run: runId,
      },
      numbers: [{ number: '77', origin: 'manual' }],
      statuses: [{ name: 'Lunch' }],
      references: [{ number: '77', status: 'Lunch' }],
    });
    expect(JSON.parse(JSON.stringify(before))).toEqual(before);
    for (const table of ['number', 'status', 'status_reference']) {
      expect(store.connection.scalar(`SELECT count(*) FROM ${table}`)).toBe(0);
    }
  });

  test('E14: a number is held while a status points at it, once', () => {
    const accountId = add('k', { loginId: 'a' })!;
    store.connection.exec(
      `INSERT INTO status_reference VALUES (${accountId}, '77', 'Lunch', 'a'), (${accountId}, '77', 'Lunch', 'b'), (${accountId}, '77', 'Away', 'a')`,
    );
    expect(bulk.references(accountId, '77')).toEqual(['Away', 'Lunch']);
    expect(bulk.references(accountId, '78')).toEqual([]);
    bulk.holdNumber(accountId, '77', { kind: 'desk', origin: 'directory' }, 5);
    bulk.holdNumber(accountId, '77', { kind: 'desk', origin: 'directory' }, 6);
    expect(bulk.heldNumbers(accountId)).toEqual(['77']);
    bulk.dropNumber(accountId, '77');
    expect(bulk.heldNumbers(accountId)).toEqual([]);
    // D4: no synchronization deletes a number that a person added.
    store.accounts.addNumber(accountId, { number: '88', kind: 'other', origin: 'user', state: 'present' }, 5);
    bulk.dropNumber(accountId, '88');
    expect(bulk.heldNumbers(accountId)).toEqual([]);
    expect(store.connection.scalar(`SELECT count(*) FROM number WHERE number = '88'`)).toBe(1);
  });

  test('E5: a load into an empty table builds its unique indexes afterwards; a load into a full one keeps them', () => {
    const indexes = () =>
      store.connection.scalar(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('account_login', 'account_key')",
      );
    let during = -1;
    store.transaction(() =>
      bulk.loadIntoEmpty(() => {
        during = indexes();
        add('k1', { loginId: 'a' });
      }),
    );
    expect([during, indexes()]).toEqual([0, 2]);
    store.transaction(() =>
      bulk.loadIntoEmpty(() => {
        during = indexes();
        expect(add('k2', { loginId: 'A' })).toBeNull();
      }),
    );
    expect([during, indexes()]).toEqual([2, 2]);
    store.connection.exec('DELETE FROM account');
    // Two of one login must not get in by way of the missing index, and a failed load leaves the indexes.
    expect(() =>
      store.transaction(() =>
        bulk.loadIntoEmpty(() => {
          add('k1', { loginId: 'a' });
          add('k2', { loginId: 'A' });
        }),
      ),
    ).toThrow();
    expect([indexes(), store.accounts.count()]).toEqual([2, 0]);
  });
});

describe('the account list', () => {
  test('pages follow each other without gap or repetition, in the order of logins, whatever their case', () => {
    const logins = ['b', 'A', 'c', 'É', 'd', 'Z', '1', 'ab'];
    store.transaction(() => logins.forEach((loginId, index) => add(`k${index}`, { loginId })));
    const found: string[] = [];
    for (let after: string | undefined; ;) {
      const page = store.accounts.page(enterpriseId, { ...(after === undefined ? {} : { after }), limit: 3 });
      found.push(...page.map(({ fields }) => fields.loginId));
      if (page.length < 3) break;
      after = page.at(-1)!.fields.loginId;
    }
    expect(found).toEqual(['1', 'A', 'ab', 'b', 'c', 'd', 'Z', 'É']);
    expect(store.accounts.find(enterpriseId, 'é')?.fields.loginId).toBe('É');
    expect(store.accounts.find(enterpriseId, 'x')).toBeUndefined();
  });

  test('4.2: manual accounts belong to no source and share the logins', () => {
    const accountId = store.accounts.createManual(
      enterpriseId,
      { ...emptyFields(), loginId: 'hand', lastName: 'H' },
      null,
    );
    expect(store.accounts.find(enterpriseId, 'HAND')).toMatchObject({
      accountId,
      sourceId: null,
      sourceKind: 'manual',
    });
    expect(add('k', { loginId: 'Hand' })).toBeNull();
    expect([store.accounts.count({ enterpriseId }), store.accounts.count({ sourceId })]).toEqual([1, 0]);
    expect(bulk.loginHolder(enterpriseId, 'hand')).toBe(accountId);
  });
});
