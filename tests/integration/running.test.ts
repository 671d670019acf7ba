import { describe, expect, it, onTestFinished } from 'vitest';
import type { RollcallEvent } from '../../shared/contract/index.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { entries } from './scripted-people.ts';
import { configuration, enterpriseId as enterprise, sourceName, startCli, Workbench } from './workbench.ts';

/** A server that keeps searches waiting until `release()`, and a workbench with a synchronizer for it. */
async function waiting() {
  let release = (): void => undefined;
  let asked = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const searching = new Promise<void>((resolve) => (asked = resolve));
  const server = await startScriptedLdap({
    entries,
    onSearch: async (_, reply) => {
      asked();
      await Promise.race([released, reply.connection.closed]);
      return reply.default();
    },
  });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  await bench.import(configuration({ url: server.url }));
  return { bench, release, searching };
}

/** Listens to an engine; `next` resolves with the next event of a type from now on. */
async function listen(bench: Workbench) {
  const stopping = new AbortController();
  const stream = await bench.client.synchronization.events(undefined, { signal: stopping.signal });
  const events: RollcallEvent[] = [];
  let wake = (): void => undefined;
  void (async () => {
    try {
      for await (const event of stream) {
        events.push(event);
        wake();
      }
    } catch {
      // Stopped listening.
    }
  })();
  onTestFinished(() => stopping.abort());
  return {
    events,
    next: async (type: RollcallEvent['type']): Promise<RollcallEvent> => {
      for (let from = events.length; ;) {
        const found = events.slice(from).find((event) => event.type === type);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

describe('what runs right now', () => {
  it('is this engine’s jobs, with how far each source is, until they end', async () => {
    const { bench, release, searching } = await waiting();
    const { client } = bench;
    const { next } = await listen(bench);
    const started = next('job-started');
    const { jobId } = await client.synchronization.start({});
    expect((await client.synchronization.running()).jobs).toMatchObject([
      { jobId, tasks: [{ runId: null }] },
    ]);
    expect(await started).toEqual({ type: 'job-started', jobId });
    await searching;
    const { jobs, elsewhere } = await client.synchronization.running();
    expect(elsewhere).toEqual([]);
    expect(jobs).toEqual([
      {
        jobId,
        trigger: 'manual',
        kind: 'sync',
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        cancelling: false,
        tasks: [
          {
            enterpriseId: 1,
            enterprise,
            sourceId: 1,
            source: sourceName,
            sourceKind: 'directory',
            runId: 1,
            phase: 'connecting',
            done: 0,
            total: 0,
            outcome: null,
          },
        ],
      },
    ]);
    await client.synchronization.cancel({ jobId });
    expect((await client.synchronization.running()).jobs).toMatchObject([{ cancelling: true }]);
    release();
    await client.synchronization.wait({ jobId });
    expect(await client.synchronization.running()).toEqual({ jobs: [], elsewhere: [] });
  });

  it('is also what another process runs on the same data folder, until it is killed', async () => {
    const { bench, searching } = await waiting();
    const { client } = bench;
    const { next } = await listen(bench);
    const changed = next('changed');
    const command = startCli(['--data', bench.folder, 'sync']);
    await searching;
    expect(await changed).toEqual({ type: 'changed' });
    expect(await client.synchronization.running()).toEqual({
      jobs: [],
      elsewhere: [
        {
          runId: 1,
          enterpriseId: 1,
          enterprise,
          source: sourceName,
          startedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
          holder: `process ${command.child.pid}`,
        },
      ],
    });
    const { synchronizers } = await client.synchronizers.list({ enterprise });
    expect(synchronizers).toMatchObject([{ lastAttempt: null, lastGood: null }]);
    command.child.kill('SIGKILL');
    await command.ended;
    expect(await client.synchronization.running()).toEqual({ jobs: [], elsewhere: [] });
    expect(await bench.runs()).toMatchObject([{ id: 1, outcome: 'interrupted' }]);
  });
});

describe('a listener', () => {
  it('hears within a second of what another process did', async () => {
    const { bench } = await waiting();
    const { next, events } = await listen(bench);
    for (const description of ['One', 'Two']) {
      const changed = next('changed');
      const other = await Workbench.open({ folder: bench.folder });
      await other.client.enterprises.update({ enterpriseId: 1, description });
      const at = performance.now();
      await changed;
      expect(performance.now() - at).toBeLessThan(1000);
    }
    expect(events.every(({ type }) => type === 'changed')).toBe(true);
  });
});

describe('last attempt and last good run (D25)', () => {
  it('are the newest that was not skipped, and the newest that read everything', async () => {
    const server = await startScriptedLdap({ entries });
    onTestFinished(() => server.stop());
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    const last = async () => {
      const { synchronizers } = await bench.client.synchronizers.list({ enterprise });
      const { lastAttempt, lastGood, accounts, active } = synchronizers[0]!;
      return { attempt: lastAttempt, good: lastGood, accounts, active };
    };
    expect(await last()).toEqual({ attempt: null, good: null, accounts: 0, active: true });
    const good = await bench.synchronize();
    expect(await last()).toMatchObject({
      attempt: { id: good.id },
      good: { id: good.id },
      accounts: entries.length,
    });
    server.change({ onSearch: (_, reply) => reply.connection.destroy() });
    const failed = await bench.synchronize();
    expect(failed.outcome).toBe('failed');
    expect(await last()).toMatchObject({
      attempt: { id: failed.id, outcome: 'failed', issues: { info: 0, warning: 0, error: 1 } },
      good: { id: good.id, outcome: 'success' },
    });
    const started = await bench.client.synchronization.start({});
    await bench.client.synchronization.cancel({ jobId: started.jobId });
    const [cancelled] = (await bench.client.synchronization.wait({ jobId: started.jobId })).runs;
    expect(await last()).toMatchObject({ attempt: { id: cancelled!.id }, good: { id: good.id } });
  });
});
