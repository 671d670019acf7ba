import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { crowdOf, device, pbx, prg, together } from '../../../tests/support/pbx-node.ts';
import { expectSoundStore } from '../../../tests/support/pbx-random.ts';
import { PbxSyncBench, type BenchNode } from '../../../tests/support/pbx-sync.ts';
import type { PbxSource, Remembered } from '../store/index.ts';
import type { PbxExport } from '../../../shared/domain/mivoice-business/types.ts';
import { runSynchronization } from './run.ts';

let bench: PbxSyncBench;
let node: BenchNode;
beforeAll(() => {
  bench = new PbxSyncBench();
});
beforeEach(() => {
  bench.wipe();
  node = bench.node();
});
afterAll(() => bench.close());

/** Enough others, so that the guard alone would let a deletion through. */
const crowd = crowdOf(20);
const take = (given: PbxExport) => bench.take(node, together(crowd, given));
const reasons = () => bench.waiting(node).map(({ kind, reasonCode }) => `${kind} ${reasonCode}`);
const isThere = (login: string) => bench.lines(node).some((line) => line.startsWith(`${login} `));

const tim = device('5000', 'desk', 'Tim Day/');
const pilots = [device('4000', 'desk', 'Max Roe/'), device('4100', 'desk', 'Bo Ray/')];

describe('D20: an account goes by itself only when its numbers are absent from a complete export', () => {
  test('a number that came into two groups', async () => {
    await take(pbx([...pilots, tim], [prg('4000'), prg('4100')]));
    const run = await take(pbx([...pilots, tim], [prg('4000', '5000'), prg('4100', '5000')]));
    expect(run).toMatchObject({ outcome: 'held', counters: { deleted: 0, heldDeletes: 1 } });
    expect(reasons()).toEqual(['delete pbx.still-there']);
    expect(isThere('5000')).toBe(true);
  });

  test('a phone that was put into the group of somebody else waits with whoever would get it', async () => {
    await take(pbx([...pilots, tim], [prg('4000')]));
    const run = await take(pbx([...pilots, tim], [prg('4000', '5000')]));
    expect(run).toMatchObject({ counters: { deleted: 0, updated: 0, heldDeletes: 1, heldUpdates: 1 } });
    expect(reasons().toSorted()).toEqual(['delete pbx.still-there', 'update number-held']);
    await bench.approve(node, bench.waiting(node));
    expect(isThere('5000')).toBe(false);
    expect(bench.waiting(node)).toEqual([]);
  });

  test('an application port that lost its name', async () => {
    await take(pbx([device('5001', 'minet', 'Bo Ray/')]));
    await take(pbx([device('5001', 'minet')]));
    expect(reasons()).toEqual(['delete pbx.still-there']);
  });

  test('a device whose type is one of those that are passed over now', async () => {
    await take(pbx([tim]));
    await take(pbx([{ ...tim, deviceType: 'Voice Mail' }]));
    expect(reasons()).toEqual(['delete pbx.still-there']);
  });

  test('D14: somebody without a group, while only users with one are synchronized', async () => {
    bench.wipe();
    node = bench.node({}, { pbx: { dynamicExtensionsOnly: true } });
    const groups = Array.from({ length: 20 }, (_, at) => String(7000 + at));
    const others = pbx(
      groups.map((number) => device(number, 'desk', `Person ${number}/`)),
      groups.map((number) => prg(number)),
    );
    await bench.take(node, together(others, pbx([tim], [prg('5000')])));
    await bench.take(node, together(others, pbx([tim])));
    expect(reasons()).toEqual(['delete pbx.still-there']);
  });

  test('it lapses when the fault is mended, and goes unasked when the device is gone as well', async () => {
    await take(pbx([...pilots, tim], [prg('4000'), prg('4100')]));
    const faulty = pbx([...pilots, tim], [prg('4000', '5000'), prg('4100', '5000')]);
    await take(faulty);
    const mended = await take(pbx([...pilots, tim], [prg('4000'), prg('4100')]));
    expect(mended.outcome).toBe('success');
    expect(bench.waiting(node)).toEqual([]);
    await take(faulty);
    const gone = await take(pbx(pilots, [prg('4000'), prg('4100')]));
    expect(bench.changes(gone)).toContain('delete applied pbx-absent 5000');
  });
});

describe('D8 (4): while it is asked who somebody is, nobody loses a phone to them', () => {
  test('an account whose phone came into their group', async () => {
    await take(pbx([...pilots, tim], [prg('4000')]));
    const renamed = [device('4000', 'desk', 'Ann Lee/'), pilots[1]!, tim];
    const run = await take(pbx(renamed, [prg('4000', '5000')]));
    expect(run.counters).toMatchObject({ updated: 0, deleted: 0, numbersRemoved: 0 });
    expect(reasons().toSorted()).toEqual(['delete pbx.still-there', 'update pbx.identity-changed']);
  });

  test('a softphone that came into their group', async () => {
    const soft = device('5001', 'uc');
    await take(pbx([...pilots, tim, soft], [prg('4000'), prg('5000', '5001')]));
    const renamed = [device('4000', 'desk', 'Ann Lee/'), pilots[1]!, tim, soft];
    const run = await take(pbx(renamed, [prg('4000', '5001'), prg('5000')]));
    expect(run.counters).toMatchObject({ updated: 0, numbersRemoved: 0 });
    expect(reasons().toSorted()).toEqual(['update number-held', 'update pbx.identity-changed']);
    expect(bench.lines(node).find((line) => line.startsWith('5000 '))).toContain('5001 soft pbx present');
  });
});

describe('D6: a new desk phone beside two accounts of its names', () => {
  test('the softphone user is its user, and goes with no one', async () => {
    const soft = device('5001', 'uc', 'Ted Fox/Ops');
    await take(pbx([device('5000', 'desk', 'Ted Fox/HR'), soft]));
    await take(pbx([device('5000', 'desk', 'Ted Fox/Ops'), soft]));
    const run = await take(pbx([device('5010', 'desk', 'Ted Fox/Ops'), soft]));
    expect(bench.changes(run).filter((line) => !line.startsWith('number'))).toEqual([
      'delete applied pbx-absent 5000',
      'update applied pbx-renumbered 5010',
    ]);
  });
});

test('E8: who is kept by an answer that comes while the run plans keeps the numbers, too', async () => {
  const desk = device('3000', 'desk', 'Eva Kane/R&D');
  await take(pbx([desk, device('3001', 'uc', 'Eva Kane/r&d')]));
  node.files.write(together(crowd, pbx([desk, device('3001', 'uc', 'Eva Kane/R&D')])));
  const { sourceId, enterpriseId } = node.source;
  const kept: Remembered = {
    ...{ sourceId, kind: 'delete', keyAttribute: 'number', key: Buffer.from('3001'), answer: 'kept' },
    ...{ ground: 'pbx-unassigned', runId: 1, login: '3001', dn: '3001', at: 1 },
  };
  const of = { enterpriseId, sourceId, kind: 'sync', trigger: 'manual', mode: 'full' } as const;
  const runId = bench.store.runs.start({ ...of, startedAt: 1 });
  let looks = 0;
  await runSynchronization({
    ...{ store: bench.store, source: bench.store.sources.get(sourceId) as PbxSource, password: null, runId },
    ...{ mode: 'full', now: Date.now, progress: () => undefined },
    isCancelled: () => {
      // The second look is between planning and saving.
      looks += 1;
      if (looks === 2) bench.store.held.remember(kept);
      return false;
    },
  });
  expect(isThere('3001')).toBe(true);
  expect(reasons()).toEqual(['update number-held']);
  expectSoundStore(bench, node);
});
