import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { TestEntry } from '../../../tests/support/entries.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
import type { DirectorySource } from '../store/index.ts';
import { runUndo } from './undo.ts';

/** Each case is a handful of runs on a real store: a quarter as many as of other properties do. */
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 10));
vi.setConfig({ testTimeout: 60_000 + 60 * numRuns });

/** Lets through what these small directories change: the guard is not what is looked at here. */
const EASY = {
  deletePercent: 50,
  deleteAtLeast: 20,
  deleteAtMost: 500,
  updatePercent: 50,
  updateAtLeast: 20,
};

let bench: SyncBench;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

function undo(target: number): number {
  const { store } = bench;
  const { enterpriseId, sourceId } = store.runs.get(target)!;
  const of = { kind: 'undo', trigger: 'undo', mode: 'full', startedAt: 1, undoes: target } as const;
  const runId = store.runs.start({ enterpriseId, sourceId, ...of });
  const around = { now: () => 2, isCancelled: () => false, progress: () => undefined };
  runUndo({ store, runId, target, chosen: {}, ...around });
  return runId;
}

interface Person {
  key: string;
  login: string;
  name: string;
  desk: string;
}

const entriesOf = (people: readonly Person[]): TestEntry[] =>
  people.map(({ key, login, name, desk }) => ({
    dn: `uid=${key},dc=x`,
    attributes: { entryUUID: [key], uid: [login], sn: [name], telephoneNumber: desk === '' ? [] : [desk] },
  }));

/** What a person sees of the accounts of a source. */
const seen = (source: DirectorySource) =>
  bench
    .dump('source_id = ?', source.sourceId)
    .map(({ hash: _h, version: _v, created_run: _c, dn: _d, ...row }) => row);

describe('E9: what was undone does not come back by itself', () => {
  const someone = fc.record({
    key: fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5', 'k6'),
    login: fc.constantFrom('aa', 'bb', 'cc', 'dd', 'ee', 'ff'),
    name: fc.constantFrom('X', 'Y'),
    desk: fc.constantFrom('', '1', '2'),
  });
  const directory = fc
    .uniqueArray(someone, { selector: ({ key }) => key, maxLength: 6, minLength: 1 })
    .map((people) => [...new Map(people.map((each) => [each.login, each])).values()]);

  test('undo, synchronize: nothing comes back; undo the undo, synchronize: nothing changes', async () => {
    await fc.assert(
      fc.asyncProperty(directory, directory, directory, async (first, second, third) => {
        bench.wipe();
        const source = bench.source('Main', bench.one, { guard: EASY });
        await bench.synchronize(source, entriesOf(first));
        const before = seen(source);
        const { runId, run } = await bench.synchronize(source, entriesOf(second));
        const applied = seen(source);
        const { created, updated, deleted } = run.counters;
        if (created + updated + deleted === 0) return;
        const undone = undo(runId);
        expect(bench.store.runs.get(undone)!.outcome).toBe('success');
        expect(seen(source)).toEqual(before);
        for (let times = 0; times < 2; times += 1) {
          const again = await bench.synchronize(source, entriesOf(second));
          expect(again.run.counters).toMatchObject({ created: 0, updated: 0, deleted: 0 });
          expect(seen(source)).toEqual(before);
        }
        undo(undone);
        expect(seen(source)).toEqual(applied);
        const settled = await bench.synchronize(source, entriesOf(second));
        expect(settled.run.counters).toMatchObject({ created: 0, updated: 0, deleted: 0 });
        expect(seen(source)).toEqual(applied);
        expect(settled.issues).not.toContain('row.undone');
        // Done again: the directory goes on as ever.
        await bench.synchronize(source, entriesOf(third));
        const free = bench.store.held.counts({ sourceId: source.sourceId });
        if (free.create + free.update + free.delete === 0) {
          expect(seen(source).map((row) => row['login_id'])).toEqual(third.map(({ login }) => login).sort());
        }
      }),
      { numRuns },
    );
  });

  it('holds the row with its reason, until the source says something else', async () => {
    const source = bench.source('Main', bench.one, { guard: EASY });
    const ann = { key: 'k1', login: 'ann', name: 'X', desk: '1' };
    const bob = { ...ann, key: 'k2', login: 'bob' };
    await bench.synchronize(source, entriesOf([ann, bob]));
    const moved = { ...ann, desk: '2' };
    const { runId } = await bench.synchronize(source, entriesOf([moved]));
    undo(runId);
    const held = await bench.synchronize(source, entriesOf([moved]));
    expect(held.outcome).toBe('held');
    expect(bench.changes(held)).toEqual(['delete held row.undone bob', 'update held row.undone ann']);
    expect(bench.account('ann').fields.deskPhone).toBe('1');
    const other = await bench.synchronize(source, entriesOf([{ ...ann, desk: '3' }]));
    expect(bench.changes(other)).toEqual(['delete held row.undone bob', 'update applied changed ann']);
    expect(bench.account('ann').fields.deskPhone).toBe('3');
  });
});
