import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { DEFAULT_TEMPLATES } from '../../../shared/domain/status.ts';
import { compareNumbers } from '../../../shared/domain/numbers.ts';
import { AccountBulk } from './account-bulk.ts';
import type { NumberRecord } from './accounts.ts';
import type { NumberCondition } from './number-index.ts';
import type { NumberOrder } from './number-order.ts';
import { openSecondConnection, type Store } from './store.ts';

// Each case fills a store.
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 20));
vi.setConfig({ testTimeout: 60_000 + 20 * numRuns });

const folders = new TestFolders();
let store: Store;
/** As another process. */
let other: Store;
let enterpriseId = 0;
let sources: number[] = [];
let keys = 0;
beforeAll(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  const elsewhere = store.enterprises.create(enterpriseValues('Two'), 1);
  const id = store.accounts.createManual(
    elsewhere,
    { ...emptyFields(), loginId: 'zz', deskPhone: '10' },
    null,
  );
  store.accounts.addNumber(id, { number: '10', kind: 'desk', origin: 'manual', state: 'present' }, 1);
  const node = store.sources.create({ enterpriseId, kind: 'pbx', name: 'HQ', settings: {}, profileId: null });
  sources = [0, createSource(store, enterpriseId, 'Directory').sourceId, node];
  other = openSecondConnection(store.folder);
});
afterAll(() => {
  other.close();
  store.close();
  folders.remove();
});

/** An account as the model has it. */
interface Person {
  accountId: number;
  loginId: string;
  lastName: string;
  sourceId: number;
  deskPhone: string;
  softPhone: string;
  rows: NumberRecord[];
  /** The number that Mobile makes calls from. */
  points: string;
}

type Listed = NumberRecord & { person: Person };

/** All numbers of a person, as the domain says it. */
function numbersOf(person: Person): NumberRecord[] {
  const all = new Map(person.rows.map((row) => [row.number, row]));
  if (person.sourceId === sources[1]) {
    for (const [number, kind] of [
      [person.softPhone, 'soft'],
      [person.deskPhone, 'desk'],
    ] as const) {
      if (number !== '' && !all.has(number))
        all.set(number, { number, kind, origin: 'directory', state: 'present' });
    }
  }
  return [...all.values()];
}

const normal = (text: string) => [...text].filter((sign) => !' ()-./\t'.includes(sign)).join('');
const isPersonal = ({ origin }: NumberRecord) => origin === 'manual' || origin === 'user';
const isHeld = ({ state }: Listed) => state !== 'present';

function isConflict(all: readonly Listed[], one: Listed): boolean {
  if (one.state !== 'present' || normal(one.number) === '') return false;
  return all.some(
    (each) =>
      each.person !== one.person && each.state === 'present' && normal(each.number) === normal(one.number),
  );
}

const ORIGINS = { manual: 1, user: 2, directory: 3, pbx: 4 };

/** What a row is sorted by, as the column says it; empty comes last. */
function sortKey(column: NumberOrder['column'], row: Listed, all: readonly Listed[]): string {
  const { person, state, origin } = row;
  const isReferenced = person.points === row.number;
  const gone = state !== 'present';
  switch (column) {
    case 'account':
      return person.lastName.toLowerCase().replace('ä', 'a') || person.loginId.toLowerCase();
    case 'origin':
      return String(ORIGINS[origin]);
    case 'source':
      return ['', 'directory', 'hq'][sources.indexOf(person.sourceId)]!;
    case 'heldBy':
      return gone
        ? [...(isReferenced ? ['mobile'] : []), ...(isPersonal(row) ? ['added by a person'] : [])].join(', ')
        : '';
    case 'mustAct':
      return gone && (isReferenced || isPersonal(row)) ? 'user' : '';
    case 'why':
      return gone
        ? `${state === 'reassigned' ? 'b' : origin === 'directory' ? 'r' : 'd'} ${isPersonal(row) ? 'added' : ''} ${isReferenced ? 'mobile (make call from)' : ''}`
        : '';
    case 'conflicts':
      return isConflict(all, row)
        ? [
            ...new Set(
              inOrder(all)
                .filter((each) => each.person !== person && each.state === 'present')
                .filter((each) => normal(each.number) === normal(row.number))
                .map((each) => each.person.loginId.toLowerCase()),
            ),
          ].join(', ')
        : '';
    case 'kind':
    case 'state':
      return row[column];
    case 'number':
    case 'since':
      throw new Error(`${column} is no text`);
  }
}

/** Which of two rows comes first in a list that is sorted by a column. */
function sortedBy(
  { column, descending }: NumberOrder,
  left: Listed,
  right: Listed,
  all: readonly Listed[],
): number {
  const sign = descending ? -1 : 1;
  if (column === 'number') return sign * compareNumbers(left.number, right.number);
  const [one, other] = [sortKey(column, left, all), sortKey(column, right, all)];
  if (one === '' || other === '') return one === other ? 0 : one === '' ? 1 : -1;
  return one < other ? -sign : one > other ? sign : 0;
}

/** D6's order of numbers, then by login. */
function inOrder(rows: readonly Listed[]): Listed[] {
  return rows.toSorted((left, right) => {
    const [one, two] = [left.person.loginId.toLowerCase(), right.person.loginId.toLowerCase()];
    return compareNumbers(left.number, right.number) || (one < two ? -1 : one > two ? 1 : 0);
  });
}

const number = fc.constantFrom('9', '10', '1-0', '100', '+1', '(9)', 'a1', '-');
const kind = fc.constantFrom('desk' as const, 'soft' as const, 'external' as const, 'other' as const);
const who = fc.nat(20);
const step = fc.oneof(
  fc.record({
    what: fc.constant('create' as const),
    login: fc.string({ unit: fc.constantFrom(...'abAB1'), minLength: 2, maxLength: 3 }),
    lastName: fc.constantFrom('Äbel', 'Zorn', ''),
    source: fc.nat(2),
    deskPhone: fc.oneof(number, fc.constant('')),
    softPhone: fc.oneof(number, fc.constant('')),
  }),
  fc.record({
    what: fc.constant('number' as const),
    who,
    row: fc.record({
      ...{ number, kind },
      origin: fc.constantFrom('pbx' as const, 'directory' as const, 'manual' as const, 'user' as const),
      state: fc.constantFrom('present' as const, 'deleted-on-pbx' as const, 'reassigned' as const),
    }),
  }),
  fc.record({ what: fc.constant('remove' as const), who, number }),
  fc.record({ what: fc.constant('point' as const), who, number: fc.oneof(number, fc.constant('')) }),
  fc.record({ what: fc.constant('phone' as const), who, number }),
  fc.record({ what: fc.constant('delete' as const), who }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const condition = fc.record({
  source: maybe(fc.constantFrom(1, 2)),
  who: maybe(who),
  state: maybe(fc.constantFrom('present' as const, 'deleted-on-pbx' as const)),
  origin: maybe(fc.constantFrom('pbx' as const, 'directory' as const, 'manual' as const)),
  personal: maybe(fc.boolean()),
  held: maybe(fc.boolean()),
  conflicts: maybe(fc.boolean()),
  search: maybe(fc.constantFrom('a', '10', '1-0 b', 'abel', '+', '9')),
});
const order = maybe(
  fc.record({
    column: fc.constantFrom<NumberOrder['column']>(
      ...(['number', 'account', 'kind', 'origin', 'state', 'heldBy'] as const),
      ...(['mustAct', 'source', 'conflicts', 'why'] as const),
    ),
    descending: fc.boolean(),
  }),
);

describe('windows of the list of numbers', () => {
  test('after any edits, by anybody, every window and count is what a plain list would give', () => {
    const chapter = fc.record({
      steps: fc.array(step, { maxLength: 8 }),
      byOther: fc.boolean(),
      condition,
      order,
      ...{ offset: fc.nat(6), limit: fc.integer({ min: 1, max: 5 }) },
    });
    fc.assert(
      fc.property(fc.array(chapter, { minLength: 1, maxLength: 6 }), (chapters) => {
        store.connection.exec(`DELETE FROM account WHERE enterprise_id = ${enterpriseId}`);
        const people: Person[] = [];
        for (const { steps, byOther, condition: asked, order: by, offset, limit } of chapters) {
          for (const each of steps) take(byOther ? other : store, people, each);
          const { source, who: at, ...rest } = asked;
          const chosen = at === undefined ? undefined : people[at % Math.max(1, people.length)];
          const meant: NumberCondition = {
            ...rest,
            sourceId: source === undefined ? undefined : sources[source],
            accountId: at === undefined ? undefined : (chosen?.accountId ?? 4_711_000),
          };
          const expected = expectedOf(people, meant, by);
          const found = store.numberList.window(enterpriseId, meant, { offset, limit, order: by });
          expect(found.counts).toEqual(expected.counts);
          expect(found.total).toBe(expected.rows.length);
          expect(found.rows.map(shown)).toEqual(expected.rows.slice(offset, offset + limit));
        }
      }),
      { numRuns },
    );
  });

  function shown(row: ReturnType<Store['numberList']['window']>['rows'][number]) {
    const { loginId, number: text, kind: what, origin, state, held, otherCount } = row;
    return {
      loginId,
      number: text,
      kind: what,
      origin,
      state,
      held,
      isConflict: state === 'present' && otherCount > 0,
    };
  }

  function expectedOf(people: readonly Person[], asked: NumberCondition, by?: NumberOrder) {
    const all: Listed[] = people.flatMap((person) => numbersOf(person).map((row) => ({ ...row, person })));
    const base = all.filter(({ person, number: text }) => {
      const words = (asked.search ?? '').split(' ').filter((word) => word !== '');
      const texts = [
        person.loginId.toLowerCase(),
        person.lastName.toLowerCase().replace('ä', 'a'),
        text.toLowerCase(),
      ];
      const digits = normal(text).toLowerCase();
      return (
        (asked.sourceId ?? person.sourceId) === person.sourceId &&
        (asked.accountId ?? person.accountId) === person.accountId &&
        words.every(
          (word) =>
            texts.some((each) => each.includes(word)) ||
            (normal(word) !== '' && digits.includes(normal(word))),
        )
      );
    });
    const rows = inOrder(base)
      .filter(
        (row) =>
          (asked.state ?? row.state) === row.state &&
          (asked.origin ?? row.origin) === row.origin &&
          (asked.personal ?? isPersonal(row)) === isPersonal(row) &&
          (asked.held ?? isHeld(row)) === isHeld(row) &&
          (asked.conflicts ?? isConflict(all, row)) === isConflict(all, row),
      )
      .sort((left, right) => (by === undefined ? 0 : sortedBy(by, left, right, all)))
      .map((row) => ({
        ...{ loginId: row.person.loginId, number: row.number, kind: row.kind, origin: row.origin },
        ...{ state: row.state, held: isHeld(row), isConflict: isConflict(all, row) },
      }));
    return {
      rows,
      counts: {
        all: base.length,
        held: base.filter(isHeld).length,
        conflicts: base.filter((row) => isConflict(all, row)).length,
        manual: base.filter(isPersonal).length,
      },
    };
  }

  function take(by: Store, people: Person[], each: Step): void {
    if (each.what === 'create') {
      const { login: loginId, lastName, deskPhone, softPhone } = each;
      if (people.some((person) => person.loginId.toLowerCase() === loginId.toLowerCase())) return;
      const fields = { ...emptyFields(), loginId, lastName, deskPhone, softPhone };
      const sourceId = sources[each.source]!;
      const key = Buffer.from(`k${(keys += 1)}`);
      const write = { key, keyAttribute: 'k', dn: '', hash: Buffer.alloc(16), fields };
      const accountId =
        sourceId === 0
          ? by.accounts.createManual(enterpriseId, fields, null)
          : new AccountBulk(by.connection).create(enterpriseId, sourceId, write, null, 0)!;
      people.push({ accountId, loginId, lastName, sourceId, deskPhone, softPhone, rows: [], points: '' });
      return;
    }
    const person = people[each.who % people.length];
    if (person === undefined) return;
    const { accountId } = person;
    switch (each.what) {
      case 'number':
        person.rows = [...person.rows.filter((row) => row.number !== each.row.number), each.row];
        by.accounts.addNumber(accountId, each.row, 1);
        break;
      case 'remove':
        person.rows = person.rows.filter((row) => row.number !== each.number);
        by.accounts.removeNumber(accountId, each.number);
        break;
      case 'point': {
        person.points = each.number;
        const settings = { ...DEFAULT_TEMPLATES[1]!.settings, makeCallFrom: each.number };
        by.statuses.put(accountId, { name: 'Mobile', settings, locked: false });
        break;
      }
      case 'phone':
        person.deskPhone = each.number;
        break;
      case 'delete':
        by.connection.exec(`DELETE FROM account WHERE account_id = ${accountId}`);
        people.splice(people.indexOf(person), 1);
        return;
    }
    const { fields } = by.accounts.get(accountId)!;
    by.accounts.update(accountId, { ...fields, deskPhone: person.deskPhone }, null);
  }
});

test('since when a number is in its state: another kind or origin is no other state', () => {
  const accountId = store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: 'since' }, null);
  const since = () =>
    store.numberList.window(enterpriseId, { accountId }, { offset: 0, limit: 1 }).rows[0]?.since;
  const put = (change: Partial<NumberRecord>, at: number) => {
    const row: NumberRecord = { number: '1', kind: 'desk', origin: 'pbx', state: 'present', ...change };
    store.accounts.addNumber(accountId, row, at);
    store.accounts.update(accountId, store.accounts.get(accountId)!.fields, null);
  };
  put({}, 100);
  expect(since()).toBe(100);
  put({ kind: 'soft', origin: 'manual' }, 200);
  expect(since()).toBe(100);
  put({ state: 'reassigned' }, 300);
  expect(since()).toBe(300);
});

test('sorted by since when: the longest first, and the other way round', () => {
  const accountId = store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: 'order' }, null);
  for (const [number, at] of [
    ['1', 200],
    ['2', 100],
    ['3', 300],
  ] as const) {
    store.accounts.addNumber(accountId, { number, kind: 'desk', origin: 'pbx', state: 'reassigned' }, at);
  }
  const by = (descending: boolean) =>
    store.numberList
      .window(enterpriseId, { accountId }, { offset: 0, limit: 9, order: { column: 'since', descending } })
      .rows.map(({ number }) => number);
  expect(by(false)).toEqual(['2', '1', '3']);
  expect(by(true)).toEqual(['3', '1', '2']);
});

test('sorted by source: another name of a source sorts anew, without a change of any account', () => {
  const two = store.enterprises.create(enterpriseValues('Three'), 1);
  const [one, other] = ['Alpha', 'Beta'].map((name) =>
    store.sources.create({ enterpriseId: two, kind: 'pbx', name, settings: {}, profileId: null }),
  ) as [number, number];
  for (const [sourceId, number] of [
    [one, '1'],
    [other, '2'],
  ] as const) {
    const fields = { ...emptyFields(), loginId: number };
    const write = {
      key: Buffer.from(number),
      keyAttribute: 'k',
      dn: '',
      hash: Buffer.alloc(16),
      fields,
    };
    const id = new AccountBulk(store.connection).create(two, sourceId, write, null, 0)!;
    store.accounts.addNumber(id, { number, kind: 'desk', origin: 'pbx', state: 'present' }, 1);
  }
  const numbers = () =>
    store.numberList
      .window(two, {}, { offset: 0, limit: 9, order: { column: 'source', descending: false } })
      .rows.map(({ number }) => number);
  expect(numbers()).toEqual(['1', '2']);
  store.connection.exec(`UPDATE source SET name = 'Zeta' WHERE source_id = ${one}`);
  expect(numbers()).toEqual(['2', '1']);
});
