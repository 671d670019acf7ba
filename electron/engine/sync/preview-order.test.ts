/** Previews of several nodes in one job say what synchronizing one node after the other would do (docs/decisions/030). */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { crowdOf, device, pbx, together } from '../../../tests/support/pbx-node.ts';
import { PbxSyncBench, type BenchNode } from '../../../tests/support/pbx-sync.ts';
import type { Issue } from '../../../shared/domain/run.ts';

const bench = new PbxSyncBench();
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

function planOf(hash: string) {
  const plan = bench.store.plans.find(hash)[0]!;
  const all = { after: -1, limit: -1 };
  const rows = bench.store.plans.rows(plan.planId, all);
  return {
    ...plan,
    lines: rows.map(({ kind, state, reasonCode, login }) => `${kind} ${state} ${reasonCode} ${login}`),
    issues: bench.store.plans.issues.page(plan.planId, all),
  };
}

const issuesOf = (runId: number) => bench.store.runs.issues(runId);
const says = (issues: readonly Issue[], code: string) =>
  issues.filter((each) => each.code === code).map(({ message }) => message);

/** Two nodes of one Enterprise with their exports written. */
function twoNodes(first: Parameters<typeof together>[0], second: Parameters<typeof together>[0]) {
  const hq = bench.node();
  const branch = bench.node({}, { name: 'Branch', beside: hq });
  hq.files.write(first);
  branch.files.write(second);
  return { hq, branch };
}

async function previewBoth({ hq, branch }: { hq: BenchNode; branch: BenchNode }) {
  const first = await bench.preview(hq);
  const second = await bench.preview(branch, first);
  return { first, second };
}

const EVA = device('3000', 'desk', 'Eva Kane/R&D');
const OMAR = device('4000', 'desk', 'Omar Zhu/Law');

describe('a device that two nodes have (D9)', () => {
  test('is created once, and is a copy on the other node: as the runs do it', async () => {
    const nodes = twoNodes(pbx([EVA]), pbx([EVA, OMAR]));
    const { first, second } = await previewBoth(nodes);
    expect(planOf(first).lines).toEqual(['create apply pbx-new 3000']);
    expect(planOf(second)).toMatchObject({
      lines: ['create apply pbx-new 4000'],
      counters: { created: 1, devices: 2, assigned: 1, notAssigned: 1 },
      restsOn: { after: [{ hash: first, source: 'HQ' }] },
    });
    expect(says(planOf(second).issues, 'plan.after')).toEqual([
      'It says what would be once the preview of HQ that was made before it is applied.',
    ]);
    expect(bench.lines(nodes.hq)).toEqual([]);

    expect(await bench.apply(nodes.hq, first)).toMatchObject({ outcome: 'success' });
    const run = await bench.apply(nodes.branch, second);
    expect(run).toMatchObject({ outcome: 'success', counters: { created: 1, failed: 0, notAssigned: 1 } });
    expect(says(issuesOf(run.runId), 'plan.after')).toEqual([]);
    expect(await bench.synchronize(nodes.branch)).toMatchObject({ counters: { created: 0, unchanged: 1 } });
  });

  test('a preview that counts on another one is refused while that one was not applied, and says so', async () => {
    const nodes = twoNodes(pbx([EVA]), pbx([EVA, OMAR]));
    const { first, second } = await previewBoth(nodes);
    const refused = await bench.apply(nodes.branch, second);
    expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'plan.after' } });
    expect(refused.error!.message).toBe(
      'This preview of Branch says what would be once the preview of HQ that was made before it is applied, and that was not done.',
    );
    expect(bench.lines(nodes.branch)).toEqual([]);
    // A synchronization that does the same is as good as applying the preview.
    expect((await bench.synchronize(nodes.hq)).plan).toBe(first);
    expect(await bench.apply(nodes.branch, second)).toMatchObject({ outcome: 'success' });
  });

  test('a preview on which the others have no effect can be applied by itself', async () => {
    const nodes = twoNodes(pbx([EVA]), pbx([OMAR]));
    const { second } = await previewBoth(nodes);
    expect(planOf(second).restsOn.after).toBeUndefined();
    expect(says(planOf(second).issues, 'plan.after')).toEqual([]);
    expect(await bench.apply(nodes.branch, second)).toMatchObject({ outcome: 'success' });
  });
});

test('a creation is refused in true words when another node made the account since', async () => {
  const nodes = twoNodes(pbx([EVA]), pbx([EVA, OMAR]));
  const alone = await bench.preview(nodes.branch);
  await bench.synchronize(nodes.hq);
  const run = await bench.apply(nodes.branch, alone);
  expect(run).toMatchObject({ outcome: 'warnings', counters: { created: 1, failed: 1, notAssigned: 1 } });
  expect(says(issuesOf(run.runId), 'row.moved')).toEqual([
    'The creation of 3000 was refused: another node has its account by now.',
  ]);
});

test('D7: a login that the earlier node would take is not promised again', async () => {
  const nodes = twoNodes(pbx([EVA]), pbx([device('3000', 'desk', 'Someone Else/Law')]));
  const { first, second } = await previewBoth(nodes);
  expect(planOf(second).lines).toEqual(['create apply pbx-new 3000@Branch']);
  expect(says(planOf(second).issues, 'entry.duplicate-login')).toHaveLength(1);
  await bench.apply(nodes.hq, first);
  expect(await bench.apply(nodes.branch, second)).toMatchObject({ counters: { created: 1, failed: 0 } });
  expect(bench.lines(nodes.branch)).toEqual([expect.stringMatching(/^3000@Branch /)]);
});

test('a person who moves to a later node is created there, once they are gone from the earlier one', async () => {
  const crowd = crowdOf(10);
  const nodes = twoNodes(together(crowd, pbx([EVA])), pbx([OMAR]));
  await bench.synchronize(nodes.hq);
  await bench.synchronize(nodes.branch);
  nodes.hq.files.write(crowd);
  nodes.branch.files.write(pbx([OMAR, EVA]));
  const { first, second } = await previewBoth(nodes);
  expect(planOf(first).lines).toEqual(['delete apply pbx-absent 3000']);
  expect(planOf(second).lines).toEqual(['create apply pbx-new 3000']);
  // By itself it would be another plan: she is there still.
  expect(planOf(await bench.preview(nodes.branch)).lines).toEqual([]);
});

test('E7: looking changes nothing, though it is worked out by applying what comes before', async () => {
  const nodes = twoNodes(pbx([EVA]), pbx([EVA, OMAR]));
  await bench.take(nodes.hq, pbx([OMAR]));
  nodes.hq.files.write(pbx([EVA]));
  const runs = () => bench.store.connection.scalar('SELECT count(*) FROM run');
  const [before, count] = [bench.dump(), runs()];
  await previewBoth(nodes);
  expect(bench.dump()).toEqual(before);
  expect(runs()).toBe(count);
});

describe('seats (domain.md 6)', () => {
  /** Gives the Enterprise of a node features, and its nodes a profile of all of them. */
  function license({ source: { enterpriseId } }: BenchNode, seats: Record<string, number>): void {
    const { profiles, enterprises } = bench.store;
    const featureIds = Object.entries(seats).map(([name, count]) =>
      profiles.createFeature(enterpriseId, name, count),
    );
    profiles.create(enterpriseId, { name: 'Phones', description: '', featureIds });
    const values = enterprises.get(enterpriseId)!;
    enterprises.update(enterpriseId, { ...values, pbx: { ...values.pbx, featureProfile: 'Phones' } }, 1);
  }

  const active = (login: string) =>
    bench.store.connection.scalar(
      `SELECT coalesce(max(active), -1) FROM account WHERE login_id = '${login}'`,
    );

  test('free seats are promised once, each feature is told, and a preview says what would be', async () => {
    const nodes = twoNodes(pbx([EVA]), pbx([OMAR, device('4001', 'desk', 'Kim Vos/Law')]));
    license(nodes.hq, { Chat: 10, Softphone: 2 });
    const { first, second } = await previewBoth(nodes);
    expect(says(planOf(first).issues, 'seats.needed')).toEqual([
      '1 seat of Chat would be needed, 10 are free.',
      '1 seat of Softphone would be needed, 2 are free.',
    ]);
    expect(says(planOf(second).issues, 'seats.needed')).toEqual([
      '2 seats of Chat would be needed, 9 would be free after HQ.',
    ]);
    expect(says(planOf(second).issues, 'seats.short')).toEqual([
      '2 seats of Softphone would be needed, 1 would be free after HQ: 1 account would be created inactive.',
    ]);
    // Seats alone make no preview depend on another one.
    const run = await bench.apply(nodes.branch, second);
    expect(run.outcome).toBe('success');
    expect(says(issuesOf(run.runId), 'seats.needed')).toEqual([
      '2 seats of Chat were needed, 10 were free.',
      '2 seats of Softphone were needed, 2 were free.',
    ]);
    const last = await bench.synchronize(nodes.hq);
    expect(says(issuesOf(last.runId), 'seats.short')).toEqual([
      '1 seat of Softphone was needed, 0 were free: 1 account was created inactive.',
    ]);
  });

  test('a seat that becomes free is for who waits longest, before who is created in the same run', async () => {
    const hq = bench.node();
    license(hq, { Chat: 11 });
    const crowd = crowdOf(10);
    await bench.take(hq, together(crowd, pbx([EVA])));
    await bench.take(hq, together(crowd, pbx([EVA, OMAR])));
    expect([active('3000'), active('4000')]).toEqual([1, 0]);
    hq.files.write(together(crowd, pbx([OMAR, device('4001', 'desk', 'Kim Vos/Law')])));
    const plan = planOf(await bench.preview(hq));
    const run = await bench.synchronize(hq);
    expect([active('4000'), active('4001')]).toEqual([1, 0]);
    expect(says(plan.issues, 'seats.short')).toEqual([
      '1 seat of Chat would be needed, 0 are free: 1 account would be created inactive.',
    ]);
    expect(says(issuesOf(run.runId), 'seats.short')).toEqual([
      '1 seat of Chat was needed, 0 were free: 1 account was created inactive.',
    ]);
  });

  test('E9: an account that an undo brings back is inactive when its seat is somebody else’s by now', async () => {
    const hq = bench.node();
    license(hq, { Chat: 11 });
    const crowd = crowdOf(10);
    await bench.take(hq, together(crowd, pbx([EVA])));
    await bench.take(hq, together(crowd, pbx([EVA, OMAR])));
    const { runId } = await bench.take(hq, together(crowd, pbx([OMAR])));
    expect([active('3000'), active('4000')]).toEqual([-1, 1]);
    const undo = bench.undo(hq, runId);
    expect([active('3000'), active('4000')]).toEqual([0, 1]);
    expect(bench.store.seats.describe(hq.source.enterpriseId)).toMatchObject([{ seats: 11, used: 11 }]);
    expect(undo.outcome).toBe('warnings');
    expect(says(issuesOf(undo.runId), 'seats.short')).toEqual([
      '1 account came back inactive: no seat was free for it.',
    ]);
  });

  test('E9: an account that an undo brings back has its seat when there is one', async () => {
    const hq = bench.node();
    license(hq, { Chat: 11 });
    const crowd = crowdOf(10);
    await bench.take(hq, together(crowd, pbx([EVA])));
    const { runId } = await bench.take(hq, crowd);
    const undo = bench.undo(hq, runId);
    expect(active('3000')).toBe(1);
    expect(says(issuesOf(undo.runId), 'seats.short')).toEqual([]);
  });
});

test('E9: an undo gives no number back that an account of another node got since, and names it', async () => {
  const crowd = crowdOf(10);
  const nodes = twoNodes(together(crowd, pbx([EVA])), pbx([OMAR]));
  await bench.synchronize(nodes.hq);
  await bench.synchronize(nodes.branch);
  const { runId } = await bench.take(nodes.hq, crowd);
  await bench.take(nodes.branch, pbx([OMAR, EVA]));
  // Another login, so that the number alone is in the way.
  bench.store.connection.exec(
    "UPDATE account SET login_id = 'eva', login_key = 'eva' WHERE login_id = '3000'",
  );
  const undo = bench.undo(nodes.hq, runId);
  expect(undo).toMatchObject({ outcome: 'warnings', counters: { created: 0, failed: 1 } });
  expect(says(issuesOf(undo.runId), 'row.moved')).toEqual([
    '3000 was not put back: its number 3000 belongs to another account now, eva (Kane) of Branch.',
  ]);
  // A number that both had before is no reason.
  const back = await bench.take(nodes.branch, pbx([OMAR]));
  expect(bench.changes(back)).toEqual(['delete applied pbx-absent eva']);
  expect(bench.undo(nodes.hq, runId)).toMatchObject({ counters: { created: 1, failed: 0 } });
});
