import { expect, test } from 'vitest';
import type { PreflightReport } from '../../../shared/contract/index.ts';
import { fillRate, progressText, reportSentence } from './preflight-words.ts';

const REPORT: PreflightReport = {
  server: 'ldap://x',
  complete: true,
  error: null,
  entries: 1200,
  importable: 1200,
  lookedAt: 1200,
  fields: [],
  codes: [],
  listed: 0,
  listable: 0,
};

const code = (severity: 'info' | 'warning'): PreflightReport['codes'][number] => ({
  code: 'entry.missing-field',
  severity,
  hint: '',
  count: 1,
  issues: [],
});

test('what goes on is told with how far it is', () => {
  const at = (phase: 'connecting' | 'reading' | 'looking', done: number, total: number) =>
    progressText({ type: 'progress', phase, done, total });
  expect(at('connecting', 0, 0)).toBe('Connecting…');
  expect(at('reading', 1, 0)).toBe('Reading, 1 entry');
  expect(at('reading', 1000, 0)).toBe('Reading, 1,000 entries');
  expect(at('reading', 1000, 5000)).toBe('Reading, 1,000 of 5,000');
  expect(at('looking', 0, 5000)).toBe('Looking at what was read, 0 of 5,000');
});

test.each<[Partial<PreflightReport>, string]>([
  [{}, '1,200 entries read; all of them can be imported.'],
  [{ codes: [code('info')] }, '1,200 entries read; all of them can be imported.'],
  [{ importable: 1199, codes: [code('warning')] }, '1,200 entries read; 1,199 can be imported.'],
  [{ complete: false }, '1,200 entries read, not all that there are; all of them can be imported.'],
  [{ entries: 0, importable: 0 }, 'No entry matches the query.'],
  [{ entries: 0, importable: 0, complete: false }, 'Nothing could be read.'],
  [{ entries: 1, importable: 0 }, '1 entry read; 0 can be imported.'],
])('%j: %s', (change, sentence) => {
  expect(reportSentence({ ...REPORT, ...change })).toBe(sentence);
});

test.each<[number, number, string]>([
  [0, 0, '–'],
  [0, 10, '0 %'],
  [10, 10, '100 %'],
  [1, 1000, '1 %'],
  [999, 1000, '99 %'],
  [50, 100, '50 %'],
])('%i of %i is %s', (filled, of, text) => {
  expect(fillRate(filled, of)).toBe(text);
});
