import { expect, test } from 'vitest';
import { attributeIs, plainText } from './lookup-words.ts';

const text = (...values: string[]) => values.map((value) => Buffer.from(value));

test.each([
  ['employeeType', text('left'), 'employeeType is "left"'],
  ['employeeType', [], 'employeeType has no value'],
  ['memberOf', text('a', 'b', 'c', 'd', 'e'), 'memberOf is "a", "b", "c" and 2 more'],
  ['title', text('one\ntwo\u0000\u202ethree'), 'title is "one two three"'],
  ['objectSid', [Buffer.from([1, 0xff])], 'objectSid is "01ff"'],
  ['userPassword', text('{SSHA}x'), 'userPassword has a value that is not shown'],
])('safety.md 2: %s in words', (attribute, values, expected) => {
  expect(attributeIs(attribute, values)).toBe(expected);
});

test('safety.md 2: long values are shortened to 80 characters, and no character is cut', () => {
  const shown = attributeIs('description', text('😀'.repeat(3_000_000)));
  expect(shown).toBe(`description is "${'😀'.repeat(79)}…"`);
  expect([...attributeIs('d', text('a'.repeat(70), 'b'.repeat(70), 'c'))].length).toBeLessThan(110);
});

test('what a server writes stays on one line, in its reading direction', () => {
  expect(plainText('a\r\n\u2028b\u2066c')).toBe('a b c');
  expect(plainText('uid=é,ou=x')).toBe('uid=é,ou=x');
});
