import { expect, test } from 'vitest';
import { isNumberTarget } from './status-rules.ts';
import { nameProblem, newNumberProblem } from './written-names.ts';

test.each([
  'Mobile',
  'À la maison',
  'خارج المكتب',
  '自宅',
  'At 9:30',
  '☎️ Home',
  '🏠',
  'Home\u00a0office',
  'e\u0301',
])('%s is a name', (name) => expect(nameProblem(name)).toBeNull());

test.each([
  ['', 'must not be empty'],
  [' \u3000', 'must not be empty'],
  ['\u202eeliboM', 'must not contain invisible characters'],
  ['Mobile\u200b', 'must not contain invisible characters'],
  ['a\u200db', 'must not contain invisible characters'],
  ['1\u20282', 'must not contain invisible characters'],
  ['a\tb', 'must not contain invisible characters'],
  ['Mobile\u3164', 'must not contain invisible characters'],
  ['Mobile\ufe0f', 'must not contain invisible characters'],
  ['\u2800', 'must not contain invisible characters'],
  ['a\ud800', 'must not contain invisible characters'],
  ['\u0301', 'must contain a visible character'],
])('%j is none: %s', (name, problem) => {
  expect(nameProblem(name)).toBe(problem);
  expect(newNumberProblem(name)).toBe(problem);
});

test('the words for phones and places are no numbers, in any case', () => {
  for (const word of ['prime-phone', 'voicemail', 'Voicemail', 'none', 'PRIME PHONE', ' ring group ']) {
    expect(newNumberProblem(word)).toMatch(/must be a number/);
    expect(nameProblem(word)).toBeNull();
  }
  for (const number of ['6001', '+49 (170) 1', 'sip:eva@example.com']) {
    expect(newNumberProblem(number)).toBeNull();
    expect(isNumberTarget(number)).toBe(true);
  }
});
