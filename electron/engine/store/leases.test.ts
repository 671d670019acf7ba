import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enterpriseValues, TestFolders } from '../../../tests/support/store.ts';
import { openSecondConnection, openStore, type Store } from './store.ts';

const folders = new TestFolders();
let store: Store;
let other: Store;
let [one, two] = [0, 0];
beforeAll(() => {
  store = openStore(folders.next());
  other = openSecondConnection(store.folder);
  one = store.enterprises.create(enterpriseValues('One'), 1);
  two = store.enterprises.create(enterpriseValues('Two'), 1);
});
afterAll(() => {
  other.close();
  store.close();
  folders.remove();
});

describe('E3: one lease per Enterprise', () => {
  test('E3: the second taker gets none, on whatever connection; another Enterprise is free', () => {
    const lease = store.leases.tryTake(one, 'first', 1000)!;
    expect(lease).not.toBeNull();
    expect(store.leases.tryTake(one, 'second', 2000)).toBeNull();
    expect(other.leases.tryTake(one, 'third', 2000)).toBeNull();
    expect(other.leases.isFree(one)).toBe(false);
    expect(other.leases.holder(one)).toEqual({ holder: 'first', since: 1000 });
    const elsewhere = other.leases.tryTake(two, 'elsewhere', 3000)!;
    expect(elsewhere).not.toBeNull();
    elsewhere.release();
    lease.release();
    expect(store.leases.isFree(one)).toBe(true);
    expect(store.leases.holder(one)).toBeUndefined();
    const again = other.leases.tryTake(one, 'again', 4000)!;
    expect(again).not.toBeNull();
    again.release();
  });

  test('E3: the note of a process that died says nothing: the lock does', () => {
    store.connection.exec(`INSERT INTO lease VALUES (${one}, 'a dead process', 5)`);
    expect(store.leases.isFree(one)).toBe(true);
    const lease = store.leases.tryTake(one, 'next', 6000)!;
    expect(store.leases.holder(one)).toEqual({ holder: 'next', since: 6000 });
    lease.release();
  });

  test('E3: looking whether it is free does not keep it', () => {
    expect([store.leases.isFree(two), other.leases.isFree(two), store.leases.isFree(two)]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('E3: when the note cannot be written, the lock is not kept', () => {
    expect(() => store.leases.tryTake(999, 'nobody', 1)).toThrow();
    expect(store.leases.isFree(999)).toBe(true);
  });
});
