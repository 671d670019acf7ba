import { expect, test } from 'vitest';
import type { RunView } from '../../../shared/contract/index.ts';
import { zeroCounters } from '../../../shared/domain/run.ts';
import { lastRunSums } from './last-run-sums.ts';

const counters = {
  ...zeroCounters(),
  devices: 250,
  assigned: 246,
  notAssigned: 4,
  heldCreates: 1,
  heldDeletes: 2,
};
const issues = { error: 1, warning: 12, info: 4 };

test('every device ends somewhere: the sum is shown as one', () => {
  const [devices] = lastRunSums({ counters, evidence: null, issues });
  expect(devices?.terms.map(({ label, count, sign }) => [sign ?? '', label, count])).toEqual([
    ['', 'Devices', 250],
    ['=', 'In accounts', 246],
    ['+', 'Not assigned', 4],
  ]);
});

test('groups are shown when the run says how many it read', () => {
  const labels = (evidence: RunView['evidence']) =>
    lastRunSums({ counters, evidence, issues }).flatMap(({ terms }) => terms.map(({ label }) => label));
  expect(labels(null)).not.toContain('Groups');
  expect(labels({ export: { groups: 80 } } as RunView['evidence'])).toContain('Groups');
});

test('rows of all kinds that wait are one number', () => {
  const terms = lastRunSums({ counters, evidence: null, issues }).flatMap((sum) => sum.terms);
  expect(terms.find(({ label }) => label === 'Held for approval')).toMatchObject({ count: 3, tab: 'held' });
});

test('errors, warnings and what is only for information are counters of the run too', () => {
  const remarked = lastRunSums({ counters, evidence: null, issues }).at(-1);
  expect(remarked?.terms.map(({ label, count, part }) => [label, count, part])).toEqual([
    ['Errors', 1, 'issues'],
    ['Warnings', 12, 'issues'],
    ['For information', 4, 'issues'],
  ]);
});
