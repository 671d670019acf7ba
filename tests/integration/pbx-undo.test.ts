import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { ChangeRecord, RunRecord } from '../../electron/engine/store/run-rows.ts';
import { answerGround } from '../../electron/engine/sync/ground.ts';
import { runUndo } from '../../electron/engine/sync/undo.ts';
import { emptyFields, type AccountField } from '../../shared/domain/account.ts';
import type { Device, Group, PbxExport } from '../../shared/domain/mivoice-business/types.ts';
import { crowdOf, device, pbx, prg, together } from '../support/pbx-node.ts';
import {
  expectSound,
  expectSoundStore,
  heldOf,
  LAX,
  pointing,
  pointStatuses,
  whole,
  world,
} from '../support/pbx-random.ts';
import { PbxSyncBench, type BenchNode } from '../support/pbx-sync.ts';
import { edited, edits } from '../support/pbx-world.ts';

/** Each case is a dozen of runs on a real store, from real files. */
const numRuns = Math.max(60, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 200));
vi.setConfig({ testTimeout: 120_000 + 400 * numRuns });

let bench: PbxSyncBench;
let node: BenchNode;
beforeAll(() => {
  bench = new PbxSyncBench();
});
beforeEach(() => {
  bench.wipe();
  node = bench.node();
});
afterAll(() => bench.close());

/** So many others that the guard lets one person's numbers go, and a group that stays. */
const OTHERS = together(
  crowdOf(30),
  pbx([device('900', 'desk', 'Zed Zed/Hall'), device('901', 'uc', 'Zed')], [prg('900', '900', '901')]),
);
const all = (devices: Device[], groups: Group[] = []): PbxExport => together(OTHERS, pbx(devices, groups));
const ANN = device('300', 'desk', 'Ann Lee/Lab');
const SECOND = device('301', 'desk', 'second');
const BOB = device('301', 'desk', 'Bob Ray/Lab');

function undoOf(target: RunRecord, logins: string[]): RunRecord {
  const { enterpriseId, sourceId } = node.source;
  const of = { kind: 'undo', trigger: 'undo', mode: 'full', startedAt: 1, undoes: target.runId } as const;
  const runId = bench.store.runs.start({ enterpriseId, sourceId, ...of });
  const around = { now: () => 2, isCancelled: () => false, progress: () => undefined };
  runUndo({ store: bench.store, runId, target: target.runId, chosen: { logins }, ...around });
  return bench.store.runs.get(runId)!;
}

const refusals = ({ runId }: RunRecord) =>
  bench.store.runs
    .changes(runId)
    .filter(({ state }) => state === 'refused')
    .map(({ login, detail }) => `${login}: ${detail}`);
/** What the PBX has for the accounts that matter, by login. */
const numbers = () =>
  Object.fromEntries(
    bench
      .accounts(node.source.sourceId)
      .filter(({ login }) => login.length === 3 && login < '900')
      .map(({ login, pbxNumbers }) => [login, pbxNumbers]),
  );
const idOf = (login: string) => bench.accounts(node.source.sourceId).find((each) => each.login === login)!.id;
const rowsOf = (login: string) =>
  bench
    .accounts(node.source.sourceId)
    .find((each) => each.login === login)
    ?.numbers.map((row) => Object.values(row).join(' '));
const held = () => bench.waiting(node).map(({ kind, reasonCode, login }) => `${kind} ${reasonCode} ${login}`);
const applied = (run: RunRecord) => bench.changes(run).filter((line) => line.includes(' applied '));
/** Numbers of an account, edited by hand. */
function editNumbers(login: string, edit: (accountId: number) => void): void {
  const { store } = bench;
  const accountId = idOf(login);
  store.transaction(() => {
    const { numbers: before } = store.accounts.get(accountId)!;
    edit(accountId);
    store.runs.recordEdit({ accountId, kind: 'update', login, before: { numbers: before }, at: 1 });
  });
}
function addManual(login: string, number: string): void {
  const row = { number, kind: 'other', origin: 'manual', state: 'present' } as const;
  editNumbers(login, (accountId) => bench.store.accounts.addNumber(accountId, row, 1));
}
function removeNumber(login: string, number: string): void {
  editNumbers(login, (accountId) => bench.store.accounts.removeNumber(accountId, number));
}
function reject(): void {
  for (const row of bench.waiting(node)) {
    const { sourceId, kind, keyAttribute, key, runId, login, dn, heldId } = row;
    const ground = answerGround(row);
    const at = Date.now() * 2;
    bench.store.held.remember({
      ...{ sourceId, kind, keyAttribute, key, answer: 'rejected', ground, runId, login, dn, at },
    });
    bench.store.held.remove([heldId]);
  }
}

describe('E9: an undo gives no number to two accounts', () => {
  it('refuses a row whose number went to somebody else in a later run, by name', async () => {
    await bench.take(node, all([ANN, SECOND], [prg('300', '300', '301')]));
    const loss = await bench.take(node, all([ANN], [prg('300', '300')]));
    await bench.take(node, all([ANN, BOB], [prg('300', '300')]));
    const before = bench.dump();
    const undo = bench.undo(node, loss.runId);
    expect(undo.outcome).toBe('warnings');
    expect(undo.counters).toMatchObject({ read: 1, updated: 0, failed: 1 });
    expect(refusals(undo)).toEqual(['300: its number 301 belongs to another account now, 301 (Ray)']);
    expect(bench.dump()).toEqual(before);
    expect(bench.store.held.memories()).toEqual([]);
  });

  it('refuses an account whose number was given on in the same run, when only one of both is put back', async () => {
    await bench.take(node, all([ANN, SECOND], [prg('300', '300', '301')]));
    await bench.take(node, all([BOB]));
    // Its number is still on the PBX, so both wait until somebody says that the account goes (D20).
    expect(held()).toEqual(['delete pbx.still-there 300', 'create number-held 301']);
    const given = await bench.approve(node, bench.waiting(node));
    expect(numbers()).toEqual({ '301': '301 desk' });
    const one = undoOf(given, ['300']);
    expect(refusals(one)).toEqual(['300: its number 301 belongs to another account now, 301 (Ray)']);
    expect(numbers()).toEqual({ '301': '301 desk' });
    const whole = bench.undo(node, given.runId);
    expect(whole.outcome).toBe('success');
    expect(numbers()).toEqual({ '300': '300 desk, 301 desk' });
  });

  it('names the number also where the account was known by it', async () => {
    await bench.take(node, all([ANN]));
    const gone = await bench.take(node, all([]));
    await bench.take(node, all([device('300', 'desk', 'Cy Day/Lab')]));
    const undo = bench.undo(node, gone.runId);
    expect(refusals(undo)).toEqual(['300: its number 300 belongs to another account now, 300 (Day)']);
  });

  const group = (pilot: string, name: string, extra: string): [Device[], Group] => [
    [device(pilot, 'desk', name)],
    prg(pilot, pilot, extra),
  ];
  const [ann, annWith] = group('300', 'Ann Lee/Lab', '310');
  const [bob, bobWith] = group('301', 'Bob Ray/Lab', '311');
  const [cy, cyWith] = group('302', 'Cy Day/Lab', '312');
  const extras = ['310', '311', '312'].map((number) => device(number, 'desk', 'further'));
  const ring = [...ann, ...bob, ...cy, ...extras];

  it('lets two accounts swap numbers', async () => {
    await bench.take(node, all(ring, [annWith, bobWith, cyWith]));
    const before = bench.dump();
    const swap = await bench.take(
      node,
      all(ring, [prg('300', '300', '311'), prg('301', '301', '310'), cyWith]),
    );
    expect(numbers()).toMatchObject({ '300': '300 desk, 311 desk', '301': '301 desk, 310 desk' });
    const undo = bench.undo(node, swap.runId);
    expect(undo.outcome).toBe('success');
    expect(bench.dump()).toEqual(before);
  });

  it('refuses everybody in a ring of whom one cannot go back', async () => {
    await bench.take(node, all(ring, [annWith, bobWith, cyWith]));
    const turned = [prg('300', '300', '311'), prg('301', '301', '312'), prg('302', '302', '310')];
    const turn = await bench.take(node, all(ring, turned));
    expect(numbers()).toEqual({
      ...{ '300': '300 desk, 311 desk', '301': '301 desk, 312 desk', '302': '302 desk, 310 desk' },
    });
    const one = undoOf(turn, ['300', '301']);
    expect(refusals(one).sort()).toEqual([
      '300: its number 310 belongs to another account now, 302 (Day)',
      '301: its number 311 belongs to another account now, 300 (Lee)',
    ]);
    expect(bench.undo(node, turn.runId).outcome).toBe('success');
    expect(numbers()).toMatchObject({ '300': '300 desk, 310 desk', '302': '302 desk, 312 desk' });
  });

  it('refuses what wants a number of an account that the run made and that stays', async () => {
    await bench.take(node, all([ANN, SECOND], [prg('300', '300', '301')]));
    const given = await bench.take(node, all([ANN, BOB], [prg('300', '300')]));
    addManual('301', '0170');
    const undo = bench.undo(node, given.runId);
    expect(refusals(undo).sort()).toEqual([
      '300: its number 301 belongs to another account now, 301 (Ray)',
      '301: edited by a person on 1970-01-01',
    ]);
  });
});

describe('E9: the undo of a creation', () => {
  it('counts by whatever number the account would be known now', async () => {
    const soft = device('320', 'uc', 'Ann Lee/Lab');
    const made = await bench.take(node, all([soft]));
    // A softphone of a better kind: the account stays known by the one that it had.
    const given = all([soft, device('330', 'minet', 'Ann Lee/Lab')]);
    await bench.take(node, given);
    const { id, key, pbxNumbers } = bench
      .accounts(node.source.sourceId)
      .find(({ login }) => login === '320')!;
    expect([key, pbxNumbers]).toEqual(['320', '320 other, 330 soft']);
    undoOf(made, ['320']);
    expect(bench.store.accounts.get(id)).toBeUndefined();
    for (let time = 0; time < 2; time += 1) {
      const next = await bench.synchronize(node);
      expect([applied(next), held()]).toEqual([[], ['create row.undone 330']]);
    }
    const approval = await bench.approve(node, bench.waiting(node));
    expect(applied(approval)).toEqual(['create applied pbx-new 330']);
    await bench.synchronize(node);
    expect([held(), bench.store.held.memories()]).toEqual([[], []]);
  });
});

describe('E9: an account that was renumbered', () => {
  it('is known by its old number again, whatever changed of it since', async () => {
    await bench.take(node, all([ANN]));
    const moved = await bench.take(node, all([{ ...ANN, number: '310' }]));
    expect(bench.changes(moved)).toContain('update applied pbx-renumbered 310');
    await bench.take(node, all([{ ...ANN, number: '310', department: 'Hall' }]));
    expect(bench.undo(node, moved.runId).outcome).toBe('success');
    const { key, pbxNumbers, text } = bench
      .accounts(node.source.sourceId)
      .find(({ login }) => login === '300')!;
    expect([key, pbxNumbers]).toEqual(['300', '300 desk']);
    expect(text).toContain('Hall');
    const next = await bench.synchronize(node);
    expect([applied(next), held()]).toEqual([[], ['update row.undone 300']]);
  });
});

describe('E9: the undo of a number that was released (R6) does not come back by itself', () => {
  /** A number is kept for a status, and let go when nothing points at it any more. */
  async function released(): Promise<RunRecord> {
    await bench.take(node, all([ANN, SECOND], [prg('300', '300', '301')]));
    bench.point(idOf('300'), 'Mobile', '301');
    await bench.take(node, all([ANN], [prg('300', '300')]));
    expect(rowsOf('300')).toEqual(['300 desk pbx present', '301 desk pbx deleted-on-pbx']);
    bench.point(idOf('300'), 'Mobile', '300');
    return bench.synchronize(node);
  }

  it('waits, and goes when that is approved', async () => {
    const release = await released();
    expect(applied(release)).toContain('update applied number-released 300');
    bench.undo(node, release.runId);
    const before = bench.dump();
    for (let time = 0; time < 2; time += 1) {
      const next = await bench.synchronize(node);
      expect(applied(next)).toEqual([]);
      expect(bench.dump()).toEqual(before);
      expect(held()).toEqual(['update row.undone 300']);
    }
    const approval = await bench.approve(node, bench.waiting(node));
    expect(applied(approval)).toContain('update applied number-released 300');
    expect(rowsOf('300')).toEqual(['300 desk pbx present']);
    expect(bench.store.held.memories()).toEqual([]);
  });

  it('is passed over when it is rejected, until something points at the number again', async () => {
    const release = await released();
    bench.undo(node, release.runId);
    await bench.synchronize(node);
    reject();
    const next = await bench.synchronize(node);
    expect(next.counters.skipped).toBe(1);
    expect([applied(next), held()]).toEqual([[], []]);
    bench.point(idOf('300'), 'Mobile', '301');
    await bench.synchronize(node);
    expect(bench.store.held.memories()).toEqual([]);
    bench.point(idOf('300'), 'Mobile', '300');
    expect(applied(await bench.synchronize(node))).toContain('update applied number-released 300');
  });

  it('is remembered beside what was undone of the same account before', async () => {
    await bench.take(node, all([ANN, SECOND], [prg('300', '300', '301')]));
    bench.point(idOf('300'), 'Mobile', '301');
    await bench.take(node, all([ANN], [prg('300', '300')]));
    const renamed = { ...ANN, department: 'Hall' };
    const rename = await bench.take(node, all([renamed], [prg('300', '300')]));
    bench.undo(node, rename.runId);
    bench.point(idOf('300'), 'Mobile', '300');
    // Both wait in one row, and are approved and undone in one.
    await bench.synchronize(node);
    expect(held()).toEqual(['update row.undone 300']);
    const approval = await bench.approve(node, bench.waiting(node));
    expect(rowsOf('300')).toEqual(['300 desk pbx present']);
    bench.undo(node, approval.runId);
    // The department is what the account has again: only the number is left to ask about.
    const next = await bench.take(node, all([ANN], [prg('300', '300')]));
    expect(applied(next)).toEqual([]);
    expect(held()).toEqual(['update row.undone 300']);
    // With another value of the same field it is a part of what is asked for.
    await bench.take(node, all([{ ...ANN, department: 'Court' }], [prg('300', '300')]));
    expect(held()).toEqual(['update row.undone 300']);
    expect(rowsOf('300')).toEqual(['300 desk pbx present', '301 desk pbx deleted-on-pbx']);
  });

  it('leaves other changes of the account alone', async () => {
    const release = await released();
    bench.undo(node, release.runId);
    bench.point(idOf('300'), 'Mobile', '301');
    const next = await bench.take(node, all([{ ...ANN, department: 'Hall' }], [prg('300', '300')]));
    expect(applied(next)).toEqual(['update applied pbx-changed 300']);
  });

  it('is done again when the undo is undone, and asked about no more', async () => {
    const release = await released();
    const undo = bench.undo(node, release.runId);
    bench.undo(node, undo.runId);
    expect(rowsOf('300')).toEqual(['300 desk pbx present']);
    const next = await bench.synchronize(node);
    expect([applied(next), held()]).toEqual([[], []]);
    expect(bench.store.held.memories()).toEqual([]);
  });
});

describe('D2, E9: that an account is gone from its PBX is one question, whether it would be deleted or stay', () => {
  it('an undone deletion counts when the account would stay without phones', async () => {
    await bench.take(node, all([ANN]));
    const gone = await bench.take(node, all([]));
    bench.undo(node, gone.runId);
    addManual('300', '0170');
    const before = bench.dump();
    for (let time = 0; time < 2; time += 1) {
      const next = await bench.synchronize(node);
      expect(applied(next)).toEqual([]);
      expect(bench.dump()).toEqual(before);
      expect(held()).toEqual(['update row.undone 300']);
    }
    const approval = await bench.approve(node, bench.waiting(node));
    expect(applied(approval)).toContain('update applied pbx-orphaned 300');
    await bench.synchronize(node);
    expect(bench.store.held.memories()).toEqual([]);
  });

  it('an undone orphaning counts when the account would be deleted', async () => {
    await bench.take(node, all([ANN]));
    addManual('300', '0170');
    const gone = await bench.take(node, all([]));
    expect(applied(gone)).toContain('update applied pbx-orphaned 300');
    bench.undo(node, gone.runId);
    removeNumber('300', '0170');
    for (let time = 0; time < 2; time += 1) {
      const next = await bench.synchronize(node);
      expect(applied(next)).toEqual([]);
      expect(held()).toEqual(['delete row.undone 300']);
    }
    const approval = await bench.approve(node, bench.waiting(node));
    expect(applied(approval)).toContain('delete applied pbx-absent 300');
    await bench.synchronize(node);
    expect(bench.store.held.memories()).toEqual([]);
  });

  it.each(['rejected', 'kept'] as const)(
    'a deletion that was %s passes the orphaning over',
    async (answer) => {
      await bench.take(node, all([ANN]));
      const { sourceId } = node.source;
      bench.store.held.remember({
        ...{ sourceId, kind: 'delete', keyAttribute: 'number', key: Buffer.from('300'), answer },
        ...{ ground: 'pbx-absent', runId: 1, login: '300', dn: '300', at: 1 },
      });
      addManual('300', '0170');
      const next = await bench.take(node, all([]));
      expect([applied(next), held(), next.counters.skipped]).toEqual([[], [], 0]);
      // It goes on counting.
      expect(bench.store.held.memories()).toHaveLength(1);
      removeNumber('300', '0170');
      expect(applied(await bench.synchronize(node))).toEqual([]);
      // And is over when the account is back.
      await bench.take(node, all([ANN]));
      expect(bench.store.held.memories()).toEqual([]);
    },
  );

  it('of two answers the newer one counts', async () => {
    await bench.take(node, all([ANN]));
    const gone = await bench.take(node, all([]));
    bench.undo(node, gone.runId);
    addManual('300', '0170');
    await bench.synchronize(node);
    reject();
    expect(applied(await bench.synchronize(node))).toEqual([]);
    expect(held()).toEqual([]);
    removeNumber('300', '0170');
    expect(applied(await bench.synchronize(node))).toEqual([]);
    expect(held()).toEqual([]);
  });

  it('a preview made before the answer does not apply what was answered', async () => {
    await bench.take(node, all([ANN]));
    node.files.write(all([]));
    addManual('300', '0170');
    const plan = await bench.preview(node);
    bench.store.held.remember({
      ...{ sourceId: node.source.sourceId, kind: 'delete', keyAttribute: 'number', key: Buffer.from('300') },
      ...{ answer: 'kept', ground: 'pbx-absent', runId: 1, login: '300', dn: '300', at: 1 },
    });
    const run = await bench.apply(node, plan);
    expect(applied(run)).toEqual([]);
    expect(refusals(run)).toEqual(['300: a person answered it since: kept']);
  });

  it('an answer outlives a time in which nothing is known of the number', async () => {
    await bench.take(node, all([ANN]));
    addManual('300', '0170');
    const gone = await bench.take(node, all([]));
    bench.undo(node, gone.runId);
    // Two rows of one number: in quarantine (D19).
    await bench.take(node, all([ANN, device('300', 'desk', 'Cy Day/Lab')]));
    expect(applied(await bench.take(node, all([])))).toEqual([]);
    expect(held()).toEqual(['update row.undone 300']);
  });
});

describe('E9: undoing runs of random PBXs', () => {
  /** What somebody does between two runs: numbers of two devices or their people change places, and anything else. */
  const day = fc.record({
    points: pointing,
    changes: edits,
    swaps: fc.array(
      fc.record({ one: fc.nat(30), other: fc.nat(30), what: fc.constantFrom('numbers', 'names') }),
      {
        maxLength: 2,
      },
    ),
    manual: fc.option(fc.nat(9), { freq: 3 }),
  });
  type Day = typeof day extends fc.Arbitrary<infer Value> ? Value : never;

  function after(given: PbxExport, { changes, swaps }: Day): PbxExport {
    const { devices, groups } = edited(given, changes);
    for (const { one, other, what } of swaps) {
      const [left, right] = [devices[one % devices.length], devices[other % devices.length]];
      if (left === undefined || right === undefined || left.number === right.number) continue;
      const turned = what === 'numbers' ? [right.number, left.number] : [left.number, right.number];
      const of = [left, right].map((each, place) => ({ ...each, number: turned[place]! }));
      if (what === 'names') {
        const [{ firstName, lastName, department }, names] = [left, right];
        Object.assign(of[0]!, {
          firstName: names.firstName,
          lastName: names.lastName,
          department: names.department,
        });
        Object.assign(of[1]!, { firstName, lastName, department });
      }
      devices.splice(devices.indexOf(left), 1, of[0]!);
      devices.splice(devices.indexOf(right), 1, of[1]!);
    }
    return { devices, groups };
  }

  function editByHand({ points, manual }: Day, serial: number): boolean {
    pointStatuses(bench, node, points);
    const accounts = bench.accounts(node.source.sourceId);
    if (manual !== null && accounts.length > 0)
      addManual(accounts[manual % accounts.length]!.login, `0${serial}`);
    return points.length > 0 || manual !== null;
  }

  const appliedRows = ({ runId }: RunRecord) =>
    bench.store.runs
      .changes(runId)
      .filter(({ state, kind }) => state === 'applied' && kind !== 'moved' && !kind.startsWith('number-'));

  /** Why the account went that an undo brought back. */
  function goneBefore({ runId, accountId }: ChangeRecord): string | undefined {
    const { runs } = bench.store;
    const rows = runs.changes(runs.get(runId!)!.undoes!);
    return rows.find((row) => row.kind === 'delete' && row.accountId === accountId)?.reasonCode;
  }

  /**
   * Whether a row does again what a row of an undo took back. What the PBX says by now is another matter: a person who
   * is back may get other names, and another one may be made at the number of an account that went.
   */
  function doesAgain(undone: ChangeRecord, row: ChangeRecord): boolean {
    const fields = row.accountId === null ? undefined : bench.store.accounts.get(row.accountId)?.fields;
    const isBack = ([field, value]: [string, unknown]) => fields?.[field as AccountField] === value;
    if (row.kind === 'create') {
      const image = Object.entries(undone.before ?? {}).filter(([field]) => field in emptyFields());
      return undone.kind === 'delete' && image.filter(([field]) => field !== 'loginId').every(isBack);
    }
    if (row.accountId !== undone.accountId) return false;
    // Gone for another reason is gone anew.
    if (undone.kind === 'create') return row.kind === 'delete' && row.reasonCode === goneBefore(undone);
    const values = Object.entries(undone.before ?? {});
    if (values.length === 0) return Object.keys(row.before ?? {}).length === 0;
    // A number that the PBX gave nobody then is no part of what was undone.
    const numbers = values.filter(([field]) => field === 'pbxNumbers');
    return (numbers.length > 0 ? numbers : values).some(isBack);
  }

  const chosen = fc.option(fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }), { freq: 2 });

  test('the newest run is undone exactly, and nothing of it comes back by itself', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(day, { minLength: 1, maxLength: 3 }), async (first, days) => {
        bench.wipe();
        node = bench.node({ guard: LAX });
        let today = first;
        await bench.take(node, whole(today));
        for (const [place, each] of days.entries()) {
          editByHand(each, place);
          // What was freed comes by itself later: first it is quiet.
          today = after(today, each);
          const before = bench.dump();
          const run = await bench.take(node, whole(today));
          const undone = bench.undo(node, run.runId);
          if (undone.error?.code !== 'undo.nothing') expect(undone.outcome).toBe('success');
          expect(refusals(undone)).toEqual([]);
          expect(bench.dump()).toEqual(before);
          for (let time = 0; time < 2; time += 1) {
            const next = await bench.synchronize(node);
            expectSound(bench, node, next, whole(today));
            expect(applied(next).filter((line) => !line.startsWith('moved'))).toEqual([]);
          }
          const again = bench.undo(node, undone.runId);
          if (undone.error?.code !== 'undo.nothing') expect(again.outcome).toBe('success');
          expectSoundStore(bench, node);
        }
      }),
      { numRuns },
    );
  });

  test('any earlier run, whole or in part: nobody gets what is another one’s, and nothing comes back by itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.array(fc.tuple(day, fc.nat(9), chosen), { minLength: 2, maxLength: 4 }),
        async (first, days) => {
          bench.wipe();
          node = bench.node({ guard: LAX });
          let today = first;
          const runs = [await bench.take(node, whole(today))];
          for (const [place, [each, which, some]] of days.entries()) {
            editByHand(each, place);
            today = after(today, each);
            const given = whole(today);
            runs.push(await bench.take(node, given));
            expectSoundStore(bench, node);
            await bench.synchronize(node);
            const target = runs[which % runs.length]!;
            const logins = bench.accounts(node.source.sourceId).map(({ login }) => login);
            const undone =
              some === null
                ? bench.undo(node, target.runId)
                : undoOf(
                    target,
                    some.flatMap((index) => logins[index % Math.max(1, logins.length)] ?? []),
                  );
            expectSoundStore(bench, node);
            const touched = appliedRows(undone);
            const next = await bench.synchronize(node);
            expectSound(bench, node, next, given);
            const isAgain = (row: ChangeRecord) => touched.some((each) => doesAgain(each, row));
            expect(appliedRows(next).filter(isAgain)).toEqual([]);
            // Who was freed may come now; then it is quiet.
            for (let time = 0; time < 2; time += 1) await bench.synchronize(node);
            const [dump, held] = [bench.dump(), heldOf(bench, node)];
            await bench.synchronize(node);
            expect(bench.dump()).toEqual(dump);
            expect(heldOf(bench, node)).toEqual(held);
          }
        },
      ),
      { numRuns },
    );
  });
});
