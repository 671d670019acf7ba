import { expect, test } from 'vitest';
import type { RunView } from '../../../shared/contract/index.ts';
import { baselineWord, completeWord, feedWord, resultWord } from './evidence-words.ts';

test.each([
  [0, 'success (0)'],
  [4, 'size limit exceeded (4)'],
  [10, 'referral (10)'],
  [4242, 'unknown result (4242)'],
  [null, 'no final result'],
])('result %j is %s', (result, words) => {
  expect(resultWord(result)).toBe(words);
});

const run = (more: Partial<RunView>) =>
  ({ kind: 'sync', complete: true, baseline: false, error: null, ...more }) as RunView;

test('completeness says why not', () => {
  const error = { code: 'ldap.size-limit', message: 'The server stopped at 500.', hint: '' } as const;
  expect(completeWord(run({}))).toMatch(/^yes/);
  expect(completeWord(run({ complete: false, error }))).toBe('no: The server stopped at 500.');
  expect(completeWord(run({ complete: false }))).toBe('no');
  expect(completeWord(run({ kind: 'removal' }))).toBe('nothing was read');
});

test('a baseline is explained', () => {
  expect(baselineWord(run({ baseline: true }))).toMatch(/^yes: this is the first complete run/);
  expect(baselineWord(run({}))).toBe('no: the settings are those of the last complete run');
  expect(baselineWord(run({ complete: false }))).toBe('no: only a complete read can be one');
  expect(baselineWord(run({ kind: 'removal' }))).toBe('does not apply');
});

test('an unknown feed stays as it is', () => {
  expect(feedWord('other')).toBe('other');
  expect(feedWord('full')).toMatch(/^everything/);
});
