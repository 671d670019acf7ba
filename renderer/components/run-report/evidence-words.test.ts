import { expect, test } from 'vitest';
import type { RunView } from '../../../shared/contract/index.ts';
import { ageText, baselineWord, completeWord, feedWord, fileKindWord, resultWord } from './evidence-words.ts';

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

test('of an export, no word of a server is said', () => {
  const pbx = { sourceKind: 'pbx' } as const;
  expect(completeWord(run(pbx))).toBe('yes: every file was read to its end, and none was cut off');
  expect(baselineWord(run({ ...pbx, baseline: true }))).toBe(
    'yes: this is the first complete run with these settings of the node, so all deletions were held',
  );
  expect(feedWord('full', 'pbx')).toBe('everything, since an export always holds everything');
});

test('a file of an export says what it was taken for', () => {
  expect(fileKindWord('directory')).toBe('Telephone directory');
  expect(fileKindWord('something new')).toBe('something new');
});

test.each([
  [null, null],
  ['2026-11-20T10:00:00.000Z', '3 days'],
  ['2026-11-22T12:00:00.000Z', '1 day'],
  ['2026-11-23T10:00:00.000Z', 'less than a day'],
  ['2026-11-24T10:00:00.000Z', 'less than a day'],
  ['no time', null],
])('D18: a file of %j was %j old when it was read', (modifiedAt, age) => {
  expect(ageText(modifiedAt, '2026-11-23T12:00:00.000Z')).toBe(age);
});
