import { expect, test } from 'vitest';
import type { RunSummary } from '../../shared/contract/index.ts';
import { zeroCounters, type Counters } from '../../shared/domain/run.ts';
import { barsOf, barsSentence, legendOf } from './run-bars.ts';

const run = (id: number, outcome: RunSummary['outcome'], counters: Partial<Counters> = {}, seconds = 1) =>
  ({
    id,
    outcome,
    complete: true,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: new Date(Date.parse('2026-01-01T00:00:00.000Z') + 1000 * seconds).toISOString(),
    counters: { ...zeroCounters(), ...counters },
  }) as RunSummary;

const runs = [
  run(3, 'failed'),
  run(2, 'held', { updated: 5, heldDeletes: 20 }, 4),
  run(1, 'success', { created: 100 }, 16),
];

test('the oldest run stands first, and the highest reaches the top', () => {
  expect(barsOf(runs, 'changes').map(({ runId, height, mark }) => [runId, height, mark])).toEqual([
    [1, 1, ''],
    [2, 0.5, 'H'],
    [3, 0, 'F'],
  ]);
});

test('the other measure', () => {
  expect(barsOf(runs, 'duration').map(({ height }) => height)).toEqual([1, 0.5, 0.25]);
  expect(barsOf([], 'duration')).toEqual([]);
});

test('a title says it in words', () => {
  expect(barsOf(runs, 'changes')[1]?.title).toMatch(/: Held for approval, 25 changes, 4.0 s$/);
});

test('the legend explains what is there, and nothing else', () => {
  expect(legendOf(runs).map(({ mark, word }) => [mark, word])).toEqual([
    ['', 'Success'],
    ['H', 'Held for approval'],
    ['F', 'Failed'],
  ]);
});

test('the sentence counts', () => {
  expect(barsSentence('HQ', [...runs, run(0, 'success')])).toBe(
    'The last 4 runs of HQ: 2 success, 1 held for approval and 1 failed.',
  );
  expect(barsSentence('HQ', [run(1, 'skipped')])).toBe('The last run of HQ: 1 skipped.');
});
