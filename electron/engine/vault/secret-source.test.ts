import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveSecret } from './secret-source.ts';

const file = (text: string): string | null => resolveSecret({ file: 'any' }, {}, () => text);

test('no reference, no secret', () => {
  expect(resolveSecret(null, { PW: 'x' })).toBeNull();
});

test('an environment variable resolves when it is set and not empty', () => {
  expect(resolveSecret({ env: 'PW' }, { PW: ' s3cret\n' })).toBe(' s3cret\n');
  expect(resolveSecret({ env: 'PW' }, { PW: '' })).toBeNull();
  expect(resolveSecret({ env: 'PW' }, {})).toBeNull();
});

test('a file loses one newline at its end and nothing else', () => {
  expect(file('s3cret')).toBe('s3cret');
  expect(file('s3cret\n')).toBe('s3cret');
  expect(file('s3cret\r\n')).toBe('s3cret');
  expect(file('s3cret\n\n')).toBe('s3cret\n');
  expect(file(' s3\ncret \n')).toBe(' s3\ncret ');
  expect(file('\uFEFFgrün\r\n')).toBe('grün');
});

test('an empty file does not resolve: an empty password would bind anonymously', () => {
  expect(file('')).toBeNull();
  expect(file('\n')).toBeNull();
});

test('a file that cannot be read does not resolve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-secret-'));
  try {
    writeFileSync(join(folder, 'pw'), 'from disk\n');
    expect(resolveSecret({ file: join(folder, 'pw') }, {})).toBe('from disk');
    expect(resolveSecret({ file: join(folder, 'gone') }, {})).toBeNull();
    expect(resolveSecret({ file: folder }, {})).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
