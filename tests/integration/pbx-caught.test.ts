import { describe, expect, it } from 'vitest';
import { crowdOf, device, DEVICE_FILE, mdug, pbx, PRG_FILE, together, without } from '../support/pbx-node.ts';
import { HOUSE, openHouse } from './pbx-bench.ts';
import { codesOf } from './workbench.ts';

describe('D18: a file cut at the end of a row', () => {
  /** So many whole rows less. */
  const shorter = (rows: number) => (bytes: Buffer) =>
    Buffer.from(
      bytes
        .toString()
        .split('\r\n')
        .slice(0, -1 - rows)
        .join('\r\n') + '\r\n',
    );

  it.each([
    [DEVICE_FILE, 20],
    [PRG_FILE, 14],
  ])(
    '%s without %i rows: it is caught, and nobody loses an account or a number by itself',
    async (file, rows) => {
      const desk = await openHouse();
      const before = desk.dump();
      desk.node().mangle(file, shorter(rows));
      const run = await desk.synchronize();
      expect(['held', 'warnings', 'failed']).toContain(run.outcome);
      expect(
        ['file.truncated', 'guard.deletes', 'guard.numbers', 'guard.groups'].some((code) =>
          codesOf(run).includes(code as never),
        ),
      ).toBe(true);
      expect(run.counters).toMatchObject({ deleted: 0, numbersRemoved: 0 });
      expect(desk.dump()).toEqual(before);
      // And the whole export again changes nothing, and nothing waits any more.
      desk.write(HOUSE);
      expect(await desk.synchronize()).toMatchObject({
        outcome: 'success',
        counters: { unchanged: 31, heldDeletes: 0 },
      });
      expect(desk.dump()).toEqual(before);
    },
  );

  it('one or two rows less are what a PBX deletes every day', async () => {
    const desk = await openHouse();
    desk.node().mangle(DEVICE_FILE, shorter(0));
    const run = await desk.take(without(HOUSE, '20290'));
    expect(run).toMatchObject({ outcome: 'success', complete: true });
    expect(run.counters).toMatchObject({ deleted: 1, unchanged: 30 });
    expect(await desk.changes(run)).toContain('delete applied pbx-absent 20290');
  });
});

describe('D21: the guard', () => {
  it('holds the deletions of a run that would delete more than a fifth and more than five', async () => {
    const desk = await openHouse(crowdOf(30));
    const goers = Array.from({ length: 7 }, (_, index) => String(20_000 + 10 * index));
    const run = await desk.take(without(crowdOf(30), ...goers));
    expect(run).toMatchObject({ outcome: 'held', complete: true });
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 7, unchanged: 23 });
    expect(codesOf(run)).toContain('guard.deletes');
    const end = await desk.cli('sync', '--approve', String(run.id), '--json');
    expect(end.status).toBe(0);
    expect(await desk.bench.logins()).toHaveLength(23);
    expect((await desk.synchronize()).counters).toMatchObject({ unchanged: 23, heldDeletes: 0 });
  });

  it('holds numbers that would go: more than a fifth and more than five', async () => {
    const world = crowdOf(12, { groups: 12 });
    const desk = await openHouse(world);
    const before = desk.dump();
    // Eight softphones vanish; the groups stay, each with its pilot alone.
    const softs = Array.from({ length: 8 }, (_, index) => String(20_001 + 10 * index));
    const run = await desk.take(without(world, ...softs));
    expect(run).toMatchObject({ outcome: 'held', complete: true });
    expect(run.counters).toMatchObject({ updated: 0, heldUpdates: 8, numbersRemoved: 0, unchanged: 4 });
    expect(codesOf(run)).toContain('guard.numbers');
    expect(desk.dump()).toEqual(before);
    expect((await desk.cli('sync', '--approve', String(run.id), '--json')).status).toBe(0);
    expect((await desk.account('20000')).numbers).toMatchObject([{ number: '20000' }]);
    expect(await desk.synchronize()).toMatchObject({ outcome: 'success', counters: { unchanged: 12 } });
  });

  it('holds groups that would go: more than a fifth and more than five', async () => {
    const world = together(crowdOf(40, { groups: 12 }), pbx([], []));
    const desk = await openHouse(world);
    const before = desk.dump();
    const run = await desk.take(pbx(world.devices, world.groups.slice(7)));
    expect(['held', 'warnings']).toContain(run.outcome);
    expect(['guard.groups', 'file.truncated'].some((code) => codesOf(run).includes(code as never))).toBe(
      true,
    );
    expect(run.counters).toMatchObject({ updated: 0, deleted: 0 });
    expect(
      desk
        .dump()
        .accounts.filter((row) => before.accounts.some((old) => old['account_id'] === row['account_id'])),
    ).toEqual(before.accounts);
  });
});

describe('D19: what can be read is there', () => {
  it('two rows with one number: neither wins, its account stays as it is, the others go on', async () => {
    const desk = await openHouse();
    const before = await desk.lines();
    const double = together(
      HOUSE,
      pbx([device('20150', 'desk', 'Some Body/Else'), device('9000', 'desk', 'New Comer/Law')]),
    );
    const run = await desk.take(double);
    expect(run).toMatchObject({ outcome: 'warnings', complete: true });
    expect(run.counters).toMatchObject({ created: 1, deleted: 0, heldDeletes: 0, updated: 0 });
    expect(codesOf(run)).toContain('pbx.duplicate-number');
    expect(await desk.lines()).toEqual([...before, '9000 New Comer/Law desk 9000 [9000 desk]'].sort());
  });

  it('a member without a device row is named, and the group goes on', async () => {
    const desk = await openHouse();
    const run = await desk.take(
      pbx(HOUSE.devices, [...HOUSE.groups.slice(0, -1), mdug('7300', '7300', '7301', '7399')]),
    );
    expect(run).toMatchObject({ outcome: 'warnings', complete: true });
    expect(run.issues.filter(({ code }) => code === 'pbx.unknown-member')).toHaveLength(1);
    expect(run.counters).toMatchObject({ unchanged: 31 });
  });

  it('D10: a pilot without a device row leaves its account as it is; nobody else gets its members', async () => {
    const desk = await openHouse();
    const before = desk.dump();
    const run = await desk.take(
      pbx(
        HOUSE.devices.filter(({ number }) => number !== '7300'),
        HOUSE.groups,
      ),
    );
    expect(run).toMatchObject({ complete: true });
    expect(codesOf(run)).toContain('pbx.unknown-pilot');
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 0, updated: 0, created: 0 });
    expect(desk.dump()).toEqual(before);
  });
});
