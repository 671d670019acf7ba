import { DEFAULT_GUARD, type GuardPolicy } from './guard-policy.ts';
import type { Exclusions, PersonAnswers } from './mivoice-business/types.ts';

/** Fields of the export files that a column can be mapped to (domain.md 7.1). */
export const PBX_COLUMNS = [
  'number',
  'deviceType',
  'mac',
  'firstName',
  'lastName',
  'name',
  'department',
  'external',
  'pilot',
  'member',
] as const;
export type PbxColumn = (typeof PBX_COLUMNS)[number];

/** Forms that a file of a node can be, and the columns that are read from each. */
export const FORM_COLUMNS = {
  devices: ['number', 'deviceType', 'mac', 'firstName', 'lastName', 'name', 'department', 'external'],
  groups: ['pilot', 'member'],
  directory: ['number', 'firstName', 'lastName', 'name', 'department'],
} as const satisfies Record<string, readonly PbxColumn[]>;
export type PbxForm = keyof typeof FORM_COLUMNS;

/** What a person said that a file of the folder is; `none`: it is left out on purpose. */
export const FILE_FORMS = ['devices', 'groups', 'directory', 'none'] as const;
export type FileForm = (typeof FILE_FORMS)[number];

/** The header of a column; several, of which each file has one; or null: the exports have none. */
export type ColumnHeaders = string | string[] | null;

/** The headers that a column is mapped to, in the order in which they are tried. */
export function mappedHeaders(mapped: ColumnHeaders | undefined): readonly string[] {
  return typeof mapped === 'string' ? [mapped] : (mapped ?? []);
}

/** A header as it is compared: letters and digits only, in lower case. */
export function plainHeader(header: string): string {
  return header.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** What becomes of a folder or of files that change (issue "Reading real files"). */
export type WatchMode = 'off' | 'offer' | 'synchronize';

/** Settings of a MiVoice Business node. Paths are absolute. */
export interface MiVoiceBusinessSettings {
  type: 'mivoice-business';
  /** Files one by one, or a folder with exports; null: the other way is used. */
  files: { devices: string; groups: string[]; directory: string | null } | null;
  folder: string | null;
  /** Headers of each column that is not found by itself. */
  columns: Partial<Record<PbxColumn, ColumnHeaders>>;
  /** What files of the folder are, by name, where their headers do not tell. */
  forms: Record<string, FileForm>;
  softphoneMacPrefix: string;
  macRule: '5020-only' | 'both';
  exclude: Exclusions;
  answers: PersonAnswers;
  watch: WatchMode;
  /** An export older than this many days is a warning (D18). */
  staleDays: number;
  guard: GuardPolicy;
  /** What accounts take over where they have none of their own (domain.md 3.1). */
  voiceMailServer: string;
  voiceMailNumber: string;
}

/** D13's exclusions: what is no person's phone. */
export const DEFAULT_EXCLUSIONS: Exclusions = {
  deviceTypes: ['voice mail', 'awv', 'ivr', 'trunk', 'hunt group', 'console'],
  numbers: [],
  names: [],
};

/** What is wrong with the beginning of a softphone's MAC address; null when nothing is. */
export function macPrefixProblem(prefix: string): string | null {
  const octets = prefix.replaceAll(/[^0-9A-Fa-f]/g, '').length / 2;
  if (octets >= 3) return null;
  return 'must have three octets or more, such as A1:21:00: a shorter one would make softphones of desk phones';
}

/** A node's settings as a new one begins. */
export const DEFAULT_MIVOICE_BUSINESS: MiVoiceBusinessSettings = {
  type: 'mivoice-business',
  files: null,
  folder: null,
  columns: {},
  forms: {},
  softphoneMacPrefix: 'A1:21:00',
  macRule: '5020-only',
  exclude: DEFAULT_EXCLUSIONS,
  answers: { same: [], separate: [] },
  watch: 'offer',
  staleDays: 7,
  guard: DEFAULT_GUARD,
  voiceMailServer: '',
  voiceMailNumber: '',
};
