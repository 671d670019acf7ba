import { expect, test } from 'vitest';
import { emptyFields, PBX_FIELDS, type AccountFields } from '../../../shared/domain/account.ts';
import { DEFAULT_GUARD } from '../../../shared/domain/guard-policy.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import { guard, type GuardFacts } from './guard.ts';
import type { PbxAccount } from './pbx-compare.ts';
import { fieldChanges } from './pbx-entries.ts';
import { guardNumbers, holdClaims, holdStillThere, holdTransfers } from './pbx-guard.ts';
import { emptyPlan, type CreateRow, type DeleteRow, type Plan, type UpdateRow } from './plan.ts';

let lastId = 0;

function account(pbxNumbers: string, fields: Partial<AccountFields> = {}): PbxAccount {
  const accountId = (lastId += 1);
  const key = pbxNumbers.split(' ')[0]!;
  const all = { ...emptyFields(), loginId: key, lastName: `L${accountId}`, pbxNumbers, ...fields };
  return { accountId, version: 1, dn: key, key, fields: all };
}

/** Rows of a plan, and what each writes. */
class Rows {
  readonly plan: Plan = emptyPlan();
  readonly #writes: AccountFields[] = [];

  update(of: PbxAccount, fields: Partial<AccountFields>, state: UpdateRow['state'] = 'apply'): UpdateRow {
    const now = { ...of.fields, ...fields };
    const changes = fieldChanges(of.fields, now);
    const record = this.#writes.push(now) - 1;
    const row: UpdateRow = {
      ...{ record, dn: of.dn, account: of, changes, loginKey: of.fields.loginId },
      ...{ state, reasonCode: 'pbx-changed', detail: '' },
      ...(now.orphan === 'yes' ? { orphan: true } : {}),
    };
    this.plan.updates.push(row);
    return row;
  }

  create(pbxNumbers: string): CreateRow {
    const dn = pbxNumbers.split(' ')[0]!;
    const record = this.#writes.push({ ...emptyFields(), pbxNumbers }) - 1;
    const row: CreateRow = {
      ...{ record, dn, loginId: dn, loginKey: dn, state: 'apply', reasonCode: 'pbx-new', detail: '' },
    };
    this.plan.creates.push(row);
    return row;
  }

  delete(of: PbxAccount, state: DeleteRow['state'] = 'apply'): DeleteRow {
    const row: DeleteRow = {
      ...{ account: of, gone: 'pbx-absent', looked: null, state, reasonCode: 'pbx-absent', detail: '' },
    };
    this.plan.deletes.push(row);
    return row;
  }

  write(record: number) {
    return {
      ...{ key: Buffer.from('x'), keyAttribute: 'number', dn: '', hash: Buffer.alloc(16) },
      fields: this.#writes[record]!,
    };
  }
}

const facts = (accounts: PbxAccount[], shrunk: string[] = [], newBaseline = false) => ({
  policy: DEFAULT_GUARD,
  accounts,
  shrunk,
  newBaseline,
});

test('D21: numbers that go are held when they are more than 20 % and more than 5', () => {
  const accounts = Array.from({ length: 20 }, (_, at) => account(`${100 + at} desk, ${200 + at} soft`));
  const few = new Rows();
  for (const each of accounts.slice(0, 8)) few.update(each, { pbxNumbers: `${each.key} desk` });
  guardNumbers(few.plan, facts(accounts));
  expect(few.plan.updates.map(({ state }) => state)).toEqual(Array(8).fill('apply'));

  const many = new Rows();
  for (const each of accounts.slice(0, 9)) many.update(each, { pbxNumbers: `${each.key} desk` });
  const other = many.update(accounts[19]!, { department: 'X' });
  guardNumbers(many.plan, facts(accounts));
  expect(many.plan.updates.slice(0, 9).map(({ state, reasonCode }) => [state, reasonCode])).toEqual(
    Array(9).fill(['held', 'guard.numbers']),
  );
  expect(other.state).toBe('apply');
  expect(many.plan.issues).toMatchObject([{ code: 'guard.numbers', severity: 'warning', count: 9 }]);
});

test('D21: groups that go are held when they are more than 20 % and more than 5', () => {
  const accounts = Array.from({ length: 30 }, (_, at) => account(`${100 + at} desk`, { group: 'PRG' }));
  const few = new Rows();
  for (const each of accounts.slice(0, 6)) few.update(each, { group: '' });
  expect(guardNumbers(few.plan, facts(accounts)).updates.every(({ state }) => state === 'apply')).toBe(true);
  const many = new Rows();
  for (const each of accounts.slice(0, 7)) many.update(each, { group: '' });
  guardNumbers(many.plan, facts(accounts));
  expect(many.plan.updates.map(({ reasonCode }) => reasonCode)).toEqual(Array(7).fill('guard.groups'));
  expect(many.plan.issues).toMatchObject([{ code: 'guard.groups', count: 7 }]);
});

test('D18: when a file of the export shrank, whatever goes is held, and what comes is not', () => {
  const [one, two, three] = [account('100 desk, 101 soft'), account('200 desk'), account('300 desk')];
  const rows = new Rows();
  const losing = rows.update(one, { pbxNumbers: '100 desk' });
  const gone = rows.delete(two);
  const gaining = rows.update(three, { pbxNumbers: '300 desk, 301 soft' });
  const fresh = rows.create('400 desk');
  guardNumbers(rows.plan, facts([one, two, three], ['prg.csv']));
  expect([losing, gone, gaining, fresh].map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
    ['held', 'file.truncated'],
    ['held', 'file.truncated'],
    ['apply', 'pbx-changed'],
    ['apply', 'pbx-new'],
  ]);
});

test('a number of an account that keeps it goes to nobody else: whoever wants it waits, and so on', () => {
  const [one, two, three] = [account('100 desk, 101 desk'), account('200 desk'), account('300 desk')];
  const rows = new Rows();
  rows.update(one, { pbxNumbers: '100 desk' }, 'held');
  // Gets what one keeps, and gives what the new account wants.
  const second = rows.update(two, { pbxNumbers: '101 desk' });
  const third = rows.create('200 desk');
  const free = rows.update(three, { pbxNumbers: '300 desk, 301 soft' });
  holdClaims(rows.plan, [one, two, three], rows);
  expect([second, third, free].map(({ state, reasonCode, detail }) => [state, reasonCode, detail])).toEqual([
    ['held', 'number-held', '101'],
    ['held', 'number-held', '200'],
    ['apply', 'pbx-changed', ''],
  ]);
  expect(rows.plan.issues).toMatchObject([{ code: 'pbx.held', count: 2 }]);
});

test('a number that its account lets go may be taken in the same run, also crosswise', () => {
  const [one, two, three] = [account('100 desk'), account('200 desk'), account('300 desk')];
  const rows = new Rows();
  const first = rows.update(one, { pbxNumbers: '200 desk' });
  const second = rows.update(two, { pbxNumbers: '100 desk' });
  rows.delete(three);
  const third = rows.create('300 desk');
  holdClaims(rows.plan, [one, two, three], rows);
  expect([first, second, third].map(({ state }) => state)).toEqual(['apply', 'apply', 'apply']);
  expect(rows.plan.issues).toEqual([]);
});

test('a number of an account that has no row of its own is not taken', () => {
  const one = account('100 desk');
  const rows = new Rows();
  const fresh = rows.create('100 desk');
  holdClaims(rows.plan, [one], rows);
  expect(fresh.state).toBe('held');
});

/** Somebody of the export, whose account may be none. */
const person = (pbxNumbers: string, accountId: number | null) => ({
  ...{ key: pbxNumbers.split(' ')[0]!, accountId, numbers: numbersOf(pbxNumbers) },
});

test('D8 (4): what would go to an account whose own row is held stays where it is', () => {
  const [one, two] = [account('100 desk, 101 soft'), account('200 desk')];
  const rows = new Rows();
  const giving = rows.update(one, { pbxNumbers: '100 desk' });
  rows.update(two, { pbxNumbers: '200 desk, 101 soft' }, 'held');
  const people = [person('100 desk', one.accountId), person('200 desk, 101 soft', two.accountId)];
  holdTransfers(rows.plan, people, { accounts: [one, two], entries: rows });
  expect([giving.state, giving.reasonCode, giving.detail]).toEqual(['held', 'number-held', '101']);
  expect(rows.plan.issues).toMatchObject([{ code: 'pbx.held', count: 1 }]);
});

test('D8 (4): also when the other row was turned down, and so is in the plan no more', () => {
  const [one, two] = [account('100 desk, 101 soft'), account('200 desk')];
  const rows = new Rows();
  const giving = rows.update(one, { pbxNumbers: '100 desk' });
  const people = [person('100 desk', one.accountId), person('200 desk, 101 soft', two.accountId)];
  holdTransfers(rows.plan, people, { accounts: [one, two], entries: rows });
  expect(giving.state).toBe('held');
});

test('a number that nobody gets goes, and one that somebody gets in the same run', () => {
  const [one, two] = [account('100 desk, 101 soft, 102 desk'), account('200 desk')];
  const rows = new Rows();
  const giving = rows.update(one, { pbxNumbers: '100 desk' });
  const taking = rows.update(two, { pbxNumbers: '200 desk, 101 soft' });
  const people = [person('100 desk', one.accountId), person('200 desk, 101 soft', two.accountId)];
  holdTransfers(rows.plan, people, { accounts: [one, two], entries: rows });
  expect([giving.state, taking.state]).toEqual(['apply', 'apply']);
});

test('a chain of accounts that hand their numbers on waits whole when its end waits', () => {
  const [one, two, three] = [
    account('100 desk, 101 soft'),
    account('200 desk, 201 soft'),
    account('300 desk'),
  ];
  const rows = new Rows();
  const first = rows.update(one, { pbxNumbers: '100 desk, 201 soft' });
  const second = rows.update(two, { pbxNumbers: '200 desk' });
  rows.update(three, { pbxNumbers: '300 desk, 101 soft' }, 'held');
  const people = [
    person('100 desk, 201 soft', one.accountId),
    person('200 desk', two.accountId),
    person('300 desk, 101 soft', three.accountId),
  ];
  holdTransfers(rows.plan, people, { accounts: [one, two, three], entries: rows });
  expect([first, second].map(({ state, detail }) => [state, detail])).toEqual([
    ['held', '101'],
    ['held', '201'],
  ]);
  expect(rows.plan.issues).toMatchObject([{ code: 'pbx.held', count: 2 }]);
});

test('D20: whoever would go while a number of theirs is in the export waits; who is absent goes', () => {
  const [one, two, three] = [account('100 desk'), account('200 desk'), account('300 desk')];
  const rows = new Rows();
  const there = rows.delete(one);
  there.reasonCode = 'pbx-unassigned';
  there.detail = '100 is not assigned';
  const absent = rows.delete(two);
  const staying = rows.update(three, { pbxNumbers: '', orphan: 'yes' });
  holdStillThere(rows.plan, new Set([one.accountId, three.accountId]));
  expect([there, absent, staying].map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
    ['held', 'pbx.still-there'],
    ['apply', 'pbx-absent'],
    ['held', 'pbx.still-there'],
  ]);
  expect(there.detail).toContain('100 is not assigned');
  expect(rows.plan.issues).toMatchObject([{ code: 'pbx.still-there', count: 2 }]);
});

test('D14, D21: what is held because of the settings is not told to be held for its numbers', () => {
  const accounts = Array.from({ length: 10 }, (_, at) => account(`${100 + at} desk`));
  const rows = new Rows();
  for (const each of accounts.slice(0, 8)) rows.delete(each);
  guard(rows.plan, { ...guardFacts(10), newBaseline: true });
  guardNumbers(rows.plan, facts(accounts, [], true));
  expect(rows.plan.deletes.map(({ reasonCode }) => reasonCode)).toEqual(Array(8).fill('source.changed'));
});

test('E6: numbers and groups that go because the node is read by other settings are held', () => {
  const [one, two, three] = [account('100 desk, 101 soft'), account('200 desk'), account('300 desk')];
  two.fields.group = 'PRG';
  const rows = new Rows();
  const losing = rows.update(one, { pbxNumbers: '100 desk' });
  const ungrouped = rows.update(two, { group: '' });
  const gaining = rows.update(three, { pbxNumbers: '300 desk, 301 soft' });
  guardNumbers(rows.plan, facts([one, two, three], [], true));
  expect([losing, ungrouped, gaining].map(({ state }) => state)).toEqual(['held', 'held', 'apply']);
  expect(rows.plan.issues).toMatchObject([{ code: 'source.changed', count: 2 }]);
});

const guardFacts = (accounts: number): GuardFacts => ({
  ...{ policy: DEFAULT_GUARD, accounts, read: 10, complete: true, recentDeletions: 0, newBaseline: false },
  unweighed: PBX_FIELDS,
  heldBefore: { updates: new Map(), deletes: new Map() },
});

test('D2, E11: accounts that are gone and stay for their numbers weigh like deletions, and are held like them', () => {
  const accounts = Array.from({ length: 10 }, (_, at) => account(`${100 + at} desk`));
  const rows = new Rows();
  for (const each of accounts.slice(0, 3)) rows.delete(each);
  for (const each of accounts.slice(3, 6)) rows.update(each, { pbxNumbers: '', orphan: 'yes' });
  guard(rows.plan, guardFacts(10));
  expect([...rows.plan.deletes, ...rows.plan.updates].map(({ state }) => state)).toEqual(
    Array(6).fill('held'),
  );
});

test('D14: whoever leaves because the settings changed is held, also an account that would stay without its phones', () => {
  const [one, two] = [account('100 desk'), account('200 desk')];
  const rows = new Rows();
  const gone = rows.delete(one);
  gone.reasonCode = 'pbx-out-of-scope';
  const orphan = rows.update(two, { pbxNumbers: '', orphan: 'yes' });
  guard(rows.plan, { ...guardFacts(100), newBaseline: true });
  expect([gone.reasonCode, orphan.reasonCode]).toEqual(['source.changed', 'source.changed']);
  expect(gone.detail).toContain('Dynamic Extensions only');
});

test('E11: fields of the PBX are weighed by D21, not as fields', () => {
  const accounts = Array.from({ length: 10 }, (_, at) => account(`${100 + at} desk`));
  const rows = new Rows();
  for (const each of accounts) rows.update(each, { pbxNumbers: `${each.key} desk, 9${each.key} soft` });
  guard(rows.plan, guardFacts(10));
  expect(rows.plan.updates.every(({ state }) => state === 'apply')).toBe(true);
  const phones = new Rows();
  for (const each of accounts) {
    phones.update({ ...each, fields: { ...each.fields, deskPhone: each.key } }, { deskPhone: 'x' });
  }
  guard(phones.plan, guardFacts(10));
  expect(phones.plan.updates.every(({ reasonCode }) => reasonCode === 'guard.updates')).toBe(true);
});

test('D8: whether it is the same person stays the question, whatever else the guard says', () => {
  const accounts = Array.from({ length: 10 }, (_, at) => account(`${100 + at} desk`));
  const rows = new Rows();
  for (const each of accounts) {
    const row = rows.update(each, { lastName: 'Other', firstName: 'Else' }, 'held');
    row.reasonCode = 'pbx.identity-changed';
  }
  guard(rows.plan, guardFacts(10));
  expect(new Set(rows.plan.updates.map(({ reasonCode }) => reasonCode))).toEqual(
    new Set(['pbx.identity-changed']),
  );
});
