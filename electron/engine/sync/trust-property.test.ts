import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TestEntry } from '../../../tests/support/entries.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
import { imbalance } from '../../../shared/domain/run.ts';
import { answerGround } from './ground.ts';
import type { DirectorySource, HeldRecord } from '../store/index.ts';

/** Each case is a handful of runs on a real store: a quarter as many as of other properties do. */
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 10));
vi.setConfig({ testTimeout: 60_000 + 60 * numRuns });

let bench: SyncBench;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

const KEYS = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8'] as const;
/** Last name of each person, or null for nobody. */
const directory = fc.record(
  Object.fromEntries(KEYS.map((key) => [key, fc.constantFrom('X', 'X', 'Y', 'Z', null)])) as Record<
    (typeof KEYS)[number],
    fc.Arbitrary<string | null>
  >,
);
type Directory = Record<string, string | null>;
const dnOf = (key: string) => `uid=${key},dc=x`;

const entriesOf = (of: Directory): TestEntry[] =>
  Object.entries(of).flatMap(([key, name]) =>
    name === null
      ? []
      : [
          {
            dn: dnOf(key),
            attributes: { entryUUID: [key], uid: [`l-${key}`], sn: [name], telephoneNumber: ['1'] },
          },
        ],
  );

const guard = { deletePercent: 50, deleteAtLeast: 2, deleteAtMost: 500, updatePercent: 50, updateAtLeast: 2 };
const source = (enterpriseId: number): DirectorySource => bench.source('Main', enterpriseId, { guard });
const waiting = (of: DirectorySource): HeldRecord[] =>
  bench.store.held.list({ sourceId: of.sourceId }, { after: 0, limit: 1000 });
const state = (of: DirectorySource) =>
  bench
    .dump('source_id = ?', of.sourceId)
    .map(({ login_id, last_name, dn, hash }) => ({ login_id, last_name, dn, hash }));
const heldOf = (of: DirectorySource) =>
  waiting(of)
    .map(({ kind, login, reasonCode, changes }) => JSON.stringify({ kind, login, reasonCode, changes }))
    .sort();

describe('issue 4: what a person is asked, and what they answer', () => {
  test('E7: a preview that is applied does what a run would have done', async () => {
    const answer = fc.constantFrom(
      ...Array<'deleted'>(6).fill('deleted'),
      ...(['moved', 'unmatched', 'not-visible', 'unknown', 'present', 'disabled'] as const),
    );
    const looks = fc.record(Object.fromEntries(KEYS.map((key) => [dnOf(key), answer])));
    await fc.assert(
      fc.asyncProperty(directory, directory, looks, async (first, second, found) => {
        bench.wipe();
        const [main, twin] = [source(bench.one), source(bench.two)];
        for (const each of [main, twin]) await bench.synchronize(each, entriesOf(first));
        const course = { looks: (dn: string) => found[dn]! };
        const before = state(main);
        const plan = await bench.preview(main, entriesOf(second), course);
        expect(state(main)).toEqual(before);
        const applied = await bench.apply(main, plan, entriesOf(second), course);
        const run = await bench.synchronize(twin, entriesOf(second), course);
        expect(applied.run.counters).toEqual(run.run.counters);
        expect(applied.outcome).toBe(run.outcome);
        expect(applied.run.complete).toBe(run.run.complete);
        expect(bench.changes(applied).sort()).toEqual(bench.changes(run).sort());
        expect(state(main)).toEqual(state(twin));
        expect(heldOf(main)).toEqual(heldOf(twin));
        expect(imbalance(applied.run.counters)).toBe(0);
        // safety.md 2: nobody goes without proof, and one who is there after all spoils the whole read.
        const gone = bench.changes(run).filter((row) => row.startsWith('delete applied'));
        for (const row of gone) expect(row).toMatch(/ (deleted|moved|unmatched|disabled) /);
        const missed = Object.keys(first).some(
          (key) =>
            first[key as 'k1'] !== null && second[key as 'k1'] === null && found[dnOf(key)] === 'present',
        );
        if (missed) expect([gone, run.run.complete]).toEqual([[], false]);
      }),
      { numRuns },
    );
  });

  test('E8: an answer stands until the source says something else; nobody is asked twice, and nothing slips through', async () => {
    const step = fc.record({
      next: directory,
      answers: fc.array(fc.constantFrom('approve', 'reject', 'keep', 'wait'), { minLength: 8, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(directory, fc.array(step, { minLength: 1, maxLength: 3 }), async (first, steps) => {
        bench.wipe();
        const main = source(bench.one);
        await bench.synchronize(main, entriesOf(first));
        /** What was rejected or kept, with the directory's word at the time. */
        const turnedDown = new Map<string, { said: string | null; answer: string }>();
        for (const { next, answers } of steps) {
          const run = await bench.synchronize(main, entriesOf(next));
          expect(imbalance(run.run.counters)).toBe(0);
          const touched = new Set(
            bench.store.runs.changes(run.runId).map(({ kind, login }) => `${kind} ${login.slice(2)}`),
          );
          for (const [row, { said, answer }] of turnedDown) {
            const [, key] = row.split(' ') as [string, string];
            const now = next[key as 'k1'];
            if (now === said) expect(touched.has(row), `${answer} ${row}`).toBe(false);
            else turnedDown.delete(row);
          }
          for (const [index, row] of waiting(main).entries()) {
            const answer = answers[index % answers.length]!;
            const key = row.login.slice(2);
            if (answer === 'wait' || (answer === 'keep' && row.kind !== 'delete')) continue;
            if (answer === 'approve') {
              const approved = await bench.approve(main, [row.heldId], entriesOf(next));
              expect(approved.outcome).toBe('success');
              const found = state(main).find(({ login_id }) => login_id === row.login);
              if (row.kind === 'delete') expect(found).toBeUndefined();
              else expect(found).toMatchObject({ last_name: next[key as 'k1'] });
              continue;
            }
            const { sourceId, kind, keyAttribute, key: bytes, runId, login, dn } = row;
            const ground = answerGround(row);
            bench.store.held.remember({
              ...{ sourceId, kind, keyAttribute, key: bytes, ground, runId, login, dn, at: 0 },
              answer: answer === 'keep' ? 'kept' : 'rejected',
            });
            bench.store.held.remove([row.heldId]);
            turnedDown.set(`${kind} ${key}`, { said: next[key as 'k1'], answer });
          }
          // Asked once more without a change: the same rows wait, none is new, none went through.
          const before = [state(main), heldOf(main)];
          await bench.synchronize(main, entriesOf(next));
          expect([state(main), heldOf(main)]).toEqual(before);
        }
      }),
      { numRuns },
    );
  });
});
