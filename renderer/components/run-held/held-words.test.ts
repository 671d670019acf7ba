import { describe, expect, test } from 'vitest';
import type { HeldRow } from '../../../shared/contract/index.ts';
import { detailOf, groupsOf, kindsOf, someLogins, waitingWords } from './held-words.ts';

const row = (more: Partial<HeldRow>) =>
  ({
    heldId: 1,
    sourceId: 1,
    source: 'HQ',
    kind: 'delete',
    reasonCode: 'absent',
    reason: 'absent from a complete read',
    login: 'ann',
    ...more,
  }) as HeldRow;

test.each([
  [{ create: 0, update: 0, delete: 0 }, ''],
  [{ create: 0, update: 0, delete: 12 }, '12 deletions wait for you'],
  [{ create: 0, update: 0, delete: 1 }, '1 deletion waits for you'],
  [{ create: 1, update: 1, delete: 2 }, '2 deletions, 1 change and 1 creation wait for you'],
])('%j: %s', (counts, words) => {
  expect(waitingWords(counts)).toBe(words);
});

test('rows are counted by kind', () => {
  expect(kindsOf([row({}), row({ kind: 'update' }), row({ kind: 'delete' })])).toEqual({
    create: 0,
    update: 1,
    delete: 2,
  });
});

describe('groups', () => {
  test('rows with one reason stand together, in the order in which reasons came', () => {
    const rows = [
      row({ heldId: 1 }),
      row({ heldId: 2, reasonCode: 'other', reason: 'a reason of its own' }),
      row({ heldId: 3 }),
    ];
    expect(groupsOf(rows).map(({ heading, rows: of }) => [heading, of.map(({ heldId }) => heldId)])).toEqual([
      ['Missing from a complete read', [1, 3]],
      ['A reason of its own', [2]],
    ]);
  });

  test('sources are named where there are several', () => {
    const rows = [row({}), row({ sourceId: 2, source: 'Branch' })];
    expect(groupsOf(rows).map(({ heading }) => heading)).toEqual([
      'HQ: Missing from a complete read',
      'Branch: Missing from a complete read',
    ]);
  });
});

test('a row says only what its heading does not', () => {
  const reason = 'held: more deletions than the guard lets through: moved out of the search base: to ou=x';
  expect(detailOf(row({ reasonCode: 'guard.deletes', reason }))).toBe(
    'moved out of the search base: to ou=x',
  );
  expect(detailOf(row({ reason: 'absent from a complete read of the directory' }))).toMatch(/^absent/);
});

test('ten logins are named, and the others counted', () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => ({ login: `p${index}` }));
  expect(someLogins(people(10))).toMatchObject({ more: '' });
  expect(someLogins(people(11))).toMatchObject({ more: 'and 1 other' });
  expect(someLogins(people(250)).shown).toHaveLength(10);
  expect(someLogins(people(250)).more).toBe('and 240 others');
});
