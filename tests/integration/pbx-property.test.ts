import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { anyDialect, writtenFiles } from '../support/pbx-files.ts';
import {
  branch,
  expectNobodyLost,
  expectSound,
  heldOf,
  LAX,
  pointing,
  pointStatuses,
  whole,
  world,
} from '../support/pbx-random.ts';
import { PbxSyncBench } from '../support/pbx-sync.ts';
import { edited, edits } from '../support/pbx-world.ts';
import { ranks, shuffle } from '../support/shuffle.ts';

/** Each case is a handful of runs on a real store, from real files: a fortieth of what other properties do. */
const numRuns = Math.max(60, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 200));
vi.setConfig({ testTimeout: 120_000 + 300 * numRuns });

let bench: PbxSyncBench;
beforeAll(() => {
  bench = new PbxSyncBench();
});
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

describe('whole synchronizations of random PBXs', () => {
  test('E10, D6, D20, R1, R6: every run adds up, nobody goes whose phone is there, nothing that is referenced goes, a second run changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(fc.tuple(pointing, edits), { maxLength: 3 }), async (first, days) => {
        bench.wipe();
        const node = bench.node({ guard: LAX });
        let today = first;
        for (const [points, changes] of [[[], []] as const, ...days]) {
          pointStatuses(bench, node, points);
          today = edited(today, changes);
          const given = whole(today);
          const before = bench.accounts(node.source.sourceId);
          const run = await bench.take(node, given);
          expectSound(bench, node, run, given);
          expectNobodyLost(bench, node, before, given);
          const [dump, held] = [bench.dump(), heldOf(bench, node)];
          const again = await bench.synchronize(node);
          expectSound(bench, node, again, given);
          expect(bench.dump()).toEqual(dump);
          expect(heldOf(bench, node)).toEqual(held);
          expect(again.counters).toMatchObject({
            created: 0,
            updated: 0,
            deleted: 0,
            numbersAdded: 0,
            numbersRemoved: 0,
          });
          expect(again.counters.numbersHeld).toBe(run.counters.numbersHeld);
        }
      }),
      { numRuns },
    );
  });

  test('E9: an undo puts everything back, exactly, and the next run brings nothing back by itself', async () => {
    await fc.assert(
      fc.asyncProperty(world, pointing, edits, async (first, points, changes) => {
        bench.wipe();
        const node = bench.node({ guard: LAX });
        await bench.take(node, whole(first));
        pointStatuses(bench, node, points);
        const before = bench.dump();
        const run = await bench.take(node, whole(edited(first, changes)));
        const after = bench.dump();
        const undone = bench.undo(node, run.runId);
        if (undone.error?.code !== 'undo.nothing') expect(undone.outcome).toBe('success');
        expect(bench.dump()).toEqual(before);
        const again = await bench.synchronize(node);
        expectSound(bench, node, again, whole(edited(first, changes)));
        expect(bench.dump()).toEqual(JSON.stringify(after) === JSON.stringify(before) ? after : before);
      }),
      { numRuns },
    );
  });

  test('E7: a preview has the rows of the run, and applied it makes the same accounts', async () => {
    await fc.assert(
      fc.asyncProperty(world, pointing, edits, async (first, points, changes) => {
        bench.wipe();
        const [one, twin] = [bench.node({ guard: LAX }), bench.node({ guard: LAX })];
        for (const node of [one, twin]) {
          await bench.take(node, whole(first));
          pointStatuses(bench, node, points);
          node.files.write(whole(edited(first, changes)));
        }
        const before = bench.dump();
        const plan = await bench.preview(one);
        expect(bench.dump()).toEqual(before);
        const applied = await bench.apply(one, plan);
        const run = await bench.synchronize(twin);
        expect(applied.counters).toEqual(run.counters);
        expect(applied.outcome).toBe(run.outcome);
        expect(bench.changes(applied)).toEqual(bench.changes(run));
        expect(bench.lines(one)).toEqual(bench.lines(twin));
        expect(heldOf(bench, one)).toEqual(heldOf(bench, twin));
      }),
      { numRuns },
    );
  });

  test('the order of rows does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(world, edits, ranks, async (first, changes, by) => {
        bench.wipe();
        const [one, twin] = [bench.node({ guard: LAX }), bench.node({ guard: LAX })];
        for (const state of [first, edited(first, changes)]) {
          const { devices, groups } = whole(state);
          const run = await bench.take(one, { devices, groups });
          const turned = {
            devices: shuffle(devices, by),
            groups: shuffle(groups, by).map((each) => ({ ...each, members: shuffle(each.members, by) })),
          };
          const other = await bench.take(twin, turned);
          expect(other.counters).toEqual(run.counters);
          expect(bench.changes(other)).toEqual(bench.changes(run));
          expect(bench.lines(twin)).toEqual(bench.lines(one));
        }
      }),
      { numRuns },
    );
  });

  test('domain.md 7.1: encoding, separator, headers, order and number of files do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(world, edits, anyDialect, async (first, changes, dialect) => {
        bench.wipe();
        const [plain, other] = [bench.node({ guard: LAX }), bench.folderNode({ guard: LAX })];
        const states = [whole(first), whole(edited(first, changes))];
        // A block that is gone is a file that is missing, whatever the others say (D18).
        const files = new Set(states.map((given) => writtenFiles(given, dialect).length));
        const fitting = files.size === 1 ? dialect : { ...dialect, blocks: 1 };
        for (const given of states) {
          const run = await bench.take(plain, given);
          other.files.replaceAll(writtenFiles(given, fitting));
          const same = await bench.synchronize(other);
          expect(same.counters).toEqual(run.counters);
          expect(bench.changes(same)).toEqual(bench.changes(run));
          expect(bench.lines(other)).toEqual(bench.lines(plain));
        }
      }),
      { numRuns },
    );
  });

  test('D9: two nodes of one Enterprise settle: nobody is handed to and fro between them', async () => {
    await fc.assert(
      fc.asyncProperty(world, edits, edits, edits, async (first, apart, here, there) => {
        bench.wipe();
        const one = bench.node({ guard: LAX });
        const other = bench.node({ guard: LAX }, { name: 'Branch', beside: one });
        const [near, far] = [first, edited(first, apart)];
        for (const [at, from] of [
          [whole(near), branch(far)],
          [whole(edited(near, here)), branch(edited(far, there))],
        ] as const) {
          expectSound(bench, one, await bench.take(one, at), at);
          expectSound(bench, other, await bench.take(other, from), from);
          // What one gave up the other may take in the next round; after that it is quiet.
          for (const node of [one, other]) await bench.synchronize(node);
          const before = bench.dump();
          for (const node of [one, other]) {
            const { counters } = await bench.synchronize(node);
            expect(counters).toMatchObject({ created: 0, updated: 0, deleted: 0 });
          }
          expect(bench.dump()).toEqual(before);
        }
      }),
      { numRuns },
    );
  });
});
