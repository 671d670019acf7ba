import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { hintOf } from '../../../shared/domain/codes.ts';
import { zeroCounters, type Issue, type RunKind } from '../../../shared/domain/run.ts';
import { AccountBulk } from './account-bulk.ts';
import type { RunEnding } from './runs.ts';
import type { Store } from './store.ts';

const folders = new TestFolders();
let store: Store;
let [enterpriseId, sourceId, otherSourceId] = [0, 0, 0];
beforeAll(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  sourceId = createSource(store, enterpriseId, 'Main').sourceId;
  otherSourceId = createSource(store, enterpriseId, 'Other').sourceId;
});
beforeEach(() => {
  store.connection.exec(
    "DELETE FROM run; DELETE FROM account; DELETE FROM sqlite_sequence WHERE name = 'account'",
  );
});
afterAll(() => {
  store.close();
  folders.remove();
});

const start = (startedAt = 1, of = sourceId, kind: RunKind = 'sync') =>
  store.runs.start({ enterpriseId, sourceId: of, kind, trigger: 'manual', mode: 'full', startedAt });

const issue: Issue = {
  severity: 'warning',
  code: 'entry.duplicate-login',
  subject: 'uid=ä',
  field: 'uid',
  message: 'Somebody else has it.',
  hint: hintOf('entry.duplicate-login'),
};
const ending: RunEnding = {
  outcome: 'warnings',
  complete: true,
  baseline: true,
  endedAt: 99,
  counters: { ...zeroCounters(), read: 3, created: 2, failed: 1 },
  error: null,
  evidence: { bases: [{ base: 'dc=x' }] },
  phases: { read: 5 },
  plan: 'abc',
  feed: 'full',
  mode: 'full',
  issues: [issue, { ...issue, severity: 'info', count: 12 }],
};

describe('runs', () => {
  test('6: a run comes back as it was recorded, with its issues in their order', () => {
    const runId = start(7);
    expect(store.runs.get(runId)).toMatchObject({
      outcome: null,
      endedAt: null,
      startedAt: 7,
      counters: zeroCounters(),
    });
    expect(store.runs.running().map((run) => run.runId)).toEqual([runId]);
    store.runs.finish(runId, ending);
    const { issues, ...rest } = ending;
    expect(store.runs.get(runId)).toMatchObject({
      ...rest,
      runId,
      enterprise: 'One',
      source: 'Main',
      sourceKind: 'directory',
      trigger: 'manual',
      kind: 'sync',
    });
    expect(store.runs.issues(runId)).toEqual(issues);
    expect(store.runs.running()).toEqual([]);
    expect(store.runs.get(9999)).toBeUndefined();
  });

  test('an error is kept without what caused it; no evidence is none', () => {
    const runId = start();
    const error = { code: 'ldap.timeout', message: 'It was silent.', hint: hintOf('ldap.timeout') } as const;
    store.runs.finish(runId, {
      ...ending,
      outcome: 'failed',
      complete: false,
      error,
      evidence: null,
      issues: [],
    });
    expect(store.runs.get(runId)).toMatchObject({
      outcome: 'failed',
      complete: false,
      error,
      evidence: null,
    });
  });

  test('D25: the list is newest first and leaves running ones out', () => {
    const ids = [start(1), start(2), start(3)];
    store.runs.finish(ids[0]!, ending);
    store.runs.finish(ids[2]!, ending);
    expect(store.runs.list({ limit: 10 }).map((run) => run.runId)).toEqual([ids[2], ids[0]]);
    expect(store.runs.list({ limit: 1 }).map((run) => run.runId)).toEqual([ids[2]]);
    expect(store.runs.list({ limit: 10, enterpriseId: enterpriseId + 1 })).toEqual([]);
  });

  test('a long journal is paged through without gap or repetition', () => {
    const runId = start();
    const bulk = new AccountBulk(store.connection);
    for (let index = 0; index < 7; index += 1) {
      bulk.journal({
        runId,
        accountId: null,
        kind: 'create',
        state: 'held',
        reasonCode: 'x',
        login: `l${index}`,
      });
    }
    const logins: string[] = [];
    for (let after = 0; ;) {
      const page = store.runs.changes(runId, { after, limit: 3 });
      logins.push(...page.map((change) => change.login));
      if (page.length === 0) break;
      after = page.at(-1)!.changeId;
    }
    expect(logins).toEqual(['l0', 'l1', 'l2', 'l3', 'l4', 'l5', 'l6']);
  });

  test('E8: the rows that are held are those of the last complete run of the source, and of runs since', () => {
    const bulk = new AccountBulk(store.connection);
    const note = (
      runId: number,
      accountId: number | null,
      kind: 'delete' | 'update' | 'create',
      reasonCode: string,
      state: 'held' | 'applied' = 'held',
    ) => bulk.journal({ runId, accountId, kind, state, reasonCode, login: 'l' });
    const none = { deletes: new Map(), updates: new Map() };
    for (const login of ['l1', 'l2', 'l3', 'l4'])
      store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: login }, null);
    expect(store.runs.heldRows(sourceId)).toEqual(none);
    // Before any complete run, a partial one counts too.
    const partial = start();
    note(partial, 1, 'update', 'guard.updates');
    store.runs.finish(partial, { ...ending, complete: false });
    expect(store.runs.heldRows(sourceId)).toEqual({
      deletes: new Map(),
      updates: new Map([[1, 'guard.updates']]),
    });
    const complete = start();
    note(complete, 2, 'delete', 'source.changed');
    note(complete, 3, 'delete', 'guard.deletes', 'applied');
    note(complete, 4, 'update', 'login-held');
    note(complete, null, 'create', 'login-held');
    store.runs.finish(complete, ending);
    const later = start();
    note(later, 2, 'update', 'guard.updates');
    store.runs.finish(later, { ...ending, complete: false });
    const running = start();
    expect(store.runs.heldRows(sourceId)).toEqual({
      deletes: new Map([[2, 'source.changed']]),
      updates: new Map([[2, 'guard.updates']]),
    });
    expect(store.runs.heldRows(otherSourceId)).toEqual(none);
    // 4.4: an account that a person deleted waits for nothing any more.
    store.connection.exec('DELETE FROM account WHERE account_id = 2');
    expect(store.runs.heldRows(sourceId)).toEqual(none);
    store.runs.finish(running, ending);
    expect(store.runs.heldRows(sourceId)).toEqual(none);
  });

  test('E11: deletions of the week are those that synchronizations of this source applied', () => {
    const bulk = new AccountBulk(store.connection);
    const note = (
      runId: number,
      kind: 'delete' | 'update',
      state: 'applied' | 'held' | 'refused',
      times: number,
    ) => {
      for (let index = 0; index < times; index += 1) {
        bulk.journal({ runId, accountId: 1, kind, state, reasonCode: 'absent', login: 'l' });
      }
    };
    note(start(1000), 'delete', 'applied', 1); // too long ago
    const mine = start(2000);
    note(mine, 'delete', 'applied', 2);
    note(mine, 'delete', 'held', 4);
    note(mine, 'delete', 'refused', 8);
    note(mine, 'update', 'applied', 16);
    note(start(3000, otherSourceId), 'delete', 'applied', 32);
    note(start(3000, sourceId, 'approval'), 'delete', 'applied', 64);
    note(start(3000), 'delete', 'applied', 128);
    expect(store.runs.appliedDeletionsSince(sourceId, 2000)).toBe(130);
    expect(store.runs.appliedDeletionsSince(sourceId, 2001)).toBe(128);
    expect(store.runs.appliedDeletionsSince(otherSourceId, 0)).toBe(32);
    expect(store.runs.appliedDeletionsSince(9999, 0)).toBe(0);
  });
});
