import { describe, expect, it } from 'vitest';
import type { Change, Run } from '../../shared/contract/index.ts';
import type { PbxExport } from '../../shared/domain/mivoice-business/types.ts';
import { crowdOf, device, mdug, pbx, prg, together, withDevice, without } from '../support/pbx-node.ts';
import { PbxBench } from './pbx-bench.ts';

/** A PBX in which something of every kind can happen. */
const BEFORE = together(
  crowdOf(40, { groups: 12 }),
  pbx(
    [
      device('3000', 'desk', 'Eva Kane/R&D'),
      device('3001', 'uc', 'Eva Kane/R&D'),
      device('6000', 'desk', 'Ivy Nash/Field'),
      device('6001', 'desk', 'Ivy Nash/Field'),
      device('6002', 'uc', 'Ivy Nash/Field'),
      device('7000', 'desk', 'Ian Poe/Law'),
      device('7300', 'desk', 'Pat Ito/Law'),
      device('7301', 'uc', 'Pat Ito/Law'),
      device('8000', 'desk', 'Old Hand/Law'),
    ],
    [prg('6000', '6000', '6001', '6002'), mdug('7300', '7300', '7301')],
  ),
);

/** The same some days later: renumbered, a number gone and held, a number gone, one deleted, one kept as an orphan, one new. */
const AFTER = together(
  pbx(
    withDevice(
      withDevice(without(BEFORE, '6001', '7000', '7301', '8000'), '3000', { number: '3500' }),
      '3001',
      {
        number: '3501',
      },
    ).devices,
    without(BEFORE, '6001', '7301').groups,
  ),
  pbx([device('9000', 'desk', 'New Comer/Law')]),
);

/** A bench on which BEFORE is synchronized, with statuses that point at numbers, and AFTER in its files. */
async function open(): Promise<PbxBench> {
  const desk = await PbxBench.open();
  await desk.take(BEFORE);
  await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
  await desk.setStatus('3000', 'Mobile', { makeCallFrom: '3001', whenBusy: '3000' });
  await desk.setStatus('8000', 'On Vacation', { sendCallsTo: ['8000'] });
  desk.write(AFTER);
  return desk;
}

const EXPECTED = { created: 1, updated: 3, deleted: 1, numbersRemoved: 4, numbersHeld: 2, orphaned: 1 };

type Row = Pick<Change, 'kind' | 'reasonCode' | 'login' | 'fields'>;
/** A preview names an account by its login of today, a run by the one that it gave it. */
const rowsOf = (changes: readonly Change[]): Row[] =>
  changes
    .map(({ kind, reasonCode, login, fields }) => {
      const given = kind === 'update' ? fields['loginId']?.[1] : undefined;
      return { kind, reasonCode, login: typeof given === 'string' ? given : login, fields };
    })
    .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

interface Preview {
  plan: string;
  id: null;
  counters: Run['counters'];
  changes: Change[];
}

describe('previews (E7)', () => {
  it('show the rows that the run then has, and change nothing; applied, they make the same of the store', async () => {
    const [desk, other] = [await open(), await open()];
    const before = desk.dump();
    const { runs: previews } = await desk.json<{ runs: Preview[] }>(0, 'sync', '--preview');
    expect(desk.dump()).toEqual(before);
    const preview = previews[0]!;
    expect(preview.id).toBeNull();
    expect(preview.counters).toMatchObject(EXPECTED);
    const run = await desk.synchronize();
    expect(run.counters).toEqual(preview.counters);
    expect(rowsOf(await desk.bench.changes(run.id))).toEqual(rowsOf(preview.changes));

    const plan = (await other.json<{ runs: Preview[] }>(0, 'sync', '--preview')).runs[0]!.plan;
    const { runs } = await other.json<{ runs: (Run & { refused: Change[] })[] }>(0, 'sync', '--apply', plan);
    expect(runs[0]).toMatchObject({ outcome: 'success', refused: [], plan });
    expect(runs[0]!.counters).toMatchObject(EXPECTED);
    expect(await other.lines()).toEqual(await desk.lines());
    expect((await other.synchronize()).counters).toMatchObject({ created: 0, updated: 0, deleted: 0 });
  });

  it('a row whose ground moved since is refused by name, the others go through', async () => {
    const desk = await open();
    const { runs: previews } = await desk.json<{ runs: Preview[] }>(0, 'sync', '--preview');
    desk.write(
      together(withDevice(without(AFTER, '9000'), '20000', {}), pbx([device('7000', 'desk', 'Ian Poe/Law')])),
    );
    await desk.edit('6000', { loginId: 'ivy' });
    const { runs } = await desk.json<{ runs: (Run & { refused: Change[] })[] }>(
      2,
      'sync',
      '--apply',
      previews[0]!.plan,
    );
    const refused = runs[0]!.refused.map(({ kind, reasonCode, login }) => `${kind} ${reasonCode} ${login}`);
    expect(refused).toContain('delete row.moved 7000');
    expect(refused.some((line) => /^update row\.moved (6000|ivy)$/.test(line))).toBe(true);
    expect(await desk.bench.logins()).toEqual(expect.arrayContaining(['7000', '3500', 'ivy']));
    expect((await desk.account('ivy')).numbers.find(({ number }) => number === '6001')?.state).toBe(
      'present',
    );
  });

  it('what a preview would hold, its application holds', async () => {
    const desk = await PbxBench.open();
    await desk.take(crowdOf(30));
    desk.write(without(crowdOf(30), ...Array.from({ length: 8 }, (_, at) => String(20_000 + 10 * at))));
    const { runs: previews } = await desk.json<{ runs: Preview[] }>(3, 'sync', '--preview');
    expect(previews[0]!.counters).toMatchObject({ heldDeletes: 8, deleted: 0 });
    const end = await desk.cli('sync', '--apply', previews[0]!.plan, '--json');
    expect(end.status).toBe(3);
    expect(await desk.bench.logins()).toHaveLength(30);
  });
});

describe('undo (E9)', () => {
  it('restores accounts, numbers, statuses and references exactly, and nothing comes back by itself', async () => {
    const desk = await open();
    const before = desk.dump();
    const run = await desk.synchronize();
    expect(run.counters).toMatchObject(EXPECTED);
    const after = desk.dump();
    const end = await desk.cli('undo', String(run.id), '--json');
    expect({ status: end.status, stderr: end.stderr }).toMatchObject({ status: 0 });
    expect(desk.dump()).toEqual(before);
    const again = await desk.synchronize();
    expect(again).toMatchObject({ outcome: 'held' });
    expect(again.counters).toMatchObject({ created: 0, updated: 0, deleted: 0, numbersRemoved: 0 });
    expect(desk.dump()).toEqual(before);
    // Approved, it is as it was before the undo, but for who was made anew.
    expect((await desk.cli('sync', '--approve', String(again.id), '--json')).status).toBe(0);
    const approved = desk.dump();
    const plain = ({ accounts }: typeof after) => accounts.map((row) => row['login_id']).sort();
    expect(plain(approved)).toEqual(plain(after));
    expect((await desk.synchronize()).counters).toMatchObject({
      created: 0,
      updated: 0,
      deleted: 0,
      heldUpdates: 0,
    });
  });

  it('of a first run leaves nothing', async () => {
    const desk = await PbxBench.open();
    const before = desk.dump();
    const run = await desk.take(BEFORE);
    expect((await desk.cli('undo', String(run.id))).status).toBe(0);
    expect(desk.dump()).toEqual(before);
  });

  it('of single accounts, by login, puts back those alone', async () => {
    const desk = await open();
    const before = await desk.account('6000');
    const run = await desk.synchronize();
    expect((await desk.cli('undo', String(run.id), '--login', '6000')).status).toBe(0);
    expect(await desk.account('6000')).toEqual(before);
    expect(await desk.bench.logins()).toContain('3500');
  });

  it('refuses a row that a person changed since, and names it', async () => {
    const desk = await open();
    const run = await desk.synchronize();
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6002' });
    await desk.bench.client.numbers.delete({
      accountId: (await desk.account('6000')).accountId,
      number: '6001',
    });
    const end = await desk.cli('undo', String(run.id), '--json');
    expect(end.status).toBe(2);
    const [undone] = (JSON.parse(end.stdout) as { runs: { refused: Change[] }[] }).runs;
    expect(undone!.refused.map(({ login }) => login)).toEqual(['6000']);
    expect(await desk.bench.logins()).toContain('7000');
  });
});

describe('D8 (4): same number, first and last name both changed: the same person, or a new one?', () => {
  const NAMES = { firstName: 'Ben', lastName: 'Ash' };
  const OTHERS = withDevice(withDevice(BEFORE, '7000', NAMES), '8000', {
    firstName: 'Una',
    lastName: 'Gray',
  });

  async function held(given: PbxExport = OTHERS): Promise<{ desk: PbxBench; run: Run }> {
    const desk = await PbxBench.open();
    await desk.take(BEFORE);
    await desk.setStatus('7000', 'Mobile', { makeCallFrom: '7000' });
    const before = desk.dump();
    const run = await desk.take(given);
    expect(run).toMatchObject({ outcome: 'held', complete: true });
    expect(desk.dump()).toEqual(before);
    return { desk, run };
  }

  it('is never done silently: the row waits, the account stays as it is', async () => {
    const { desk, run } = await held();
    expect(run.counters).toMatchObject({ updated: 0, created: 0, deleted: 0 });
    const changes = await desk.changes(run);
    expect(changes.filter((line) => line.includes('pbx.identity-changed'))).toHaveLength(2);
    const again = await desk.synchronize();
    expect(again.counters).toMatchObject({ updated: 0, created: 0, deleted: 0 });
    expect(again.outcome).toBe('held');
  });

  it('--same renames the account and answers nothing else; approved without it, others are deleted and made anew', async () => {
    const { desk, run } = await held();
    const [ian, old] = [await desk.account('7000'), await desk.account('8000')];
    const end = await desk.cli('sync', '--approve', String(run.id), '--same', '7000', '--json');
    expect({ status: end.status, stderr: end.stderr }).toMatchObject({ status: 0 });
    expect(await desk.account('7000')).toMatchObject({ accountId: ian.accountId, ...NAMES });
    expect(await desk.account('8000')).toEqual(old);
    expect((await desk.cli('sync', '--approve', String(run.id), '--login', '8000')).status).toBe(0);
    const una = await desk.account('8000');
    expect(una).toMatchObject({ firstName: 'Una', lastName: 'Gray' });
    expect(una.accountId).not.toBe(old.accountId);
    expect(await desk.synchronize()).toMatchObject({
      outcome: 'success',
      counters: { updated: 0, created: 0 },
    });
  });

  it('approved as new, the approval is undone to the last row', async () => {
    const { desk, run } = await held(withDevice(BEFORE, '7000', NAMES));
    const before = desk.dump();
    const end = await desk.cli('sync', '--approve', String(run.id), '--json');
    expect(end.status).toBe(0);
    const [approval] = (JSON.parse(end.stdout) as { runs: Run[] }).runs;
    expect(desk.dump()).not.toEqual(before);
    expect((await desk.cli('undo', String(approval!.id))).status).toBe(0);
    expect(desk.dump()).toEqual(before);
  });

  it('rejected, it is not asked again until the PBX says something else', async () => {
    const { desk, run } = await held(withDevice(BEFORE, '7000', NAMES));
    expect((await desk.cli('sync', '--reject', String(run.id))).status).toBe(0);
    const quiet = await desk.synchronize();
    expect(quiet.counters).toMatchObject({ heldUpdates: 0, updated: 0, created: 0, deleted: 0 });
    const run2 = await desk.take(withDevice(BEFORE, '7000', { firstName: 'Cy', lastName: 'Bell' }));
    expect(run2.outcome).toBe('held');
  });

  it('lapses when the names are back', async () => {
    const { desk } = await held();
    const run = await desk.take(BEFORE);
    expect(run).toMatchObject({ outcome: 'success', counters: { heldUpdates: 0, heldDeletes: 0 } });
    expect(await desk.bench.client.held.list({})).toMatchObject({ rows: [] });
  });
});
