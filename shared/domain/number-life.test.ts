import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKeptByStatuses, isPersonal, settleNumbers, type LifeRow, type NumberLife } from './number-life.ts';
import { compareNumbers, type PbxNumber } from './numbers.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

const desk = (number: string): PbxNumber => ({ number, kind: 'desk' });
const pbx = (number: string, state: LifeRow['state'] = 'present'): LifeRow => ({
  ...desk(number),
  origin: 'pbx',
  state,
});
const manual = (number: string, state: LifeRow['state'] = 'present'): LifeRow => ({
  number,
  kind: 'other',
  origin: 'manual',
  state,
});

/** Settles one account: what is stored, what the PBX had and has, and who points where. */
function settle(life: Partial<Omit<NumberLife, 'referenced'>> & { uses?: Record<string, string[]> }) {
  const { uses = {}, ...rest } = life;
  return settleNumbers({
    rows: [],
    before: [],
    present: [],
    referenced: new Map(Object.entries(uses)),
    isElsewhere: () => false,
    ...rest,
  });
}

const changesOf = ({ changes }: ReturnType<typeof settle>) =>
  changes.map(({ kind, number, reasonCode }) => `${kind} ${number} ${reasonCode}`);

describe('R6: numbers deleted on the PBX', () => {
  const before = [desk('6000'), desk('6001')];
  const rows = [pbx('6000'), pbx('6001')];
  const present = [desk('6000')];

  test('R6 ex. a: 6001 is gone, not manual and not used: it is removed', () => {
    const settled = settle({ rows, before, present });
    expect(settled.rows).toEqual([pbx('6000')]);
    expect(changesOf(settled)).toEqual(['number-removed 6001 number-gone']);
    expect(settled.changes[0]).toMatchObject({ numberKind: 'desk', row: null });
    expect(settled.held).toEqual([]);
  });

  test('R6 ex. b: 6001 is gone and Mobile makes calls from it: it is held, and says by what', () => {
    const settled = settle({ rows, before, present, uses: { '6001': ['Mobile'] } });
    expect(settled.rows).toEqual([pbx('6000'), pbx('6001', 'deleted-on-pbx')]);
    expect(changesOf(settled)).toEqual(['number-held 6001 number.held']);
    expect(settled.held).toEqual([{ number: '6001', statuses: ['Mobile'], state: 'deleted-on-pbx' }]);
  });

  test('R6 ex. c: as b, then Mobile points at 6000: the next synchronization removes 6001', () => {
    const held = settle({ rows, before, present, uses: { '6001': ['Mobile'] } });
    const settled = settle({ rows: held.rows, before: present, present, uses: { '6000': ['Mobile'] } });
    expect(settled.rows).toEqual([pbx('6000')]);
    expect(changesOf(settled)).toEqual(['number-removed 6001 number-released']);
  });

  test('R6 ex. d: 6005 was added by hand and is deleted on the PBX: it stays; nobody but a person deletes it', () => {
    const settled = settle({ rows: [manual('6005')], before: [desk('6005')], present: [] });
    expect(settled.rows).toEqual([manual('6005', 'deleted-on-pbx')]);
    expect(changesOf(settled)).toEqual(['number-held 6005 number.manual']);
    const later = settle({ rows: settled.rows });
    expect(later.rows).toEqual(settled.rows);
    expect(later.changes).toEqual([]);
  });

  test('R6 ex. e: 6001 is manual and used: it stays, also when nothing uses it any more', () => {
    const uses = { '6001': ['Mobile'] };
    const settled = settle({ rows: [manual('6001')], before: [desk('6001')], uses });
    expect(settled.rows).toEqual([manual('6001', 'deleted-on-pbx')]);
    expect(settled.held).toEqual([]);
    expect(settle({ rows: settled.rows }).rows).toEqual(settled.rows);
  });
});

describe('D3: states of a number', () => {
  const before = [desk('3000')];

  test("D3: a number that is somebody else's now is reassigned: held while used, else removed with that reason", () => {
    const isElsewhere = (number: string) => number === '3000';
    const uses = { '3000': ['Mobile', 'Home'] };
    expect(settle({ rows: [pbx('3000')], before, isElsewhere, uses }).held).toEqual([
      { number: '3000', statuses: ['Mobile', 'Home'], state: 'reassigned' },
    ]);
    expect(changesOf(settle({ rows: [pbx('3000')], before, isElsewhere }))).toEqual([
      'number-removed 3000 number-reassigned',
    ]);
  });

  test('D3: a held number that somebody else is given afterwards becomes reassigned, which is news once', () => {
    const uses = { '3000': ['Mobile'] };
    const settled = settle({ rows: [pbx('3000', 'deleted-on-pbx')], isElsewhere: () => true, uses });
    expect(settled.rows).toEqual([pbx('3000', 'reassigned')]);
    expect(changesOf(settled)).toEqual(['number-held 3000 number.held']);
    expect(settle({ rows: settled.rows, isElsewhere: () => true, uses }).changes).toEqual([]);
  });

  test.each([true, false])(
    'D3: it is present again when it comes back to this account (used: %s)',
    (used) => {
      for (const state of ['deleted-on-pbx', 'reassigned'] as const) {
        const settled = settle({
          rows: [pbx('3000', state)],
          present: [{ number: '3000', kind: 'soft' }],
          uses: used ? { '3000': ['Mobile'] } : {},
        });
        expect(settled.rows).toEqual([{ ...pbx('3000'), kind: 'soft' }]);
        expect(changesOf(settled)).toEqual(['number-added 3000 number-back']);
        expect(settled.held).toEqual([]);
      }
    },
  );

  test('a number that is new is added; one that was there and is another kind of phone now only says so', () => {
    const settled = settle({
      rows: [pbx('3000')],
      before,
      present: [{ number: '3000', kind: 'soft' }, desk('3001')],
    });
    expect(settled.rows).toEqual([{ ...pbx('3000'), kind: 'soft' }, pbx('3001')]);
    expect(changesOf(settled)).toEqual(['number-added 3001 number-new']);
  });

  test('a number that the PBX had and that was never a row is held all the same', () => {
    const settled = settle({ before, uses: { '3000': ['Mobile'] } });
    expect(settled.rows).toEqual([pbx('3000', 'deleted-on-pbx')]);
    expect(changesOf(settled)).toEqual(['number-held 3000 number.held']);
  });
});

describe("D4, A13, A14: a person's numbers", () => {
  test.each(['manual', 'user'] as const)(
    'D4: a number of origin %s that never was on the PBX stays as it is',
    (origin) => {
      const row: LifeRow = { ...manual('0170 1'), origin };
      expect(settle({ rows: [row] })).toEqual({ rows: [row], changes: [], held: [] });
      expect(settle({ rows: [row], isElsewhere: () => true }).rows).toEqual([row]);
    },
  );

  test('A14: one that the PBX has too is one row and stays manual, as what the person said it is', () => {
    const settled = settle({ rows: [manual('3000')], present: [desk('3000')] });
    expect(settled).toEqual({ rows: [manual('3000')], changes: [], held: [] });
  });

  test("D3: one that is gone and then somebody else's says so, and stays", () => {
    const settled = settle({ rows: [manual('3000', 'deleted-on-pbx')], isElsewhere: () => true });
    expect(settled.rows).toEqual([manual('3000', 'reassigned')]);
    expect(changesOf(settled)).toEqual(['number-held 3000 number.manual']);
    expect(settle({ rows: settled.rows }).rows).toEqual([manual('3000', 'deleted-on-pbx')]);
  });

  test('A14: it is present again when the PBX has it again for this account', () => {
    const settled = settle({ rows: [manual('3000', 'deleted-on-pbx')], present: [desk('3000')] });
    expect(settled.rows).toEqual([manual('3000')]);
    expect(changesOf(settled)).toEqual(['number-added 3000 number-back']);
  });
});

/** The life of an account's numbers, as people and synchronizations make it. */
type Step =
  | { what: 'sync'; present: PbxNumber[]; elsewhere: string[] }
  | { what: 'point'; status: string; number: string | null }
  | { what: 'add'; number: string };

interface World {
  rows: LifeRow[];
  pbx: PbxNumber[];
  /** Number of each status. */
  statuses: Map<string, string>;
}

const number = fc.constantFrom<string[]>('1', '2', '3', '10', '11');
const kind = fc.constantFrom('desk' as const, 'soft' as const, 'external' as const);
const pbxNumbers = fc.uniqueArray(fc.record({ number, kind }), { selector: (each) => each.number });
const sync = fc.record({
  what: fc.constant('sync' as const),
  present: pbxNumbers,
  elsewhere: fc.uniqueArray(number),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: sync },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('point' as const),
      status: fc.constantFrom('Mobile', 'Home'),
      number: fc.option(number),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('add' as const), number }) },
);

function referenced({ statuses }: World): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const [status, at] of statuses) uses.set(at, [...(uses.get(at) ?? []), status]);
  return uses;
}

function settleWorld(world: World, { present, elsewhere }: { present: PbxNumber[]; elsewhere: string[] }) {
  // A number that is this account's is nobody else's.
  const others = new Set(elsewhere.filter((each) => !present.some((mine) => mine.number === each)));
  return settleNumbers({
    rows: world.rows,
    before: world.pbx,
    present,
    referenced: referenced(world),
    isElsewhere: (each) => others.has(each),
  });
}

function take(world: World, each: Step): World {
  switch (each.what) {
    case 'sync':
      return { ...world, rows: settleWorld(world, each).rows, pbx: each.present };
    case 'point': {
      const statuses = new Map(world.statuses);
      // D3: what is gone cannot be chosen anew.
      const isThere = world.rows.some((row) => row.number === each.number && row.state === 'present');
      if (each.number === null) statuses.delete(each.status);
      else if (isThere) statuses.set(each.status, each.number);
      return { ...world, statuses };
    }
    case 'add': {
      const others = world.rows.filter((row) => row.number !== each.number);
      const old = world.rows.find((row) => row.number === each.number);
      return { ...world, rows: [...others, { ...manual(each.number), state: old?.state ?? 'present' }] };
    }
  }
}

describe('R6 as properties', () => {
  const worlds = fc
    .array(step, { maxLength: 25 })
    .map((steps) => steps.reduce(take, { rows: [], pbx: [], statuses: new Map<string, string>() }));

  test('R6: no synchronization removes a number that a status points at', () => {
    fc.assert(
      fc.property(worlds, sync, (world, next) => {
        const kept = new Set(settleWorld(world, next).rows.map((row) => row.number));
        for (const used of world.statuses.values()) expect(kept).toContain(used);
      }),
      { numRuns },
    );
  });

  test("D4: no synchronization removes a person's number, or makes it the PBX's", () => {
    fc.assert(
      fc.property(worlds, sync, (world, next) => {
        const { rows } = settleWorld(world, next);
        const personal = (all: readonly LifeRow[]) =>
          all
            .filter(isPersonal)
            .map(({ number: each, kind: what, origin }) => `${each} ${what} ${origin}`)
            .sort();
        expect(personal(rows)).toEqual(personal(world.rows));
      }),
      { numRuns },
    );
  });

  test('settling again changes nothing, and what is reported is what differs', () => {
    fc.assert(
      fc.property(worlds, sync, (world, next) => {
        const first = settleWorld(world, next);
        const again = settleWorld({ ...world, rows: first.rows, pbx: next.present }, next);
        expect(again).toEqual({ rows: first.rows, changes: [], held: first.held });
        const stateOf = (rows: readonly LifeRow[]) => new Map(rows.map((row) => [row.number, row.state]));
        const [was, is] = [stateOf(world.rows), stateOf(first.rows)];
        const differing = [...new Set([...was.keys(), ...is.keys()])].filter(
          (each) => was.get(each) !== is.get(each),
        );
        expect(first.changes.map((change) => change.number)).toEqual(differing.sort(compareNumbers));
      }),
      { numRuns },
    );
  });

  test('A12: a number that is gone goes with the next synchronization after nothing points at it', () => {
    fc.assert(
      fc.property(worlds, sync, (world, next) => {
        const { rows } = settleWorld({ ...world, statuses: new Map() }, next);
        expect(rows.filter(isKeptByStatuses)).toEqual([]);
      }),
      { numRuns },
    );
  });

  test('D3: present is exactly what the PBX has for the account, and what only a person gave it', () => {
    fc.assert(
      fc.property(worlds, sync, (world, next) => {
        const { rows, held } = settleWorld(world, next);
        const has = new Set(next.present.map((each) => each.number));
        for (const row of rows) {
          if (has.has(row.number)) expect(row.state).toBe('present');
          else if (row.state === 'present') expect(isPersonal(row)).toBe(true);
        }
        expect(rows.map((row) => row.number)).toEqual(expect.arrayContaining([...has]));
        expect(held.map((each) => each.number)).toEqual(
          rows.filter(isKeptByStatuses).map((row) => row.number),
        );
        expect(rows.map((row) => row.number)).toEqual(rows.map((row) => row.number).sort(compareNumbers));
      }),
      { numRuns },
    );
  });
});
