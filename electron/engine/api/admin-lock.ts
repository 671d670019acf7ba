import type { Store } from '../store/index.ts';

/** The lock of administration: without it, whoever opens the app is the administrator (docs/decisions/028). */
export interface AdminLock {
  /** As `passwordHash` made it. */
  hash: string;
  idleMinutes: number;
}

const SETTING = 'lock';

/** The lock of a data folder; null when there is none. */
export function adminLock(store: Store): AdminLock | null {
  const row = store.connection
    .prepare('SELECT value FROM setting WHERE name = ?')
    .get<{ value: string }>(SETTING);
  return row === undefined ? null : (JSON.parse(row.value) as AdminLock);
}

/** Sets or removes it. Call inside a transaction. */
export function putLock(store: Store, lock: AdminLock | null): void {
  if (lock === null) store.connection.prepare('DELETE FROM setting WHERE name = ?').run(SETTING);
  else {
    store.connection
      .prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)')
      .run(SETTING, JSON.stringify(lock));
  }
}
