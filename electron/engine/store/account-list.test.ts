import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields, foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import { AccountBulk } from './account-bulk.ts';
import type { StoredRow } from './stored-rows.ts';
import type { AccountCondition, AccountOrder } from './account-index.ts';
import { GROUPS } from './account-lines.ts';
import { AccountList } from './account-list.ts';
import { openSecondConnection, type Store } from './store.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 20 * numRuns });

const folders = new TestFolders();
let store: Store;
/** As another process. */
let other: Store;
let [enterpriseId, elsewhere] = [0, 0];
let sources: number[] = [];
const profiles: number[] = [];
let keys = 0;
beforeAll(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  elsewhere = store.enterprises.create(enterpriseValues('Two'), 1);
  sources = [
    createSource(store, enterpriseId, 'Ämter').sourceId,
    createSource(store, enterpriseId, 'berlin').sourceId,
  ];
  for (const name of ['Desk', 'Mobile']) {
    store.profiles.put(enterpriseId, { name });
    profiles.push(store.profiles.find(enterpriseId, name)!.profileId);
  }
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
  fields: AccountFields;
  sourceId: number;
  profileId: number;
  active: boolean;
  held: boolean;
  numbers: string[];
}

const plain: Record<string, string> = { ä: 'a', å: 'a', ü: 'u', ß: 'ss', ø: 'o', é: 'e' };
/** The model's own folding, letter by letter. */
const fold = (text: string) => [...text.toLowerCase()].map((letter) => plain[letter] ?? letter).join('');

let heldRuns = 0;

/** A change of an account that waits for approval. */
const waitingRow = (accountId: number): StoredRow => ({
  ...{
    kind: 'update',
    reasonCode: 'guard.updates',
    detail: '',
    gone: null,
    looked: null,
    accountId,
    version: 1,
  },
  ...{ login: 'x', dn: '', keyAttribute: 'k', key: Buffer.from(String(accountId)), hash: null },
  ...{ changes: {}, fields: null, rekeyed: false },
});

const meets = (person: Person, { text, sourceId, profileId, active, group, held }: AccountCondition) => {
  const { firstName, lastName, loginId, department, email, deskPhone, softPhone } = person.fields;
  const texts = [firstName, lastName, loginId, department, email, deskPhone, softPhone, ...person.numbers];
  return (
    (text ?? '')
      .split(' ')
      .every((word) => word === '' || texts.some((each) => fold(each).includes(fold(word)))) &&
    (sourceId ?? person.sourceId) === person.sourceId &&
    (profileId ?? person.profileId) === person.profileId &&
    (active ?? person.active) === person.active &&
    (group === undefined || group === (person.fields.group || 'none')) &&
    (held ?? person.held) === person.held
  );
};

const NAMES: Record<number, string> = {};
/** Something that compares as the column should: blanks apart, digits by their value (D6). */
const sortKey = (person: Person, column: AccountOrder['column']): string => {
  if (column === 'source') return fold(NAMES[person.sourceId] ?? '');
  const text = fold(person.fields[column]);
  if (column !== 'deskPhone' && column !== 'softPhone') return text;
  if (text === '') return '';
  return /^\d+$/.test(text) ? `0${String(text.length).padStart(3, '0')}${text}` : `1${text}`;
};

function expected(people: Person[], condition: AccountCondition, order: AccountOrder): number[] {
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return people
    .filter((person) => meets(person, condition))
    .sort((left, right) => {
      const [one, two] = [sortKey(left, order.column), sortKey(right, order.column)];
      if ((one === '') !== (two === '')) return one === '' ? 1 : -1;
      return (
        (order.descending ? compare(two, one) : compare(one, two)) ||
        compare(foldLogin(left.fields.loginId), foldLogin(right.fields.loginId))
      );
    })
    .map((person) => person.accountId);
}

const letter = fc.constantFrom(...'aAäÄßsüé%_1 ø');
const text = fc.string({ unit: letter, maxLength: 4 });
const phone = fc.constantFrom('', '9', '10', '100', '99', '+1', 'a1', '1%');
const values = fc.record({
  firstName: text,
  lastName: text,
  department: fc.constantFrom('', 'Ärzte', 'arbeit', 'A_B'),
  email: fc.constantFrom('', 'ä@x.org', 'A@x.org'),
  deskPhone: phone,
  softPhone: phone,
  group: fc.constantFrom('', 'PRG', 'MDUG'),
});
const login = fc.string({ unit: fc.constantFrom(...'abäzZ1'), minLength: 2, maxLength: 3 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), login, values, source: fc.nat(2) }),
  fc.record({ kind: fc.constant('edit' as const), who: fc.nat(30), values }),
  fc.record({ kind: fc.constant('rename' as const), who: fc.nat(30), login }),
  fc.record({ kind: fc.constant('delete' as const), who: fc.nat(30) }),
  fc.record({ kind: fc.constant('number' as const), who: fc.nat(30), number: phone }),
  fc.record({ kind: fc.constant('profile' as const), who: fc.nat(30), profile: fc.nat(2) }),
  fc.record({ kind: fc.constant('active' as const), who: fc.nat(30) }),
  fc.record({ kind: fc.constant('held' as const), who: fc.nat(30) }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
/** Mostly nothing: with all conditions at once, hardly any account would be left. */
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const condition: fc.Arbitrary<AccountCondition> = fc.record({
  text: maybe(fc.oneof(text, fc.constantFrom('a ss', '%', '_', 'A_B', 'x.org Ä', '1 1 11'))),
  sourceId: maybe(fc.constantFrom(0, 1, 2)).map((at) =>
    at === undefined || at === 0 ? at : sources[at - 1],
  ),
  active: maybe(fc.boolean()),
  profileId: maybe(fc.nat(2)).map((at) => (at === undefined || at === 0 ? at : profiles[at - 1])),
  group: maybe(fc.constantFrom('PRG', 'MDUG', 'none')),
  held: maybe(fc.boolean()),
});
const order: fc.Arbitrary<AccountOrder> = fc.record({
  column: fc.constantFrom(
    'loginId',
    'lastName',
    'firstName',
    'department',
    'email',
    'deskPhone',
    'softPhone',
    'source',
  ),
  descending: fc.boolean(),
});

describe('windows of the account list', () => {
  test('after any edits, by anybody, every window and every facet are what a plain list would give', () => {
    const query = fc.record({ condition, order, offset: fc.nat(6), limit: fc.integer({ min: 1, max: 5 }) });
    const story = fc.array(
      fc.record({ steps: fc.array(step, { maxLength: 6 }), byOther: fc.boolean(), query }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(story, (chapters) => {
        store.connection.exec('DELETE FROM change; DELETE FROM run; DELETE FROM account');
        store.accounts.createManual(elsewhere, { ...emptyFields(), loginId: 'aa', lastName: 'a' }, null);
        [0, ...sources].forEach((id, at) => (NAMES[id] = ['', 'Ämter', 'berlin'][at]!));
        const people: Person[] = [];
        for (const { steps, byOther, query: asked } of chapters) {
          for (const each of steps) take(byOther ? other : store, people, each);
          const all = expected(people, asked.condition, asked.order);
          const { total, rows } = store.accountList.window(enterpriseId, asked.condition, asked.order, asked);
          expect(total).toBe(all.length);
          expect(rows.map((row) => row.accountId)).toEqual(
            all.slice(asked.offset, asked.offset + asked.limit),
          );
          for (const row of rows) {
            const person = people.find(({ accountId }) => accountId === row.accountId)!;
            const { active, held, sourceId } = person;
            expect(row).toMatchObject({ active, held, sourceId: sourceId || null });
            const { loginId, deskPhone, group } = row;
            expect(person.fields).toMatchObject({ loginId, deskPhone, group });
          }
          expectFacets(people, asked.condition);
        }
      }),
      { numRuns },
    );
  });

  function take(by: Store, people: Person[], each: Step): void {
    if (each.kind === 'nothing') {
      by.connection.exec('UPDATE enterprise SET description = description');
      return;
    }
    if (each.kind === 'create') {
      if (people.some(({ fields }) => foldLogin(fields.loginId) === foldLogin(each.login))) return;
      const fields = { ...emptyFields(), ...each.values, loginId: each.login };
      const sourceId = [0, ...sources][each.source]!;
      const accountId =
        sourceId === 0
          ? by.accounts.createManual(enterpriseId, fields, null)
          : new AccountBulk(by.connection).create(
              enterpriseId,
              sourceId,
              {
                key: Buffer.from(`k${(keys += 1)}`),
                keyAttribute: 'k',
                dn: '',
                hash: Buffer.alloc(16),
                fields,
              },
              null,
              0,
            );
      people.push({
        accountId: accountId!,
        fields,
        sourceId,
        profileId: 0,
        active: true,
        held: false,
        numbers: [],
      });
      return;
    }
    const person = people[each.who % people.length];
    if (person === undefined) return;
    const { accountId } = person;
    const save = () => by.accounts.update(accountId, person.fields, person.profileId || null);
    switch (each.kind) {
      case 'edit':
        person.fields = { ...person.fields, ...each.values };
        save();
        return;
      case 'rename':
        if (people.some(({ fields }) => foldLogin(fields.loginId) === foldLogin(each.login))) return;
        person.fields = { ...person.fields, loginId: each.login };
        save();
        return;
      case 'delete':
        by.connection.exec(`DELETE FROM account WHERE account_id = ${accountId}`);
        people.splice(people.indexOf(person), 1);
        return;
      case 'number':
        if (each.number === '' || person.numbers.includes(each.number)) return;
        person.numbers.push(each.number);
        by.accounts.addNumber(
          accountId,
          { number: each.number, kind: 'other', origin: 'manual', state: 'present' },
          1,
        );
        save();
        return;
      case 'profile':
        person.profileId = [0, ...profiles][each.profile]!;
        save();
        return;
      case 'active':
        person.active = !person.active;
        by.connection.exec(
          `UPDATE account SET active = ${Number(person.active)}, version = version + 1 WHERE account_id = ${accountId}`,
        );
        return;
      case 'held': {
        if (person.sourceId === 0) return;
        const { sourceId } = person;
        // A later complete run: what the source's earlier ones held is no longer asked for (E8).
        for (const one of people) if (one.sourceId === sourceId) one.held = one === person;
        const runId = (heldRuns += 1);
        by.held.put(waitingRow(accountId), { sourceId, runId, now: 1 });
        by.held.lapse(sourceId, runId, []);
        return;
      }
    }
  }

  function expectFacets(people: Person[], asked: AccountCondition): void {
    const facets = store.accountList.facets(enterpriseId, asked);
    const count = (change: AccountCondition) =>
      people.filter((person) => meets(person, { ...asked, ...change })).length;
    expect(facets.total).toBe(count({}));
    for (const id of [0, ...sources]) expect(facets.sources.get(id) ?? 0).toBe(count({ sourceId: id }));
    for (const id of [0, ...profiles]) expect(facets.profiles.get(id) ?? 0).toBe(count({ profileId: id }));
    for (const [at, group] of GROUPS.entries()) expect(facets.groups.get(at) ?? 0).toBe(count({ group }));
    expect(facets.inactive).toBe(count({ active: false }));
    expect(facets.held).toBe(count({ held: true }));
  }

  const names = (order_: Partial<AccountOrder> = {}, asked: AccountCondition = {}) =>
    store.accountList
      .window(
        enterpriseId,
        asked,
        { column: 'lastName', descending: false, ...order_ },
        { offset: 0, limit: 50 },
      )
      .rows.map((row) => row.lastName || row.deskPhone);

  function fill(people: Partial<AccountFields>[]): void {
    store.connection.exec('DELETE FROM change; DELETE FROM run; DELETE FROM account');
    for (const [at, fields] of people.entries()) {
      store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: `l${at}`, ...fields }, null);
    }
  }

  test('ä stands with a, and no name stands last whichever way it is sorted', () => {
    fill(
      ['Zorn', 'Äbel', '', 'Abel', 'Ober', 'Özil', 'Ozols'].map((lastName) => ({ lastName, deskPhone: '-' })),
    );
    expect(names()).toEqual(['Äbel', 'Abel', 'Ober', 'Özil', 'Ozols', 'Zorn', '-']);
    expect(names({ descending: true })).toEqual(['Zorn', 'Ozols', 'Özil', 'Ober', 'Äbel', 'Abel', '-']);
  });

  test('D6: numbers are sorted shorter first, then by digits', () => {
    fill(['1000', '999', '+49 1', '20', ''].map((deskPhone) => ({ deskPhone })));
    expect(names({ column: 'deskPhone' })).toEqual(['20', '999', '1000', '+49 1', '']);
  });

  test('words are found whole or in part, beyond ASCII, and wildcards are letters', () => {
    fill([
      { lastName: 'Müller', firstName: 'Jörg', department: 'Einkauf' },
      { lastName: 'Muller', email: 'x@y.org' },
      { lastName: '100%', firstName: 'a_b' },
    ]);
    expect(names({}, { text: 'MÜLL' })).toEqual(['Müller', 'Muller']);
    expect(names({}, { text: '  einkauf   jorg ' })).toEqual(['Müller']);
    expect(names({}, { text: '%' })).toEqual(['100%']);
    expect(names({}, { text: 'a_b' })).toEqual(['100%']);
    // A word stands in one text; it does not reach from one into the next, nor into the next account.
    expect(names({}, { text: 'mullerjorg' })).toEqual([]);
    expect(names({}, { text: 'muller\u001fjorg' })).toEqual(['Müller']);
    expect(names({}, { text: 'y.org\u001emull' })).toEqual(['Muller']);
  });

  test('numbers beside the phones are found, at the first look and after an edit', () => {
    fill([{ lastName: 'Ada' }, { lastName: 'Bo' }]);
    const bo = store.accounts.find(enterpriseId, 'l1')!;
    const give = (number: string) => {
      const other_ = { number, kind: 'external', origin: 'manual', state: 'present' } as const;
      store.accounts.addNumber(bo.accountId, other_, 1);
      store.accounts.update(bo.accountId, bo.fields, null);
    };
    expect(names()).toEqual(['Ada', 'Bo']);
    give('0170 A1');
    give('0171');
    const first = new AccountList(store.connection);
    const found = (list: AccountList, text_: string) =>
      list.window(
        enterpriseId,
        { text: text_ },
        { column: 'lastName', descending: false },
        { offset: 0, limit: 9 },
      ).total;
    for (const list of [store.accountList, first]) {
      expect(found(list, 'a1')).toBe(1);
      expect(found(list, 'bo 0170 0171')).toBe(1);
      expect(found(list, '017')).toBe(1);
      expect(found(list, 'ada 0171')).toBe(0);
    }
  });

  test('E8: what the last complete run held still waits after a run that read a part', () => {
    fill([]);
    const sourceId = sources[0]!;
    const fields = { ...emptyFields(), loginId: 's', lastName: 'of source' };
    const bulk = new AccountBulk(store.connection);
    const write = { key: Buffer.from('k'), keyAttribute: 'k', dn: '', hash: Buffer.alloc(16), fields };
    const accountId = bulk.create(enterpriseId, sourceId, write, null, 0)!;
    const end = (runId: number, complete: boolean, holds: boolean) => {
      if (holds) store.held.put(waitingRow(accountId), { sourceId, runId, now: 1 });
      if (complete) store.held.lapse(sourceId, runId, []);
      return names({}, { held: true }).length;
    };
    expect([end(1, true, true), end(2, false, false), end(3, true, false), end(4, false, true)]).toEqual([
      1, 1, 0, 1,
    ]);
  });

  test('many changed accounts at once: everything is read anew', () => {
    fill(Array.from({ length: 2100 }, (_, at) => ({ lastName: `n${String(at).padStart(4, '0')}` })));
    expect(names().slice(0, 2)).toEqual(['n0000', 'n0001']);
    store.connection.exec("UPDATE account SET last_name = 'x' || last_name, version = version + 1");
    expect(names().slice(0, 2)).toEqual(['xn0000', 'xn0001']);
  });

  test('a source with another name is sorted by it', () => {
    fill([]);
    const bulk = new AccountBulk(store.connection);
    for (const [at, sourceId] of sources.entries()) {
      const fields = { ...emptyFields(), loginId: `s${at}`, lastName: `of ${at}` };
      const write = { key: Buffer.from('k'), keyAttribute: 'k', dn: '', hash: Buffer.alloc(16), fields };
      bulk.create(enterpriseId, sourceId, write, null, 0);
    }
    expect(names({ column: 'source' })).toEqual(['of 0', 'of 1']);
    const rename = (name: string) =>
      store.connection.exec(`UPDATE source SET name = '${name}' WHERE source_id = ${sources[0]}`);
    rename('zuletzt');
    expect(names({ column: 'source' })).toEqual(['of 1', 'of 0']);
    rename('Ämter');
  });
});
