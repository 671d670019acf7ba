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

const MARKERS: ReadonlySet<string> = new Set([...WIZARD, ...MULTILINE.flat(), SUITES, ...DIRECTORY_ONLY]);

/** Whether a header, as it is compared, tells what a file is although no column is read from it. */
export function isMarker(plain: string): boolean {
  return MARKERS.has(plain) || plain.startsWith('dynamicextension') || plain.startsWith('teleworker');
}

/** What a file is, by its header and by what the settings say of it. */
export function fileKind(
  headers: readonly string[],
  role: FileRole,
  { columns }: Pick<MiVoiceBusinessSettings, 'columns'>,
): FileKind {
  const plain = new Set(headers.map(plainHeader));
  const has = (header: string) => plain.has(header);
  const stands = (column: PbxColumn, isStrict = true) => {
    const { found } = findColumn(headers, column, columns, isStrict);
    return found === 'at' || found === 'repeated';
  };
  if (WIZARD.every(has) && (role === 'any' || role === 'devices')) return 'wizard';
  if (role !== 'any') return role;
  if (MULTILINE.some((all) => all.every(has))) return 'multiline';
  if (isGroupHeader(headers, columns)) return 'groups';
  if (['number', 'deviceType', 'mac'].filter((column) => stands(column as PbxColumn)).length > 1)
    return 'devices';
  const isDirectoryOnly = DIRECTORY_ONLY.some(has);
  const names = stands('name', false) || stands('lastName', false);
  if (!stands('number', false) || !names || has(SUITES)) return 'unknown';
  // A device form from which the type and the MAC address were left out on purpose looks like a directory.
  const isBare = columns.deviceType === null && columns.mac === null;
  if (isBare && !isDirectoryOnly) return 'devices';
  // Many forms have numbers with names.
  const isDirectory = isDirectoryOnly || stands('department', false) || [...plain].every(isKnownHeader);
  return isDirectory ? 'directory' : 'unknown';
}

/** Whether a header is that of a Personal Ring Group or Multi-device User Group form, and not of other groups. */
function isGroupHeader(headers: readonly string[], columns: MiVoiceBusinessSettings['columns']): boolean {
  const plain = headers.map(plainHeader);
  const pilot = findColumn(headers, 'pilot', columns, false);
  if (pilot.found === 'repeated') return true;
  if (pilot.found !== 'at' || plain.includes(SUITES)) return false;
  const mapped = columns.pilot;
  if (mapped && plain[pilot.place] === plainHeader(mapped)) return true;
  if (kindByPilot(headers[pilot.place]!) !== null) return true;
  return GROUP_HINTS.some(([header]) => plain.includes(header));
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
  const words = [plainHeader(pilot), ...titles.map(plainHeader), plainHeader(path.split(/[/\\]/).at(-1)!)];
  for (const word of words) {
    const isPrg = word.includes('personalring') || word.includes('prg');
    const isMdug = word.includes('multidevice') || word.includes('mdug');
    if (isPrg !== isMdug) return isPrg ? 'PRG' : 'MDUG';
  }
  return null;
}

function kindByPilot(header: string): GroupKind | null {
  const plain = plainHeader(header);
  return PILOTS.find(([beginning]) => plain.startsWith(beginning))?.[1] ?? null;
}
