import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, TestFolders } from '../../../tests/support/store.ts';
import { layoutOf } from './folder.ts';
import { openSecondConnection, openStore } from './store.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

const presences = (root: string) =>
  readdirSync(layoutOf(root).locks).filter((name) => /^process-.*\.db$/.test(name));

/** What a killed process leaves: its presence file, which nobody locks any more. */
function leavePresence(root: string): void {
  mkdirSync(layoutOf(root).locks, { recursive: true });
  writeFileSync(path.join(layoutOf(root).locks, 'process-0000-dead.db'), '');
}

/** Opens the store and says what it told the person at the terminal. */
function notices(root: string): string[] {
  const lines: string[] = [];
  openStore(root, { notice: (line) => lines.push(line) }).close();
  return lines;
}

describe('E2: after an unclean end', () => {
  test('E2: a clean end leaves nothing behind, and nothing is checked', () => {
    const root = folders.next();
    const store = openStore(root);
    expect(presences(root)).toHaveLength(1);
    store.close();
    expect(presences(root)).toEqual([]);
    expect(notices(root)).toEqual([]);
  });

  test('E2: a process that died is noticed, the database is checked, once', () => {
    const root = folders.next();
    openStore(root).close();
    leavePresence(root);
    expect(notices(root)).toHaveLength(1);
    expect(presences(root)).toEqual([]);
    expect(notices(root)).toEqual([]);
  });

  test('E2: a process that lives is not taken for a dead one', () => {
    const root = folders.next();
    const store = openStore(root);
    expect(notices(root)).toEqual([]);
    expect(presences(root)).toHaveLength(1);
    store.close();
  });

  test('E2: a damaged database is refused, every time, until it is mended', () => {
    const root = folders.next();
    const store = openStore(root);
    const enterpriseId = store.enterprises.create(enterpriseValues('Acme'), 1);
    store.transaction(() => {
      for (let index = 0; index < 500; index += 1) createSource(store, enterpriseId, `s${index}`);
    });
    store.close();
    const { database } = layoutOf(root);
    const sound = readFileSync(database);
    const damaged = Buffer.from(sound);
    damaged.fill(0x5a, damaged.length - 40 * 4096, damaged.length - 20 * 4096);
    writeFileSync(database, damaged);
    leavePresence(root);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(() => openStore(root)).toThrow(
        expect.objectContaining({ name: 'RollcallError', code: 'store.damaged' }) as Error,
      );
      // Only the dead one's: our own is gone.
      expect(presences(root)).toEqual(['process-0000-dead.db']);
    }
    expect(readFileSync(database).equals(damaged)).toBe(true);
    writeFileSync(database, sound);
    expect(notices(root)).toHaveLength(1);
    expect(presences(root)).toEqual([]);
  });

  test('E2: a database that is something else altogether is store.damaged', () => {
    const root = folders.next();
    mkdirSync(root, { recursive: true });
    writeFileSync(
      layoutOf(root).database,
      'no database at all, and long enough to be looked at. '.repeat(50),
    );
    expect(() => openStore(root)).toThrow(
      expect.objectContaining({ name: 'RollcallError', code: 'store.damaged' }) as Error,
    );
    expect(presences(root)).toEqual([]);
  });

  test('E2: a network share is refused before anything is made in it', () => {
    if (process.platform !== 'linux') return;
    const root = folders.next();
    expect(() => openStore(root, { fileSystemType: () => 0x6969 })).toThrow(
      expect.objectContaining({ name: 'RollcallError', code: 'store.network-share' }) as Error,
    );
    expect(readdirSync(root)).not.toContain('rollcall.db');
  });
});

test('E1: a second connection sees what the first one wrote, and its own transactions', () => {
  const root = folders.next();
  const store = openStore(root);
  const other = openSecondConnection(store.folder);
  expect(other.connection.scalar('PRAGMA foreign_keys')).toBe(1);
  store.enterprises.create(enterpriseValues('Acme'), 1);
  expect(other.enterprises.find('acme')?.name).toBe('Acme');
  other.transaction(() => {
    other.enterprises.create(enterpriseValues('Other'), 1);
    expect(store.enterprises.list().map(({ name }) => name)).toEqual(['Acme']);
  });
  expect(store.enterprises.list()).toHaveLength(2);
  other.close();
  store.close();
});
