import { expect, test } from 'vitest';
import { baseName, size, writtenAs } from './node-words.ts';

test('how a file is written', () => {
  expect(writtenAs({ encoding: 'UTF-8', separator: ';' })).toBe('UTF-8, semicolon');
  expect(writtenAs({ encoding: 'UTF-16LE', separator: '\t' })).toBe('UTF-16LE, tab');
  expect(writtenAs({ encoding: '', separator: '' })).toBe('');
});

test('the name of a file, whatever system it lies on', () => {
  expect(baseName('/exports/hq/users.csv')).toBe('users.csv');
  expect(baseName('C:\\Exports\\users.csv')).toBe('users.csv');
  expect(baseName('users.csv')).toBe('users.csv');
});

test('how large a file is', () => {
  expect([0, 999, 1000, 1_449_000, 24_000_000, 3e12].map(size)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.4 MB',
    '24 MB',
    '3000 GB',
  ]);
});
