import { describe, expect, it } from 'vitest';
import type { Run } from '../../shared/contract/index.ts';
import {
  device,
  DEVICE_FILE,
  exportTexts,
  MDUG_FILE,
  pbx,
  prg,
  PRG_FILE,
  together,
  withDevice,
  without,
} from '../support/pbx-node.ts';
import { HOUSE, openHouse, PbxBench } from './pbx-bench.ts';
import { codesOf } from './workbench.ts';

/** D17: whatever the files say, nothing at all changes. */
async function expectNothing(desk: PbxBench, what: () => void, ...codes: string[]): Promise<Run> {
  const before = desk.dump();
  what();
  const run = await desk.synchronize();
  expect(desk.dump()).toEqual(before);
  expect(run.complete).toBe(false);
  expect(['failed', 'warnings']).toContain(run.outcome);
  expect(run.counters).toMatchObject({
    created: 0,
    updated: 0,
    deleted: 0,
    heldDeletes: 0,
    numbersRemoved: 0,
  });
  const found = [...codesOf(run), ...(run.error === null ? [] : [run.error.code])];
  expect(
    codes.some((code) => found.includes(code as never)),
    found.join(', '),
  ).toBe(true);
  return run;
}

describe('a second run of the same files', () => {
  it('changes nothing, and everybody is unchanged', async () => {
    const desk = await openHouse();
    const before = desk.dump();
    const run = await desk.synchronize();
    expect(run).toMatchObject({ outcome: 'success', complete: true });
    expect(run.counters).toMatchObject({ read: 31, unchanged: 31, created: 0, updated: 0, deleted: 0 });
    expect(run.counters).toMatchObject({ devices: 44, assigned: 44, notAssigned: 0, numbersAdded: 0 });
    expect(await desk.changes(run)).toEqual([]);
    expect(desk.dump()).toEqual(before);
  });

  it('in another order of rows and of files changes nothing', async () => {
    const desk = await openHouse();
    const before = desk.dump();
    const turned = pbx(
      [...HOUSE.devices].reverse(),
      [...HOUSE.groups].reverse().map((group) => ({ ...group, members: [...group.members].reverse() })),
    );
    desk.write(turned);
    const files = {
      devices: desk.node().path(DEVICE_FILE),
      groups: [MDUG_FILE, PRG_FILE].map((file) => desk.node().path(file)),
    };
    await desk.configure({ nodes: { HQ: { files } } });
    const run = await desk.synchronize();
    expect(run.counters).toMatchObject({ read: 31, unchanged: 31, heldDeletes: 0 });
    expect(desk.dump()).toEqual(before);
  });

  it('a first run of rows in another order makes the same accounts', async () => {
    const [one, other] = [await openHouse(), await PbxBench.open()];
    await other.take(pbx([...HOUSE.devices].reverse(), [...HOUSE.groups].reverse()));
    expect(await other.lines()).toEqual(await one.lines());
  });
});

describe('D17, D18: a read that is not complete changes nothing at all', () => {
  it.each([DEVICE_FILE, PRG_FILE, MDUG_FILE])('%s cut inside its last row', async (file) => {
    const desk = await openHouse();
    await expectNothing(
      desk,
      () => desk.node().mangle(file, (bytes) => bytes.subarray(0, bytes.length - 5)),
      'file.truncated',
      'csv.malformed',
    );
  });

  it('the device file cut inside a row in its middle', async () => {
    const desk = await openHouse();
    await expectNothing(
      desk,
      () => desk.node().mangle(DEVICE_FILE, (bytes) => bytes.subarray(0, bytes.indexOf('P15,Person15') + 6)),
      'file.truncated',
      'csv.malformed',
    );
  });

  it('a quote that is never closed', async () => {
    const desk = await openHouse();
    await expectNothing(
      desk,
      () =>
        desk.node().mangle(DEVICE_FILE, (bytes) => Buffer.from(bytes.toString().replace(',P15,', ',"P15,'))),
      'csv.malformed',
      'file.truncated',
    );
  });

  it.each([DEVICE_FILE, PRG_FILE, MDUG_FILE])('%s emptied to no bytes at all', async (file) => {
    const desk = await openHouse();
    await expectNothing(
      desk,
      () => desk.node().mangle(file, () => Buffer.alloc(0)),
      'source.empty',
      'file.truncated',
      'csv.missing-column',
    );
  });

  it('the device file with nothing but its header', async () => {
    const desk = await openHouse();
    desk.node().put(DEVICE_FILE, exportTexts(pbx([]))[DEVICE_FILE]!);
    const before = desk.dump();
    const run = await desk.synchronize();
    expect(desk.dump()).toEqual(before);
    expect(run.counters).toMatchObject({ created: 0, updated: 0, deleted: 0 });
    expect(run.outcome).not.toBe('success');
    expect(codesOf(run)).toContain('source.empty');
  });

  it('a group file with nothing but its header dissolves no group', async () => {
    const desk = await openHouse();
    desk.node().put(PRG_FILE, exportTexts(pbx([]))[PRG_FILE]!);
    const before = desk.dump();
    const run = await desk.synchronize();
    expect(desk.dump()).toEqual(before);
    expect(run.outcome).not.toBe('success');
    expect(run.counters).toMatchObject({ created: 0, updated: 0, deleted: 0, numbersRemoved: 0 });
  });

  it.each([DEVICE_FILE, PRG_FILE, MDUG_FILE])('%s missing', async (file) => {
    const desk = await openHouse();
    const run = await expectNothing(desk, () => desk.node().remove(file), 'file.missing');
    expect(run.error?.message).toContain(file);
    desk.write(HOUSE);
    expect((await desk.synchronize()).counters).toMatchObject({ unchanged: 31 });
  });

  it('a required column renamed', async () => {
    const desk = await openHouse();
    await expectNothing(
      desk,
      () =>
        desk
          .node()
          .mangle(DEVICE_FILE, (bytes) => Buffer.from(bytes.toString().replace('Last Name', 'Zuname'))),
      'csv.missing-column',
    );
  });

  it('a file of another kind in its place', async () => {
    const desk = await openHouse();
    await expectNothing(
      desk,
      () => desk.node().mangle(DEVICE_FILE, () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3])),
      'csv.missing-column',
      'csv.malformed',
      'csv.encoding',
    );
  });

  it('file.older: files of before the ones that were read last', async () => {
    const desk = await openHouse();
    const old = exportTexts(without(HOUSE, '20000', '20001'));
    const day = Date.now() - 3 * 24 * 60 * 60_000;
    for (const [file, text] of Object.entries(old)) desk.node().put(file, text, day);
    const before = desk.dump();
    const run = await desk.synchronize();
    expect(codesOf(run)).toContain('file.older');
    expect(desk.dump()).toEqual(before);
  });

  it('a missing final line break is a cut, unless the last complete read had none either', async () => {
    const desk = await openHouse();
    const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 2);
    await expectNothing(desk, () => desk.node().mangle(DEVICE_FILE, cut), 'file.truncated');
    // A node whose exports never had one.
    const other = await PbxBench.open();
    other.write(HOUSE);
    other.node().mangle(DEVICE_FILE, cut);
    const first = await other.synchronize();
    expect(first).toMatchObject({ outcome: 'success', complete: true, counters: { created: 31 } });
    expect(codesOf(first)).toEqual(['file.truncated']);
    expect(await other.synchronize()).toMatchObject({ outcome: 'success', counters: { unchanged: 31 } });
  });

  it('the failing run says what, where and what next; its exit status is 4', async () => {
    const desk = await openHouse();
    desk.node().remove(PRG_FILE);
    const end = await desk.cli('sync');
    expect(end.status).toBe(4);
    expect(end.stdout).toContain('file.missing');
    expect(end.stdout).toContain(desk.node().path(PRG_FILE));
  });
});

describe('D18: age', () => {
  it('an export of more than 7 days ago is a warning, and is read', async () => {
    const desk = await PbxBench.open();
    const day = Date.now() - 8 * 24 * 60 * 60_000;
    for (const [file, text] of Object.entries(exportTexts(HOUSE))) desk.node().put(file, text, day);
    const run = await desk.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: true });
    expect(codesOf(run)).toContain('pbx.stale-export');
    expect(run.counters).toMatchObject({ created: 31 });
  });

  it('device and group files of different ages are a warning', async () => {
    const desk = await PbxBench.open();
    desk.write(HOUSE);
    desk.node().put(PRG_FILE, exportTexts(HOUSE)[PRG_FILE]!, Date.now() - 3 * 24 * 60 * 60_000);
    const run = await desk.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: true });
    expect(codesOf(run)).toContain('pbx.stale-export');
  });
});

describe('hostile texts', () => {
  it('formulas, long cells and odd characters are texts, and end in accounts or on the list', async () => {
    const desk = await PbxBench.open();
    const run = await desk.take(
      pbx(
        [
          device('3000', 'desk', `=cmd|' /C calc'!A0 Kane/@SUM(A1)`),
          device('3001', 'desk', `Eva ${'x'.repeat(4000)}/R&D`),
          device('3002', 'desk', 'Żółć "quoted", name/a\nb'),
          device('30 03', 'desk', 'No Number/Lab'),
          device('3004', 'desk', 'Tab \tand \u2028line/Lab'),
        ],
        [prg('3000', '3000')],
      ),
    );
    expect(run.error).toBeNull();
    expect(run.counters.devices).toBe(5);
    const { accounts } = await desk.bench.client.accounts.list({ limit: 10 });
    expect(accounts.find(({ loginId }) => loginId === '3002')).toMatchObject({
      firstName: 'Żółć',
      lastName: '"quoted", name',
      department: 'a\nb',
    });
    expect(await desk.notAssigned()).toContain('30 03 pbx.unknown-number');
  });

  it.each(['\u0000', '\u0007', '\ufffd'])(
    'D19: a name with %j leaves its account as it is, and the others go on',
    async (character) => {
      const desk = await openHouse();
      const before = await desk.lines();
      const odd = together(
        withDevice(HOUSE, '20150', { lastName: `Od${character}d` }),
        pbx([device('9000', 'desk', 'New Comer/Law'), device('9001', 'desk', `Ne${character}w Comer/Law`)]),
      );
      const run = await desk.take(odd);
      expect(run).toMatchObject({ outcome: 'warnings', complete: true });
      expect(run.counters).toMatchObject({
        created: 1,
        updated: 0,
        deleted: 0,
        heldDeletes: 0,
        notAssigned: 2,
      });
      expect(await desk.lines()).toEqual([...before, '9000 New Comer/Law desk 9000 [9000 desk]'].sort());
      expect(await desk.notAssigned()).toContain('9001 pbx.unclear-row');
      const unclear = run.issues.filter(({ code }) => code === 'pbx.unclear-row');
      expect(unclear.map(({ subject }) => subject)).toEqual(['9001', '20150']);
      expect(unclear[1]!.message).toMatch(
        /^The row of 20150 has the .* \(users\.csv, line \d+, "Last Name", character 3\)\.$/,
      );
    },
  );

  it('a character in a number, or zeros that a crash left behind, is no export, and changes nothing', async () => {
    const desk = await openHouse();
    const odd = withDevice(HOUSE, '20150', { number: '201\u00075' });
    const run = await expectNothing(desk, () => desk.write(odd), 'csv.malformed');
    // What is wrong is said of the file.
    const [first] = run.issues.filter(({ severity }) => severity === 'error');
    expect(first).toMatchObject({ code: 'csv.malformed', subject: desk.node().path(DEVICE_FILE) });
    const zeros = Buffer.alloc(16);
    desk.write(HOUSE);
    await expectNothing(
      desk,
      () => desk.node().mangle(DEVICE_FILE, (bytes) => Buffer.concat([bytes.subarray(0, -40), zeros])),
      'file.truncated',
    );
  });

  it('yesterday’s export beside today’s changes nothing, and both are named', async () => {
    const desk = await openHouse();
    await desk.configure({ nodes: { HQ: { files: undefined, folder: desk.node().folder } } });
    expect(await desk.synchronize()).toMatchObject({ complete: true });
    const yesterday = exportTexts(HOUSE)[DEVICE_FILE]!.replaceAll('Hall', 'Corridor');
    await expectNothing(desk, () => desk.node().put('users-1.csv', yesterday), 'file.repeated');
  });

  it('a cell of megabytes is no export, and changes nothing', async () => {
    const desk = await openHouse();
    const huge = together(HOUSE, pbx([device('3001', 'desk', `Eva ${'x'.repeat(2_000_000)}/R&D`)]));
    await expectNothing(desk, () => desk.write(huge), 'csv.malformed');
  });
});
