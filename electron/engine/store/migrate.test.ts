import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { enterpriseValues, TestFolders } from '../../../tests/support/store.ts';
import { layoutOf } from './folder.ts';
import { migrate, MIGRATIONS, type Migration } from './migrate.ts';
import { Connection } from './sqlite.ts';
import { openStore } from './store.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

const latest = MIGRATIONS.at(-1)!.version;
/** What a later version might bring. */
const second: Migration = {
  version: latest + 1,
  sql: 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT; INSERT INTO extra VALUES (7);',
};
const broken: Migration = {
  version: latest + 1,
  sql: 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT; CREATE NONSENSE;',
};

/** A data folder of today with one Enterprise in it. */
function existing(): string {
  const root = folders.next();
  const store = openStore(root);
  store.enterprises.create(enterpriseValues('Acme'), 1);
  store.close();
  return root;
}

/** A look at a database that does not go through our own code. */
function look(file: string): { version: number; tables: string[]; enterprises: string[] } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = (sql: string, column: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => String(row[column]));
    return {
      version: Number(rows('PRAGMA user_version', 'user_version')[0]),
      tables: rows("SELECT name FROM sqlite_schema WHERE type = 'table'", 'name'),
      enterprises: rows('SELECT name FROM enterprise', 'name'),
    };
  } finally {
    database.close();
  }
}

const backups = (root: string) =>
  readdirSync(layoutOf(root).backups).map((name) => path.join(layoutOf(root).backups, name));

describe('E2, E5: the schema', () => {
  test('E5: versions count up, one at a time', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  test('E5: a fresh folder gets the newest schema: STRICT tables, foreign keys, WAL, no backup', () => {
    const root = folders.next();
    const store = openStore(root);
    const { connection } = store;
    expect(connection.scalar('PRAGMA user_version')).toBe(latest);
    expect(connection.scalar('PRAGMA foreign_keys')).toBe(1);
    expect(connection.text('PRAGMA journal_mode')).toBe('wal');
    const tables = connection
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'",
      )
      .all<{
        name: string;
        strict: number;
      }>();
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
    expect(connection.text('PRAGMA integrity_check')).toBe('ok');
    expect(connection.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    store.close();
    expect(backups(root)).toEqual([]);
  });

  test('E5: a fresh folder is not backed up between two migrations either', () => {
    const root = folders.next();
    const third: Migration = { version: latest + 2, sql: 'INSERT INTO extra VALUES (8)' };
    openStore(root, { migrations: [...MIGRATIONS, second, third] }).close();
    expect(look(layoutOf(root).database).version).toBe(latest + 2);
    expect(backups(root)).toEqual([]);
  });

  test('E2: the database and what stands beside it are private', () => {
    if (process.platform === 'win32') return;
    const root = folders.next();
    const store = openStore(root);
    store.enterprises.create(enterpriseValues('Acme'), 1);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(files.map(({ name }) => name)).toContain('rollcall.db-wal');
    for (const file of files) {
      expect([file.name, statSync(path.join(file.parentPath, file.name)).mode & 0o777]).toEqual([
        file.name,
        0o600,
      ]);
    }
    store.close();
  });

  test('E2: opening again changes nothing and makes no backup', () => {
    const root = existing();
    openStore(root).close();
    expect(look(layoutOf(root).database)).toMatchObject({ version: latest, enterprises: ['Acme'] });
    expect(backups(root)).toEqual([]);
  });

  test('E5: a migration comes after a whole backup of what was there', () => {
    const root = existing();
    const store = openStore(root, { migrations: [...MIGRATIONS, second] });
    expect(store.connection.scalar('SELECT id FROM extra')).toBe(7);
    expect(store.enterprises.list().map(({ name }) => name)).toEqual(['Acme']);
    store.close();
    const [backup = '', ...more] = backups(root);
    expect(more).toEqual([]);
    expect(path.basename(backup)).toMatch(new RegExp(`^rollcall-schema-${latest}-\\d{4}-.*\\.db$`));
    if (process.platform !== 'win32') expect(statSync(backup).mode & 0o777).toBe(0o600);
    const found = look(backup);
    expect(found).toMatchObject({ version: latest, enterprises: ['Acme'] });
    expect(found.tables).not.toContain('extra');
    expect(look(layoutOf(root).database).version).toBe(latest + 1);
  });

  test('E5: a failing migration leaves the old schema, its rows and the backup; the next start works', () => {
    const root = existing();
    expect(() => openStore(root, { migrations: [...MIGRATIONS, broken] })).toThrow(/NONSENSE/);
    const found = look(layoutOf(root).database);
    expect(found).toMatchObject({ version: latest, enterprises: ['Acme'] });
    expect(found.tables).not.toContain('extra');
    expect(backups(root)).toHaveLength(1);
    const store = openStore(root);
    expect(store.enterprises.list()).toHaveLength(1);
    store.close();
    expect(readdirSync(layoutOf(root).locks).filter((name) => name.startsWith('process-'))).toEqual([]);
  });

  test('E5: of two migrations, the first stays when the second fails', () => {
    const root = existing();
    const third: Migration = { version: latest + 2, sql: 'INSERT INTO nowhere VALUES (1)' };
    expect(() => openStore(root, { migrations: [...MIGRATIONS, second, third] })).toThrow(/nowhere/);
    expect(look(layoutOf(root).database)).toMatchObject({ version: latest + 1, enterprises: ['Acme'] });
    expect(backups(root)).toHaveLength(2);
  });

  test('E2: a newer schema is refused and not touched', () => {
    const root = existing();
    openStore(root, { migrations: [...MIGRATIONS, second] }).close();
    const { database } = layoutOf(root);
    const before = readFileSync(database);
    expect(() => openStore(root)).toThrow(
      expect.objectContaining({ name: 'RollcallError', code: 'store.newer' }) as Error,
    );
    expect(readFileSync(database).equals(before)).toBe(true);
    expect(backups(root)).toHaveLength(1);
    expect(look(database).tables).toContain('extra');
  });

  test('E2: a migration waits for nobody: while a synchronization runs it is store.busy, and nothing is changed', () => {
    const root = existing();
    const store = openStore(root);
    const { enterpriseId } = store.enterprises.list()[0]!;
    const lease = store.leases.tryTake(enterpriseId, 'test', 1)!;
    expect(() => openStore(root, { migrations: [...MIGRATIONS, second] })).toThrow(
      expect.objectContaining({ name: 'RollcallError', code: 'store.busy' }) as Error,
    );
    expect(store.connection.scalar('PRAGMA user_version')).toBe(latest);
    expect(backups(root)).toEqual([]);
    lease.release();
    store.close();
    openStore(root, { migrations: [...MIGRATIONS, second] }).close();
    expect(look(layoutOf(root).database).version).toBe(latest + 1);
  });

  test('E2: during a migration nobody can take a lease', () => {
    const root = existing();
    const store = openStore(root);
    const { enterpriseId } = store.enterprises.list()[0]!;
    store.leases.tryTake(enterpriseId, 'test', 1)!.release();
    store.close();
    const connection = Connection.open(layoutOf(root).database);
    const order: string[] = [];
    migrate(connection, layoutOf(root).backups, {
      migrations: [...MIGRATIONS, second],
      needsAll: () => {
        order.push(`taken at ${connection.scalar('PRAGMA user_version')}`);
        return () => order.push(`freed at ${connection.scalar('PRAGMA user_version')}`);
      },
    });
    expect(order).toEqual([`taken at ${latest}`, `freed at ${latest + 1}`]);
    // Nothing to do, nothing to take; and a fresh database has nobody to keep out.
    migrate(connection, layoutOf(root).backups, {
      migrations: [...MIGRATIONS, second],
      needsAll: () => expect.fail('nothing to migrate'),
    });
    connection.close();
    const fresh = Connection.open(`${folders.next()}.db`);
    migrate(fresh, folders.next(), { needsAll: () => expect.fail('nothing there yet') });
    fresh.close();
  });

  test('E5: leases are freed when a migration fails', () => {
    const root = existing();
    const connection = Connection.open(layoutOf(root).database);
    let freed = false;
    const options = { migrations: [...MIGRATIONS, broken], needsAll: () => () => void (freed = true) };
    expect(() => migrate(connection, layoutOf(root).backups, options)).toThrow();
    expect(freed).toBe(true);
    connection.close();
    expect(existsSync(layoutOf(root).database)).toBe(true);
  });
});
