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

/** What becomes of a folder or of files that change (issue "Reading real files"). */
export type WatchMode = 'off' | 'offer' | 'synchronize';

/** Settings of a MiVoice Business node. Paths are absolute. */
export interface MiVoiceBusinessSettings {
  type: 'mivoice-business';
  /** Files one by one, or a folder with exports; null: the other way is used. */
  files: { devices: string; groups: string[]; directory: string | null } | null;
  folder: string | null;
  /** Header of each column that is not found by itself; null: the exports have none. */
  columns: Partial<Record<PbxColumn, string | null>>;
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

/** A node's settings as a new one begins. */
export const DEFAULT_MIVOICE_BUSINESS: MiVoiceBusinessSettings = {
  type: 'mivoice-business',
  files: null,
  folder: null,
  columns: {},
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
