import { expect, test } from 'vitest';
import type { NumberRow } from '../../../shared/contract/index.ts';
import { whyNotDelete, whyNotRepoint } from './why-not.ts';

type Asked = Pick<NumberRow, 'origin' | 'state' | 'heldBy'>;

const row = (more: Partial<Asked>): Asked => ({ origin: 'pbx', state: 'present', heldBy: [], ...more });

test('D4: what can be deleted, and why not the rest', () => {
  expect(whyNotDelete(row({}))).toMatch(/^The phone system has it/);
  expect(whyNotDelete(row({ origin: 'directory' }))).toMatch(/^The directory has it/);
  expect(whyNotDelete(row({ state: 'deleted-on-pbx' }))).toBeNull();
  expect(whyNotDelete(row({ state: 'reassigned' }))).toBeNull();
  expect(whyNotDelete(row({ origin: 'manual', heldBy: ['manual'] }))).toBeNull();
  expect(whyNotDelete(row({ origin: 'user', heldBy: ['manual'] }))).toBeNull();
});

test('R6 ex. b and e: what a status points at has to be re-pointed first', () => {
  expect(whyNotDelete(row({ state: 'deleted-on-pbx', heldBy: ['status:Mobile'] }))).toBe(
    'The status Mobile still points at it: re-point first.',
  );
  expect(
    whyNotDelete(row({ origin: 'manual', heldBy: ['manual', 'status:Mobile', 'status:In a Meeting'] })),
  ).toBe('The statuses Mobile and In a Meeting still point at it: re-point first.');
});

test('only what a status points at can be re-pointed', () => {
  expect(whyNotRepoint(row({ heldBy: ['manual'] }))).toBe('No status points at it.');
  expect(whyNotRepoint(row({ heldBy: ['status:Mobile'] }))).toBeNull();
});
