import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveFile } from './save-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-save-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('pieces become one file that only its owner reads', async () => {
  const file = path.join(folder, 'list.csv');
  await saveFile(file, ['a,b\n', '1,ü\n']);
  expect(readFileSync(file, 'utf8')).toBe('a,b\n1,ü\n');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['list.csv']);
});

test('a file that breaks off leaves what was there', async () => {
  const file = path.join(folder, 'list.csv');
  writeFileSync(file, 'old');
  async function* breaking() {
    yield 'new';
    throw new Error('the engine is gone');
  }
  await expect(saveFile(file, breaking())).rejects.toThrow('the engine is gone');
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['list.csv']);
});

test('a place that cannot be written says so', async () => {
  await expect(saveFile(path.join(folder, 'missing', 'x'), ['a'])).rejects.toMatchObject({
    code: 'file.unwritable',
  });
  await expect(saveFile(folder, ['a'])).rejects.toMatchObject({ code: 'file.unwritable' });
  expect(readdirSync(folder)).toEqual([]);
});
