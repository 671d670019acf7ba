import type { PbxExport } from '../../../../shared/domain/mivoice-business/types.ts';
import type { Issue } from '../../../../shared/domain/run.ts';
import { fillFromDirectory } from './directory-rows.ts';
import { addMembers, groupsOf, type Members } from './group-rows.ts';
import type { GroupKind } from './kinds.ts';
import type { ReadFile } from './read-files.ts';
import { fileIssue } from './words.ts';

/** What the files of a node say together. Rows that share a number all stay: the rules quarantine it (D19). */
export function mergedExport(files: readonly ReadFile[]): { read: PbxExport; issues: Issue[] } {
  const devices = files.flatMap((file) => file.devices);
  const members: Record<GroupKind, Members> = { PRG: new Map(), MDUG: new Map() };
  for (const file of files) if (file.group !== null) addMembers(members[file.group], file.members);
  const issues: Issue[] = [];
  for (const file of files) {
    if (file.kind !== 'directory') continue;
    const doubtful = fillFromDirectory(devices, file.entries);
    if (doubtful === 0) continue;
    const what = `says different things of the numbers of ${doubtful} devices without names; none was taken`;
    issues.push({
      ...fileIssue('warning', 'pbx.duplicate-number', file.path, `${file.path} ${what}.`),
      count: doubtful,
    });
  }
  const groups = [...groupsOf('PRG', members.PRG), ...groupsOf('MDUG', members.MDUG)];
  return { read: { devices, groups }, issues };
}
