import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { FileForm, MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import type { FileRole } from './kinds.ts';
import { LIMITS } from './limits.ts';
import { systemError } from './words.ts';

type Places = Pick<MiVoiceBusinessSettings, 'files' | 'folder'> &
  Partial<Pick<MiVoiceBusinessSettings, 'forms'>>;

/** A file that may be part of a node's export. */
export interface ExportFile {
  path: string;
  role: FileRole;
}

/** The files of a node: those that are named, or all of its folder that may be exports. Throws when there are none. */
export async function exportFiles({ files, folder, forms = {} }: Places): Promise<ExportFile[]> {
  if (folder !== null) {
    const found = await filesOf(folder);
    if (found.length > 0) {
      return found.flatMap((file): ExportFile[] => {
        const form = formOf(file, forms);
        return form === 'none' ? [] : [{ path: file, role: form ?? 'any' }];
      });
    }
    throw new RollcallError('file.missing', `There is no .csv or .txt file in ${folder}.`);
  }
  if (files === null || files.devices === '') {
    throw new RollcallError('file.missing', 'The node names no file with its devices.');
  }
  const named: ExportFile[] = [
    { path: files.devices, role: 'devices' },
    ...files.groups.map((file): ExportFile => ({ path: file, role: 'groups' })),
    ...(files.directory === null ? [] : [{ path: files.directory, role: 'directory' } as const]),
  ];
  // A file that is named twice is read once.
  return named.filter(({ path: one }, place) => named.findIndex((each) => each.path === one) === place);
}

/** What a person said that a file of the folder is. */
function formOf(file: string, forms: MiVoiceBusinessSettings['forms']): FileForm | undefined {
  const name = path.basename(file);
  return Object.hasOwn(forms, name) ? forms[name] : undefined;
}

/** Whether a file of the folder is left out on purpose. */
export function isLeftOut({ folder, forms = {} }: Places, file: string): boolean {
  return folder !== null && path.dirname(file) === path.resolve(folder) && formOf(file, forms) === 'none';
}

/** The files of the folder that are left out on purpose and are there. */
export async function leftOutFiles(settings: Places): Promise<string[]> {
  if (settings.folder === null) return [];
  const found = await filesOf(settings.folder).catch((): string[] => []);
  return found.filter((file) => isLeftOut(settings, file));
}

/** All .csv and .txt files of a folder, without those that programs hide beside what they edit. */
async function filesOf(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOTDIR') {
      throw new RollcallError('file.unreadable', `${folder} cannot be read: it is a file, not a folder.`, {
        cause,
      });
    }
    throw systemError(cause, folder);
  }
  const found: string[] = [];
  for (const name of names) {
    if (!/\.(csv|txt)$/i.test(name) || /^[.~]/.test(name)) continue;
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => null);
    // What cannot be looked at may be an export: reading it will say why it cannot be read.
    if (stats === null || stats.isFile()) found.push(file);
  }
  if (found.length > LIMITS.files) {
    throw new RollcallError(
      'file.unreadable',
      `${folder} has more than ${LIMITS.files} .csv and .txt files. Choose a folder that holds the exports alone.`,
    );
  }
  return found.sort();
}

/** The state of a node's files, without reading them. */
export interface ExportState {
  /** When the newest of them was written last, epoch milliseconds; null when there is none. */
  newest: number | null;
  /** Changes whenever a file comes, goes, or is written to. */
  fingerprint: string;
  /** Those that are there, with their last write, epoch milliseconds. */
  files: { path: string; modifiedAt: number }[];
}

/** Looks at a node's files without reading them. Never throws: files that are not there are part of the state. */
export async function exportState(settings: Places): Promise<ExportState> {
  const files = await exportFiles(settings).catch((): ExportFile[] => []);
  const hash = createHash('sha256');
  const there: ExportState['files'] = [];
  for (const file of files) {
    const stats = await stat(file.path, { bigint: true }).catch(() => null);
    if (stats === null) {
      hash.update(JSON.stringify([file.path]));
      continue;
    }
    hash.update(JSON.stringify([file.path, String(stats.size), String(stats.mtimeNs), String(stats.ino)]));
    there.push({ path: file.path, modifiedAt: Number(stats.mtimeMs) });
  }
  const newest = there.length === 0 ? null : Math.max(...there.map(({ modifiedAt }) => modifiedAt));
  return { newest, fingerprint: hash.digest('hex'), files: there };
}
