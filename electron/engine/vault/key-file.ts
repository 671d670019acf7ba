import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { RollcallError } from '../../../shared/domain/errors.ts';

/** The key file of a data folder (E2). */
export function keyFilePath(folder: string): string {
  return join(folder, 'key');
}

/**
 * The 32 bytes of the key file, or null when there is none (E12). Where group or others may open the file it is
 * closed to them, and `notice` says so. Throws `vault.locked` when it cannot be read or is not a key.
 */
export function readKeyFile(path: string, notice: (line: string) => void): Buffer | null {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
    // On file systems without links a key file is empty for an instant while another process creates it.
    for (let tries = 0; text.length < 64 && tries < 25; tries += 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      text = readFileSync(path, 'latin1');
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return null;
    throw new RollcallError('vault.locked', `The key file ${path} cannot be read (${code}).`);
  }
  closeToOthers(path, notice);
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new RollcallError('vault.locked', `The key file ${path} does not hold a key of 64 hex digits.`);
  }
  return Buffer.from(hex, 'hex');
}

/**
 * Creates the key file with a new random key, readable by its owner only, unless one is there (E12). Of several
 * processes exactly one creates it; the others find it whole. Returns whether this call did. Throws
 * `store.unwritable` or `store.full`.
 */
export function createKeyFile(path: string): boolean {
  const line = `${randomBytes(32).toString('hex')}\n`;
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    // A link appears with its whole content or not at all, and fails like O_EXCL when the name is taken.
    writeExclusively(draft, line);
    try {
      linkSync(draft, path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      // No links here (FAT and some shares): O_EXCL proper; readers wait for the content.
      writeExclusively(path, line);
    }
    syncFolderOf(path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    throw new RollcallError(
      code === 'ENOSPC' || code === 'EDQUOT' ? 'store.full' : 'store.unwritable',
      `The key file ${path} cannot be created (${code}).`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeExclusively(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    // Secrets sealed with a key that a power cut takes away are lost.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolderOf(path: string): void {
  try {
    const folder = openSync(join(path, '..'), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows opens no folders; there the file system keeps the order itself.
  }
}

/** Mode bits mean nothing on Windows, where the profile folder's rights protect the file. */
function closeToOthers(path: string, notice: (line: string) => void): void {
  if (process.platform === 'win32') return;
  try {
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) === 0) return;
    const before = `The key file ${path} was open to other users (mode ${mode.toString(8)})`;
    try {
      chmodSync(path, 0o600);
      notice(`${before}. It is now 600; if others may have read it, enter the stored passwords anew.`);
    } catch (error) {
      notice(
        `${before}, and that cannot be changed (${codeOf(error)}): others can read the stored passwords.`,
      );
    }
  } catch {
    // Gone since it was read: nothing to protect.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
