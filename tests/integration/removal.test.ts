import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Account, Run } from '../../shared/contract/index.ts';
import { emptyFields } from '../../shared/domain/account.ts';
import { startScriptedLdap, type ScriptedLdap } from '../servers/scripted-ldap.ts';
import { entries } from './scripted-people.ts';
import {
  codesOf,
  configuration,
  enterpriseId as enterprise,
  expectToAddUp,
  sourceName,
  synchronizerEntry,
  temporaryFolder,
  Workbench,
} from './workbench.ts';

const helper = path.join(path.dirname(import.meta.dirname), 'support', 'call-engine.ts');
const scratch = temporaryFolder();
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A data folder with some people of `HQ directory`, the others of `Lab`, and one that a person made. */
async function filled(options: { folder?: string; keep?: boolean } = {}) {
  const server = await startScriptedLdap({ entries });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open(options);
  const [hq, lab] = [
    { url: server.url, query: '(!(uid=*a*))' },
    { url: server.url, query: '(uid=*a*)', description: 'Lab' },
  ];
  const accounts = [{ loginId: 'by-hand', lastName: 'Hand' }];
  await bench.import(configuration(hq, { accounts, synchronizers: [hq, lab].map(synchronizerEntry) }));
  await bench.synchronizeAll();
  const { synchronizers } = await bench.client.synchronizers.list({ enterprise });
  const ids = Object.fromEntries(synchronizers.map(({ name, sourceId }) => [name, sourceId]));
  return { bench, server, hq: ids[sourceName]!, lab: ids['Lab']! };
}

/** The server keeps every search waiting from now on; `searching` resolves with the first of them. */
function stall(server: ScriptedLdap) {
  let release = (): void => undefined;
  let asked = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const searching = new Promise<void>((resolve) => (asked = resolve));
  server.change({
    onSearch: async (_, reply) => {
      asked();
      await released;
      return reply.default();
    },
  });
  return { release, searching };
}

async function remove(bench: Workbench, sourceId: number, confirm = sourceName): Promise<Run> {
  const { jobId } = await bench.client.synchronizers.delete({ sourceId, confirm });
  const { runs } = await bench.client.synchronization.wait({ jobId });
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

/** Calls a procedure in a process of its own that is killed at a failpoint. */
function killAt(failpoint: string, folder: string, procedure: string, input: object): void {
  const args = ['--disable-warning=ExperimentalWarning', helper, folder, procedure, JSON.stringify(input)];
  const env = { ...process.env, ROLLCALL_FAILPOINT: failpoint };
  const end = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect({ signal: end.signal, stderr: end.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
}

const of = (accounts: Account[], source: string | null) =>
  accounts.filter((account) => account.source === source).map(({ loginId }) => loginId);

describe('deleting a synchronizer', () => {
  it('is a run that deletes its accounts, all of them and no others (safety.md 7)', async () => {
    const { bench, hq } = await filled();
    const before = await bench.accounts();
    const count = of(before, sourceName).length;
    expect(await bench.client.synchronizers.removal({ sourceId: hq })).toEqual({
      name: sourceName,
      accounts: count,
      numbers: 0,
      statuses: 0,
    });
    const run = await remove(bench, hq);
    expect(run).toMatchObject({
      kind: 'removal',
      trigger: 'manual',
      outcome: 'success',
      complete: true,
      source: sourceName,
      feed: 'none',
      counters: { read: 0, deleted: count },
    });
    expectToAddUp(run);
    const after = await bench.accounts();
    expect(after).toEqual(before.filter(({ source }) => source !== sourceName));
    expect(of(after, 'Lab')).not.toEqual([]);
    expect(of(after, null)).toEqual(['by-hand']);
    const changes = await bench.changes(run.id);
    expect(changes.map(({ login }) => login).sort()).toEqual(of(before, sourceName).sort());
    expect(changes[0]).toMatchObject({ kind: 'delete', state: 'applied', reason: 'its source was removed' });
    expect((await bench.runs())[0]).toMatchObject({ id: run.id, source: sourceName });
    const { synchronizers } = await bench.client.synchronizers.list({ enterprise });
    expect(synchronizers.map(({ name }) => name)).toEqual(['Lab']);
    const { stdout } = await bench.cli(['runs', 'show', String(run.id)]);
    expect(stdout).toContain(`${sourceName}: removed, ${count} deleted — done`);
  });

  it('frees its name and its people’s logins for the next one', async () => {
    const { bench, server, hq } = await filled();
    const before = await bench.accounts();
    await remove(bench, hq);
    await bench.import(configuration({ url: server.url, query: '(!(uid=*a*))' }));
    const run = await bench.synchronize(sourceName);
    expect(run).toMatchObject({ outcome: 'success', counters: { created: of(before, sourceName).length } });
    expect(run.sourceId).not.toBe(hq);
    expect(await bench.logins()).toEqual(before.map(({ loginId }) => loginId));
  });

  it('waits its turn behind a synchronization, says so, and can be cancelled meanwhile', async () => {
    const { bench, server, hq, lab } = await filled();
    const before = await bench.accounts();
    const { release, searching } = stall(server);
    const stream = await bench.client.synchronization.events();
    const synchronizing = bench.synchronizeAll();
    const first = await bench.client.synchronizers.delete({ sourceId: hq, confirm: sourceName });
    const second = await bench.client.synchronizers.delete({ sourceId: lab, confirm: 'Lab' });
    for await (const event of stream) {
      if (event.type !== 'progress' || event.phase !== 'waiting' || event.jobId !== second.jobId) continue;
      expect(event).toMatchObject({ sourceId: lab, source: 'Lab', enterpriseId: 1, runId: 0 });
      break;
    }
    await searching;
    const { jobs } = await bench.client.synchronization.running();
    expect(jobs.map(({ kind, tasks }) => [kind, tasks.map(({ phase }) => phase)])).toEqual([
      ['sync', ['connecting', null]],
      ['removal', ['waiting']],
      ['removal', ['waiting']],
    ]);
    await bench.client.synchronization.cancel({ jobId: first.jobId });
    const cancelled = await bench.client.synchronization.wait({ jobId: first.jobId });
    expect(cancelled.runs).toMatchObject([{ kind: 'removal', outcome: 'cancelled', feed: 'none' }]);
    release();
    await synchronizing;
    const done = await bench.client.synchronization.wait({ jobId: second.jobId });
    expect(done.runs).toMatchObject([{ kind: 'removal', outcome: 'success' }]);
    expect(await bench.accounts()).toEqual(before.filter(({ source }) => source !== 'Lab'));
  });

  it('is passed when the Enterprise went into integrated mode meanwhile (D22)', async () => {
    const { bench, server, hq } = await filled();
    const { release } = stall(server);
    const synchronizing = bench.synchronizeAll();
    const removing = remove(bench, hq);
    await bench.client.enterprises.update({ enterpriseId: 1, mode: 'integrated' });
    release();
    await synchronizing;
    const run = await removing;
    expect(run).toMatchObject({ outcome: 'skipped', counters: { deleted: 0 } });
    expect(codesOf(run)).toEqual(['enterprise.integrated']);
    expect(of(await bench.accounts(), sourceName)).not.toEqual([]);
  });

  it.each([
    ['run.started', 'before'],
    ['apply.row:1', 'before'],
    ['apply.row:7', 'before'],
    ['run.before-commit', 'before'],
    ['run.committed', 'after'],
  ])('killed at %s leaves the list as it was %s', async (failpoint, kept) => {
    const folder = path.join(scratch, 'removal', 'data');
    if (!existsSync(folder)) await (await filled({ folder, keep: true })).bench.closeEngine();
    const copy = path.join(scratch, `killed-${failpoint}`);
    cpSync(folder, copy, { recursive: true });
    const bench = await Workbench.open({ folder });
    const before = await bench.accounts();
    const { synchronizers } = await bench.client.synchronizers.list({ enterprise });
    const { sourceId } = synchronizers.find(({ name }) => name === sourceName)!;
    killAt(failpoint, copy, 'synchronizers.delete', { sourceId, confirm: sourceName });
    const after = await Workbench.open({ folder: copy });
    const [last] = await after.runs();
    if (kept === 'before') {
      expect(await after.accounts()).toEqual(before);
      expect(last).toMatchObject({ kind: 'removal', outcome: 'interrupted', counters: { deleted: 0 } });
      expect(await after.changes(last!.id)).toEqual([]);
      expect(await remove(after, sourceId)).toMatchObject({ outcome: 'success' });
    } else {
      expect(last).toMatchObject({ kind: 'removal', outcome: 'success' });
    }
    expect(await after.accounts()).toEqual(before.filter(({ source }) => source !== sourceName));
  });
});

describe('deleting an Enterprise', () => {
  it('writes what it deletes into the backups folder, and an import brings the configuration back', async () => {
    const { bench } = await filled();
    const accounts = await bench.accounts();
    const configurationBefore = await bench.client.configuration.export({});
    const { exported } = await bench.client.enterprises.delete({ enterpriseId: 1, confirm: enterprise });
    expect(await bench.accounts()).toEqual([]);
    expect((await bench.client.enterprises.list()).enterprises).toEqual([]);
    expect(await bench.runs()).toEqual([]);
    expect(exported.map((file) => path.dirname(file))).toEqual(
      Array(2).fill(path.join(bench.folder, 'backups')),
    );
    for (const file of exported) {
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    const [json = '', csv = ''] = exported.map((file) => readFileSync(file, 'utf8'));
    expect(JSON.parse(json)).toEqual(configurationBefore);
    for (const { loginId } of accounts) expect(csv).toContain(loginId);
    await bench.client.configuration.import({ text: json, folder: bench.folder });
    expect(await bench.client.configuration.export({})).toEqual(configurationBefore);
    expect(await bench.logins()).toEqual(['by-hand']);
  });

  it('loses nothing that was saved while it was under way: what came before is exported, what comes after is refused', async () => {
    const { bench } = await filled();
    const { accounts } = bench.client;
    const draft = { lastName: 'Late', featureProfile: null, numbers: [] };
    const saved: string[] = [];
    const saving = async (): Promise<unknown> => {
      for (;;) {
        const loginId = `late-${saved.length}`;
        try {
          await accounts.create({ enterpriseId: 1, account: { ...emptyFields(), ...draft, loginId } });
        } catch (error) {
          return error;
        }
        saved.push(loginId);
        await nextTurn();
      }
    };
    const deleting = bench.client.enterprises.delete({ enterpriseId: 1, confirm: enterprise });
    expect(await saving()).toMatchObject({ code: 'enterprise.not-found' });
    const [, csv = ''] = (await deleting).exported.map((file) => readFileSync(file, 'utf8'));
    expect(saved.length).toBeGreaterThan(0);
    expect(saved.filter((loginId) => !csv.includes(`,${loginId},`))).toEqual([]);
  });

  it('is not begun when it cannot be exported, and stands in nobody’s way then', async () => {
    const { bench } = await filled();
    const before = await bench.accounts();
    const backups = path.join(bench.folder, 'backups');
    rmSync(backups, { recursive: true });
    const deleting = bench.client.enterprises.delete({ enterpriseId: 1, confirm: enterprise });
    await expect(deleting).rejects.toMatchObject({ code: 'store.unwritable' });
    expect(await bench.accounts()).toEqual(before);
    mkdirSync(backups);
    await bench.client.enterprises.update({ enterpriseId: 1, description: 'Still here' });
    await bench.client.enterprises.delete({ enterpriseId: 1, confirm: enterprise });
    expect(await bench.accounts()).toEqual([]);
  });

  it('is refused without its exact ID, and while it synchronizes; nothing is written or lost then', async () => {
    const { bench, server } = await filled();
    const before = await bench.accounts();
    const { client } = bench;
    for (const confirm of ['ACME', ' acme', '']) {
      await expect(client.enterprises.delete({ enterpriseId: 1, confirm })).rejects.toMatchObject({
        code: 'confirm.mismatch',
      });
    }
    const { release, searching } = stall(server);
    const synchronizing = bench.synchronizeAll();
    await searching;
    await expect(client.enterprises.delete({ enterpriseId: 1, confirm: enterprise })).rejects.toMatchObject({
      code: 'enterprise.busy',
    });
    const other = await Workbench.open({ folder: bench.folder });
    const elsewhere = other.client.enterprises.delete({ enterpriseId: 1, confirm: enterprise });
    await expect(elsewhere).rejects.toMatchObject({ code: 'enterprise.busy' });
    release();
    await synchronizing;
    expect(await bench.accounts()).toEqual(before);
    expect(readdirSync(path.join(bench.folder, 'backups'))).toEqual([]);
  });

  it('ends a job that waited for it without a run and without a fault', async () => {
    const { bench } = await filled();
    const deleting = bench.client.enterprises.delete({ enterpriseId: 1, confirm: enterprise });
    const { jobId } = await bench.client.synchronization.start({});
    await deleting;
    expect(await bench.client.synchronization.wait({ jobId })).toEqual({ runs: [] });
  });

  it.each([
    ['delete-enterprise.begun', 'before'],
    ['delete-enterprise.before-commit', 'before'],
  ])('killed at %s leaves everything as it was %s', async (failpoint) => {
    const folder = path.join(scratch, 'enterprise', 'data');
    if (!existsSync(folder)) await (await filled({ folder, keep: true })).bench.closeEngine();
    const copy = path.join(scratch, `killed-${failpoint}`);
    cpSync(folder, copy, { recursive: true });
    killAt(failpoint, copy, 'enterprises.delete', { enterpriseId: 1, confirm: enterprise });
    const [kept, after] = [await Workbench.open({ folder }), await Workbench.open({ folder: copy })];
    expect(await after.accounts()).toEqual(await kept.accounts());
    expect(await after.client.configuration.export({})).toEqual(await kept.client.configuration.export({}));
    await after.client.enterprises.delete({ enterpriseId: 1, confirm: enterprise });
    expect(await after.accounts()).toEqual([]);
  });
});
