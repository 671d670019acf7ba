import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
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

  test('E11: deletions of the week are those that synchronizations of this source applied, with or without their journal', () => {
    const ended = (deleted: number, startedAt: number, of = sourceId, kind: RunKind = 'sync') => {
      const counters = { ...zeroCounters(), deleted, heldDeletes: 4096, updated: 4096 };
      store.runs.finish(start(startedAt, of, kind), { ...ending, counters });
    };
    ended(1, 1000); // too long ago
    ended(2, 2000);
    ended(4, 3000, otherSourceId);
    // What a person approved, put back or removed is none of the guard's business.
    ended(8, 3000, sourceId, 'approval');
    ended(16, 3000, sourceId, 'undo');
    ended(32, 3000, sourceId, 'removal');
    ended(64, 3000);
    start(3000); // still running
    expect(store.connection.scalar('SELECT count(*) FROM change')).toBe(0);
    expect(store.runs.appliedDeletionsSince(sourceId, 2000)).toBe(66);
    expect(store.runs.appliedDeletionsSince(sourceId, 2001)).toBe(64);
    expect(store.runs.appliedDeletionsSince(otherSourceId, 0)).toBe(4);
    expect(store.runs.appliedDeletionsSince(9999, 0)).toBe(0);
  });
});
