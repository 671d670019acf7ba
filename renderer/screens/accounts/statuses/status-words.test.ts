import { expect, test } from 'vitest';
import {
  brokenWord,
  draftAddress,
  whyNotActivate,
  whyNotName,
  whyNotRename,
  whyNotReset,
} from './status-words.ts';

test('what can be done with a status, and why not', () => {
  expect(whyNotActivate({ active: true })).toBe('It is the active status.');
  expect(whyNotActivate({ active: false })).toBeNull();
  expect(whyNotRename({ own: false })).toMatch(/^It is a status of the Enterprise/);
  expect(whyNotRename({ own: true })).toBeNull();
  expect(whyNotReset({ edited: false })).toBe('It is as the Enterprise has it.');
  expect(whyNotReset({ edited: true })).toBeNull();
});

test('a name stands once, in whatever case, and a status keeps its own', () => {
  const statuses = [{ name: 'Mobile' }, { name: 'Garden' }];
  expect(whyNotName('  ', statuses)).toBe('');
  expect(whyNotName(' mobile', statuses)).toBe('There is a status Mobile already.');
  expect(whyNotName('garden', statuses, 'Garden')).toBeNull();
  expect(whyNotName('Roof', statuses)).toBeNull();
});

test('D1: a number that is gone, or no phone at all', () => {
  const number = {
    number: '4001',
    kind: 'desk',
    origin: 'pbx',
    state: 'deleted-on-pbx',
    heldBy: [],
  } as const;
  const account = { numbers: [{ ...number, heldBy: [...number.heldBy] }] };
  expect(brokenWord({ makeCallFrom: '4001' }, account)).toMatch(/a number that is gone$/);
  expect(brokenWord({ makeCallFrom: 'soft-phone' }, account)).toMatch(/no phone behind/);
});

test('unsaved changes are kept for each status of each account', () => {
  const at = (accountId: number, status: string) => draftAddress({ enterprise: 'acme', accountId }, status);
  expect(at(1, 'Mobile')).toBe('/acme/accounts#1/status/Mobile');
  expect(new Set([at(1, 'A'), at(1, 'B'), at(2, 'A')]).size).toBe(3);
});
