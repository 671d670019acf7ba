import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Account, Run } from '../../shared/contract/index.ts';
import { changeSchema, runDetailSchema, runSchema } from '../../shared/contract/schemas.ts';
import { device, pbx, prg, together, without } from '../support/pbx-node.ts';
import { lineOf, PbxBench } from './pbx-bench.ts';

const runsDocument = z.strictObject({ runs: z.array(runSchema.strict()) });
const runDocument = runDetailSchema.extend({ changes: z.array(changeSchema.strict()) }).strict();

describe('R6: numbers deleted on the PBX, by the command', () => {
  const ALL = pbx(
    [
      device('6000', 'desk', 'Ivy Nash/Field'),
      device('6001', 'desk', 'Ivy Nash/Field'),
      device('6002', 'uc', 'Ivy Nash/Field'),
    ],
    [prg('6000', '6000', '6001', '6002')],
  );
  const GONE = without(ALL, '6001');

  async function open(): Promise<PbxBench> {
    const desk = await PbxBench.open();
    await desk.take(ALL);
    return desk;
  }
  const line = async (desk: PbxBench) => {
    const { accounts } = await desk.json<{ accounts: Account[] }>(0, 'accounts');
    expect(accounts).toHaveLength(1);
    return lineOf(accounts[0]!);
  };
  const sync = async (desk: PbxBench, status = 0) => {
    const { runs } = runsDocument.parse(await desk.json(status, 'sync'));
    return runs[0]!;
  };
  const shown = async (desk: PbxBench, { id }: Run) => {
    const { changes } = runDocument.parse(await desk.json(0, 'runs', 'show', String(id)));
    return changes.map(({ kind, state, reasonCode }) => `${kind} ${state} ${reasonCode}`).sort();
  };
  const simple = '6000 PRG Ivy Nash/Field desk 6000 soft 6002 uc-endpoint';

  it('ex. a: nothing points at it, nobody added it: it goes in that synchronization', async () => {
    const desk = await open();
    desk.write(GONE);
    const run = await sync(desk);
    expect(run.counters).toMatchObject({ updated: 1, numbersRemoved: 1, numbersHeld: 0 });
    expect(await shown(desk, run)).toEqual([
      'number-removed applied number-gone',
      'update applied pbx-changed',
    ]);
    expect(await line(desk)).toBe(`${simple} [6000 desk, 6002 soft]`);
  });

  it('ex. b: a status points at it: it is held, and it is said why; E8: no influence on outcome and exit status', async () => {
    const desk = await open();
    expect(await desk.cli('statuses', 'set', '6000', 'Mobile', '--make-call-from', '6001')).toMatchObject({
      status: 0,
    });
    desk.write(GONE);
    const run = await sync(desk);
    expect(run).toMatchObject({ outcome: 'success' });
    expect(run.counters).toMatchObject({ updated: 1, numbersRemoved: 0, numbersHeld: 1 });
    expect(await shown(desk, run)).toContain('number-held applied number.held');
    expect(run.issues.filter(({ code }) => code === 'number.held')).toMatchObject([{ severity: 'info' }]);
    expect(await line(desk)).toBe(`${simple} [6000 desk, 6001 desk deleted-on-pbx status:Mobile, 6002 soft]`);
    const { numbers } = await desk.json<{ numbers: Record<string, unknown>[] }>(0, 'numbers', '--held');
    expect(numbers).toMatchObject([
      {
        number: '6001',
        loginId: '6000',
        state: 'deleted-on-pbx',
        heldBy: ['status:Mobile'],
        mustAct: 'user',
      },
    ]);
    const { statuses } = await desk.json<{ statuses: { name: string; broken: boolean }[] }>(
      0,
      'statuses',
      '6000',
    );
    expect(statuses.find(({ name }) => name === 'Mobile')).toMatchObject({
      broken: true,
      makeCallFrom: '6001',
    });
    // Still held, and nothing else happens.
    const again = await sync(desk);
    expect(again.counters).toMatchObject({ unchanged: 1, updated: 0, numbersHeld: 1 });
    // D3: gone cannot be chosen anew.
    const refused = await desk.cli('statuses', 'set', '6000', 'In a Meeting', '--make-call-from', '6001');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('number.gone');
  });

  it('ex. c: pointed elsewhere, the next synchronization removes it', async () => {
    const desk = await open();
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    desk.write(GONE);
    await sync(desk);
    expect(await desk.cli('numbers', 'repoint', '6000', '6001', '6000')).toMatchObject({ status: 0 });
    const run = await sync(desk);
    expect(run.counters).toMatchObject({ numbersRemoved: 1, numbersHeld: 0 });
    expect(await shown(desk, run)).toContain('number-removed applied number-released');
    expect(await line(desk)).toBe(`${simple} [6000 desk status:Mobile, 6002 soft]`);
  });

  it('ex. c, A12: or a person deletes it at once; not before', async () => {
    const desk = await open();
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    desk.write(GONE);
    await sync(desk);
    const held = await desk.cli('numbers', 'delete', '6000', '6001');
    expect(held.status).toBe(2);
    expect(held.stderr).toContain('number.held');
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6000' });
    expect(await desk.cli('numbers', 'delete', '6000', '6001')).toMatchObject({ status: 0 });
    expect(await line(desk)).toBe(`${simple} [6000 desk status:Mobile, 6002 soft]`);
    const run = await sync(desk);
    expect(run.counters).toMatchObject({ unchanged: 1, numbersRemoved: 0 });
  });

  it('ex. d: a number that an administrator added stays when the PBX deletes its own, until a person deletes it', async () => {
    const desk = await open();
    await desk.addNumber('6000', { number: '6001', kind: 'desk' });
    desk.write(GONE);
    const run = await sync(desk);
    expect(run.counters).toMatchObject({ numbersRemoved: 0 });
    expect(await line(desk)).toBe(`${simple} [6000 desk, 6001 desk manual deleted-on-pbx, 6002 soft]`);
    expect(await desk.cli('numbers', 'delete', '6000', '6001')).toMatchObject({ status: 0 });
    expect(await line(desk)).toBe(`${simple} [6000 desk, 6002 soft]`);
  });

  it('ex. e: added by hand and pointed at: first another number, then the deletion', async () => {
    const desk = await open();
    await desk.addNumber('6000', { number: '6001', kind: 'desk' });
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    desk.write(GONE);
    await sync(desk);
    expect(await line(desk)).toBe(
      `${simple} [6000 desk, 6001 desk manual deleted-on-pbx status:Mobile, 6002 soft]`,
    );
    expect((await desk.cli('numbers', 'delete', '6000', '6001')).status).toBe(2);
    await desk.cli('numbers', 'repoint', '6000', '6001', '6002');
    await sync(desk);
    expect(await line(desk)).toBe(
      `${simple} [6000 desk, 6001 desk manual deleted-on-pbx, 6002 soft status:Mobile]`,
    );
    expect(await desk.cli('numbers', 'delete', '6000', '6001')).toMatchObject({ status: 0 });
    expect(await line(desk)).toBe(`${simple} [6000 desk, 6002 soft status:Mobile]`);
  });

  it('D3: a held number that comes back is present again', async () => {
    const desk = await open();
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    const before = await line(desk);
    desk.write(GONE);
    await sync(desk);
    desk.write(ALL);
    const run = await sync(desk);
    expect(run.counters).toMatchObject({ numbersHeld: 0 });
    expect(await line(desk)).toBe(before);
  });

  it('D3: one that belongs to somebody else now is reassigned, not deleted', async () => {
    const desk = await open();
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    await desk.take(together(GONE, pbx([device('6001', 'desk', 'Noa Neu/Field')])));
    expect(await desk.lines()).toEqual([
      `${simple} [6000 desk, 6001 desk reassigned status:Mobile, 6002 soft]`,
      '6001 Noa Neu/Field desk 6001 [6001 desk]',
    ]);
  });

  it('D1: a role holds nothing', async () => {
    const desk = await open();
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: 'desk-phone', sendCallsTo: ['prime-phone'] });
    desk.write(GONE);
    expect((await sync(desk)).counters).toMatchObject({ numbersRemoved: 1, numbersHeld: 0 });
  });
});
