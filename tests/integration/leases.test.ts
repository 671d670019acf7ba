import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as immediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Account, Run } from '../../shared/contract/index.ts';
import { startScriptedLdap, type ScriptedLdap } from '../servers/scripted-ldap.ts';
import { entries } from './scripted-people.ts';
import { configuration, expectSentence, startCli, Workbench, type CommandEnd } from './workbench.ts';

/** A server whose searches wait until `release()`, and which counts how many were ever open at once. */
async function stallingServer() {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let asked = (): void => undefined;
  const firstSearch = new Promise<void>((resolve) => (asked = resolve));
  let open = 0;
  const seen = { most: 0 };
  const server: ScriptedLdap = await startScriptedLdap({
    entries,
    onConnection: (connection) => {
      open += 1;
      seen.most = Math.max(seen.most, open);
      void connection.closed.then(() => (open -= 1));
    },
    onSearch: async (_request, reply) => {
      asked();
      await Promise.race([released, reply.connection.closed]);
      return reply.default();
    },
  });
  onTestFinished(() => server.stop());
  return { server, release, firstSearch, seen };
}

/** Resolves once a job of this engine waits for the lease. */
async function startsToWait(bench: Workbench): Promise<{ jobId: number; waiting: Promise<void> }> {
  const stream = await bench.client.synchronization.events();
  const { jobId } = await bench.client.synchronization.start({});
  const waiting = (async () => {
    for await (const event of stream) if (event.type === 'progress' && event.phase === 'waiting') return;
  })();
  return { jobId, waiting };
}

/** An engine whose run the server keeps waiting, and a second one on the same folder whose job waits for its turn. */
async function oneRunsAndOneWaits() {
  const { server, release, firstSearch, seen } = await stallingServer();
  const one = await Workbench.open();
  await one.import(configuration({ url: server.url }));
  const first = one.synchronize();
  await firstSearch;
  const two = await Workbench.open({ folder: one.folder });
  const { jobId, waiting } = await startsToWait(two);
  await waiting;
  return { server, release, seen, first, two, jobId };
}

/** Whether somebody holds the lease of the Enterprise. */
function leaseIsHeld(folder: string): boolean {
  const probe = new DatabaseSync(`${folder}/locks/enterprise-1.db`, { timeout: 0 });
  try {
    probe.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch {
    return true;
  } finally {
    probe.close();
  }
}

function runsOf(end: CommandEnd): Run[] {
  return (JSON.parse(end.stdout) as { runs: Run[] }).runs;
}

describe('one synchronization of an Enterprise at a time', () => {
  it('a second one that a person asked for waits its turn, and then runs', async () => {
    const { server, release, seen, first, two, jobId } = await oneRunsAndOneWaits();
    expect(server.connections).toHaveLength(1);
    release();
    const ended = await first;
    const { runs } = await two.client.synchronization.wait({ jobId });
    expect(ended).toMatchObject({ outcome: 'success' });
    expect(ended.counters.created).toBe(30);
    expect(runs).toMatchObject([{ outcome: 'success', trigger: 'manual' }]);
    expect(runs[0]?.counters).toMatchObject({ created: 0, unchanged: 30 });
    expect(Date.parse(runs[0]!.startedAt)).toBeGreaterThanOrEqual(Date.parse(ended.endedAt));
    expect(seen.most).toBe(1);
  });

  it('one that waited passes when the synchronization was switched off meanwhile (D16)', async () => {
    const { server, release, first, two, jobId } = await oneRunsAndOneWaits();
    const off = configuration({ url: server.url }) as {
      enterprises: { synchronization: { type: string } }[];
    };
    off.enterprises[0]!.synchronization.type = 'none';
    await two.import(off);
    release();
    await first;
    const { runs } = await two.client.synchronization.wait({ jobId });
    expect(runs).toMatchObject([{ outcome: 'skipped', error: { code: 'source.inactive' } }]);
    expect(await two.accounts()).toHaveLength(30);
  });

  it('while another process writes, a synchronization waits for it and then runs', async () => {
    const { server, release } = await stallingServer();
    release();
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    const writer = new DatabaseSync(`${bench.folder}/rollcall.db`);
    writer.exec('BEGIN IMMEDIATE');
    const asked = performance.now();
    const job = bench.synchronize();
    // With the lease it comes to its first write. The engine's thread must stay free meanwhile: a thread that waits
    // inside SQLite would not answer, and would find the store busy ten seconds later.
    while (!leaseIsHeld(bench.folder)) await immediate();
    for (let turns = 0; turns < 20; turns += 1) {
      await bench.client.enterprises.list({});
      await immediate();
    }
    expect(performance.now() - asked).toBeLessThan(2000);
    writer.exec('ROLLBACK');
    writer.close();
    expect(await job).toMatchObject({ outcome: 'success' });
  });

  it('so do several commands at once', async () => {
    const { server, release, seen } = await stallingServer();
    release();
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    const ends = await Promise.all(Array.from({ length: 4 }, () => bench.cli(['sync', '--json'])));
    expect(ends.map((end) => end.status)).toEqual([0, 0, 0, 0]);
    const counters = ends.map((end) => runsOf(end)[0]!.counters);
    expect(counters.map(({ created }) => created).sort((a, b) => a - b)).toEqual([0, 0, 0, 30]);
    expect(counters.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(90);
    expect(seen.most).toBe(1);
  });

  it('waiting can be cancelled, within a second', async () => {
    const { release, first, two, jobId } = await oneRunsAndOneWaits();
    const at = performance.now();
    await two.client.synchronization.cancel({ jobId });
    const { runs } = await two.client.synchronization.wait({ jobId });
    expect(performance.now() - at).toBeLessThan(1000);
    expect(runs).toMatchObject([{ outcome: 'cancelled', error: { code: 'run.cancelled' } }]);
    release();
    expect((await first).outcome).toBe('success');
  });

  it('when the process that has the lease is killed, the one that waits goes on', async () => {
    const { server, release, firstSearch } = await stallingServer();
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    const command = startCli(['--data', bench.folder, 'sync', '--json']);
    await firstSearch;
    const { jobId, waiting } = await startsToWait(bench);
    await waiting;
    command.child.kill('SIGKILL');
    expect(await command.ended).toMatchObject({ signal: 'SIGKILL' });
    release();
    const { runs } = await bench.client.synchronization.wait({ jobId });
    expect(runs).toMatchObject([{ outcome: 'success' }]);
    const all = await bench.runs();
    expect(all.map((run) => run.outcome).sort()).toEqual(['interrupted', 'success']);
  });

  it('Ctrl+C of the command cancels its run: exit status 1, nothing changed', async () => {
    const { server, firstSearch } = await stallingServer();
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    const command = startCli(['--data', bench.folder, 'sync', '--json']);
    await firstSearch;
    const at = performance.now();
    command.child.kill('SIGINT');
    const end = await command.ended;
    expect(performance.now() - at).toBeLessThan(1500);
    expect(end).toMatchObject({ status: 1, signal: null });
    expect(runsOf(end)).toMatchObject([{ outcome: 'cancelled' }]);
    expect(await bench.accounts()).toEqual([]);
  });

  it('reading goes on during a run, and even while somebody holds the write lock', async () => {
    const { server, release, firstSearch } = await stallingServer();
    release();
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    await bench.synchronize();
    const before = await bench.accounts();
    let done = (): void => undefined;
    const stalled = new Promise<void>((resolve) => {
      server.change({
        onSearch: async (_request, reply) => {
          resolve();
          await Promise.race([new Promise<void>((go) => (done = go)), reply.connection.closed]);
          return reply.default();
        },
      });
    });
    await firstSearch;
    const running = bench.synchronize();
    await stalled;
    const writer = new DatabaseSync(path.join(bench.folder, 'rollcall.db'));
    writer.exec('BEGIN IMMEDIATE');
    try {
      const [runs, accounts] = await Promise.all([
        bench.cli(['runs', '--json']),
        bench.cli(['accounts', '--json']),
      ]);
      expect([runs.status, accounts.status]).toEqual([0, 0]);
      // The one that runs has not ended, so it is not listed; nor is it taken for a dead one.
      expect(runsOf(runs).map((run) => run.outcome)).toEqual(['success']);
      expect((JSON.parse(accounts.stdout) as { accounts: Account[] }).accounts).toEqual(before);
      expect(await bench.accounts()).toEqual(before);
    } finally {
      writer.exec('ROLLBACK');
      writer.close();
    }
    done();
    expect((await running).outcome).toBe('success');
  });

  it('what is due while another one runs is recorded as skipped, and the command ends with 1', async () => {
    const { server, release, firstSearch } = await stallingServer();
    // The schedule was made twenty minutes ago, and so is due.
    const past = await Workbench.open({ now: () => Date.now() - 20 * 60_000 });
    const schedule = { enabled: true, every: '15m' };
    await past.import(
      configuration({ url: server.url }, { synchronization: { type: 'directory', schedule } }),
    );
    const bench = await Workbench.open({ folder: past.folder });
    const first = bench.synchronize();
    await firstSearch;
    const end = await bench.cli(['sync', '--due', '--json']);
    expect(end.status).toBe(1);
    expect(runsOf(end)).toMatchObject([
      { outcome: 'skipped', trigger: 'schedule', complete: false, error: { code: 'run.skipped' } },
    ]);
    expectSentence(runsOf(end)[0]?.error?.message ?? '');
    release();
    expect((await first).outcome).toBe('success');
    expect((await bench.runs()).map((run) => run.outcome).sort()).toEqual(['skipped', 'success']);
  });

  it('a fault before the run begins is an error, never a silent success', async () => {
    const { server, release } = await stallingServer();
    release();
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    const database = new DatabaseSync(path.join(bench.folder, 'rollcall.db'));
    database.exec('ALTER TABLE lease RENAME TO gone');
    const end = await bench.cli(['sync', '--json']);
    expect(end.status).toBe(1);
    expect(JSON.parse(end.stdout)).toMatchObject({ error: { code: 'internal' } });
    await expect(bench.synchronize()).rejects.toMatchObject({ code: 'internal' });
    database.exec('ALTER TABLE gone RENAME TO lease');
    database.close();
    expect((await bench.synchronize()).outcome).toBe('success');
  });
});
