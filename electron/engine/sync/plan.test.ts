import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ranks, shuffle } from '../../../tests/support/shuffle.ts';
import { MAPPING } from '../../../tests/support/entries.ts';
import { ACCOUNT_FIELDS, emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import {
  makePlan,
  ownFields,
  type Plan,
  type PlanAccount,
  type PlanOptions,
  type PlanRecord,
} from './plan.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const OPTIONS: PlanOptions = { mapping: MAPPING, numbersFollowDirectory: true };

const fields = (values: Partial<AccountFields>): AccountFields => ({ ...emptyFields(), ...values });
const account = (accountId: number, values: Partial<AccountFields>): PlanAccount => ({
  accountId,
  version: 3,
  dn: `uid=${accountId},dc=x`,
  fields: fields(values),
});
let records = 0;
const record = (
  values: Partial<AccountFields>,
  of: PlanAccount | null = null,
  more: Partial<PlanRecord> = {},
): PlanRecord => {
  records += 1;
  return {
    record: records,
    dn: `uid=r${records},dc=x`,
    account: of,
    fields: fields(values),
    invalid: null,
    ...more,
  };
};

const anna = { loginId: 'anna', lastName: 'Berg', deskPhone: '1001', softPhone: '5001' };

describe('makePlan: one entry', () => {
  test('2.7: a new key is a creation', () => {
    const entry = record({ ...anna, loginId: 'Ánna' });
    expect(makePlan([entry], [], OPTIONS)).toEqual({
      creates: [
        {
          record: entry.record,
          dn: entry.dn,
          loginId: 'Ánna',
          loginKey: 'ánna',
          state: 'apply',
          reasonCode: 'new',
          detail: '',
        },
      ],
      updates: [],
      deletes: [],
      refreshes: [],
      issues: [],
      skipped: 0,
      failed: 0,
    });
  });

  test('2.7: a known key is an update of exactly the fields that differ', () => {
    const stored = account(7, { ...anna, email: 'old@x', title: 'Boss' });
    const entry = record({ ...anna, email: 'new@x', firstName: 'Anna' }, stored);
    const plan = makePlan([entry], [], OPTIONS);
    expect(plan).toMatchObject({ creates: [], refreshes: [], issues: [] });
    expect(plan.updates).toEqual([
      {
        record: entry.record,
        dn: entry.dn,
        account: stored,
        changes: { email: ['old@x', 'new@x'], firstName: ['', 'Anna'], title: ['Boss', ''] },
        loginKey: 'anna',
        state: 'apply',
        reasonCode: 'changed',
        detail: '',
      },
    ]);
  });

  test('2.7: a rename keeps its account: it is an update of the login', () => {
    const plan = makePlan(
      [record({ ...anna, loginId: 'ANNA.B', lastName: 'Bo' }, account(7, anna))],
      [],
      OPTIONS,
    );
    expect(plan.creates).toEqual([]);
    expect(plan.updates[0]).toMatchObject({
      changes: { loginId: ['anna', 'ANNA.B'], lastName: ['Berg', 'Bo'] },
      loginKey: 'anna.b',
    });
  });

  test('E7: other bytes with the same fields only refresh what is stored of the entry', () => {
    const entry = record(anna, account(7, anna));
    expect(makePlan([entry], [], OPTIONS)).toMatchObject({
      creates: [],
      updates: [],
      refreshes: [{ record: entry.record, dn: entry.dn, accountId: 7 }],
      issues: [],
    });
  });

  test.each(['loginId', 'lastName'] as const)('2.5: an entry without %s fails, new or known', (missing) => {
    for (const of of [null, account(7, anna)]) {
      const entry = record({ ...anna, [missing]: '' }, of);
      const plan = makePlan([entry], [], OPTIONS);
      expect(plan).toMatchObject({
        creates: [],
        updates: [],
        refreshes: [],
        deletes: [],
        skipped: 0,
        failed: 1,
      });
      expect(plan.issues).toMatchObject([
        { severity: 'warning', code: 'entry.missing-field', subject: entry.dn, field: MAPPING[missing] },
      ]);
      expect(plan.issues[0]?.message).toContain(MAPPING[missing]);
    }
  });

  test('2.6: an invalid character skips the entry and says attribute, place and code point', () => {
    const invalid = { attribute: 'sn', kind: 'character', position: 4, codePoint: 0xb } as const;
    const entry = record(anna, account(7, anna), { invalid });
    const plan = makePlan([entry], [], OPTIONS);
    expect(plan).toMatchObject({ creates: [], updates: [], refreshes: [], skipped: 1, failed: 0 });
    expect(plan.issues).toMatchObject([
      { severity: 'warning', code: 'entry.invalid-character', subject: entry.dn, field: 'sn' },
    ]);
    expect(plan.issues[0]?.message).toContain('U+000B at position 5');
  });

  test('2.6: bytes that are not UTF-8 are told apart from characters that are not valid', () => {
    const invalid = { attribute: 'uid', kind: 'utf8', position: 2, codePoint: 0xc3 } as const;
    const plan = makePlan([record({}, null, { invalid })], [], OPTIONS);
    expect(plan).toMatchObject({ skipped: 1, failed: 0 });
    expect(plan.issues).toMatchObject([{ severity: 'warning', code: 'entry.invalid-utf8', field: 'uid' }]);
    expect(plan.issues[0]?.message).toContain('byte 0xC3 after 2 characters');
  });

  test('2.6: a replaced character is told, and the entry imported all the same', () => {
    const replaced = { attribute: 'sn', kind: 'character', position: 4, codePoint: 0xb } as const;
    const entries = [
      record(anna, null, { replaced }),
      record(anna, account(7, anna), { replaced: { ...replaced, kind: 'utf8', codePoint: 0xc3 } }),
      // Not imported at all: what it lacks is what counts.
      record({ loginId: 'berta' }, null, { replaced }),
    ];
    const plan = makePlan(entries, [], OPTIONS);
    expect([plan.creates.length, plan.refreshes.length, plan.skipped, plan.failed]).toEqual([1, 1, 0, 1]);
    const told = plan.issues.filter(({ code }) => code === 'entry.replaced-character');
    expect(told).toMatchObject([
      { severity: 'info', subject: entries[0]!.dn, field: 'sn' },
      { severity: 'info', subject: entries[1]!.dn, field: 'sn' },
    ]);
    expect(told[0]!.message).toContain('the invalid character U+000B at position 5');
    expect(told[1]!.message).toContain('the invalid byte (not UTF-8) 0xC3 at position 5');
  });

  test('2.6: of many entries with replaced characters a thousand are named, whatever their order', () => {
    const replaced = { attribute: 'sn', kind: 'character', position: 0, codePoint: 1 } as const;
    const entries = Array.from({ length: 1003 }, (_, index) =>
      record({ loginId: `u${index}`, lastName: 'x' }, null, { dn: `uid=${1000 + index}`, replaced }),
    );
    const { issues } = makePlan(entries, [], OPTIONS);
    expect(issues).toHaveLength(1001);
    expect(issues.at(-1)).toMatchObject({ severity: 'info', subject: '', count: 3 });
    expect(makePlan(entries.toReversed(), [], OPTIONS).issues).toEqual(issues);
  });

  test('4.2: an unusual login is imported with an info issue, once: not again while it stays', () => {
    for (const loginId of ['x', '李雷', '@anna', 'x'.repeat(114)]) {
      const fresh = makePlan([record({ ...anna, loginId })], [], OPTIONS);
      expect(fresh.creates).toHaveLength(1);
      expect(fresh.issues).toMatchObject([{ severity: 'info', code: 'entry.unusual-login', field: 'uid' }]);
      const stays = makePlan(
        [record({ ...anna, loginId, email: 'new' }, account(7, { ...anna, loginId }))],
        [],
        OPTIONS,
      );
      expect(stays.issues).toEqual([]);
      const becomes = makePlan([record({ ...anna, loginId }, account(7, anna))], [], OPTIONS);
      expect(becomes.issues).toHaveLength(1);
      expect(becomes.updates).toHaveLength(1);
    }
  });

  test('2.7: accounts that are gone are deletions with their reason', () => {
    const [one, two] = [account(1, anna), account(2, { ...anna, loginId: 'b' })];
    const plan = makePlan(
      [],
      [
        { account: two, reasonCode: 'disabled' },
        { account: one, reasonCode: 'absent' },
      ],
      OPTIONS,
    );
    expect(plan.deletes).toEqual([
      { account: one, reasonCode: 'absent', gone: 'absent', looked: null, state: 'apply', detail: '' },
      { account: two, reasonCode: 'disabled', gone: 'disabled', looked: null, state: 'apply', detail: '' },
    ]);
  });
});

describe('E14: numbers follow the directory, or do not', () => {
  const moved = { ...anna, deskPhone: '1002', softPhone: '' };
  const off = { ...OPTIONS, numbersFollowDirectory: false };

  test('E14: by default both numbers change with the directory', () => {
    const plan = makePlan([record(moved, account(7, anna))], [], OPTIONS);
    expect(plan.updates[0]?.changes).toEqual({ deskPhone: ['1001', '1002'], softPhone: ['5001', ''] });
  });

  test('E14: when they do not follow, they stay, and only they', () => {
    const stays = makePlan([record(moved, account(7, anna))], [], off);
    expect(stays).toMatchObject({ updates: [], refreshes: [{ accountId: 7 }] });
    const other = makePlan([record({ ...moved, email: 'a@x', mobile: '07' }, account(7, anna))], [], off);
    expect(other.updates[0]?.changes).toEqual({ email: ['', 'a@x'], mobile: ['', '07'] });
  });

  test('E14: a creation takes the numbers in any case', () => {
    expect(makePlan([record(anna)], [], off).creates).toHaveLength(1);
    expect(ownFields(fields(moved), fields(anna), off)).toEqual(fields(anna));
    expect(ownFields(fields(moved), fields(anna), OPTIONS)).toEqual(fields(moved));
  });
});

describe('makePlan: any directory', () => {
  const value = fc.constantFrom('', 'a', 'A', 'b', 'c');
  const someFields = fc.record({
    loginId: value,
    lastName: value,
    deskPhone: value,
    softPhone: value,
    title: value,
  });
  const invalid = fc.option(
    fc.record({
      attribute: fc.constantFrom('sn', 'uid'),
      kind: fc.constantFrom('character', 'utf8'),
      position: fc.nat(9),
      codePoint: fc.nat(0xff),
    }),
    { nil: null, freq: 4 },
  );
  const entry = fc.record({
    stored: fc.option(someFields),
    now: someFields,
    invalid,
  });
  const scenario = fc.record({
    entries: fc.array(entry, { maxLength: 10 }),
    gone: fc.array(fc.constantFrom<'absent' | 'disabled'>('absent', 'disabled'), { maxLength: 4 }),
    numbersFollowDirectory: fc.boolean(),
    order: ranks,
  });

  /** A plan as a set: what does not depend on the order of rows. */
  const asSet = (plan: Plan) => ({
    ...plan,
    issues: plan.issues.map((issue) => JSON.stringify(issue)).sort(),
  });

  test('issue 2: the order of entries does not matter, every entry is one row or one count, nobody else is touched', () => {
    fc.assert(
      fc.property(scenario, ({ entries, gone, numbersFollowDirectory, order }) => {
        const options = { mapping: MAPPING, numbersFollowDirectory };
        const rows = entries.map((each, index): PlanRecord => ({
          record: index,
          dn: `uid=${index}`,
          account: each.stored && account(100 + index, each.stored),
          fields: fields(each.now),
          invalid: each.invalid,
        }));
        const leaving = gone.map((reasonCode, index) => ({
          account: account(200 + index, anna),
          reasonCode,
        }));
        const plan = makePlan(rows, leaving, options);

        const { creates, updates, refreshes, deletes, skipped, failed } = plan;
        expect(creates.length + updates.length + refreshes.length + skipped + failed).toBe(rows.length);
        const planned = [...creates, ...updates, ...refreshes].map((row) => row.record);
        expect(new Set(planned).size).toBe(planned.length);
        expect(deletes.map((row) => [row.account.accountId, row.reasonCode])).toEqual(
          gone.map((reasonCode, index) => [200 + index, reasonCode]),
        );
        for (const row of rows) {
          const wanted =
            row.account && !numbersFollowDirectory
              ? {
                  ...row.fields,
                  deskPhone: row.account.fields.deskPhone,
                  softPhone: row.account.fields.softPhone,
                }
              : row.fields;
          const usable = row.invalid === null && wanted.loginId !== '' && wanted.lastName !== '';
          const differing = ACCOUNT_FIELDS.filter((field) => wanted[field] !== row.account?.fields[field]);
          const create = creates.find((each) => each.record === row.record);
          const update = updates.find((each) => each.record === row.record);
          const refresh = refreshes.find((each) => each.record === row.record);
          expect(create !== undefined).toBe(usable && row.account === null);
          expect(update !== undefined).toBe(usable && row.account !== null && differing.length > 0);
          expect(refresh !== undefined).toBe(usable && row.account !== null && differing.length === 0);
          if (update === undefined) continue;
          expect(update.account.accountId).toBe(row.account!.accountId);
          const after = { ...row.account!.fields };
          for (const [field, [old, now]] of Object.entries(update.changes)) {
            expect(after[field as keyof AccountFields]).toBe(old);
            after[field as keyof AccountFields] = now;
          }
          expect(after).toEqual(wanted);
        }

        expect(asSet(makePlan(shuffle(rows, order), [...leaving].reverse(), options))).toEqual(asSet(plan));
      }),
      { numRuns },
    );
  });
});
