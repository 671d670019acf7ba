import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestEntry } from '../../../tests/support/entries.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
import { pruneHistory } from '../store/retention.ts';

let bench: SyncBench;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

const people = (
  count: number,
  name: (number: number) => string = (number) => `Name ${number}`,
): TestEntry[] =>
  Array.from({ length: count }, (_, number) => ({
    dn: `uid=k${number},dc=x`,
    attributes: { entryUUID: [`k${number}`], uid: [`login${number}`], sn: [name(number)] },
  }));

describe('E11: what the guard would hold at once does not pass bit by bit', () => {
  test('E11: reads that break off early, each with other people, change nobody in a mass', async () => {
    const source = bench.source();
    await bench.synchronize(source, people(30));
    const broken = people(30, () => 'Wrong');
    for (let from = 0; from < 30; from += 6) {
      const course = { error: 'ldap.incomplete' as const };
      const { run } = await bench.synchronize(source, broken.slice(from, from + 6), course);
      expect(run).toMatchObject({ complete: false, counters: { read: 6, updated: 0, heldUpdates: 6 } });
    }
    expect(bench.dump("last_name = 'Wrong'")).toEqual([]);
  });

  test('E11: deletions of the week count when their journal is long thrown away', async () => {
    const source = bench.source();
    await bench.synchronize(source, people(30));
    for (let left = 29; left >= 24; left -= 1) {
      const { run } = await bench.synchronize(source, people(left));
      expect(run.counters).toMatchObject({ deleted: 1, heldDeletes: 0 });
      await pruneHistory(bench.store, 3000, { limits: { journalDays: 1, journalRuns: 1, runDays: 1 } });
    }
    const { run } = await bench.synchronize(source, people(23));
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 1 });
  });
});
