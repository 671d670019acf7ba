import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../shared/contract/index.ts';
import { ENDING_OPTIONS, filterOf, fitsFilter, paramsOf, sourceOptions } from './run-filter.ts';

const run = (more: Partial<RunSummary>) =>
  ({ sourceId: 1, source: 'HQ', outcome: 'success', complete: true, ...more }) as RunSummary;

describe('the filter of the address', () => {
  test('survives the way there and back', () => {
    const filter = filterOf(new URLSearchParams('source=2,1&outcome=held,failed'));
    expect(filter).toEqual({ sources: [2, 1], endings: ['failed', 'held'] });
    expect(filterOf(new URLSearchParams(paramsOf(filter)))).toEqual(filter);
  });

  test('passes over what it does not know', () => {
    expect(filterOf(new URLSearchParams('source=x,-1,3&outcome=good'))).toEqual({
      sources: [3],
      endings: [],
    });
    expect(paramsOf({ sources: [], endings: [] })).toEqual({});
  });
});

test('a partial read is not a warning', () => {
  const partial = run({ outcome: 'warnings', complete: false });
  expect(fitsFilter(partial, { sources: [], endings: ['partial'] })).toBe(true);
  expect(fitsFilter(partial, { sources: [], endings: ['warnings'] })).toBe(false);
  expect(fitsFilter(run({ outcome: 'warnings' }), { sources: [], endings: ['warnings'] })).toBe(true);
  expect(fitsFilter(run({}), { sources: [2], endings: [] })).toBe(false);
  expect(fitsFilter(run({ sourceId: null }), { sources: [2], endings: [] })).toBe(false);
  expect(fitsFilter(run({}), { sources: [], endings: [] })).toBe(true);
});

test('a deleted source can still be chosen while its runs are listed', () => {
  const runs = [run({}), run({ sourceId: 2, source: 'Old' }), run({ sourceId: null })];
  expect(sourceOptions([{ sourceId: 1, name: 'HQ' }], runs)).toEqual([
    { value: '1', label: 'HQ' },
    { value: '2', label: 'Old (deleted)' },
  ]);
});

test('endings are in words', () => {
  expect(ENDING_OPTIONS.map(({ label }) => label)).toContain('Partial read');
});
