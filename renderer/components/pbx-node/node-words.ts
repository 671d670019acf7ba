import type { PbxFile, PbxNodeRow } from '../../../shared/contract/index.ts';
import type { PbxColumn, WatchMode } from '../../../shared/domain/pbx-node.ts';

/** How a type of phone system is called. */
export const TYPE_NAMES: Record<PbxNodeRow['type'], string> = {
  'mivoice-business': 'MiVoice Business',
  'mivoice-office-250': 'MiVoice Office 250',
};

/** What a file of an export was taken for. */
export const FILE_KINDS: Record<PbxFile['kind'], string> = {
  devices: 'Users and devices',
  groups: 'Groups',
  directory: 'Telephone directory',
  multiline: 'Multiline groups, not used',
  wizard: 'Users of the configuration wizard',
  unknown: 'Not recognized, not used',
  'left-out': 'Left out on purpose',
};

/** What a column of an export is called. */
export const COLUMN_NAMES: Record<PbxColumn, string> = {
  number: 'Directory number',
  deviceType: 'Device type',
  mac: 'MAC address',
  firstName: 'First name',
  lastName: 'Last name',
  name: 'Full name',
  department: 'Department',
  external: 'External hot desk user',
  pilot: 'Pilot number of the group',
  member: 'Member number of the group',
};

/** What becomes of an export that changed. */
export const WATCH_WORDS: Record<WatchMode, { label: string; meaning: string }> = {
  off: { label: 'Do nothing', meaning: 'The files are read when somebody, or the schedule, synchronizes.' },
  offer: {
    label: 'Offer to synchronize',
    meaning: 'A newer export is shown on the PBX Nodes tab once it has stopped growing.',
  },
  synchronize: {
    label: 'Synchronize by itself',
    meaning:
      'A newer export is synchronized once it has stopped growing. What looks like an accident is held.',
  },
};

const SEPARATORS: Record<string, string> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
};

/** How a file is written, in words: `UTF-8, semicolon`; empty when nothing is known of it. */
export function writtenAs({ encoding, separator }: Pick<PbxFile, 'encoding' | 'separator'>): string {
  return [encoding, SEPARATORS[separator] ?? separator].filter((part) => part !== '').join(', ');
}

/** The name of a file without its folder, on any system. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) || path;
}

const SIZES = ['bytes', 'kB', 'MB', 'GB'];

/** How large a file is: `812 bytes`, `1.4 MB`. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < SIZES.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${SIZES[unit]}`;
}
