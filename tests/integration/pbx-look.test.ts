import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../electron/engine/index.ts';
import { layoutOf, openSecondConnection } from '../../electron/engine/store/index.ts';
import type { PbxNodeDraft } from '../../shared/contract/index.ts';
import { crowdOf, DEVICE_FILE } from '../support/pbx-node.ts';
import { PbxBench } from './pbx-bench.ts';

/** The node `HQ` with its form. */
async function nodeOf(desk: PbxBench) {
  const { nodes } = await desk.bench.client.pbxNodes.list({ enterprise: 'acme' });
  const node = await desk.bench.client.pbxNodes.get({ sourceId: nodes[0]!.sourceId });
  return { ...node, draft: node.draft as PbxNodeDraft };
}

describe('a look into the files of a node, in a worker of its own', () => {
  it('says what is in them and what would come of it; nothing is written', async () => {
    const desk = await PbxBench.open();
    desk.write(crowdOf(5, { groups: 2 }));
    const { enterpriseId, sourceId, draft } = await nodeOf(desk);
    const found = await desk.bench.client.pbxNodes.inspect({ enterpriseId, sourceId, draft });
    expect(found).toMatchObject({ devices: 7, groups: 2, result: { people: 5, notAssigned: 0 } });
    expect(await desk.bench.runs()).toEqual([]);
    expect(await nodeOf(desk)).toMatchObject({ accounts: 0, lastAttempt: null });
    // Accounts that are there already are looked at as by a synchronization.
    await desk.synchronize();
    const again = await desk.bench.client.pbxNodes.inspect({ enterpriseId, sourceId, draft });
    expect(again).toEqual(found);
  });

  it('is stopped by its signal', async () => {
    const desk = await PbxBench.open();
    desk.write(crowdOf(20_000));
    const { enterpriseId, sourceId, draft } = await nodeOf(desk);
    const stop = new AbortController();
    const looking = desk.bench.client.pbxNodes.inspect(
      { enterpriseId, sourceId, draft },
      { signal: stop.signal },
    );
    stop.abort();
    await expect(looking).rejects.toMatchObject({ code: 'run.cancelled' });
  });

  it('by command: rollcall check says step by step what is there', async () => {
    const desk = await PbxBench.open();
    desk.write(crowdOf(5, { groups: 2 }));
    await desk.bench.closeEngine();
    const good = await desk.cli('check', 'hq');
    expect([good.status, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toContain('acme/HQ:');
    expect(good.stdout).toContain('7 devices and 2 groups');
    expect(good.stdout).toContain('What a synchronization would make of it: 5 people');
    desk.node().remove(DEVICE_FILE);
    const bad = await desk.cli('check', 'HQ', '--json');
    expect(bad.status).toBe(4);
    const { steps } = JSON.parse(bad.stdout) as { steps: { id: string; result: string; evidence: string }[] };
    expect(steps[0]).toMatchObject({ id: 'files', result: 'failed' });
    expect(steps[0]!.evidence).toContain(desk.node().path(DEVICE_FILE));
  });
});

describe('D14: what Dynamic Extensions only would do, before it is applied', () => {
  const ticked = { dynamicExtensionsOnly: true, dynamicNeedsExternal: false };

  it('is counted in the exports of all nodes, and said of each; nothing is written', async () => {
    const desk = await PbxBench.open({ nodes: { HQ: {}, Branch: {} } });
    desk.write(crowdOf(5, { groups: 2 }));
    desk.write(crowdOf(4, { first: 30_000, groups: 1 }), 'Branch');
    await desk.synchronizeAll();
    const before = await desk.lines();
    const { enterpriseId } = await nodeOf(desk);
    const { client } = desk.bench;
    const effect = await client.pbxNodes.scopeEffect({ enterpriseId, ...ticked });
    expect(effect).toMatchObject({ removed: 6, added: 0 });
    const byName = ({ nodes }: typeof effect) =>
      Object.fromEntries(nodes.map(({ name, removed, problem }) => [name, problem?.code ?? removed]));
    expect(byName(effect)).toEqual({ HQ: 3, Branch: 3 });
    expect(await desk.lines()).toEqual(before);
    expect(await desk.bench.runs()).toHaveLength(2);

    desk.node('Branch').remove(DEVICE_FILE);
    const less = await client.pbxNodes.scopeEffect({ enterpriseId, ...ticked });
    expect([less.removed, byName(less)]).toEqual([3, { HQ: 3, Branch: 'file.missing' }]);
  });

  it('is stopped by its signal', async () => {
    const desk = await PbxBench.open();
    desk.write(crowdOf(20_000));
    const { enterpriseId } = await nodeOf(desk);
    const stop = new AbortController();
    const { client } = desk.bench;
    const counting = client.pbxNodes.scopeEffect({ enterpriseId, ...ticked }, { signal: stop.signal });
    stop.abort();
    await expect(counting).rejects.toMatchObject({ code: 'run.cancelled' });
  });
});

describe('deleting a node', () => {
  it('is a run that takes its accounts along, and can be undone', async () => {
    const desk = await PbxBench.open();
    await desk.take(crowdOf(3, { groups: 1 }));
    const { sourceId } = await nodeOf(desk);
    const before = await desk.lines();
    const { client } = desk.bench;
    expect(await client.pbxNodes.removal({ sourceId })).toEqual({
      ...{ name: 'HQ', accounts: 3, numbers: 4, statuses: 0 },
    });
    const { jobId } = await client.pbxNodes.delete({ sourceId, confirm: 'HQ' });
    const { runs } = await client.synchronization.wait({ jobId });
    expect(runs).toMatchObject([{ kind: 'removal', outcome: 'success', counters: { deleted: 3 } }]);
    expect(await client.pbxNodes.list({ enterprise: 'acme' })).toEqual({ nodes: [] });
    expect(await desk.lines()).toEqual([]);
    expect((await desk.cli('undo', String(runs[0]!.id))).status).toBe(0);
    expect(await desk.lines()).toEqual(before);
    expect(await nodeOf(desk)).toMatchObject({ sourceId, name: 'HQ', accounts: 3, numbers: 4 });
  });
});

describe('the watch', () => {
  /** An engine as the app has it, on the folder of a desk. */
  async function app(desk: PbxBench) {
    await desk.bench.closeEngine();
    const engine = await createEngine({
      ...{ dataFolder: desk.bench.folder, env: {}, createKeyFile: 'no', version: '0.0.0-test' },
      ...{ workerUrl: new URL('../../dist/run-worker.js', import.meta.url), schedules: true },
    });
    onTestFinished(() => engine.close());
    return engine.client({ role: 'admin' });
  }

  it('synchronizes an export that changed, and offers one where that is what is wanted', async () => {
    const desk = await PbxBench.open({ nodes: { HQ: { watch: 'synchronize' }, Branch: { watch: 'offer' } } });
    await desk.take(crowdOf(3), 'HQ');
    await desk.take(crowdOf(2, { first: 70_000 }), 'Branch');
    desk.write(crowdOf(4), 'HQ');
    desk.write(crowdOf(5, { first: 70_000 }), 'Branch');
    const client = await app(desk);
    // Somebody else works on the Enterprise: what the watch asks for comes but once, so it waits for its turn.
    const store = openSecondConnection(layoutOf(desk.bench.folder));
    onTestFinished(() => store.close());
    let lease = store.leases.tryTake(store.enterprises.list()[0]!.enterpriseId, 'a test', Date.now());
    expect(lease).not.toBeNull();
    const stop = new AbortController();
    const events = await client.synchronization.events(undefined, { signal: stop.signal });
    const seen = new Set<string>();
    for await (const event of events) {
      if (event.type === 'progress' && event.phase === 'waiting' && lease !== null) {
        seen.add(`${event.source} waited`);
        lease.release();
        lease = null;
      }
      if (event.type !== 'changed' && event.type !== 'run-ended') continue;
      const { nodes } = await client.pbxNodes.list({ enterprise: 'acme' });
      const [hq, branch] = ['HQ', 'Branch'].map((name) => nodes.find((node) => node.name === name)!);
      if (hq!.lastAttempt?.trigger === 'watch') seen.add('synchronized');
      if (branch!.newerExport !== null) seen.add('offered');
      if (seen.size === 3) break;
    }
    stop.abort();
    expect(seen).toContain('HQ waited');
    const { nodes } = await client.pbxNodes.list({ enterprise: 'acme' });
    expect(nodes.find(({ name }) => name === 'HQ')).toMatchObject({
      ...{ accounts: 4, newerExport: null, lastGood: { trigger: 'watch', counters: { created: 1 } } },
    });
    expect(nodes.find(({ name }) => name === 'Branch')).toMatchObject({
      ...{ accounts: 2, lastGood: { trigger: 'manual' } },
    });
  }, 60_000);
});
