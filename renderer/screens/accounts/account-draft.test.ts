import { expect, test } from 'vitest';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import { changesIn } from '../../components/changes.ts';
import {
  problemsOfChanges,
  problemsOfNew,
  rebased,
  valuesOf,
  withChange,
  type AccountDraft,
} from './account-draft.ts';

const detail: AccountDetail = {
  accountId: 7,
  enterprise: 'acme',
  enterpriseId: 1,
  loginId: 'ekane',
  firstName: 'Eva',
  lastName: 'Kane',
  department: 'Sales',
  email: 'eva@example.com',
  title: '',
  location: '',
  displayName: '',
  mobile: '',
  mailbox: '',
  pbxNode: '',
  source: 'HQ',
  sourceId: 2,
  sourceKind: 'directory',
  group: null,
  active: true,
  orphan: false,
  featureProfile: 'Staff',
  deskPhone: '3000',
  softPhone: null,
  softPhoneKind: null,
  numbers: [
    { number: '3000', kind: 'desk', origin: 'directory', state: 'present', heldBy: [] },
    { number: '0170', kind: 'external', origin: 'manual', state: 'present', heldBy: ['manual'] },
  ],
  dn: '',
  profileId: 3,
  version: 4,
  createdRun: 1,
  held: [],
  editable: ['featureProfile', 'numbers'],
  lockedBecause: 'HQ owns them.',
};

test('the form holds what a person may set; of the numbers only those added by hand', () => {
  const values = valuesOf(detail);
  expect(values).toMatchObject({ loginId: 'ekane', department: 'Sales', featureProfile: 'Staff' });
  expect(values.numbers).toEqual([{ number: '0170', kind: 'external' }]);
});

test('only what differs is sent', () => {
  const stored = valuesOf(detail);
  expect(changesIn(stored, { firstName: 'Eva', numbers: [...stored.numbers] })).toEqual({});
  expect(changesIn(stored, { firstName: 'Ewa', featureProfile: null })).toEqual({
    firstName: 'Ewa',
    featureProfile: null,
  });
});

test('a draft holds nothing when everything is as it was again', () => {
  const stored = valuesOf(detail);
  const begun: AccountDraft = { version: 4, changes: {} };
  const typed = withChange(begun, stored, { firstName: 'Ewa' })!;
  expect(typed).toEqual({ version: 4, changes: { firstName: 'Ewa' } });
  expect(withChange(typed, stored, { firstName: 'Eva' })).toBeNull();
});

test('the newest is loaded under what was typed, and numbers of others stay', () => {
  const [external, desk, soft] = (['external', 'desk', 'soft'] as const).map((kind, at) => ({
    number: `017${at}`,
    kind,
  }));
  const stored = valuesOf(detail);
  const begun: AccountDraft = { version: 4, changes: {} };
  const draft = withChange(begun, stored, { firstName: 'Ewa', numbers: [external!, desk!] })!;
  const newest = { ...stored, department: 'Marketing', numbers: [external!, soft!] };
  const now = rebased(draft, 5, newest);
  expect(now).toEqual({
    version: 5,
    changes: { firstName: 'Ewa', numbers: [external, soft, desk] },
    numbersBefore: [external, soft],
  });
  expect(changesIn(newest, now.changes)).toEqual(now.changes);
  // Once more, when the account changes again.
  expect(rebased(now, 6, { ...newest, numbers: [soft!] }).changes.numbers).toEqual([soft, desk]);
});

test('a draft without numbers takes them as they are', () => {
  const draft: AccountDraft = { version: 4, changes: { firstName: 'Ewa' } };
  expect(rebased(draft, 5, valuesOf(detail))).toEqual({ version: 5, changes: { firstName: 'Ewa' } });
});

test('a new account needs a login ID and a last name', () => {
  expect(Object.keys(problemsOfNew(valuesOf(null))).sort()).toEqual(['lastName', 'loginId']);
  expect(problemsOfNew({ ...valuesOf(null), loginId: 'ab', lastName: 'Kane' })).toEqual({});
});

test('login IDs follow the rules of the account form', () => {
  expect(problemsOfChanges({ loginId: '@eva' })).toEqual({ loginId: 'Must neither begin nor end with @' });
  expect(problemsOfChanges({ loginId: 'эва' })).toEqual({
    loginId: 'Must consist of ISO 8859-1 characters',
  });
});

test('what is not changed is not judged', () => {
  expect(problemsOfChanges({ department: 'Sales' })).toEqual({});
});

test('a number stands in the list once, and is not empty', () => {
  const problems = problemsOfChanges({
    numbers: [
      { number: '1', kind: 'desk' },
      { number: ' ', kind: 'other' },
      { number: '1', kind: 'soft' },
    ],
  });
  expect(problems).toEqual({
    'numbers.1.number': 'Must not be empty',
    'numbers.2.number': 'Stands here twice',
  });
});
