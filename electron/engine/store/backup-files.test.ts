import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeBackup } from './backup-files.ts';
import { layoutOf, prepareFolder } from './folder.ts';

let root: string;
const now = Date.UTC(2026, 4, 4, 8, 30);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-backups-'));
  prepareFolder(root);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, pieces: Iterable<string> | AsyncIterable<string> = ['text']) =>
  writeBackup(layoutOf(root), { kind: 'enterprise', name, now, extension: 'csv' }, pieces);

it('a backup is whole, private and named for what it is', async () => {
  const file = await write('acme', ['a,b\r\n', 'ü,😀\r\n']);
  expect(path.basename(file)).toBe('enterprise-acme-2026-05-04T08-30-00-000Z.csv');
  expect(readFileSync(file, 'utf8')).toBe('a,b\r\nü,😀\r\n');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('any name gives a file in the backups folder, and none is overwritten', async () => {
  const names = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom('../../key', '..', '/etc/passwd', 'CON', 'a\u0000b', '', '.', '日本', 'Ä/Ö\\Ü'),
  );
  const files = new Set<string>();
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const file = await write(name);
      expect(path.dirname(file)).toBe(layoutOf(root).backups);
      expect(path.basename(file)).toMatch(/^enterprise-[A-Za-z0-9_.-]{1,64}-2026[0-9TZ-]+\.csv$/);
      expect(files.has(file)).toBe(false);
      files.add(file);
    }),
    { numRuns: 200 },
  );
});

it('a backup that cannot be finished leaves nothing behind', async () => {
  const failing = function* () {
    yield 'half';
    throw new Error('no more');
  };
  await expect(write('acme', failing())).rejects.toMatchObject({ code: 'store.unwritable' });
  expect(readdirSync(layoutOf(root).backups)).toEqual([]);
});

it('a folder that takes no file is store.unwritable', async () => {
  rmSync(layoutOf(root).backups, { recursive: true });
  await expect(write('acme')).rejects.toMatchObject({ code: 'store.unwritable' });
});
