import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Run } from '../../shared/contract/index.ts';
import { changed, entries, filledFromScript } from './scripted-people.ts';
import {
  codesOf,
  configuration,
  enterpriseId as enterprise,
  expectSentence,
  expectToAddUp,
  sourceName,
  temporaryFolder,
  Workbench,
} from './workbench.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';

const helper = path.join(path.dirname(import.meta.dirname), 'support', 'call-engine.ts');
const scratch = temporaryFolder();
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Everybody but two; two have another name, and there is a new one. */
const [first, , ...others] = entries;
const [third, fourth, ...rest] = others;
const someone = changed(first!, { uid: ['brandnew'], entryUUID: ['a-key-of-its-own'], sn: ['Neu'] });
const CHANGED = [
  changed(third!, { sn: ['Changed'] }),
  changed(fourth!, { sn: ['Changed too'] }),
  ...rest,
  { ...someone, dn: `uid=brandnew,${first!.dn.slice(first!.dn.indexOf(',') + 1)}` },
];
const uidOf = (entry: (typeof entries)[number] | undefined) => String(entry?.attributes['uid']?.[0]);

async function undo(bench: Workbench, id: number, chosen: object = {}): Promise<Run> {
  const { jobId } = await bench.client.runs.undo({ id, ...chosen });
  const { runs } = await bench.client.synchronization.wait({ jobId });
  expect(runs).toHaveLength(1);
  expectToAddUp(runs[0]!);
  return runs[0]!;
}

/** A synchronized directory that changed since, and was synchronized again. */
async function changedBench() {
  const { bench, server, accounts: before } = await filledFromScript();
  server.change({ entries: CHANGED });
  const run = await bench.synchronize();
  expect(run).toMatchObject({ outcome: 'success', counters: { created: 1, updated: 2, deleted: 2 } });
  return { bench, server, before, run };
}

describe('undoing a run (E9)', () => {
  it('puts everything back in a run of its own, and nothing of it comes back by itself', async () => {
    const { bench, server, before, run } = await changedBench();
    const applied = await bench.accounts();
    const undone = await undo(bench, run.id);
    expect(undone).toMatchObject({
      kind: 'undo',
      trigger: 'undo',
      outcome: 'success',
      undoes: run.id,
      feed: 'none',
      counters: { read: 4, created: 2, updated: 2, deleted: 1, failed: 0 },
    });
    expect(await bench.accounts()).toEqual(before);
    expect((await bench.client.runs.view({ id: run.id })).undo).toMatchObject({
      rows: 5,
      blocked: null,
      undoneBy: [undone.id],
    });
    const again = await bench.synchronize();
    expect(again).toMatchObject({
      outcome: 'held',
      counters: { created: 0, updated: 0, deleted: 0, heldCreates: 1, heldUpdates: 2, heldDeletes: 2 },
    });
    expect(await bench.accounts()).toEqual(before);
    // The undo undone: what was done is done, and nobody asks any more.
    await undo(bench, undone.id);
    expect(await bench.accounts()).toEqual(applied);
    expect(await bench.synchronize()).toMatchObject({ outcome: 'success', counters: { unchanged: 29 } });
    expect(server.problems).toEqual([]);
  });

  it('of chosen accounts leaves the others, and names what stands in the way later', async () => {
    const { bench, before, run } = await changedBench();
    const part = await undo(bench, run.id, { logins: [uidOf(first), uidOf(third)] });
    expect(part.counters).toMatchObject({ created: 1, updated: 1, deleted: 0 });
    const whole = await undo(bench, run.id);
    expect(whole).toMatchObject({
      outcome: 'warnings',
      complete: true,
      counters: { read: 4, created: 1, updated: 1, deleted: 1, failed: 2 },
    });
    expect(codesOf(whole)).toEqual(['row.moved', 'row.moved']);
    for (const issue of whole.issues) {
      expectSentence(issue.message);
      expect(issue.message).toContain(`already undone by run ${part.id}`);
    }
    const { changes } = await bench.client.runs.changes({ id: whole.id, only: 'refused' });
    expect(changes.map(({ kind, login }) => `${kind} ${login}`).sort()).toEqual(
      [`create ${uidOf(first)}`, `update ${uidOf(third)}`].sort(),
    );
    expect(await bench.accounts()).toEqual(before);
  });

  it('is refused for what is not there, changed nothing, or is too long ago', async () => {
    const { bench, run } = await changedBench();
    const refused = (input: { id: number; logins?: string[] }, code: string) =>
      expect(bench.client.runs.undo(input)).rejects.toMatchObject({ code });
    await refused({ id: 4711 }, 'run.not-found');
    await refused({ id: run.id, logins: ['nobody'] }, 'undo.nothing');
    const idle = await bench.synchronize();
    await refused({ id: idle.id }, 'undo.nothing');
    expect((await bench.client.runs.view({ id: idle.id })).undo.blocked).not.toBeNull();
    const later = await Workbench.open({
      folder: bench.folder,
      now: () => Date.now() + 31 * 24 * 60 * 60 * 1000,
    });
    await expect(later.client.runs.undo({ id: run.id })).rejects.toMatchObject({ code: 'run.expired' });
    await bench.client.enterprises.update({ enterpriseId: 1, mode: 'integrated' });
    await refused({ id: run.id }, 'enterprise.integrated');
  });

  it.each([
    ['run.started', 'before'],
    ['apply.row:1', 'before'],
    ['apply.row:3', 'before'],
    ['run.before-commit', 'before'],
    ['run.committed', 'after'],
  ])('killed at %s leaves the list as it was %s', async (failpoint, kept) => {
    const folder = path.join(scratch, 'undo', 'data');
    if (!existsSync(folder)) {
      const { bench } = await changedBench();
      await bench.closeEngine();
      cpSync(bench.folder, folder, { recursive: true });
    }
    const copy = path.join(scratch, `killed-${failpoint}`);
    cpSync(folder, copy, { recursive: true });
    const bench = await Workbench.open({ folder });
    const applied = await bench.accounts();
    const { id } = (await bench.runs())[0]!;
    const args = ['--disable-warning=ExperimentalWarning', helper, copy, 'runs.undo', JSON.stringify({ id })];
    const env = { ...process.env, ROLLCALL_FAILPOINT: failpoint };
    const end = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    expect({ signal: end.signal, stderr: end.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
    const after = await Workbench.open({ folder: copy });
    const [last] = await after.runs();
    if (kept === 'before') {
      expect(await after.accounts()).toEqual(applied);
      expect(last).toMatchObject({ kind: 'undo', outcome: 'interrupted' });
      expect(await after.changes(last!.id)).toEqual([]);
      expect((await after.client.held.memories({})).memories).toEqual([]);
      expect(await undo(after, id)).toMatchObject({ outcome: 'success' });
    } else {
      expect(last).toMatchObject({ kind: 'undo', outcome: 'success', undoes: id });
    }
    expect(await after.logins()).toEqual(entries.map(uidOf).sort());
    expect((await after.client.held.memories({})).memories).toHaveLength(5);
  });
});

describe('undoing a removal (E5)', () => {
  it('brings synchronizer and accounts back; it goes on with the next run', async () => {
    const { bench, accounts: before } = await filledFromScript();
    const { synchronizers } = await bench.client.synchronizers.list({ enterprise });
    const { sourceId } = synchronizers[0]!;
    const { jobId } = await bench.client.synchronizers.delete({ sourceId, confirm: sourceName });
    const removal = (await bench.client.synchronization.wait({ jobId })).runs[0]!;
    expect(await bench.accounts()).toEqual([]);
    const undone = await undo(bench, removal.id);
    expect(undone).toMatchObject({ outcome: 'success', source: sourceName, counters: { created: 30 } });
    expect(await bench.accounts()).toEqual(before);
    const back = await bench.client.synchronizers.list({ enterprise });
    expect(back.synchronizers).toMatchObject([{ sourceId, name: sourceName, accounts: 30 }]);
    expect((await bench.client.held.memories({})).memories).toEqual([]);
    expect(await bench.synchronize()).toMatchObject({ counters: { read: 30, unchanged: 30 } });
  });

  it('is refused while another synchronizer has the name', async () => {
    const server = await startScriptedLdap({ entries });
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url }));
    await bench.synchronize();
    const { synchronizers } = await bench.client.synchronizers.list({ enterprise });
    const { sourceId } = synchronizers[0]!;
    const { jobId } = await bench.client.synchronizers.delete({ sourceId, confirm: sourceName });
    const removal = (await bench.client.synchronization.wait({ jobId })).runs[0]!;
    await bench.import(configuration({ url: server.url }));
    await expect(bench.client.runs.undo({ id: removal.id })).rejects.toMatchObject({ code: 'source.exists' });
    await server.stop();
  });
});

describe('history (E9, section 6)', () => {
  it('is thrown away when it is too old, soon after a run, and what was kept of it says so', async () => {
    const { bench, server, run } = await changedBench();
    await bench.closeEngine();
    let daysLater = 40;
    const later = await Workbench.open({
      folder: bench.folder,
      now: () => Date.now() + daysLater * 24 * 60 * 60 * 1000,
    });
    server.change({ entries: CHANGED });
    await later.synchronize();
    const goneOf = async () => (await later.client.runs.view({ id: run.id })).journalGone;
    await expect.poll(goneOf, { timeout: 20_000 }).toBe(true);
    await expect.poll(() => later.changes(run.id), { timeout: 20_000 }).toEqual([]);
    expect(await later.client.runs.retention({})).toEqual({
      journalDays: 30,
      journalRuns: 100,
      runDays: 365,
    });
    // A shorter time counts at once, and keeps the newest complete run.
    daysLater = 41;
    await later.client.runs.setRetention({ journalDays: 1, journalRuns: 1, runDays: 1 });
    const ids = async () => (await later.runs()).map(({ id }) => id);
    await expect.poll(ids, { timeout: 20_000 }).toEqual([run.id + 1]);
  });

  it('tells where a value comes from and why somebody is gone', async () => {
    const { bench, run } = await changedBench();
    const changedUid = uidOf(third);
    const { accountId } = await bench.account(changedUid);
    const { accounts } = await bench.client.accounts.explain({ accountId });
    const lastName = accounts[0]!.values.find(({ field }) => field === 'lastName');
    expect(lastName).toMatchObject({
      value: 'Changed',
      runId: run.id,
      source: sourceName,
      dn: third!.dn,
      attribute: 'sn',
    });
    expect(lastName!.origin).toMatch(
      new RegExp(`^sn of uid=.* through ${sourceName}, run ${run.id} on \\d{4}-\\d\\d-\\d\\d\\.$`),
    );
    const gone = await bench.client.accounts.explain({ enterprise, loginId: uidOf(first).toUpperCase() });
    expect(gone.accounts).toHaveLength(1);
    expect(gone.accounts[0]).toMatchObject({ exists: false, values: [] });
    expect(gone.accounts[0]!.sentence).toMatch(
      new RegExp(
        `^${uidOf(first)} was deleted by run ${run.id} \\(${sourceName}\\) on .*: deleted in directory: .+\\.$`,
      ),
    );
    for (const { sentence } of gone.accounts[0]!.events) expectSentence(sentence);
    await expect(bench.client.accounts.explain({ accountId: 4711 })).rejects.toMatchObject({
      code: 'account.not-found',
    });
  });
});
