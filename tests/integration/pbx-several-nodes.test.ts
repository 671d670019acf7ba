/** One job over several nodes: who moves from one to the other is never left out (D9, docs/decisions/030). */
import { expect, test } from 'vitest';
import type { Preview } from '../../shared/contract/index.ts';
import { crowdOf, device, pbx, together } from '../support/pbx-node.ts';
import { PbxBench } from './pbx-bench.ts';

const EVA = device('5000', 'desk', 'Eva Kane/R&D');
const OMAR = device('5900', 'desk', 'Omar Zhu/Law');
const CROWD = crowdOf(10);

/** Eva moves from HQ to Branch, which is synchronized first. */
async function newHomeFirst(): Promise<PbxBench> {
  const desk = await PbxBench.open({ nodes: { Branch: {}, HQ: {} } });
  desk.write(pbx([OMAR]), 'Branch');
  desk.write(together(CROWD, pbx([EVA])), 'HQ');
  await desk.bench.synchronizeAll();
  desk.write(pbx([OMAR, EVA]), 'Branch');
  desk.write(CROWD, 'HQ');
  return desk;
}

test('D9: a person who moves has an account after one synchronization of all, though the new home came first', async () => {
  const desk = await newHomeFirst();
  const runs = await desk.bench.synchronizeAll();
  expect(runs.map(({ source, outcome, counters }) => [source, outcome, counters.created])).toEqual([
    ['Branch', 'success', 0],
    ['HQ', 'success', 0],
    ['Branch', 'success', 1],
  ]);
  expect(await desk.account('5000')).toMatchObject({ lastName: 'Kane', pbxNode: 'Branch' });
  expect(await desk.notAssigned('Branch')).toEqual([]);
  // Nothing is left to look at again.
  expect(await desk.bench.synchronizeAll()).toHaveLength(2);
});

test('a node is not read again because of a copy whose account is still there', async () => {
  const desk = await newHomeFirst();
  desk.write(together(crowdOf(9), pbx([EVA])), 'HQ');
  const runs = await desk.bench.synchronizeAll();
  expect(runs.map(({ source, counters }) => [source, counters.deleted])).toEqual([
    ['Branch', 0],
    ['HQ', 1],
  ]);
});

test('previews of all nodes say the same as their synchronizations, in whatever order they are read', async () => {
  const desk = await newHomeFirst();
  const { runs } = await desk.json<{ runs: Preview[] }>(0, 'sync', '--preview');
  expect(runs.map(({ source, counters }) => [source, counters.created, counters.deleted])).toEqual([
    ['Branch', 1, 0],
    ['HQ', 0, 1],
  ]);
  const [branch, hq] = runs.map(({ plan }) => plan) as [string, string];
  const { plans } = await desk.bench.client.plans.list({ enterprise: 'acme' });
  expect(plans.map(({ plan }) => plan).toSorted()).toEqual([branch, hq].toSorted());
  const view = await desk.bench.client.plans.view({ plan: branch });
  expect(view.blocked).toMatch(
    /^This preview of Branch says what would be once the preview of HQ .* not done\.$/,
  );
  const early = await desk.cli('sync', '--apply', branch);
  expect(early.status).toBe(64);
  expect(early.stderr).toContain('the preview of HQ');
  expect((await desk.cli('sync', '--apply', hq)).status).toBe(0);
  expect((await desk.cli('sync', '--apply', branch)).status).toBe(0);
  expect(await desk.account('5000')).toMatchObject({ lastName: 'Kane', pbxNode: 'Branch' });
});
