import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { layoutOf } from './folder.ts';
import { tryLock } from './sqlite.ts';
import { openStore, type Store } from './store.ts';

const PREFIX = 'rollcall-results-';
/** A folder without any lock is left alone for so long, in milliseconds: somebody may be making it. */
const BEING_MADE_MS = 60 * 60 * 1000;

/**
 * Opens a store in a new folder of the system's temporary one, for its owner only, that lives as long as the store is
 * open. What an earlier process left there because it was killed is removed on this occasion.
 */
export function openTemporaryStore(temporary = os.tmpdir()): { store: Store; close(): void } {
  removeLeftovers(temporary);
  const root = mkdtempSync(path.join(temporary, PREFIX));
  const remove = (): void => rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  try {
    const store = openStore(root);
    // A power cut may take it, and what fails while it is filled is thrown away as a whole. Without a journal there is no
    // long moment at the end when everything is copied.
    store.connection.exec('PRAGMA journal_mode = OFF');
    store.connection.exec('PRAGMA synchronous = OFF');
    return {
      store,
      close() {
        store.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function removeLeftovers(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    if (!name.startsWith(PREFIX)) continue;
    const root = path.join(temporary, name);
    try {
      if (isAbandoned(root)) rmSync(root, { recursive: true, force: true });
    } catch {
      // Another person's, or gone meanwhile.
    }
  }
}

/** Whether no process has the store open: each holds a lock in it (store.ts) that dies with the process. */
function isAbandoned(root: string): boolean {
  if (process.getuid !== undefined && statSync(root).uid !== process.getuid()) return false;
  const { locks } = layoutOf(root);
  const files = readdirSync(locks).filter((name) => /^process-[\w-]+\.db$/.test(name));
  if (files.length === 0) return Date.now() - statSync(root).mtimeMs > BEING_MADE_MS;
  return files.every((name) => {
    const lock = tryLock(path.join(locks, name));
    lock?.release();
    return lock !== null;
  });
}
