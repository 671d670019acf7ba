import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyFields } from '../../../shared/domain/account.ts';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { Store } from './store.ts';
import type { StoredRow } from './stored-rows.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

let store: Store;
let sourceId: number;
let other: number;

beforeEach(() => {
  store = openQuickStore(folders.next());
  const enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  sourceId = createSource(store, enterpriseId, 'Main', {}).sourceId;
  other = createSource(store, enterpriseId, 'Other', {}).sourceId;
  for (const login of ['l1', 'l2', 'l3'])
    store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: login }, null);
  return () => store.close();
});

const row = (key: string, change: Partial<StoredRow> = {}): StoredRow => ({
  kind: 'delete',
  reasonCode: 'guard.deletes',
  detail: '',
  gone: 'absent',
  looked: null,
  accountId: null,
  version: null,
  login: key,
  dn: `uid=${key}`,
  keyAttribute: 'entryUUID',
  key: Buffer.from(key),
  hash: null,
  changes: {},
  fields: null,
  rekeyed: false,
  ...change,
});
const put = (runId: number, ...rows: StoredRow[]) =>
  rows.forEach((each) => store.held.put(each, { sourceId, runId, now: runId * 10 }));
const waiting = (condition = {}) =>
  store.held.list(condition, { after: 0, limit: 100 }).map(({ login, runId }) => `${login}@${runId}`);

describe('rows that wait (E8)', () => {
  test('one for each source, kind and key: a later run refreshes it and keeps since when it waits', () => {
    put(1, row('a'), row('a', { kind: 'update', fields: emptyFields() }), row('b'));
    store.held.put(row('a'), { sourceId: other, runId: 1, now: 5 });
    put(2, row('a', { detail: 'newer', hash: Buffer.from('ff', 'hex') }));
    const [first] = store.held.list({ sourceId, kind: 'delete' }, { after: 0, limit: 1 });
    expect(first).toMatchObject({
      firstRun: 1,
      since: 10,
      runId: 2,
      detail: 'newer',
      keyAttribute: 'entryuuid',
    });
    expect(store.held.counts({ sourceId })).toEqual({ create: 0, update: 1, delete: 2 });
    expect(store.held.counts({ sourceId: other })).toEqual({ create: 0, update: 0, delete: 1 });
  });

  test('what a complete run did not ask for lapses, except updates that it could not look at', () => {
    put(1, row('a'), row('b', { kind: 'update', accountId: 1 }), row('c', { kind: 'update', accountId: 2 }));
    put(2, row('d'));
    store.held.lapse(sourceId, 2, [1]);
    expect(waiting()).toEqual(['b@2', 'd@2']);
  });

  test('only what the guard held lasts by itself; the rest is looked at anew', () => {
    put(
      1,
      row('a', { accountId: 1 }),
      row('b', { accountId: 2, reasonCode: 'not-visible' }),
      row('c', { accountId: 2, kind: 'update', reasonCode: 'guard.updates' }),
      row('d', { accountId: 3, kind: 'update', reasonCode: 'row.undone' }),
      row('e', { accountId: 3, kind: 'create', reasonCode: 'login-held' }),
    );
    const none = { updates: new Map(), deletes: new Map() };
    expect(store.held.reasons(sourceId)).toEqual({
      updates: new Map([[2, 'guard.updates']]),
      deletes: new Map([[1, 'guard.deletes']]),
    });
    expect(store.held.reasons(other)).toEqual(none);
    // 4.4: an account that a person deleted waits for nothing any more.
    store.connection.exec('DELETE FROM account WHERE account_id IN (1, 2)');
    expect(store.held.reasons(sourceId)).toEqual(none);
  });

  test('they are found by number, run, and words without regard to case', () => {
    put(1, row('ann', { detail: '100% sure' }), row('Bob'));
    put(2, row('cid'));
    expect(waiting({ runId: 1 })).toEqual(['ann@1', 'Bob@1']);
    expect(waiting({ search: 'uid=b OB' })).toEqual(['Bob@1']);
    expect(waiting({ search: '0%' })).toEqual(['ann@1']);
    expect(waiting({ search: '_' })).toEqual([]);
    const [ann] = store.held.list({}, { after: 0, limit: 1 });
    store.held.remove([ann!.heldId]);
    expect(waiting()).toEqual(['Bob@1', 'cid@2']);
  });
});

test('E8, E9: an answer is remembered once for each row, and forgotten by row or by the run that was undone', () => {
  const answer = (key: string, change = {}) =>
    store.held.remember({
      ...{
        sourceId,
        kind: 'update' as const,
        keyAttribute: 'entryUUID',
        key: Buffer.from(key),
        ground: 'aa',
      },
      ...{ answer: 'rejected' as const, runId: 7, login: key, dn: `uid=${key}`, at: 1, ...change },
    });
  answer('a');
  answer('a', { ground: 'bb' });
  answer('b', { answer: 'undone' });
  answer('c', { answer: 'undone', runId: 8 });
  const all = () => store.held.memories({ sourceId }).map(({ login, ground }) => `${login} ${ground}`);
  expect(all()).toEqual(['a bb', 'b aa', 'c aa']);
  store.held.forgetRun(7);
  expect(all()).toEqual(['a bb', 'c aa']);
  expect(store.held.forget(sourceId, 'update', 'ENTRYUUID', Buffer.from('a'))).toBe(true);
  expect(store.held.forget(sourceId, 'update', 'entryUUID', Buffer.from('a'))).toBe(false);
  expect(all()).toEqual(['c aa']);
  expect(store.held.memories({ sourceId: other })).toEqual([]);
});
