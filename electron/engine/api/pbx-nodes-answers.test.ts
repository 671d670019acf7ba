import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { device, mdug, pbx, prg } from '../../../tests/support/pbx-node.ts';
import { PbxSyncBench, type BenchNode } from '../../../tests/support/pbx-sync.ts';
import type { Services } from './context.ts';
import { answerDevices } from './pbx-nodes-answers.ts';

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
