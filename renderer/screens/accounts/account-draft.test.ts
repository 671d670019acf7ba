import { expect, test } from 'vitest';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import { changesIn, problemsOfChanges, problemsOfNew, valuesOf } from './account-draft.ts';

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
