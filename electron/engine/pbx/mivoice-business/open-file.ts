import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import { LIMITS } from './limits.ts';
import { systemError } from './words.ts';

/** A file as it lies there: when one of these changes, so did the file. */
export interface FileStamp {
  bytes: number;
  /** Last write, epoch milliseconds. */
  modifiedAt: number;
  inode: bigint;
}

/** Opens a file for reading. Throws `file.missing` or `file.unreadable`, also of folders, pipes and devices. */
export async function openFile(path: string): Promise<{ handle: FileHandle; stamp: FileStamp }> {
  let handle: FileHandle;
  try {
    // Opening a pipe would wait for its writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    throw systemError(cause, path);
  }
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? 'a folder' : 'something else';
      throw new RollcallError('file.unreadable', `${path} cannot be read: it is ${what}, not a file.`);
    }
    if (stats.size > BigInt(LIMITS.fileBytes)) {
      const most = LIMITS.fileBytes / 1024 / 1024;
      throw new RollcallError('file.unreadable', `${path} cannot be read: it has more than ${most} MiB.`);
    }
    return { handle, stamp: stampOf(stats) };
  } catch (cause) {
    await handle.close();
    throw systemError(cause, path);
  }
}

/** The stamp of a file that is open. */
export async function stampOfHandle(handle: FileHandle): Promise<FileStamp> {
  return stampOf(await handle.stat({ bigint: true }));
}

function stampOf(stats: { size: bigint; mtimeMs: bigint; ino: bigint }): FileStamp {
  return { bytes: Number(stats.size), modifiedAt: Number(stats.mtimeMs), inode: stats.ino };
}

/** Whether two stamps are of one file that nobody wrote to in between. */
export function isSameStamp(left: FileStamp, right: FileStamp): boolean {
  return left.bytes === right.bytes && left.modifiedAt === right.modifiedAt && left.inode === right.inode;
}
