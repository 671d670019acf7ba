import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { crowdOf, device, pbx, prg, together } from '../../../tests/support/pbx-node.ts';
import { PbxSyncBench, type BenchNode } from '../../../tests/support/pbx-sync.ts';
import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import type { PbxExport } from '../../../shared/domain/mivoice-business/types.ts';
import type { HeldRecord, Remembered, RunRecord } from '../store/index.ts';
import { answerGround } from './ground.ts';

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
const crowd = crowdOf(30);
const all = (...given: PbxExport['devices']) => together(crowd, pbx(given));
const take = (...given: PbxExport['devices']) => bench.take(node, all(...given));

const ANN = device('1000', 'desk', 'Ann Lee/Ops');
const KIM = device('1000', 'desk', 'Kim Vos/Ops');
const BOB = device('2000', 'desk', 'Bob Ray/Ops');

const held = () => bench.waiting(node).map(({ kind, reasonCode, login }) => `${kind} ${reasonCode} ${login}`);
const details = () => bench.waiting(node).map(({ detail }) => detail);
const approve = (same?: true) =>
  bench.approve(
    node,
    bench.waiting(node).map(({ heldId, runId }) => ({ heldId, runId, ...(same && { same }) })),
  );
/** Rows of a run, but for those of the crowd. */
const rows = ({ runId }: RunRecord) =>
  bench.store.runs
    .changes(runId)
    .filter(({ login }) => login.length < 5 || login.includes('@'))
    .map(({ kind, state, reasonCode, login, detail }) =>
      [kind, state, reasonCode, login, detail].filter((part) => part !== '').join(' '),
    );
const issues = ({ runId }: RunRecord, code: string) =>
  bench.store.runs
    .issues(runId)
    .filter((each) => each.code === code)
    .map(({ message }) => message);
const account = (login: string) => bench.accounts(node.source.sourceId).find((each) => each.login === login);

function answer(row: HeldRecord, said: Remembered['answer']): void {
  const { sourceId, kind, keyAttribute, key, runId, login, dn, heldId } = row;
  const ground = answerGround(row);
  bench.store.held.remember({
    ...{ sourceId, kind, keyAttribute, key, answer: said, ground, runId, login, dn, at: Date.now() * 2 },
  });
  bench.store.held.remove([heldId]);
}

function change(settings: Partial<MiVoiceBusinessSettings>, name = node.source.name): void {
  const { sourceId, profileId, settings: before } = bench.store.sources.get(node.source.sourceId)!;
  bench.store.sources.update(sourceId, { name, profileId, settings: { ...before, ...settings } });
}

/** A question that is asked of 1000 since its names changed (D8). */
async function asked(): Promise<RunRecord> {
  await take(ANN);
  return take(KIM);
}

describe('E7: what a preview holds, applying it leaves waiting', () => {
  test('a question that was undone before', async () => {
    await asked();
    const approval = await approve(true);
    bench.undo(node, approval.runId);
    const run = await bench.apply(node, await bench.preview(node));
    expect(run).toMatchObject({ outcome: 'held', counters: { heldUpdates: 1, failed: 0 } });
    expect(held()).toEqual(['update pbx.identity-changed 1000']);
  });

  test('a change of which a part was rejected', async () => {
    await take(ANN);
    await take({ ...ANN, department: 'Lab' });
    const { runId } = await take({ ...ANN, department: 'Lab' });
    bench.store.held.remember({
      ...{ sourceId: node.source.sourceId, kind: 'update', keyAttribute: 'number', answer: 'rejected' },
      ...{
        key: Buffer.from('1000'),
        ground: '{"department":"Hall"}',
        runId,
        login: '1000',
        dn: '1000',
        at: 1,
      },
    });
    node.files.write(all({ ...ANN, lastName: 'Roe', department: 'Hall' }));
    const run = await bench.apply(node, await bench.preview(node));
    expect(run).toMatchObject({ outcome: 'held', counters: { heldUpdates: 1, failed: 0 } });
    expect(held()).toEqual(['update row.rejected 1000']);
  });

  test('not what was rejected since it was made', async () => {
    await asked();
    const plan = await bench.preview(node);
    answer(bench.waiting(node)[0]!, 'rejected');
    const run = await bench.apply(node, plan);
    expect(rows(run)).toEqual(['update refused row.moved 1000 a person answered it since: rejected']);
    expect(held()).toEqual([]);
  });
});

describe('D8: a question that was answered before', () => {
  test('still says who was who, and when it was answered', async () => {
    await asked();
    const approval = await approve(true);
    bench.undo(node, approval.runId);
    const run = await bench.synchronize(node);
    expect(details()).toEqual([`1000 was Ann Lee and is Kim Vos (undone in run ${approval.runId})`]);
    expect(issues(run, 'pbx.identity-changed')).toEqual([
      `1000 was Ann Lee and is Kim Vos (undone in run ${approval.runId}): is 1000 the same person, or a new one? The account stays as it is until that is answered.`,
    ]);
  });

  test('asked again, it says no more than it did', async () => {
    await asked();
    answer(bench.waiting(node)[0]!, 'asked');
    await bench.synchronize(node);
    expect(details()).toEqual(['1000 was Ann Lee and is Kim Vos']);
  });
});

describe('D8 (4): answered as a new person', () => {
  test('the old account goes with its statuses, and comes back with an undo', async () => {
    await take(ANN);
    bench.point(account('1000')!.id, 'Mobile', '1000');
    const before = bench.dump();
    await take(KIM);
    const approval = await approve();
    expect(rows(approval).toSorted()).toEqual([
      'create applied pbx-new 1000',
      'delete applied pbx-replaced 1000 1000 was Ann Lee and is Kim Vos',
    ]);
    expect(approval).toMatchObject({ outcome: 'success', counters: { created: 1, deleted: 1, orphaned: 0 } });
    expect(account('1000')!.text).toContain('Kim');
    expect(bench.undo(node, approval.runId).outcome).toBe('success');
    expect(bench.dump()).toEqual(before);
  });

  test('D4: one to which a person added a number stays without its phones, and keeps its login', async () => {
    await take(ANN);
    const row = { number: '0170', kind: 'other', origin: 'manual', state: 'present' } as const;
    bench.store.transaction(() => bench.store.accounts.addNumber(account('1000')!.id, row, 1));
    bench.point(account('1000')!.id, 'Mobile', '1000');
    await take(KIM);
    const approval = await approve();
    expect(rows(approval)).toContainEqual(expect.stringContaining('update applied pbx-orphaned 1000'));
    expect(rows(approval)).toContainEqual(expect.stringContaining('create applied pbx-new 1000@HQ'));
    expect(issues(approval, 'entry.duplicate-login')).toEqual([
      'The login ID 1000 belongs to another account, so 1000 has 1000@HQ.',
    ]);
  });
});

describe('E8: an account that is kept although its number goes to somebody else', () => {
  /** 1000 is gone and kept, and Bob has its number now. */
  async function kept(): Promise<{ gone: RunRecord; wanted: RunRecord }> {
    await take(ANN, BOB);
    change({ exclude: { deviceTypes: [], numbers: [], names: ['zzz'] } });
    const gone = await take(BOB);
    answer(bench.waiting(node)[0]!, 'kept');
    return { gone, wanted: await take({ ...BOB, number: '1000' }) };
  }

  test('whoever wants the number is told who keeps it and why', async () => {
    const { gone, wanted } = await kept();
    const words = `1000 stays with 1000 (Lee), which was kept in run ${gone.runId}. Take that answer back to settle it`;
    expect(held()).toEqual(['update number-held 2000']);
    expect(details()).toEqual([words]);
    expect(issues(wanted, 'entry.duplicate-login')).toEqual([]);
    const approval = await approve();
    expect(rows(approval)).toEqual([`update refused row.moved 2000 ${words}`]);
  });

  test('taken back, it is settled', async () => {
    await kept();
    const { sourceId } = node.source;
    bench.store.transaction(() =>
      bench.store.held.askAgain(sourceId, 'delete', 'number', Buffer.from('1000')),
    );
    await bench.synchronize(node);
    expect(held().toSorted()).toEqual(['delete pbx.still-there 1000', 'update number-held 2000']);
    const approval = await approve();
    expect(approval.outcome).toBe('success');
    expect(account('1000')!.text).toContain('Bob');
    expect(bench.accounts(sourceId)).toHaveLength(31);
    expect(bench.undo(node, approval.runId).outcome).toBe('success');
  });
});

describe('E5: a node that is called otherwise', () => {
  test('what waits can be approved', async () => {
    await asked();
    change({}, 'Main office');
    const approval = await approve(true);
    expect(approval).toMatchObject({ outcome: 'success', counters: { updated: 1, failed: 0 } });
    expect(account('1000')!.text).toContain('Main office');
  });

  test('what was rejected is not asked again, and the others take its name', async () => {
    await asked();
    answer(bench.waiting(node)[0]!, 'rejected');
    change({}, 'Main office');
    const run = await bench.synchronize(node);
    expect(run.counters).toMatchObject({ skipped: 1, updated: 30, heldUpdates: 0 });
    expect(held()).toEqual([]);
  });

  test('a creation that was undone waits on', async () => {
    await take();
    const made = await take(BOB);
    bench.undo(node, made.runId);
    change({}, 'Main office');
    await bench.synchronize(node);
    expect(held()).toEqual(['create row.undone 2000']);
  });

  test('a preview is applied', async () => {
    await take(ANN);
    node.files.write(all(BOB, { ...ANN, department: 'Lab' }));
    const plan = await bench.preview(node);
    change({}, 'Main office');
    const run = await bench.apply(node, plan);
    expect(run).toMatchObject({ outcome: 'success', counters: { created: 1, updated: 1, failed: 0 } });
    const before = bench.dump();
    expect(bench.undo(node, run.runId).outcome).toBe('success');
    expect(bench.dump()).not.toEqual(before);
  });
});

describe('E7: a deletion goes for the reason that it was previewed with', () => {
  test('not when the device is there again, for another reason', async () => {
    await take(ANN, BOB);
    node.files.write(all(BOB));
    const plan = await bench.preview(node);
    node.files.write(all(BOB, { ...ANN, deviceType: 'Voice Mail' }));
    const run = await bench.apply(node, plan);
    expect(rows(run)).toEqual([
      'delete refused row.moved 1000 it would go for another reason now: 1000 is not assigned',
    ]);
    const { devices, assigned, notAssigned } = run.counters;
    expect({ devices, assigned, notAssigned }).toEqual({ devices: 32, assigned: 31, notAssigned: 1 });
  });

  test('nor one that would stay without its phones', async () => {
    await take(ANN, BOB);
    bench.point(account('1000')!.id, 'Mobile', '1000');
    node.files.write(all(BOB));
    const plan = await bench.preview(node);
    node.files.write(all(BOB, { ...ANN, deviceType: 'Voice Mail' }));
    const run = await bench.apply(node, plan);
    expect(rows(run)).toEqual([
      'update refused row.moved 1000 it would go for another reason now: 1000 is not assigned',
    ]);
  });

  test('nor when it is somebody else who has the number', async () => {
    const pilots = [device('4000', 'desk', 'Max Roe/'), device('4100', 'desk', 'Bo Ray/')];
    const group = (...groups: PbxExport['groups']) => together(crowd, pbx([...pilots, ANN], groups));
    await bench.take(node, group(prg('4000'), prg('4100')));
    await bench.take(node, group(prg('4000', '1000'), prg('4100')));
    const waiting = bench.waiting(node).filter(({ kind }) => kind === 'delete');
    node.files.write(group(prg('4000'), prg('4100', '1000')));
    const run = await bench.approve(node, waiting);
    expect(rows(run)).toEqual([
      'delete refused row.moved 1000 it would go for another reason now: 1000 belongs to Bo Ray (4100) now',
    ]);
  });
});

describe('D9: a device whose account waits on another node', () => {
  test('is that account’s, also on the first read of a node and under the names that it would get', async () => {
    await asked();
    const branch = bench.node({}, { name: 'Branch', beside: node });
    await bench.take(branch, pbx([KIM, BOB]));
    expect(bench.accounts(branch.source.sourceId).map(({ login }) => login)).toEqual(['2000']);
    await approve(true);
    const again = await bench.synchronize(branch);
    expect([again.outcome, again.counters.created]).toEqual(['success', 0]);
  });
});

describe('D5: references that moved along', () => {
  test('are told of in the preview and in the run, and the old number is not called unused', async () => {
    await take(ANN);
    const { id } = account('1000')!;
    bench.point(id, 'Mobile', '1000');
    bench.point(id, 'On Vacation', '1000');
    node.files.write(all({ ...ANN, number: '1100' }));
    const plan = await bench.preview(node);
    const { planId } = bench.store.plans.find(plan)[0]!;
    const told = '2 statuses point at 1100 instead of 1000';
    const numbers = bench.store.plans.numbers(planId, { after: -1, limit: 10 });
    expect(numbers.map(({ reasonCode, detail }) => [reasonCode, detail])).toContainEqual([
      'number-moved',
      told,
    ]);
    const messages = bench.store.plans.issues.page(planId, { after: -1, limit: 10 });
    expect(messages.map(({ code, message }) => `${code} ${message}`)).toContain(
      `number.moved 1100 was renumbered from 1000: ${told} now.`,
    );
    const run = await bench.synchronize(node);
    expect(rows(run)).toContain(`number-removed applied number-moved 1100 ${told}`);
    expect(issues(run, 'number.moved')).toEqual([`1100 was renumbered from 1000: ${told} now.`]);
  });
});
