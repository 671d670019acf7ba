import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { device, mdug, pbx, prg } from '../../../tests/support/pbx-node.ts';
import { PbxSyncBench, type BenchNode } from '../../../tests/support/pbx-sync.ts';
import { pbxNodeDraftSchema } from '../../../shared/contract/index.ts';
import { pbxSettings } from '../pbx/index.ts';
import type { PbxSource } from '../store/index.ts';
import type { Services } from './context.ts';
import { answerDevices, listNotAssigned } from './pbx-nodes-answers.ts';

let bench: PbxSyncBench;
beforeAll(() => {
  bench = new PbxSyncBench();
});
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

/** Answers through the room behind the contract, which needs no more of the engine than this. */
const answer = (
  { source: { sourceId } }: BenchNode,
  number: string,
  said: Parameters<typeof answerDevices>[1]['answers'][number]['answer'],
) => {
  const { store } = bench;
  const services = {
    store,
    write: <T>(work: () => T) => Promise.resolve(store.transaction(work)),
  } as unknown as Services;
  return answerDevices(services, { sourceId, answers: [{ number, answer: said }] });
};
const same = (node: BenchNode, number: string, other: string) =>
  answer(node, number, { kind: 'same', with: other });

/** Accounts with their numbers: `Eva Kane/R&D 3000 desk, 3001 soft`. */
const accounts = ({ source: { sourceId } }: BenchNode) =>
  bench.accounts(sourceId).map(({ login, desk, soft, pbxNumbers, numbers }) => {
    expect(numbers).toHaveLength(pbxNumbers.split(', ').length);
    return `${login}: desk ${desk || '-'}, soft ${soft || '-'}: ${pbxNumbers}`;
  });
const near = (runId: number) =>
  bench.store.runs
    .issues(runId)
    .filter(({ code }) => code === 'pbx.near-match')
    .map(({ subject, message }) => `${subject}: ${message}`);

describe('two accounts that nearly match', () => {
  test.each([
    ['R3 ex. b: departments that differ in case', 'Eva Kane/r&d', /department differs in case/],
    ['R3 ex. c: a last name with a blank at its end', 'Eva Kane /R&D', /last name differs in blanks/],
  ])('%s: one person from the next run on, and two again once it is taken back', async (_, names, says) => {
    const node = bench.node();
    const devices = [
      device('3000', 'desk', 'Eva Kane/R&D'),
      { ...device('3001', 'uc', names), ...(names.includes('Kane ') ? { lastName: 'Kane ' } : {}) },
    ];
    const two = ['3000: desk 3000, soft -: 3000 desk', '3001: desk -, soft 3001: 3001 soft'];
    const first = await bench.take(node, pbx(devices));
    expect(accounts(node)).toEqual(two);
    expect(near(first.runId)).toEqual([expect.stringMatching(says)]);

    await same(node, '3001', '3000');
    expect(accounts(node)).toEqual(two);
    const joined = await bench.synchronize(node);
    expect(joined.outcome).toBe('success');
    expect(accounts(node)).toEqual(['3000: desk 3000, soft 3001: 3000 desk, 3001 soft']);
    expect(bench.changes(joined)).toContain('delete applied pbx-unassigned 3001');
    expect(near(joined.runId)).toEqual([]);
    // It stays, and does nothing twice.
    expect(bench.changes(await bench.synchronize(node))).toEqual([]);

    await answer(node, '3001', { kind: 'none' });
    const apart = await bench.synchronize(node);
    expect(accounts(node)).toEqual(two);
    expect(near(apart.runId)).toHaveLength(1);
  });

  test('A15: two people are not named again', async () => {
    const node = bench.node();
    await bench.take(
      node,
      pbx([device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'Eva Kane/r&d')]),
    );
    await answer(node, '3001', { kind: 'separate' });
    const run = await bench.synchronize(node);
    expect(accounts(node)).toHaveLength(2);
    expect(near(run.runId)).toEqual([]);
  });

  test('D12: a pilot that nearly matches a lone device takes it in, whichever of the two is named first', async () => {
    const node = bench.node();
    const devices = [device('3000', 'uc', 'Max Roe/it'), device('4000', 'desk', 'Max Roe/IT')];
    await bench.take(node, pbx(devices, [prg('4000')]));
    expect(accounts(node)).toHaveLength(2);
    await same(node, '4000', '3000');
    await bench.synchronize(node);
    expect(accounts(node)).toEqual(['4000: desk 4000, soft 3000: 3000 soft, 4000 desk']);
    await answer(node, '3000', { kind: 'none' });
    await bench.synchronize(node);
    expect(accounts(node)).toHaveLength(2);
  });

  test('D10: a PRG and an MDUG whose pilots nearly match become one person', async () => {
    const node = bench.node();
    const devices = [device('4000', 'desk', 'Max Roe/IT'), device('4100', 'uc', 'Max Roe/it')];
    await bench.take(node, pbx(devices, [prg('4000'), mdug('4100')]));
    await same(node, '4100', '4000');
    await bench.synchronize(node);
    expect(accounts(node)).toEqual(['4000: desk 4000, soft 4100: 4000 desk, 4100 soft']);
    await answer(node, '4100', { kind: 'none' });
    await bench.synchronize(node);
    expect(accounts(node)).toHaveLength(2);
  });
});

describe('D6, D8 (4), D12: an answer is about the people of its day', () => {
  /** Answers as they are stored: `5001 = 5000, Ted Fox/Ops, Ted Fox/Ops`; `-`: not known. */
  const kept = ({ source: { sourceId } }: BenchNode) => {
    const names = (of: { firstName: string; lastName: string; department: string } | undefined) =>
      of === undefined ? '-' : `${of.firstName} ${of.lastName}/${of.department}`;
    const { settings } = bench.store.sources.get(sourceId) as PbxSource;
    return pbxSettings(settings)!.answers.same.map(
      ({ number, with: other, was }) => `${number} = ${other}, ${names(was?.number)}, ${names(was?.with)}`,
    );
  };
  /** Devices in no account, with what was answered of them since. */
  const listed = ({ source: { sourceId } }: BenchNode) =>
    listNotAssigned(bench.store, { sourceId, search: '', after: -1, offset: 0, limit: 100 }).rows.map(
      ({ number, answered }) => `${number} ${answered}`,
    );
  const ted = (number: string) => device(number, 'desk', 'Ted Fox/Ops');
  const ann = (number: string) => device(number, 'desk', 'Ann Lee/HR');

  test('names are kept of devices in no account, and of accounts that are known by the number', async () => {
    const node = bench.node();
    await bench.take(node, pbx([ted('5000'), ted('5001')]));
    const { answers } = await same(node, '5001', '5000');
    expect(kept(node)).toEqual(['5001 = 5000, Ted Fox/Ops, Ted Fox/Ops']);
    expect(pbxNodeDraftSchema.shape.answers.parse(answers)).toEqual(answers);
  });

  test('a device of no account, whose answer does not act any more, can be answered anew', async () => {
    const node = bench.node();
    await bench.take(node, pbx([ted('5000'), ted('5001')]));
    await same(node, '5001', '5000');
    expect(listed(node)).toEqual(['5001 same']);
    await bench.take(node, pbx([ann('5000'), ted('5001'), ted('4999')], [prg('4999')]));
    expect(listed(node)).toEqual(['5001 null']);
    await same(node, '5001', '4999');
    expect(listed(node)).toEqual(['5001 same']);
  });

  test('not of a further number of an account, or of a device of which there are two', async () => {
    const node = bench.node();
    const devices = [device('4000', 'desk', 'Max Roe/IT'), device('4001', 'uc', 'Softphone 1')];
    await bench.take(node, pbx([...devices, ted('5000'), ted('5001'), ann('5001')], [prg('4000', '4001')]));
    await same(node, '5001', '4001');
    expect(kept(node)).toEqual(['5001 = 4001, -, -']);
  });

  test('of what was joined already, from its own answer: a chain that begins later breaks with it', async () => {
    const node = bench.node();
    await bench.take(node, pbx([ted('5000'), ted('5001'), ted('5002')]));
    await same(node, '5001', '5000');
    await bench.synchronize(node);
    await same(node, '5002', '5001');
    expect(kept(node)[1]).toBe('5002 = 5001, Ted Fox/Ops, Ted Fox/Ops');
    await bench.synchronize(node);
    expect(accounts(node)).toEqual(['5000: desk 5000, soft -: 5000 desk, 5001 desk, 5002 desk']);
    await bench.take(node, pbx([ted('5000'), ann('5001'), ted('5002')]));
    expect(accounts(node)).toEqual([
      '5000: desk 5000, soft -: 5000 desk',
      '5001: desk 5001, soft -: 5001 desk',
    ]);
  });

  test("a phone stays out of a stranger's account, and the answer acts again once it is renewed", async () => {
    const node = bench.node();
    await bench.take(node, pbx([ted('5000'), ted('5001')]));
    await same(node, '5001', '5000');
    await bench.synchronize(node);
    const run = await bench.take(node, pbx([ann('5000'), ted('5001'), ted('5010')]));
    expect(accounts(node).find((line) => line.startsWith('5000'))).toBe('5000: desk 5000, soft -: 5000 desk');
    const told = bench.store.runs.issues(run.runId).filter(({ code }) => code === 'pbx.answered');
    expect(told).toMatchObject([{ severity: 'warning', subject: '5001' }]);
    expect(listed(node)).toEqual(['5010 null']);
    await same(node, '5001', '5000');
    expect(kept(node)).toEqual(['5001 = 5000, Ted Fox/Ops, Ann Lee/HR']);
    await bench.synchronize(node);
    expect(accounts(node).find((line) => line.startsWith('5000'))).toContain('5000 desk, 5001 desk');
  });

  test.each([
    [
      'the number that was named',
      pbx([ann('5000'), ted('5001')]),
      ['5000: desk 5000, soft -: 5000 desk', '5001: desk 5001, soft -: 5001 desk'],
    ],
    [
      'the number that was joined',
      pbx([ted('5000'), ann('5001')]),
      ['5000: desk 5000, soft -: 5000 desk', '5001: desk 5001, soft -: 5001 desk'],
    ],
  ])('%s is somebody else: nobody goes, and each has their own', async (_, later, expected) => {
    const node = bench.node();
    await bench.take(node, pbx([ted('5000'), ted('5001')]));
    await same(node, '5001', '5000');
    await bench.synchronize(node);
    const run = await bench.take(node, later);
    expect(bench.waiting(node)).toEqual([]);
    expect(bench.changes(run).filter((line) => line.startsWith('delete'))).toEqual([]);
    expect(accounts(node).toSorted()).toEqual(expected);
    const told = bench.store.runs.issues(run.runId).filter(({ code }) => code === 'pbx.answered');
    expect(told.map(({ severity }) => severity)).toEqual(['warning']);
    expect(bench.changes(await bench.synchronize(node))).toEqual([]);
  });
});
