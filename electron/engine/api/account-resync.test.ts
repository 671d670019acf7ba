import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestEntry } from '../../../tests/support/entries.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
import { getAccount } from './account-detail.ts';
import { deleteAccount } from './account-edits.ts';

let bench: SyncBench;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => {
  bench.wipe();
});
afterAll(() => {
  bench.close();
});

const people = (count: number, name = 'Name'): TestEntry[] =>
  Array.from({ length: count }, (_, at) => ({
    dn: `uid=${at},dc=x`,
    attributes: { entryUUID: [`k${at}`], uid: [`login${at}`], sn: [`${name} ${at}`] },
  }));

function deleteByHand(login: string): number {
  const { accountId, version } = bench.store.accounts.get(bench.account(login).accountId)!;
  expect(deleteAccount(bench.store, { accountId, version }, 1500)).toEqual({ deleted: true });
  return accountId;
}

describe('domain.md 4.4: what becomes of a synchronized account that a person deleted', () => {
  test('the next synchronization makes it again, though nothing changed in the directory', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(10));
    const old = deleteByHand('login3');
    const { run, outcome } = await bench.synchronize(main, people(10));
    expect(outcome).toBe('success');
    expect(run.counters).toMatchObject({ created: 1, unchanged: 9, deleted: 0 });
    const { accountId } = bench.account('login3');
    expect(accountId).toBeGreaterThan(old);
    expect(getAccount(bench.store, accountId)).toMatchObject({ lastName: 'Name 3', createdRun: run.runId });
  });

  test('E11: it does not count among the deletions of the week', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(30));
    for (let at = 0; at < 5; at += 1) deleteByHand(`login${25 + at}`);
    // Five of 25: with the five by hand it would be more than the guard lets through.
    const { run, outcome } = await bench.synchronize(main, people(20));
    expect([outcome, run.counters.deleted, run.counters.heldDeletes]).toEqual(['success', 5, 0]);
  });

  test('E8: a change of it that waited for approval is not asked for any more', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(10));
    const held = await bench.synchronize(main, people(10, 'Other'));
    expect(held.run.counters.heldUpdates).toBe(10);
    const accountId = deleteByHand('login9');
    const { runId } = await bench.synchronize(main, people(9, 'Other'));
    const rows = bench.store.runs.changes(runId);
    expect(rows).toHaveLength(9);
    expect(rows.map((row) => row.accountId)).not.toContain(accountId);
  });
});
