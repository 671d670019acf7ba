import path from 'node:path';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { failpoint } from '../failpoint.ts';
import { ACCOUNT_INDEXES, first } from './migrations/001-first.ts';
import { trust } from './migrations/002-trust.ts';
import { pbx } from './migrations/003-pbx.ts';
import { people } from './migrations/004-people.ts';
import { makePrivate, type Connection } from './sqlite.ts';

/** One step of the schema; `version` is what `PRAGMA user_version` says afterwards. */
export interface Migration {
  version: number;
  sql: string;
}

/** All migrations, in order. */
export const MIGRATIONS: readonly Migration[] = [
  { version: first.version, sql: first.sql + ACCOUNT_INDEXES.map((index) => `${index.sql};`).join('\n') },
  trust,
  pbx,
  people,
];

/**
 * Brings the schema up to date: each migration in a transaction of its own, after a backup of what was there.
 * Throws `store.newer` for a schema that this version does not know, and touches nothing then.
 *
 * @param needsAll called before a store that holds data is changed (E2): keeps everybody else out until the function
 *   that it returns is called, and throws while somebody is using the store.
 */
export function migrate(
  connection: Connection,
  backups: string,
  options: { migrations?: readonly Migration[]; now?: number; needsAll?: () => () => void } = {},
): void {
  const migrations = options.migrations ?? MIGRATIONS;
  const latest = migrations.at(-1)?.version ?? 0;
  const found = connection.scalar('PRAGMA user_version');
  if (found > latest) {
    throw new RollcallError(
      'store.newer',
      `The data folder has schema ${found}, and this Rollcall knows schemas up to ${latest}.`,
    );
  }
  if (found === latest) return;
  const release = found > 0 ? options.needsAll?.() : undefined;
  try {
    for (const migration of migrations) {
      if (migration.version <= connection.scalar('PRAGMA user_version')) continue;
      const before = connection.scalar('PRAGMA user_version');
      // Between the migrations of a new folder there is nothing to lose.
      if (found > 0) backUp(connection, backups, before, options.now ?? Date.now());
      connection.transaction(() => {
        // Another process may have been first, between the look and the lock.
        if (connection.scalar('PRAGMA user_version') >= migration.version) return;
        connection.exec(migration.sql);
        failpoint('migrate.before-commit');
        connection.exec(`PRAGMA user_version = ${migration.version}`);
      });
    }
  } finally {
    release?.();
  }
}

/** A whole copy of the database in the backups folder, named for its schema and the time. */
function backUp(connection: Connection, backups: string, version: number, now: number): void {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const file = path.join(backups, `rollcall-schema-${version}-${stamp}.db`);
  connection.exec(`VACUUM INTO '${file.replaceAll("'", "''")}'`);
  makePrivate(file, 0o600);
}
