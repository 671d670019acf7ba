import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TestFolders } from '../../../tests/support/store.ts';
import { Connection, isUniqueViolation, tryLock } from './sqlite.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

const typed = (code: string) => expect.objectContaining({ name: 'RollcallError', code }) as Error;

function database(options?: { busyTimeoutMs?: number }, file = path.join(folder(), 'test.db')): Connection {
  const connection = Connection.open(file, options);
  connection.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, text TEXT UNIQUE) STRICT');
  return connection;
}

function folder(): string {
  const made = folders.next();
  mkdirSync(made, { recursive: true });
  return made;
}

const count = (connection: Connection) => connection.scalar('SELECT count(*) FROM t');

describe('transactions', () => {
  test('E1: all or nothing', () => {
    const db = database();
    const insert = db.prepare('INSERT INTO t (text) VALUES (?)');
    expect(db.transaction(() => insert.run('a').changes)).toBe(1);
    const boom = new Error('boom');
    expect(() =>
      db.transaction(() => {
        insert.run('b');
        throw boom;
      }),
    ).toThrow(boom);
    expect(count(db)).toBe(1);
    db.transaction(() => insert.run('c'));
    expect(count(db)).toBe(2);
    db.close();
  });

  test('E1: a nested one joins the outer one', () => {
    const db = database();
    const insert = db.prepare('INSERT INTO t (text) VALUES (?)');
    expect(() =>
      db.transaction(() => {
        db.transaction(() => insert.run('inner'));
        throw new Error('outer');
      }),
    ).toThrow('outer');
    expect(count(db)).toBe(0);
    db.close();
  });

  test('E1: no await in a transaction: a promise is refused and rolled back', async () => {
    const db = database();
    const insert = db.prepare('INSERT INTO t (text) VALUES (?)');
    let work: Promise<void> | undefined;
    expect(() =>
      db.transaction(() => {
        work = (async () => {
          insert.run('before the await');
          await Promise.resolve();
        })();
        return work;
      }),
    ).toThrow('a transaction must not await');
    await work;
    expect(count(db)).toBe(0);
    expect(() => db.transaction(() => insert.run('next'))).not.toThrow();
    db.close();
  });

  test('E1: readers see the state before, while a writer is at work', () => {
    const file = path.join(folder(), 'wal.db');
    const writer = database({}, file);
    writer.exec('PRAGMA journal_mode = WAL');
    const reader = Connection.open(file, { busyTimeoutMs: 0 });
    writer.transaction(() => {
      writer.prepare('INSERT INTO t (text) VALUES (?)').run('a');
      expect(count(reader)).toBe(0);
    });
    expect(count(reader)).toBe(1);
    reader.close();
    writer.close();
  });
});

describe('errors that have a name', () => {
  test('E2: a full disk is store.full and loses nothing', () => {
    const db = database();
    const insert = db.prepare('INSERT INTO t (text) VALUES (?)');
    db.transaction(() => insert.run('kept'));
    db.exec(`PRAGMA max_page_count = ${db.scalar('PRAGMA page_count')}`);
    expect(() =>
      db.transaction(() => {
        for (let index = 0; index < 1000; index += 1) insert.run(`${index} ${'x'.repeat(500)}`);
      }),
    ).toThrow(typed('store.full'));
    expect(count(db)).toBe(1);
    expect(db.text('PRAGMA integrity_check')).toBe('ok');
    db.exec('PRAGMA max_page_count = 1000');
    db.transaction(() => insert.run('again'));
    expect(count(db)).toBe(2);
    db.close();
  });

  test('E2: a writer that does not let go is store.busy', () => {
    const file = path.join(folder(), 'busy.db');
    const first = database({}, file);
    const second = database({ busyTimeoutMs: 0 }, file);
    first.transaction(() => {
      expect(() => second.transaction(() => undefined)).toThrow(typed('store.busy'));
      expect(() => second.exec("INSERT INTO t (text) VALUES ('x')")).toThrow(typed('store.busy'));
    });
    second.transaction(() => undefined);
    first.close();
    second.close();
  });

  test('E2: a file that is no database is store.damaged', () => {
    const file = path.join(folder(), 'damaged.db');
    writeFileSync(file, 'this is not a database, but a text of some length. '.repeat(100));
    const db = Connection.open(file);
    expect(() => db.scalar('PRAGMA user_version')).toThrow(typed('store.damaged'));
    expect(() => db.exec('CREATE TABLE t (id)')).toThrow(typed('store.damaged'));
    expect(() => db.prepare('SELECT * FROM t')).toThrow(typed('store.damaged'));
    db.close();
  });

  test('E2: damage inside the file is store.damaged for every way to read', () => {
    const file = path.join(folder(), 'torn.db');
    const db = database({}, file);
    const insert = db.prepare('INSERT INTO t (text) VALUES (?)');
    db.transaction(() => {
      for (let index = 0; index < 2000; index += 1) insert.run(`${index} ${'x'.repeat(200)}`);
    });
    expect(db.scalar('PRAGMA page_size')).toBe(4096);
    db.close();
    // The first page says what there is; all the rest is noise.
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096);
    writeFileSync(file, bytes);
    const torn = Connection.open(file);
    const statement = torn.prepare('SELECT * FROM t ORDER BY id');
    expect(() => statement.all()).toThrow(typed('store.damaged'));
    expect(() => statement.get()).toThrow(typed('store.damaged'));
    expect(() => [...statement.iterate()]).toThrow(typed('store.damaged'));
    torn.close();
  });

  test('E2: a path that cannot be opened is store.unwritable', () => {
    const base = folder();
    expect(() => Connection.open(base)).toThrow(typed('store.unwritable'));
    if (process.getuid?.() === 0 || process.platform === 'win32') return;
    chmodSync(base, 0o500);
    expect(() => Connection.open(path.join(base, 'x.db'))).toThrow(typed('store.unwritable'));
    chmodSync(base, 0o700);
  });

  test('a unique violation is told apart, through every way in', () => {
    const db = database();
    const insert = db.prepare('INSERT INTO t (id, text) VALUES (?, ?)');
    insert.run(1, 'a');
    const caught = (work: () => unknown): unknown => {
      try {
        work();
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(isUniqueViolation(caught(() => insert.run(2, 'a')))).toBe(true);
    expect(isUniqueViolation(caught(() => insert.run(1, 'b')))).toBe(true);
    expect(isUniqueViolation(caught(() => db.exec("INSERT INTO t (text) VALUES ('a')")))).toBe(true);
    expect(isUniqueViolation(caught(() => insert.run('x', 'c')))).toBe(false);
    expect(isUniqueViolation(caught(() => db.exec('NONSENSE')))).toBe(false);
    expect(isUniqueViolation(null)).toBe(false);
    db.close();
  });
});

test('E2: a new file is private from the start', () => {
  if (process.platform === 'win32') return;
  const before = process.umask(0);
  try {
    const file = path.join(folder(), 'private.db');
    Connection.open(file).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  } finally {
    process.umask(before);
  }
});

describe('E3: locks', () => {
  test('E3: one at a time; free after release, and the file stays', () => {
    const file = path.join(folder(), 'lock.db');
    const lock = tryLock(file)!;
    expect(tryLock(file)).toBeNull();
    expect(tryLock(file)).toBeNull();
    lock.release();
    const again = tryLock(file)!;
    expect(again).not.toBeNull();
    again.release();
    expect(existsSync(file)).toBe(true);
  });

  test('E3: other failures are not taken for a held lock', () => {
    expect(() => tryLock(path.join(folders.next(), 'missing', 'lock.db'))).toThrow();
  });
});
