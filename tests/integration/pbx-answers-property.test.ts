import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerGround } from '../../electron/engine/sync/ground.ts';
import type { HeldRecord } from '../../electron/engine/store/held.ts';
import {
  expectSound,
  expectSoundStore,
  heldOf,
  LAX,
  pointing,
  pointStatuses,
  whole,
  world,
} from '../support/pbx-random.ts';
import { PbxSyncBench, type BenchNode } from '../support/pbx-sync.ts';
import { edited, edits } from '../support/pbx-world.ts';

/** Each case is a dozen of runs on a real store, from real files. */
const numRuns = Math.max(60, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 200));
vi.setConfig({ testTimeout: 120_000 + 400 * numRuns });

let bench: PbxSyncBench;
beforeAll(() => {
  bench = new PbxSyncBench();
});
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

const answers = fc.array(fc.constantFrom('same', 'new', 'new', 'reject', 'wait'), {
  minLength: 6,
  maxLength: 6,
});
const day = fc.record({ points: pointing, changes: edits, answers });

function reject(row: HeldRecord): void {
  const { sourceId, kind, keyAttribute, key, runId, login, dn, heldId } = row;
  const ground = answerGround(row);
  bench.store.held.remember({
    ...{ sourceId, kind, keyAttribute, key, ground, runId, login, dn, at: 0 },
    answer: 'rejected',
  });
  bench.store.held.remove([heldId]);
}

/** Answers what waits, as a person would; the run of what was approved, when something was. */
async function answer(node: BenchNode, words: readonly string[]) {
  const rows = bench.waiting(node).map((row, place) => ({ row, word: words[place % words.length]! }));
  for (const { row } of rows.filter(({ word }) => word === 'reject')) reject(row);
  const approved = rows
    .filter(({ word }) => word === 'same' || word === 'new')
    .map(({ row: { heldId, runId, reasonCode }, word }) => ({
      ...{ heldId, runId },
      ...(word === 'same' && reasonCode === 'pbx.identity-changed' ? { same: true as const } : {}),
    }));
  return approved.length === 0 ? null : bench.approve(node, approved);
}

describe('what a person is asked of a PBX, what they answer, and what they take back', () => {
  test('E8, E9: after any answers another run asks for nothing new; all runs are undone one by one, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(day, { minLength: 1, maxLength: 3 }), async (first, days) => {
        bench.wipe();
        const node = bench.node({ guard: LAX });
        const before: { dump: unknown; runId: number }[] = [];
        let today = first;
        const empty = bench.dump();
        before.push({ dump: empty, runId: (await bench.take(node, whole(first))).runId });
        for (const { points, changes, answers: words } of days) {
          pointStatuses(bench, node, points);
          // What a person changed by hand stands in the way of an undo of what was before.
          if (points.length > 0) before.length = 0;
          today = edited(today, changes);
          const given = whole(today);
          let dump = bench.dump();
          const run = await bench.take(node, given);
          expectSound(bench, node, run, given);
          before.push({ dump, runId: run.runId });
          dump = bench.dump();
          const approval = await answer(node, words);
          if (approval !== null) {
            expect(approval.error).toBeNull();
            expectSoundStore(bench, node);
            before.push({ dump, runId: approval.runId });
          }
          // Settled: what an approval freed may come by itself now; after that nothing happens any more.
          dump = bench.dump();
          const next = await bench.synchronize(node);
          expectSound(bench, node, next, given);
          before.push({ dump, runId: next.runId });
          const [state, held] = [bench.dump(), heldOf(bench, node)];
          const again = await bench.synchronize(node);
          expectSound(bench, node, again, given);
          expect(bench.dump()).toEqual(state);
          expect(heldOf(bench, node)).toEqual(held);
        }
        for (const { dump, runId } of before.reverse()) {
          const undone = bench.undo(node, runId);
          if (undone.error?.code !== 'undo.nothing') expect(undone.outcome).toBe('success');
          expect(bench.dump()).toEqual(dump);
        }
      }),
      { numRuns },
    );
  });
});
