import type { PbxColumn } from '../../../../shared/domain/pbx-node.ts';
import type { MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import { findColumn, isKnownHeader, plainHeader } from './headers.ts';

/** What a file of a node is. `multiline` and `unknown` are passed over. */
export type FileKind = 'devices' | 'groups' | 'directory' | 'multiline' | 'wizard' | 'unknown';
/** What the settings say a file is; `any`: it lies in the folder, so its header says it. */
export type FileRole = 'devices' | 'groups' | 'directory' | 'any';
export type GroupKind = 'PRG' | 'MDUG';

/** Headers that tell what a file is (domain.md 7.1 and 7.2), as they are compared. */
const WIZARD = ['officephonenumber', 'officedeviceusertype'];
const MULTILINE = [['groupdirectorynumber'], ['keynumber', 'ringtype']];
/** Rooms of a hotel: their pilots are nobody. */
const SUITES = 'calldeliverytype';
/** Columns of the telephone directory form that the device form has not. */
const DIRECTORY_ONLY = ['primename', 'privacy'];

/** How the pilot's header begins in the form of each kind of group. */
const PILOTS: readonly [beginning: string, kind: GroupKind][] = [
  ['personalring', 'PRG'],
  ['prg', 'PRG'],
  ['multidevice', 'MDUG'],
  ['mdug', 'MDUG'],
];
/** Headers that only one kind of group form has, where the pilot's column does not tell. */
const GROUP_HINTS: readonly [header: string, kind: GroupKind][] = [
  ['onebusyallbusy', 'PRG'],
  ['presence', 'PRG'],
  ['grouptype', 'MDUG'],
];

/** Columns of a group form that a device form has not. */
const GROUP_ONLY = [...GROUP_HINTS.map(([header]) => header), 'memberindex', 'primemembername'];
/** How headers of groups begin that are no persons. */
const OTHER_GROUPS = /^(hunt|acd|pickup|page|suite)/;

const MARKERS: ReadonlySet<string> = new Set([...WIZARD, ...MULTILINE.flat(), SUITES, ...DIRECTORY_ONLY]);

/** Whether a header, as it is compared, tells what a file is although no column is read from it. */
export function isMarker(plain: string): boolean {
  return MARKERS.has(plain) || plain.startsWith('dynamicextension') || plain.startsWith('teleworker');
}

/** What a file is told by beside its header. */
export interface FileHints extends Pick<MiVoiceBusinessSettings, 'columns'> {
  /** Lines above the header. */
  titles?: readonly string[];
  path?: string;
}

/** What a file is, by its header and by what the settings say of it. */
export function fileKind(headers: readonly string[], role: FileRole, hints: FileHints): FileKind {
  const { columns } = hints;
  const plain = new Set(headers.map(plainHeader));
  const has = (header: string) => plain.has(header);
  const stands = (column: PbxColumn, isStrict = true) => {
    const { found } = findColumn(headers, column, columns, isStrict);
    return found === 'at' || found === 'repeated';
  };
  if (WIZARD.every(has) && (role === 'any' || role === 'devices')) return 'wizard';
  if (role !== 'any') return role;
  if (MULTILINE.some((all) => all.every(has))) return 'multiline';
  const names = stands('name', false) || stands('lastName', false);
  const isDevices =
    ['number', 'deviceType', 'mac'].filter((column) => stands(column as PbxColumn)).length > 1;
  // A device form may say which group each device is in; a group form, what its members are called.
  if (isDevices && names && !GROUP_ONLY.some(has)) return 'devices';
  if (isGroupHeader(headers, hints)) return 'groups';
  if (isDevices) return 'devices';
  const maybeGroups = hasMappedPilot(headers, columns);
  if (maybeGroups && stands('member', false)) return 'groups';
  const isDirectoryOnly = DIRECTORY_ONLY.some(has);
  if (!stands('number', false) || !names || has(SUITES)) return maybeGroups ? 'groups' : 'unknown';
  // A device form from which the type and the MAC address were left out on purpose looks like a directory.
  const isBare = columns.deviceType === null && columns.mac === null;
  if (isBare && !isDirectoryOnly) return 'devices';
  // Many forms have numbers with names.
  const isDirectory = isDirectoryOnly || stands('department', false) || [...plain].every(isKnownHeader);
  if (isDirectory) return 'directory';
  return maybeGroups ? 'groups' : 'unknown';
}

/** Whether a file has the header that a person said its groups' pilots stand under. */
function hasMappedPilot(headers: readonly string[], columns: MiVoiceBusinessSettings['columns']): boolean {
  const pilot = findColumn(headers, 'pilot', columns, false);
  return pilot.found === 'at' && pilot.isMapped && !headers.map(plainHeader).includes(SUITES);
}

/** Whether a header is that of a Personal Ring Group or Multi-device User Group form, and not of other groups. */
function isGroupHeader(headers: readonly string[], { columns, titles = [], path = '' }: FileHints): boolean {
  const plain = headers.map(plainHeader);
  const pilot = findColumn(headers, 'pilot', columns, false);
  if (pilot.found === 'repeated') return true;
  if (pilot.found !== 'at' || plain.includes(SUITES)) return false;
  if (kindByPilot(headers[pilot.place]!) !== null) return true;
  if (plain.some((header) => OTHER_GROUPS.test(header))) return false;
  if (GROUP_HINTS.some(([header]) => plain.includes(header))) return true;
  return kindByWords([...titles, fileName(path)]) !== null;
}

/**
 * What a file that is not known looks like: a form that would be read if its columns were. By its title or its name, by
 * columns of a group, or by one that only devices have. Null when it looks like none.
 */
export function looksLike(
  headers: readonly string[],
  { columns, titles = [], path = '' }: FileHints,
): 'groups' | 'devices' | null {
  const plain = headers.map(plainHeader);
  if (plain.includes(SUITES) || plain.some((header) => OTHER_GROUPS.test(header))) return null;
  const stands = (column: PbxColumn) => findColumn(headers, column, columns, false).found === 'at';
  if (kindByWords([...titles, fileName(path)]) !== null) return 'groups';
  if (stands('pilot') && stands('member')) return 'groups';
  return stands('deviceType') || stands('mac') ? 'devices' : null;
}

/**
 * Which kind of groups a file holds: by its pilot's header, else by other headers that only one form has, by the lines
 * above the header, by the name of the file. Null when nothing tells.
 */
export function groupKindOf(
  headers: readonly string[],
  pilot: string,
  titles: readonly string[],
  path: string,
): GroupKind | null {
  const byPilot = kindByPilot(pilot);
  if (byPilot !== null) return byPilot;
  const plain = headers.map(plainHeader);
  const hint = GROUP_HINTS.find(([header]) => plain.includes(header));
  if (hint !== undefined) return hint[1];
  return kindByWords([pilot, ...titles, fileName(path)]);
}

/** The first of some texts that speaks of one kind of groups, and not of both. */
function kindByWords(texts: readonly string[]): GroupKind | null {
  for (const text of texts) {
    const word = plainHeader(text);
    const isPrg = word.includes('personalring') || word.includes('prg');
    const isMdug = word.includes('multidevice') || word.includes('mdug');
    if (isPrg !== isMdug) return isPrg ? 'PRG' : 'MDUG';
  }
  return null;
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1)!;
}

/** Whether a header is that of the pilot in a form of PRGs or MDUGs. */
export function isPilotHeader(header: string): boolean {
  return kindByPilot(header) !== null;
}

function kindByPilot(header: string): GroupKind | null {
  const plain = plainHeader(header);
  return PILOTS.find(([beginning]) => plain.startsWith(beginning))?.[1] ?? null;
}
