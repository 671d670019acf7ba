import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DataFolder } from './folder.ts';

/** Longest part of a file name that comes from a name of the store. */
const LONGEST_NAME = 64;

/**
 * Writes a new file into the backups folder, readable by its owner only, and answers with its path once it is on the
 * disk: what is deleted next must not be lost with the power. `kind` and `name` tell people what it is; `name` may be
 * anything. No half-written file stays behind.
 */
export async function writeBackup(
  folder: DataFolder,
  file: { kind: string; name: string; now: number; extension: string },
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<string> {
  const stamp = new Date(file.now).toISOString().replace(/[:.]/g, '-');
  const name = `${file.kind}-${fileName(file.name)}-${stamp}`;
  let at = '';
  try {
    const handle = await openNew((suffix) => {
      at = path.join(folder.backups, `${name}${suffix}.${file.extension}`);
      return at;
    });
    try {
      for await (const piece of pieces) await handle.write(piece);
      await handle.sync();
    } catch (error) {
      await rm(at, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return at;
  } catch (error) {
    if (error instanceof RollcallError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new RollcallError(
      code === 'ENOSPC' || code === 'EDQUOT' ? 'store.full' : 'store.unwritable',
      `The backup ${at} cannot be written (${code}).`,
      { cause: error },
    );
  }
}

/** Two backups of the same millisecond get two names: none is ever overwritten. */
async function openNew(nameWith: (suffix: string) => string) {
  for (let count = 1; ; count += 1) {
    try {
      return await open(nameWith(count === 1 ? '' : `-${count}`), 'wx', 0o600);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || count >= 1000)
        throw error;
    }
  }
}

/** A name as every file system takes it: letters, digits, dot, dash and underscore of ASCII. */
function fileName(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9_.-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, LONGEST_NAME) || 'unnamed'
  );
}
