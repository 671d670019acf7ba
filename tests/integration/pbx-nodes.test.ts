import { describe, expect, it } from 'vitest';
import type { Run } from '../../shared/contract/index.ts';
import {
  crowdOf,
  device,
  DEVICE_FILE,
  pbx,
  prg,
  together,
  withDevice,
  without,
} from '../support/pbx-node.ts';
import { PbxBench } from './pbx-bench.ts';
import { codesOf } from './workbench.ts';

const two = { nodes: { HQ: {}, Branch: {} } };

describe('several nodes', () => {
  it('each node is a run and a transaction of its own; one that fails does not stop the others', async () => {
    const desk = await PbxBench.open(two);
    desk.write(crowdOf(5), 'HQ');
    desk.write(crowdOf(4, { first: 70_000, department: 'Dock' }), 'Branch');
    const [branch, hq] = (await desk.synchronizeAll()) as [Run, Run];
    expect([branch, hq]).toMatchObject([
      { source: 'Branch', outcome: 'success', counters: { created: 4, devices: 4 } },
      { source: 'HQ', outcome: 'success', counters: { created: 5, devices: 5 } },
    ]);
    const before = (await desk.lines()).filter((line) => line.startsWith('2'));
    desk.node('HQ').remove(DEVICE_FILE);
    desk.write(crowdOf(6, { first: 70_000, department: 'Dock' }), 'Branch');
    const runs = await desk.synchronizeAll();
    expect(runs).toMatchObject([
      { source: 'Branch', outcome: 'success', complete: true, counters: { created: 2, unchanged: 4 } },
      { source: 'HQ', complete: false, error: { code: 'file.missing' } },
    ]);
    expect((await desk.lines()).filter((line) => line.startsWith('2'))).toEqual(before);
    // The exit status is that of the worst of them.
    const end = await desk.cli('sync', '--json');
    expect(end.status).toBe(4);
    expect((JSON.parse(end.stdout) as { runs: Run[] }).runs).toHaveLength(2);
  });

  it('one node alone can be synchronized by its name', async () => {
    const desk = await PbxBench.open(two);
    desk.write(crowdOf(5), 'HQ');
    desk.write(crowdOf(4, { first: 70_000, department: 'Dock' }), 'Branch');
    expect(await desk.synchronize('Branch')).toMatchObject({ source: 'Branch', counters: { created: 4 } });
    expect(await desk.bench.logins()).toHaveLength(4);
  });

  it('D9: a device that is the account of another node is its resilient copy, and no second account', async () => {
    const desk = await PbxBench.open(two);
    await desk.take(
      pbx([device('3000', 'desk', 'Eva Kane/R&D'), device('3100', 'desk', 'Bo Ray/Lab')]),
      'HQ',
    );
    const run = await desk.take(
      pbx([device('3000', 'desk', 'Eva Kane/R&D'), device('9200', 'desk', 'Tess Yang/Sales')]),
      'Branch',
    );
    expect(run).toMatchObject({ outcome: 'success', counters: { created: 1, devices: 2, notAssigned: 1 } });
    expect(await desk.notAssigned('Branch')).toEqual(['3000 pbx.resilient']);
    expect(await desk.lines()).toEqual([
      '3000 Eva Kane/R&D desk 3000 [3000 desk]',
      '3100 Bo Ray/Lab desk 3100 [3100 desk]',
      '9200 Tess Yang/Sales desk 9200 [9200 desk]',
    ]);
  });

  it('D9: the same names under different numbers on two nodes are two accounts and one remark', async () => {
    const desk = await PbxBench.open(two);
    await desk.take(pbx([device('3000', 'desk', 'Sam Wood/Sales')]), 'HQ');
    const run = await desk.take(pbx([device('9100', 'desk', 'Sam Wood/Sales')]), 'Branch');
    expect(codesOf(run)).toContain('pbx.same-identity');
    expect(await desk.bench.logins()).toEqual(['3000', '9100']);
  });

  it('D7: a number that two nodes have for different people gives the second one number@node', async () => {
    const desk = await PbxBench.open(two);
    await desk.take(pbx([device('3000', 'desk', 'Eva Kane/R&D')]), 'HQ');
    const run = await desk.take(pbx([device('3000', 'desk', 'Ray Moe/Sales')]), 'Branch');
    expect(run.counters).toMatchObject({ created: 1 });
    expect(run.outcome).toBe('warnings');
    expect(await desk.lines()).toEqual([
      '3000 Eva Kane/R&D desk 3000 [3000 desk]',
      '3000@Branch Ray Moe/Sales desk 3000 [3000 desk]',
    ]);
    expect((await desk.synchronize('Branch')).counters).toMatchObject({ unchanged: 1, updated: 0 });
  });

  it('D16: an Enterprise of another type passes its nodes over, by name', async () => {
    const desk = await PbxBench.open();
    desk.write(crowdOf(3));
    await desk.configure({ enterprise: { synchronization: { type: 'none' } } });
    const end = await desk.cli('sync');
    expect(end.status).toBe(64);
    expect(end.stderr).toContain('HQ');
    expect(await desk.bench.logins()).toEqual([]);
  });
});

describe('D2: a user who is gone from the PBX', () => {
  const IVY = pbx([device('6000', 'desk', 'Ivy Nash/Field'), device('6001', 'uc', 'Ivy Nash/Field')]);
  const WORLD = together(crowdOf(10), IVY);
  const GONE = without(WORLD, '6000', '6001');

  it('is deleted when nothing holds one of the numbers, and there is no manual one', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    const run = await desk.take(GONE);
    expect(run).toMatchObject({ outcome: 'success', counters: { deleted: 1, orphaned: 0 } });
    expect(await desk.changes(run)).toContain('delete applied pbx-absent 6000');
  });

  it('stays as an orphan while a status points at a number, and goes when none does', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    const run = await desk.take(GONE);
    expect(run.counters).toMatchObject({ deleted: 0, orphaned: 1, numbersHeld: 1 });
    const account = await desk.account('6000');
    expect(account).toMatchObject({ orphan: true, deskPhone: null, softPhone: null });
    expect(account.numbers).toMatchObject([
      { number: '6001', state: 'deleted-on-pbx', heldBy: ['status:Mobile'] },
    ]);
    const again = await desk.synchronize();
    expect(again.counters).toMatchObject({ deleted: 0, updated: 0, orphaned: 1 });
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: 'prime-phone' });
    const last = await desk.synchronize();
    expect(last.counters).toMatchObject({ deleted: 1, orphaned: 0 });
    expect(await desk.bench.logins()).not.toContain('6000');
  });

  it('stays as an orphan while a number that a person added is there', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    await desk.addNumber('6000', { number: '+49 30 1234', kind: 'external' });
    const run = await desk.take(GONE);
    expect(run.counters).toMatchObject({ deleted: 0, orphaned: 1 });
    expect((await desk.account('6000')).numbers).toMatchObject([{ number: '+49 30 1234', origin: 'manual' }]);
  });

  it('who comes back is no orphan any more', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    const { accountId, ...before } = await desk.account('6000');
    await desk.take(GONE);
    const run = await desk.take(WORLD);
    expect(run.counters).toMatchObject({ created: 0, updated: 1, orphaned: 0 });
    expect(await desk.account('6000')).toEqual({ accountId, ...before });
  });

  it('release and delete: an administrator frees what holds an orphan and deletes it', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    const { accountId } = await desk.account('6000');
    const numbers = desk.bench.client.numbers;
    const version = async () => (await desk.bench.client.accounts.get({ accountId })).version;
    await expect(numbers.releaseAndDelete({ accountId, version: await version() })).rejects.toMatchObject({
      code: 'account.read-only',
    });
    await desk.take(GONE);
    expect(await numbers.releaseAndDelete({ accountId, version: await version() })).toEqual({
      deleted: true,
    });
    expect(await desk.bench.logins()).not.toContain('6000');
    expect((await desk.synchronize()).counters).toMatchObject({ deleted: 0, created: 0, orphaned: 0 });
  });
});

describe('D5, D7, D8: a renumbering', () => {
  const WORLD = together(
    crowdOf(10),
    pbx([device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'Eva Kane/R&D')]),
  );
  const MOVED = withDevice(withDevice(WORLD, '3000', { number: '3500' }), '3001', { number: '3501' });

  it('keeps the account, its login follows, references to the old numbers move to the new ones', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    const { accountId } = await desk.account('3000');
    await desk.setStatus('3000', 'Mobile', { makeCallFrom: '3000', sendCallsTo: ['3001', 'prime-phone'] });
    const before = desk.dump();
    const run = await desk.take(MOVED);
    expect(run.counters).toMatchObject({ updated: 1, created: 0, deleted: 0, numbersHeld: 0 });
    expect(await desk.changes(run)).toContain('update applied pbx-renumbered 3500');
    expect(await desk.account('3500')).toMatchObject({ accountId, deskPhone: '3500', softPhone: '3501' });
    const { statuses } = await desk.bench.client.statuses.list({ accountId });
    expect(statuses.find(({ name }) => name === 'Mobile')).toMatchObject({
      makeCallFrom: '3500',
      sendCallsTo: ['3501', 'prime-phone'],
      broken: false,
    });
    expect((await desk.account('3500')).numbers).toMatchObject([
      { number: '3500', kind: 'desk', state: 'present', heldBy: ['status:Mobile'] },
      { number: '3501', kind: 'soft', state: 'present', heldBy: ['status:Mobile'] },
    ]);
    // Undone with the run, to the last row.
    expect((await desk.cli('undo', String(run.id), '--json')).status).toBe(0);
    expect(desk.dump()).toEqual(before);
  });

  it('D7: a login that a person edited does not follow', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    await desk.edit('3000', { loginId: 'eva' });
    const run = await desk.take(MOVED);
    expect(run.counters).toMatchObject({ updated: 1 });
    expect(await desk.account('eva')).toMatchObject({ deskPhone: '3500' });
    expect((await desk.synchronize()).counters).toMatchObject({ unchanged: 11 });
  });

  it('two people who swap their numbers keep their accounts, and their logins swap', async () => {
    const desk = await PbxBench.open();
    const [one, other] = ['Eva Kane/R&D', 'Bo Ray/Lab'];
    await desk.take(together(crowdOf(10), pbx([device('3000', 'desk', one), device('3100', 'desk', other)])));
    const ids = [(await desk.account('3000')).accountId, (await desk.account('3100')).accountId];
    const run = await desk.take(
      together(crowdOf(10), pbx([device('3100', 'desk', one), device('3000', 'desk', other)])),
    );
    expect(run.counters).toMatchObject({ created: 0, deleted: 0, heldUpdates: 0, updated: 2 });
    expect([(await desk.account('3100')).accountId, (await desk.account('3000')).accountId]).toEqual(ids);
  });

  it('D8 (3): a marriage and a transfer are updates', async () => {
    const desk = await PbxBench.open();
    await desk.take(WORLD);
    const { accountId } = await desk.account('3000');
    const married = withDevice(withDevice(WORLD, '3000', { lastName: 'Roe' }), '3001', { lastName: 'Roe' });
    expect((await desk.take(married)).counters).toMatchObject({ updated: 1, created: 0, deleted: 0 });
    const moved = withDevice(withDevice(married, '3000', { department: 'IT' }), '3001', { department: 'IT' });
    expect((await desk.take(moved)).counters).toMatchObject({ updated: 1, created: 0, deleted: 0 });
    expect(await desk.account('3000')).toMatchObject({
      accountId,
      lastName: 'Roe',
      department: 'IT',
      softPhone: '3001',
    });
  });
});

describe('D6: what an account already has stays with it', () => {
  it('a new lower device of a group takes nobody’s desk phone or softphone', async () => {
    const desk = await PbxBench.open();
    const group = (...members: string[]) => [prg('4500', '4500', ...members)];
    const pilot = device('4500', 'ehdu', 'Max Roe/IT');
    const phones = [device('4600', 'desk', 'Max Roe/IT'), device('4601', 'uc', 'Max Roe/IT')];
    await desk.take(pbx([pilot, ...phones], group('4600', '4601')));
    expect(await desk.lines()).toEqual([
      expect.stringContaining('Max Roe/IT desk 4600 soft 4601 uc-endpoint'),
    ]);
    const lower = [device('4000', 'desk', 'Max Roe/IT'), device('4001', 'uc', 'Max Roe/IT')];
    await desk.take(pbx([pilot, ...phones, ...lower], group('4600', '4601', '4000', '4001')));
    expect(await desk.lines()).toEqual([
      expect.stringContaining('Max Roe/IT desk 4600 soft 4601 uc-endpoint'),
    ]);
  });
});

describe('seats (domain.md 6)', () => {
  const licensed = (seats: number) => ({
    features: [{ name: 'Softphone', seats }],
    featureProfiles: [{ name: 'Phones', description: '', features: ['Softphone'] }],
    synchronization: { type: 'pbx', pbx: { featureProfile: 'Phones' } },
  });

  it('accounts beyond the free seats are made inactive, with a warning; the preview says so before', async () => {
    const desk = await PbxBench.open({ enterprise: licensed(3) });
    desk.write(crowdOf(5));
    const { runs: previews } = await desk.json<{ runs: { issues: { code: string; message: string }[] }[] }>(
      2,
      'sync',
      '--preview',
    );
    expect(previews[0]!.issues.filter(({ code }) => code === 'seats.short')).toHaveLength(1);
    expect(previews[0]!.issues.find(({ code }) => code === 'seats.short')!.message).toMatch(/5.*3|3.*5/);
    const run = await desk.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', counters: { created: 5 } });
    expect(codesOf(run)).toContain('seats.short');
    const accounts = await desk.bench.accounts();
    expect(accounts.filter(({ active }) => active)).toHaveLength(3);
    expect(accounts.every(({ featureProfile }) => featureProfile === 'Phones')).toBe(true);
    expect((await desk.synchronize()).counters).toMatchObject({ unchanged: 5 });
  });

  it('with enough seats all are active, and nothing is said', async () => {
    const desk = await PbxBench.open({ enterprise: licensed(5) });
    const run = await desk.take(crowdOf(5));
    expect(run).toMatchObject({ outcome: 'success' });
    expect(codesOf(run)).not.toContain('seats.short');
    expect((await desk.bench.accounts()).every(({ active }) => active)).toBe(true);
  });
});

describe('schedules (E4)', () => {
  it('sync --due synchronizes the nodes when their time has come, and once', async () => {
    const clock = { now: Date.now() };
    const desk = await PbxBench.open({
      ...two,
      now: () => clock.now,
      enterprise: { synchronization: { type: 'pbx', schedule: { enabled: true, every: '24h' } } },
    });
    desk.write(crowdOf(3), 'HQ');
    desk.write(crowdOf(2, { first: 70_000, department: 'Dock' }), 'Branch');
    const due = async () => {
      const { jobId } = await desk.bench.client.synchronization.startDue({});
      return (await desk.bench.client.synchronization.wait({ jobId })).runs;
    };
    expect(await due()).toEqual([]);
    clock.now += 24 * 60 * 60_000 + 1000;
    const runs = await due();
    expect(runs.map(({ source, trigger, counters }) => [source, trigger, counters.created]).sort()).toEqual([
      ['Branch', 'schedule', 2],
      ['HQ', 'schedule', 3],
    ]);
    expect(await due()).toEqual([]);
    expect((await desk.cli('sync', '--due', '--json')).status).toBe(0);
  });
});
