import { expect, test } from 'vitest';
import { csv } from './csv.ts';

test('a table begins with a byte order mark, its header follows, and each row ends with CR LF', () => {
  expect(csv(['a', 'b'], [['1', 2]])).toBe('\uFEFFa,b\r\n1,2\r\n');
});

test('what looks like a formula is marked, in the header as in the rows', () => {
  expect(csv(['a', '=b'], [['x', '@y']])).toBe("\uFEFFa,'=b\r\nx,'@y\r\n");
});
