import type { PbxExport } from '../../../../shared/domain/mivoice-business/types.ts';
import { fillFromDirectory, type DirectoryEntries } from './directory-rows.ts';
import { addMembers, groupsOf, type Members } from './group-rows.ts';
import type { GroupKind } from './kinds.ts';
import type { ReadFile } from './read-files.ts';

/** What the files of a node say together. Rows that share a number all stay: the rules quarantine it (D19). */
export function mergedExport(files: readonly ReadFile[]): PbxExport {
  const devices = files.flatMap((file) => file.devices);
  const members: Record<GroupKind, Members> = { PRG: new Map(), MDUG: new Map() };
  const entries: DirectoryEntries = new Map();
  for (const file of files) {
    if (file.group !== null) addMembers(members[file.group], file.members);
    for (const [number, said] of file.entries) entries.set(number, [...(entries.get(number) ?? []), ...said]);
  }
  fillFromDirectory(devices, entries);
  const groups = [...groupsOf('PRG', members.PRG), ...groupsOf('MDUG', members.MDUG)];
  return { devices, groups };
}
