/** How built files reach the disk. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface OutputFile {
  path: string;
  contents: Uint8Array;
}

/** The project's folder. */
export const projectFolder = path.dirname(import.meta.dirname);

/**
 * Writes files only when their content changed, and by renaming, so that a program started meanwhile never reads
 * half a file. Returns the changed ones, relative to the project.
 */
export function writeChanged(files: readonly OutputFile[]): string[] {
  const changed: string[] = [];
  for (const file of files) {
    if (isSame(file.path, file.contents)) continue;
    mkdirSync(path.dirname(file.path), { recursive: true });
    const temporary = `${file.path}.${process.pid}.tmp`;
    writeFileSync(temporary, file.contents);
    renameSync(temporary, file.path);
    changed.push(path.relative(projectFolder, file.path));
  }
  return changed;
}

/** Removes what an earlier build left in a folder: files whose names carry a hash pile up otherwise. */
export function removeOthers(folder: string, kept: readonly OutputFile[]): void {
  const wanted = new Set(kept.map((file) => file.path));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    // Another build may be writing here at this moment.
    if (entry.isFile() && !wanted.has(file) && !file.endsWith('.tmp')) rmSync(file, { force: true });
  }
}

function isSame(file: string, contents: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(contents);
  } catch {
    return false;
  }
}
