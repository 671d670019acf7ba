import { chmodSync, existsSync, openSync, closeSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  type InferResult,
} from 'kysely';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Tables } from './schema.ts';

/** How long a small write waits for another one, in milliseconds, before `store.busy`. */
const BUSY_TIMEOUT_MS = 10_000;

/** A value that SQLite takes. */
export type SqlValue = SQLInputValue;

/** Builds typed SQL; it never runs anything by itself (`Connection` does, synchronously). */
const builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Who makes an edit by hand: an administrator in a window or by the command, or the user of the account. */
export type Actor = 'administrator' | 'command' | 'user';

/**
 * One connection to a SQLite file: the only place that knows the driver. Everything is synchronous, so that no
 * `await` can slip into a transaction (E1).
 */
export class Connection {
  readonly path: string;
  /** Typed query builder; pass what it builds to `all`, `first` or `execute`. */
  readonly sql = builder;
  /** On whose behalf it writes now (`Store.as`): edits by hand are recorded with it. */
  actor: Actor | '' = '';
  readonly #database: DatabaseSync;
  readonly #busyTimeoutMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  private constructor(path: string, database: DatabaseSync, busyTimeoutMs: number) {
    this.path = path;
    this.#database = database;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** Opens or creates the file, 0600. */
  static open(path: string, options: { busyTimeoutMs?: number } = {}): Connection {
    return guarded(path, () => {
      // Created by us first, so that the file is never readable by others, not even for a moment.
      if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
      const timeout = options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
      const database = new DatabaseSync(path, { timeout });
      const connection = new Connection(path, database, timeout);
      database.exec('PRAGMA foreign_keys = ON');
      return connection;
    });
  }

  /** Runs statements that return nothing. */
  exec(sql: string): void {
    guarded(this.path, () => this.#database.exec(sql));
  }

  /** A prepared statement for the bulk path; kept and reused. */
  prepare(sql: string): Statement {
    return guarded(this.path, () => new Statement(this.path, this.#statement(sql)));
  }

  /** All rows of a built query. */
  all<Q extends Compilable>(query: Q): Rows<Q> {
    const { sql, parameters } = query.compile();
    return guarded(this.path, () => this.#statement(sql).all(...(parameters as SqlValue[]))) as Rows<Q>;
  }

  /** The first row of a built query, or undefined. */
  first<Q extends Compilable>(query: Q): Rows<Q>[number] | undefined {
    return this.all(query)[0];
  }

  /** Runs a built query that writes. */
  execute(query: Compilable): { changes: number; lastId: number } {
    const { sql, parameters } = query.compile();
    const result = guarded(this.path, () => this.#statement(sql).run(...(parameters as SqlValue[])));
    return { changes: Number(result.changes), lastId: Number(result.lastInsertRowid) };
  }

  /**
   * Runs `work` in one write transaction: all or nothing. Nested calls join the outer one. `work` must be
   * synchronous; a promise would leave the transaction open across other people's work.
   */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.exec('BEGIN IMMEDIATE');
    this.#depth = 1;
    try {
      const result = work();
      if (result instanceof Promise) throw new TypeError('a transaction must not await');
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled back by itself already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth = 0;
    }
  }

  /** Runs `work` on one state of the database, whatever others commit meanwhile. */
  snapshot<T>(work: () => T): T {
    if (this.#database.isTransaction) return work();
    this.exec('BEGIN');
    try {
      return work();
    } finally {
      this.exec('COMMIT');
    }
  }

  /** What is different after anything was written, by this connection or by another one. */
  revision(): string {
    return this.text("SELECT total_changes() || '.' || (SELECT data_version FROM pragma_data_version)");
  }

  /** Runs `work` without waiting for other writers: `store.busy` comes at once, for whoever can try again later. */
  withoutWaiting<T>(work: () => T): T {
    this.exec('PRAGMA busy_timeout = 0');
    try {
      return work();
    } finally {
      this.exec(`PRAGMA busy_timeout = ${this.#busyTimeoutMs}`);
    }
  }

  /** One number out of a pragma or query. */
  scalar(sql: string): number {
    const row = guarded(this.path, () => this.#database.prepare(sql).get());
    return Number(Object.values(row ?? { value: 0 })[0]);
  }

  /** One text out of a pragma or query. */
  text(sql: string): string {
    const row = guarded(this.path, () => this.#database.prepare(sql).get());
    return String(Object.values(row ?? { value: '' })[0]);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      if (this.#statements.size > 200) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The rows that a built query returns. */
type Rows<Q extends Compilable> = InferResult<Q> extends readonly (infer Row)[] ? Row[] : never[];

/** A prepared statement of the bulk path. */
export class Statement {
  readonly #path: string;
  readonly #statement: StatementSync;

  constructor(path: string, statement: StatementSync) {
    this.#path = path;
    this.#statement = statement;
  }

  run(...values: SqlValue[]): { changes: number; lastId: number } {
    try {
      const result = this.#statement.run(...values);
      return { changes: Number(result.changes), lastId: Number(result.lastInsertRowid) };
    } catch (error) {
      throw typed(this.#path, error);
    }
  }

  all<Row>(...values: SqlValue[]): Row[] {
    return guarded(this.#path, () => this.#statement.all(...values)) as Row[];
  }

  get<Row>(...values: SqlValue[]): Row | undefined {
    return guarded(this.#path, () => this.#statement.get(...values)) as Row | undefined;
  }

  /** Rows one by one, for tables that should not be held in memory. */
  *iterate<Row>(...values: SqlValue[]): Generator<Row> {
    try {
      for (const row of this.#statement.iterate(...values)) yield row as Row;
    } catch (error) {
      throw typed(this.#path, error);
    }
  }
}

/** Whether an error says that a UNIQUE or PRIMARY KEY constraint refused a row. */
export function isUniqueViolation(error: unknown): boolean {
  const cause = error instanceof RollcallError ? error.cause : error;
  const code = sqliteCode(cause);
  return code === 2067 || code === 1555;
}

/** Whether an error says that a row breaks any constraint of its table: it is not there twice, and refers to what is. */
export function isConstraintViolation(error: unknown): boolean {
  const cause = error instanceof RollcallError ? error.cause : error;
  return (sqliteCode(cause) & 0xff) === 19;
}

/**
 * Takes an exclusive lock that the operating system frees when the process dies (E3), or returns null when
 * somebody else has it.
 */
export function tryLock(path: string): { release(): void } | null {
  const connection = Connection.open(path, { busyTimeoutMs: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if (error instanceof RollcallError && error.code === 'store.busy') return null;
    throw error;
  }
  return {
    release() {
      connection.exec('ROLLBACK');
      connection.close();
    },
  };
}

/** Makes a file private to its owner where the system knows such a thing. */
export function makePrivate(path: string, mode: number): void {
  if (process.platform !== 'win32') chmodSync(path, mode);
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw typed(path, error);
  }
}

function sqliteCode(error: unknown): number {
  return typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0;
}

/** SQLite's failures that have a name of their own (https://sqlite.org/rescode.html); others pass unchanged. */
function typed(path: string, error: unknown): unknown {
  if (error instanceof RollcallError) return error;
  switch (sqliteCode(error) & 0xff) {
    case 5:
    case 6:
      return new RollcallError('store.busy', `Another process is writing to ${path}.`, { cause: error });
    case 13:
      return new RollcallError('store.full', `The disk of ${path} is full.`, { cause: error });
    case 11:
    case 26:
      return new RollcallError('store.damaged', `The database ${path} is damaged.`, { cause: error });
    case 8:
    case 14:
      return new RollcallError('store.unwritable', `The database ${path} cannot be written.`, {
        cause: error,
      });
    default:
      break;
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new RollcallError('store.unwritable', `The file ${path} cannot be written.`, { cause: error });
  }
  if (code === 'ENOSPC')
    return new RollcallError('store.full', `The disk of ${path} is full.`, { cause: error });
  return error;
}
