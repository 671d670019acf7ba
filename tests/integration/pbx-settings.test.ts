import { describe, expect, it } from 'vitest';
import { device, pbx, prg, together, without } from '../support/pbx-node.ts';
import { HOUSE, inFolder, openHouse, PbxBench } from './pbx-bench.ts';
import { codesOf } from './workbench.ts';

/** R5 ex. a and c, R3 ex. b: devices that the rules leave to a person. */
const DOUBTFUL = pbx(
  [
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('5001', 'desk', 'Ted Fox/Ops'),
    device('5200', 'desk', 'Tim Fox/Ops'),
    device('5201', 'desk', 'Tim Fox/Ops'),
    device('5202', 'uc', 'Tim Fox/Ops'),
    device('3100', 'desk', 'Eva Kane/R&D'),
    device('3101', 'uc', 'Eva Kane/r&d'),
  ],
  [prg('5200', '5200', '5201')],
);

type Answers = Parameters<PbxBench['bench']['client']['pbxNodes']['answer']>[0]['answers'];
const answer = async (desk: PbxBench, ...answers: Answers) =>
  desk.bench.client.pbxNodes.answer({ sourceId: await desk.sourceId(), answers });

describe('D12: same person, or separate person', () => {
  it('same person: the device joins the account, the way its kind allows, and stays there', async () => {
    const desk = await openHouse(together(HOUSE, DOUBTFUL));
    expect(await desk.notAssigned()).toEqual(['5001 pbx.needs-group', '5202 pbx.needs-group']);
    await answer(
      desk,
      { number: '5001', answer: { kind: 'same', with: '5000' } },
      { number: '5202', answer: { kind: 'same', with: '5200' } },
    );
    const run = await desk.synchronize();
    expect(run.counters).toMatchObject({ updated: 2, created: 0, deleted: 0, notAssigned: 0 });
    const lines = await desk.lines();
    expect(lines).toContain('5000 Ted Fox/Ops desk 5000 [5000 desk, 5001 desk]');
    expect(lines).toContain(
      '5200 PRG Tim Fox/Ops desk 5200 soft 5202 uc-endpoint [5200 desk, 5201 desk, 5202 soft]',
    );
    expect(await desk.synchronize()).toMatchObject({ counters: { unchanged: 35, updated: 0 } });
    // Taken back, it is as before.
    await answer(
      desk,
      { number: '5001', answer: { kind: 'none' } },
      { number: '5202', answer: { kind: 'none' } },
    );
    await desk.synchronize();
    expect(await desk.notAssigned()).toEqual(['5001 pbx.needs-group', '5202 pbx.needs-group']);
  });

  it('separate person: the device is an account of its own', async () => {
    const desk = await openHouse(together(HOUSE, DOUBTFUL));
    await answer(desk, { number: '5001', answer: { kind: 'separate' } });
    const run = await desk.synchronize();
    expect(run.counters).toMatchObject({ created: 1, updated: 0, deleted: 0 });
    expect(await desk.lines()).toContain('5001 Ted Fox/Ops desk 5001 [5001 desk]');
    expect(await desk.synchronize()).toMatchObject({ counters: { unchanged: 36, created: 0 } });
  });

  it('near matches can be told to be the same person in the configuration file: two accounts become one, and that is undone', async () => {
    const desk = await openHouse(together(HOUSE, DOUBTFUL));
    const before = desk.dump();
    const same = [{ number: '3101', with: '3100' }];
    await desk.configure({ nodes: { HQ: { answers: { same } } } });
    const run = await desk.synchronize();
    expect(run.counters).toMatchObject({ updated: 1, deleted: 1, created: 0 });
    expect(await desk.lines()).toContain(
      '3100 Eva Kane/R&D desk 3100 soft 3101 uc-endpoint [3100 desk, 3101 soft]',
    );
    expect(await desk.bench.logins()).not.toContain('3101');
    expect((await desk.cli('undo', String(run.id))).status).toBe(0);
    expect(desk.dump()).toEqual(before);
  });
});

describe('D13: exclusions of the node', () => {
  const PORTS = pbx([
    device('8000', 'minet'),
    device('8100', 'Voice Mail', 'Voice Mail'),
    device('8200', 'desk', 'Test Bench/Lab'),
    device('8300', 'desk', 'Real Person/Lab'),
  ]);

  it('ports of applications and what is no person’s phone are listed, with a reason', async () => {
    const desk = await openHouse(together(HOUSE, PORTS));
    expect(await desk.notAssigned()).toEqual(['8000 pbx.application-port', '8100 pbx.excluded']);
    expect(await desk.bench.logins()).toEqual(expect.arrayContaining(['8200', '8300']));
  });

  it('exclusions that a person adds hold what would go because of them', async () => {
    const desk = await openHouse(together(HOUSE, PORTS));
    const before = desk.dump();
    await desk.configure({
      nodes: { HQ: { exclude: { deviceTypes: ['voice mail'], numbers: ['8200-8299'], names: ['Real *'] } } },
    });
    const run = await desk.synchronize();
    expect(run).toMatchObject({ outcome: 'held', counters: { deleted: 0, heldDeletes: 2 } });
    expect(desk.dump()).toEqual(before);
    expect((await desk.cli('sync', '--approve', String(run.id))).status).toBe(0);
    expect(await desk.bench.logins()).not.toEqual(expect.arrayContaining(['8200']));
    expect(await desk.notAssigned()).toEqual([
      '8000 pbx.application-port',
      '8100 pbx.excluded',
      '8200 pbx.excluded',
      '8300 pbx.excluded',
    ]);
  });
});

describe('a node that is deleted', () => {
  it('takes its accounts along; that is a run, and is undone to the last row', async () => {
    const desk = await openHouse();
    await desk.setStatus('7300', 'Mobile', { makeCallFrom: '7301' });
    await desk.addNumber('7300', { number: '+49 30 1234', kind: 'external' });
    const before = desk.dump();
    const sourceId = await desk.sourceId();
    const { client } = desk.bench;
    expect(await client.pbxNodes.removal({ sourceId })).toMatchObject({ name: 'HQ', accounts: 31 });
    await expect(client.pbxNodes.delete({ sourceId, confirm: 'hq?' })).rejects.toMatchObject({
      code: 'confirm.mismatch',
    });
    const { jobId } = await client.pbxNodes.delete({ sourceId, confirm: 'HQ' });
    const { runs } = await client.synchronization.wait({ jobId });
    expect(runs).toMatchObject([{ kind: 'removal', outcome: 'success', counters: { deleted: 31 } }]);
    expect(desk.dump()).toEqual({ accounts: [], numbers: [], statuses: [], references: [] });
    expect((await desk.cli('undo', String(runs[0]!.id))).status).toBe(0);
    expect(desk.dump()).toEqual(before);
    expect(await desk.synchronize()).toMatchObject({ counters: { unchanged: 31, deleted: 0 } });
  });
});

describe('D1: new default statuses that point at numbers, as in the seed', () => {
  it('hold the desk phone’s number when the PBX deletes it, and go with the account when the run is undone', async () => {
    const desk = await PbxBench.open();
    inFolder(desk.bench.folder, (database) =>
      database.exec(`UPDATE enterprise SET defaults_point_at = 'number'`),
    );
    const empty = desk.dump();
    const first = await desk.take(HOUSE);
    expect((await desk.account('7300')).numbers).toMatchObject([
      {
        number: '7300',
        heldBy: expect.arrayContaining(['status:In the Office', 'status:Mobile']) as unknown,
      },
      { number: '7301', heldBy: [] },
    ]);
    expect(await desk.synchronize()).toMatchObject({ counters: { unchanged: 31 } });
    const gone = await desk.take(without(HOUSE, '20290'));
    expect(gone.counters).toMatchObject({ deleted: 0, orphaned: 1, numbersHeld: 1 });
    expect((await desk.cli('undo', String(gone.id))).status).toBe(0);
    expect((await desk.cli('undo', String(first.id))).status).toBe(0);
    expect(desk.dump()).toEqual(empty);
  });
});

describe('A1: the MAC rule for App Server Ports is a setting', () => {
  it('both: a port without a softphone MAC is a desk phone', async () => {
    const desk = await PbxBench.open({ nodes: { HQ: { macRule: 'both' } } });
    const run = await desk.take(
      pbx([
        device('2003', 'minet', 'Ed Dunn/Lab'),
        device('2004', 'minet', 'Flo Eck/Lab', { mac: 'A1:21:00:00:00:07' }),
      ]),
    );
    expect(codesOf(run)).not.toContain('pbx.application-port');
    expect(await desk.lines()).toEqual([
      '2003 Ed Dunn/Lab desk 2003 [2003 desk]',
      '2004 Flo Eck/Lab soft 2004 minet [2004 soft]',
    ]);
  });
});

describe('what is said speaks of phone systems', () => {
  it('ticking Dynamic Extensions only is named as the cause, once, and what it holds', async () => {
    const desk = await openHouse();
    await desk.configure({ pbx: { dynamicExtensionsOnly: true } });
    const run = await desk.synchronize();
    const said = run.issues.filter(({ code }) => code === 'source.changed');
    expect(said.map(({ message }) => message)).not.toEqual([]);
    for (const { severity, message, hint } of said) {
      expect(severity).toBe('warning');
      expect(message).toMatch(/^Synchronize Dynamic Extensions only was ticked: .* held\.$/);
      expect(hint).not.toMatch(/base|query|deletions/);
    }
  });

  it('a changed setting that takes nothing away asks for nothing to be reviewed', async () => {
    const desk = await openHouse();
    await desk.configure({ nodes: { HQ: { macRule: 'both' } } });
    const run = await desk.synchronize();
    const said = run.issues.filter(({ code }) => code === 'source.changed');
    expect(said.map(({ severity, message }) => [severity, message])).toEqual([
      ['info', 'The MAC rule of the node changed since the last complete run.'],
    ]);
    expect(said[0]!.hint).toMatch(/^Nothing to do if that was meant/);
  });

  it('an emptied device file is to be exported again; the node cannot do without', async () => {
    const desk = await openHouse();
    const run = await desk.take(pbx([]));
    const { error } = await desk.bench.client.runs.get({ id: run.id });
    expect(error).toMatchObject({ code: 'source.empty' });
    expect(error!.message).toMatch(/Export it again: the node is read from it\.$/);
    expect(error!.hint).toMatch(/^Export the forms again, and check the files, the columns/);
  });
});
