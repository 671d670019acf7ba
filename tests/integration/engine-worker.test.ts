import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { EngineWorkerData } from '../../electron/engine/engine-worker.ts';
import type { EngineClient, Session } from '../../electron/engine/index.ts';
import { EngineHost, type EngineState } from '../../electron/shell/engine-host.ts';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { entryOf } from './scripted-people.ts';
import { configuration, temporaryFolder, Workbench } from './workbench.ts';

const root = path.dirname(path.dirname(import.meta.dirname));
let bundles = '';

// A worker from TypeScript sources brings Node 24 down now and then (workbench.ts), so it is bundled first.
beforeAll(async () => {
  bundles = mkdtempSync(path.join(root, '.cache', 'engine-worker-'));
  await build({
    absWorkingDir: root,
    entryPoints: ['electron/engine/engine-worker.ts'],
    outfile: path.join(bundles, 'engine-worker.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': '__filename' },
    logLevel: 'warning',
  });
});
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

/** A host with a real worker on a data folder. */
function startHost(dataFolder: string) {
  const workers: Worker[] = [];
  const states: EngineState[] = [];
  const host = new EngineHost({
    startWorker: () => {
      const worker = new Worker(path.join(bundles, 'engine-worker.cjs'), {
        workerData: {
          dataFolder,
          version: '0.0.0-test',
          runWorkerFile: path.join(root, 'dist', 'run-worker.js'),
        } satisfies EngineWorkerData,
        execArgv: ['--disable-warning=ExperimentalWarning'],
      });
      workers.push(worker);
      return worker;
    },
  });
  host.onState((state) => states.push(state));
  host.start();
  onTestFinished(async () => {
    await host.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const reaches = (state: EngineState['state']) =>
    expect.poll(() => states.at(-1)?.state, { timeout: 30_000, interval: 10 }).toBe(state);
  return { host, states, reaches, kill: () => workers.at(-1)!.terminate() };
}

/** A client over a port of the host, as the page has one. */
function clientOf(host: EngineHost, session: Session = { role: 'admin' }, results?: number) {
  const port: MessagePort | null = host.connect(session, results);
  if (port === null) throw new Error('there is no engine');
  const client: EngineClient = createORPCClient(new RPCLink({ port }));
  port.start();
  return { client, port };
}

const enterprise = {
  id: 'acme',
  description: 'Acme',
  domain: 'acme.example.com',
  mode: 'standalone',
} as const;

describe('the engine in its worker', () => {
  test('answers, fails with documented errors, and streams events', async () => {
    const { host, reaches } = startHost(temporaryFolder());
    await reaches('running');
    const { client } = clientOf(host);
    expect(await client.system.info()).toMatchObject({ version: '0.0.0-test' });
    await expect(client.runs.get({ id: 4711 })).rejects.toMatchObject({
      code: 'run.not-found',
      data: { hint: expect.any(String) as string },
    });
    await expect(client.runs.get({ id: 'x' as unknown as number })).rejects.toMatchObject({
      code: 'usage.invalid',
    });

    const events = await client.synchronization.events();
    await client.enterprises.create(enterprise);
    for await (const event of events) if (event.type === 'changed') break;
  });

  test('holds every port to the role that main gave it', async () => {
    const { host, reaches } = startHost(temporaryFolder());
    await reaches('running');
    const { client } = clientOf(host, { role: 'user', accountId: 1 });
    expect(await client.system.info()).toMatchObject({ version: '0.0.0-test' });
    await expect(client.enterprises.list()).rejects.toMatchObject({ code: 'access.denied' });
    await expect(client.enterprises.create(enterprise)).rejects.toMatchObject({ code: 'access.denied' });
  });

  test('survives odd messages', async () => {
    const { host, reaches, states } = startHost(temporaryFolder());
    await reaches('running');
    const { client, port } = clientOf(host);
    for (const odd of [
      '{',
      '[]',
      '{"i":"x"}',
      '{"i":"x","p":{"u":"/system/info","h":{"content-type":"multipart/form-data"}}}',
    ])
      port.postMessage(odd);
    port.postMessage({ not: 'text' });
    expect(await client.system.info()).toMatchObject({ version: '0.0.0-test' });
    expect(states.map(({ state }) => state)).toEqual(['running']);
  });

  test('when it dies, calls fail, it comes back by itself, and nothing that was saved is lost', async () => {
    const { host, reaches, states, kill } = startHost(temporaryFolder());
    await reaches('running');
    const before = clientOf(host);
    await before.client.enterprises.create(enterprise);
    const events = await before.client.synchronization.events();
    const cutOff = expect(
      (async () => {
        for await (const event of events) void event;
      })(),
    ).rejects.toThrow();
    await kill();
    await cutOff;
    await reaches('running');
    expect(states.map(({ state }) => state)).toEqual(['running', 'restarting', 'running']);
    const after = clientOf(host);
    const { enterprises } = await after.client.enterprises.list();
    expect(enterprises.map(({ id }) => id)).toEqual(['acme']);
  });

  test('a run that dies with it is reported as interrupted, and the next one goes through', async () => {
    const server = await startScriptedLdap({ entries: makePeople(400).map(entryOf), entryDelayMs: 5 });
    onTestFinished(() => server.stop());
    const { host, reaches, kill } = startHost(temporaryFolder());
    await reaches('running');
    const { client } = clientOf(host);
    const text = JSON.stringify(configuration({ url: server.url, pageSize: 50 }));
    await client.configuration.import({ text, folder: root });
    const events = await client.synchronization.events();
    await client.synchronization.start({});
    for await (const event of events) {
      if (event.type === 'progress' && event.phase === 'reading' && event.done > 0) break;
    }
    await kill();
    await reaches('running');
    const again = clientOf(host).client;
    await expect
      .poll(async () => (await again.runs.list({})).runs.map(({ outcome }) => outcome), { timeout: 10_000 })
      .toEqual(['interrupted']);
    const { jobId } = await again.synchronization.start({});
    const { runs } = await again.synchronization.wait({ jobId });
    expect(runs[0]).toMatchObject({ outcome: 'success', counters: { created: 400 } });
  });

  test('what fell due while the app was closed runs by itself when it is opened (E4)', async () => {
    const server = await startScriptedLdap({ entries: makePeople(3).map(entryOf) });
    onTestFinished(() => server.stop());
    const folder = temporaryFolder();
    const yesterday = Date.now() - 25 * 60 * 60 * 1000;
    const bench = await Workbench.open({ folder, now: () => yesterday });
    const synchronization = { type: 'directory', schedule: { enabled: true, every: '24h' } };
    await bench.import(configuration({ url: server.url }, { synchronization }));
    await bench.closeEngine();

    const { host, reaches } = startHost(folder);
    await reaches('running');
    const { client } = clientOf(host);
    await expect
      .poll(async () => (await client.runs.list({})).runs, { timeout: 20_000 })
      .toMatchObject([{ outcome: 'success', trigger: 'startup', counters: { created: 3 } }]);
  });

  test('opens a results file beside the data folder, read-only, until it is closed or the engine dies', async () => {
    const { host, reaches, kill } = startHost(temporaryFolder());
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await reaches('running');
    const { client } = clientOf(host);
    await client.enterprises.create(enterprise);
    const file = path.join(folder, 'acme.rollcall');
    await client.results.export({ enterprise: 'acme', file });
    await client.enterprises.create({ ...enterprise, id: 'other', domain: 'other.example.com' });

    const { results, info } = await host.openResults(file);
    expect(info).toMatchObject({ file, enterprise: 'acme', rollcallVersion: '0.0.0-test' });
    const offline = clientOf(host, { role: 'admin', via: 'window' }, results).client;
    expect((await offline.enterprises.list()).enterprises.map(({ id }) => id)).toEqual(['acme']);
    expect((await client.enterprises.list()).enterprises.map(({ id }) => id)).toEqual(['acme', 'other']);
    await expect(offline.enterprises.create({ ...enterprise, id: 'x' })).rejects.toMatchObject({
      code: 'results.read-only',
    });
    expect((await offline.system.about()).dataFolder).toBe(file);

    writeFileSync(path.join(folder, 'bad.rollcall'), 'no');
    await expect(host.openResults(path.join(folder, 'bad.rollcall'))).rejects.toMatchObject({
      code: 'results.not-results',
    });
    await kill();
    await reaches('running');
    const again = await host.openResults(file);
    const after = clientOf(host, { role: 'admin' }, again.results);
    expect((await after.client.enterprises.list()).enterprises).toHaveLength(1);
    after.port.close();
    host.closeResults(again.results);
    // A port to what is not open is closed at once.
    const late = host.connect({ role: 'admin' }, again.results)!;
    await new Promise<void>((resolve) => {
      late.once('close', resolve);
      late.start();
    });
  });

  test('a data folder that cannot be opened is told, with what to do', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a file, not a folder');
    writeFileSync(file, '');
    const { host, reaches } = startHost(path.join(file, 'data'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await reaches('failed');
    expect(host.state.message).toMatch(/cannot be made or changed\. Choose a data folder/);
    expect(host.connect({ role: 'admin' })).toBeNull();
  });
});
