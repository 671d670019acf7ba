import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from './json-text.ts';

describe('JSON with positions', () => {
  test('whatever JSON.stringify writes is read as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseJson(text)).toEqual({ value: JSON.parse(text) as unknown });
      }),
    );
  });

  test('agrees with JSON.parse about what is JSON', () => {
    const characters = fc.constantFrom(...'{}[]:,"\\ \n-0.5e+u00atrufalsn\u0001é'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const result = parseJson(text);
        // Repeated keys are the one thing that only we refuse.
        if ('problem' in result && result.problem.message.includes('twice')) return;
        expect('value' in result).toBe(valid);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['{\n  "a": 1,\n}', 3, 1, 'a comma stands before the }'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or } is expected here'],
    ['{"a": tru}', 1, 7, 'a value is expected here'],
    ['{"é\u{1f600}": x}', 1, 8, 'a value is expected here'],
    ["{'a': 1}", 1, 2, 'a key in double quotes is expected here'],
    ['{"a": "x\n"}', 1, 7, 'this string is not closed on its line'],
    ['{"a": "C:\\dir"}', 1, 10, 'JSON does not know this escape; a backslash itself is written \\\\'],
    ['{"a": 1', 1, 8, 'the text ends too early'],
    ['', 1, 1, 'the text ends too early'],
    ['{} {}', 1, 4, 'there is something after the end'],
    ['{"a": 1, "\\u0061": 2}', 1, 10, 'the key stands twice in this object'],
    ['[1,]', 1, 4, 'a comma stands before the ]'],
  ])('%j fails at line %i, column %i: %s', (text, line, column, message) => {
    expect(parseJson(text)).toEqual({ problem: { line, column, message } });
  });

  test('a byte order mark is no part of the text', () => {
    expect(parseJson('\uFEFF{}')).toEqual({ value: {} });
  });

  test('deep nesting is refused, not a stack overflow', () => {
    const result = parseJson('['.repeat(1_000_000));
    expect('problem' in result && result.problem.message).toBe('the nesting is too deep');
  });

  test('a string of many megabytes is no trouble', () => {
    const text = JSON.stringify({ a: 'x'.repeat(20_000_000) });
    expect('value' in parseJson(text)).toBe(true);
  });
});
