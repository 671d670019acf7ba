import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { device, pbx, prg } from '../../../tests/support/pbx-node.ts';
import { PbxSyncBench, type BenchNode } from '../../../tests/support/pbx-sync.ts';
import type { Change } from '../../../shared/contract/index.ts';
import type { Services } from './context.ts';
import { planChanges, viewPlan } from './plans.ts';
import { viewRun } from './run-window.ts';
import { runChanges } from './runs.ts';

let bench: PbxSyncBench;
let node: BenchNode;
beforeEach(() => {
  bench = new PbxSyncBench();
  node = bench.node();
});
afterEach(() => bench.close());

const ANN = [device('1000', 'desk', 'Ann Ash/R&D')];
const BEN = [device('2000', 'desk', 'Ben Boe/R&D'), device('2001', 'uc', 'Softphone')];
const CID = [device('3000', 'desk', 'Cid Coe/R&D'), device('3001', 'uc', 'Softphone')];
const DOT = [device('4000', 'desk', 'Dot Day/R&D')];
const before = pbx([...ANN, ...BEN, ...CID], [prg('2000', '2000', '2001'), prg('3000', '3000', '3001')]);
/** Ann has another number, Ben is gone, Cid has lost the softphone, and Dot is new. */
const after = pbx([device('1100', 'desk', 'Ann Ash/R&D'), CID[0]!, ...DOT], [prg('3000', '3000')]);

/** What a page of rows about numbers says, a line a row. */
function lines(changes: readonly Change[]): string[] {
  return changes.map(({ kind, login, fields }) => {
    const { number = [], numberKind = [], mustAct = [] } = fields;
    return [kind, login, number[1] ?? number[0], numberKind[1] ?? numberKind[0], mustAct[1] ?? '']
      .join(' ')
      .trimEnd();
  });
}

const all = { only: 'numbers', search: '', after: -1, limit: 1000 } as const;
const runLines = (id: number, page = {}) => lines(runChanges(bench.store, { id, ...all, ...page }).changes);
const planLines = (plan: string, page = {}) =>
  lines(planChanges(bench.store, { plan, ...all, ...page }).changes);
const services = () => ({ store: bench.store, now: () => Date.now() }) as unknown as Services;

async function held(): Promise<void> {
  await bench.take(node, before);
  const cid = bench.accounts(node.source.sourceId).find(({ login }) => login === '3000')!;
  bench.point(cid.id, 'Mobile', '3001');
}

const EXPECTED = [
  'number-added 1100 1100 desk',
  'number-added 4000 4000 desk',
  'number-held 3000 3001 soft user',
  'number-removed 1100 1000 desk',
  'number-removed 2000 2000 desk',
  'number-removed 2000 2001 soft',
];

describe('E7: numbers of a run and of a preview', () => {
  test('those of created accounts are listed as the counters count them', async () => {
    const run = await bench.take(node, before);
    expect(run.counters.numbersAdded).toBe(5);
    expect(runLines(run.runId)).toEqual([
      'number-added 1000 1000 desk',
      'number-added 2000 2000 desk',
      'number-added 2000 2001 soft',
      'number-added 3000 3000 desk',
      'number-added 3000 3001 soft',
    ]);
    expect(viewRun(bench.store, run.runId, Date.now()).changes.numbers).toBe(5);
  });

  test('those of deleted accounts too; each has its kind, and of a held one who must act', async () => {
    await held();
    const run = await bench.take(node, after);
    expect(runLines(run.runId).sort()).toEqual(EXPECTED);
    const { numbersAdded, numbersRemoved, numbersHeld } = run.counters;
    expect([numbersAdded, numbersRemoved, numbersHeld]).toEqual([2, 3, 1]);
    expect(viewRun(bench.store, run.runId, Date.now()).changes.numbers).toBe(EXPECTED.length);
    const { changes } = runChanges(bench.store, { id: run.runId, ...all });
    expect(changes.find(({ kind }) => kind === 'number-held')!.reason).toBe(
      'kept: used by Mobile (Make call from)',
    );
  });

  test('what was created is told as it was then, whatever became of it since', async () => {
    const first = await bench.take(node, before);
    const told = runLines(first.runId);
    await bench.take(node, after);
    expect(runLines(first.runId)).toEqual(told);
  });

  test('a preview says the same, with the login that a renumbered account will have', async () => {
    await held();
    node.files.write(after);
    const plan = await bench.preview(node);
    expect(planLines(plan).sort()).toEqual(EXPECTED);
    expect(viewPlan(services(), plan).changes.numbers).toBe(EXPECTED.length);
    const updated = planChanges(bench.store, { plan, ...all, only: 'updated' }).changes;
    const ann = updated.find(({ fields }) => fields['loginId'] !== undefined)!;
    expect([ann.login, ann.fields['loginId']]).toEqual(['1100', ['1000', '1100']]);
  });

  test('an administrator must act where the status is defined by one, in the run and in the preview', async () => {
    await held();
    bench.store.connection.exec('UPDATE status SET locked = 1');
    node.files.write(after);
    const plan = await bench.preview(node);
    const told = 'number-held 3000 3001 soft administrator';
    expect(planLines(plan)).toContain(told);
    expect(runLines((await bench.synchronize(node)).runId)).toContain(told);
  });

  test('page by page and word by word they are the same rows', async () => {
    await held();
    node.files.write(after);
    const plan = await bench.preview(node);
    const { runId } = await bench.synchronize(node);
    const paged = (read: (at: number) => { changes: Change[]; next: number | null }) => {
      const found: string[] = [];
      for (let at: number | null = -1; at !== null;) {
        const page = read(at);
        found.push(...lines(page.changes));
        at = page.next;
      }
      return found;
    };
    for (const limit of [1, 2, 3, 1000]) {
      expect(paged((at) => runChanges(bench.store, { id: runId, ...all, after: at, limit })).sort()).toEqual(
        EXPECTED,
      );
      expect(paged((at) => planChanges(bench.store, { plan, ...all, after: at, limit })).sort()).toEqual(
        EXPECTED,
      );
    }
    expect(runLines(runId, { search: '2001' })).toEqual(['number-removed 2000 2001 soft']);
    expect(planLines(plan, { search: '2001' })).toEqual(['number-removed 2000 2001 soft']);
    expect(runLines(runId, { search: 'nothing like it' })).toEqual([]);
  });

  test('what waits is no number that came or went, and an approval tells of those that then do', async () => {
    const many = Array.from({ length: 12 }, (_, at) => device(`5${at + 100}`, 'desk', `P${at} Q${at}/Ops`));
    await bench.take(node, pbx(many));
    const run = await bench.take(node, pbx(many.slice(0, 3)));
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 9 });
    expect(runLines(run.runId)).toEqual([]);
    expect(viewRun(bench.store, run.runId, Date.now()).changes.numbers).toBe(0);
    const rows = bench.waiting(node).map(({ heldId, runId }) => ({ heldId, runId }));
    const approval = await bench.approve(node, rows);
    expect(approval.counters.numbersRemoved).toBe(9);
    expect(runLines(approval.runId)).toHaveLength(9);
  });
});
