import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { RollcallError } from '../../shared/domain/errors.ts';

/**
 * Writes a file in pieces, readable by its owner only, since it holds people's data. It appears under its name when it
 * is whole; before, and when something goes wrong, whatever was there under that name stays. Throws `file.unwritable`
 * when the disk refuses, and whatever the pieces throw.
 */
export async function saveFile(
  file: string,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
  const handle = await writing(file, () => open(temporary, 'wx', 0o600));
  try {
    try {
      for await (const piece of pieces) await writing(file, () => handle.writeFile(piece));
      await writing(file, () => handle.sync());
    } finally {
      await handle.close();
    }
    await writing(file, () => rename(temporary, file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writing<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RollcallError('file.unwritable', `${file} cannot be written: ${why}`, { cause });
  }
}
