import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import {
  ACCOUNT_FIELDS,
  emptyFields,
  type AccountField,
  type AccountFields,
} from '../../../shared/domain/account.ts';
import { AccountBulk } from './account-bulk.ts';
import { changedFields, changedFieldsOf, type FieldChanges } from './history.ts';
import type { Store } from './store.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const folders = new TestFolders();
let store: Store;
let bulk: AccountBulk;
let [enterpriseId, sourceId] = [0, 0];
beforeAll(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  sourceId = createSource(store, enterpriseId, 'Main').sourceId;
  bulk = new AccountBulk(store.connection);
});
beforeEach(() => {
  store.connection.exec('DELETE FROM change; DELETE FROM run; DELETE FROM account');
});
afterAll(() => {
  store.close();
  folders.remove();
});

const newRun = () =>
  store.runs.start({ enterpriseId, sourceId, kind: 'sync', trigger: 'manual', mode: 'full', startedAt: 1 });
const write = (fields: AccountFields) => ({
  key: Buffer.from('k'),
  keyAttribute: 'k',
  dn: 'dn',
  hash: Buffer.alloc(16),
  fields,
});

/** A field's pairs where the two states differ, with null for nothing. */
function difference(old: AccountFields | null, now: AccountFields | null): FieldChanges {
  return Object.fromEntries(
    ACCOUNT_FIELDS.map((field) => [
      field,
      [old?.[field] || null, now?.[field] || null] as [unknown, unknown],
    ]).filter(([, pair]) => (pair as unknown[])[0] !== (pair as unknown[])[1]),
  ) as FieldChanges;
}

/** The before-image that apply writes of an update: the fields that change, as they were. */
const beforeOf = (old: AccountFields, now: AccountFields) =>
  Object.fromEntries(
    ACCOUNT_FIELDS.filter((field) => old[field] !== now[field]).map((field) => [field, old[field]]),
  );

describe('E5: the journal keeps before-images only', () => {
  const value = fc.constantFrom('', 'a', 'b', 'c');
  const someFields = fc
    .record({
      loginId: fc.constantFrom('l1', 'l2'),
      lastName: value,
      deskPhone: value,
      title: value,
      mobile: value,
    })
    .map((values): AccountFields => ({ ...emptyFields(), ...values }));
  const step = fc.record({
    fields: someFields,
    /** In a run, by hand outside of one, or only proposed. */
    how: fc.constantFrom('run', 'run', 'hand', 'held', 'number'),
  });

  test('E5: from creation to deletion, each change’s old and new values are told exactly', () => {
    fc.assert(
      fc.property(someFields, fc.array(step, { maxLength: 5 }), fc.boolean(), (first, steps, removed) => {
        store.connection.exec('DELETE FROM change; DELETE FROM run; DELETE FROM account');
        const expected: FieldChanges[] = [];
        const runs = [newRun()];
        const accountId = bulk.create(enterpriseId, sourceId, write(first), null, runs[0]!)!;
        bulk.journal({
          runId: runs[0]!,
          accountId,
          kind: 'create',
          state: 'applied',
          reasonCode: 'new',
          login: 'l',
        });
        expected.push(difference(null, first));
        let now = first;
        let version = 1;
        const hands: number[] = [];
        for (const { fields, how } of steps) {
          const runId = newRun();
          const journal = { runId, accountId, kind: 'update', reasonCode: 'x', login: 'l' } as const;
          if (how === 'held') {
            const proposed = difference(now, fields);
            bulk.journal({ ...journal, state: 'held', proposed });
            runs.push(runId);
            expected.push(proposed);
            continue;
          }
          if (how === 'number') {
            bulk.journal({
              ...journal,
              kind: 'number-held',
              state: 'applied',
              proposed: { number: ['1', '1'] },
            });
            runs.push(runId);
            expected.push({ number: ['1', '1'] });
            continue;
          }
          const before = beforeOf(now, fields);
          if (how === 'hand') {
            store.accounts.update(accountId, fields, null);
            store.runs.recordEdit({ accountId, kind: 'update', login: 'l', before, at: 1 });
            hands.push(expected.length);
          } else {
            expect(bulk.update(accountId, version, write(fields))).toBe(true);
            bulk.journal({ ...journal, state: 'applied', before });
            runs.push(runId);
          }
          expected.push(difference(now, fields));
          version += 1;
          now = fields;
        }
        if (removed) {
          const runId = newRun();
          const before = bulk.delete(accountId, version)!;
          bulk.journal({
            runId,
            accountId,
            kind: 'delete',
            state: 'applied',
            reasonCode: 'absent',
            login: 'l',
            before,
          });
          runs.push(runId);
          expected.push(difference(now, null));
        }
        const rows = runs.flatMap((runId) => store.runs.changes(runId));
        const told = expected.filter((_, index) => !hands.includes(index));
        expect(changedFieldsOf(store, rows)).toEqual(told);
        expect(rows.map((change) => changedFields(store, change))).toEqual(told);
      }),
      { numRuns },
    );
  });

  test('E5: a held or refused row tells what it would have done', () => {
    const runId = newRun();
    const proposed = { lastName: [null, 'Berg'] as [unknown, unknown] };
    const row = { runId, accountId: null, kind: 'create', reasonCode: 'x', login: 'l' } as const;
    bulk.journal({ ...row, state: 'held', proposed });
    bulk.journal({ ...row, state: 'refused' });
    expect(store.runs.changes(runId).map((change) => changedFields(store, change))).toEqual([proposed, {}]);
  });

  test('E5: what can no longer be known is not made up', () => {
    const runId = newRun();
    const fields = { ...emptyFields(), loginId: 'a', lastName: 'b' };
    const accountId = bulk.create(enterpriseId, sourceId, write(fields), null, runId)!;
    bulk.journal({ runId, accountId, kind: 'create', state: 'applied', reasonCode: 'new', login: 'a' });
    store.connection.exec('DELETE FROM account');
    expect(changedFields(store, store.runs.changes(runId)[0]!)).toEqual({});
  });

  test('other accounts’ changes are none of its business', () => {
    const runId = newRun();
    const of = (loginId: string): AccountFields => ({ ...emptyFields(), loginId, lastName: loginId });
    const ids = ['a', 'b'].map((loginId) => {
      const accountId = bulk.create(
        enterpriseId,
        sourceId,
        { ...write(of(loginId)), key: Buffer.from(loginId) },
        null,
        runId,
      )!;
      bulk.journal({ runId, accountId, kind: 'create', state: 'applied', reasonCode: 'new', login: loginId });
      return accountId;
    });
    bulk.update(ids[1]!, 1, { ...write({ ...of('b'), lastName: 'z' }), key: Buffer.from('b') });
    bulk.journal({
      runId,
      accountId: ids[1]!,
      kind: 'update',
      state: 'applied',
      reasonCode: 'x',
      login: 'b',
      before: { lastName: 'b' },
    });
    const [a, b, change] = store.runs.changes(runId).map((each) => changedFields(store, each));
    expect(a).toEqual({ loginId: [null, 'a'], lastName: [null, 'a'] });
    expect(b).toEqual({ loginId: [null, 'b'], lastName: [null, 'b'] });
    expect(change).toEqual({ lastName: ['b', 'z'] } satisfies Partial<
      Record<AccountField, [string, string]>
    >);
  });
});
