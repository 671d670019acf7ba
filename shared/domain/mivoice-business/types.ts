import type { Code } from '../codes.ts';
import type { Severity } from '../run.ts';
import type { PbxNumber } from '../numbers.ts';
import type { Names } from './names.ts';

export type { Names };

/** A row of the device export: one phone service with its directory number (domain.md 3.7, step 1). Texts as delivered (D15). */
export interface Device {
  number: string;
  deviceType: string;
  /** As delivered; empty when the export has none. */
  mac: string;
  firstName: string;
  lastName: string;
  department: string;
  /** Whether it is an External Hot Desk User: an outside device made into an extension (domain.md 3.2). */
  external: boolean;
  /** Why the row cannot be believed although its number can be read; left out where it can. */
  doubt?: Doubt;
}

/** What is unclear about a device row, so that its number is left as it is (D19). */
export interface Doubt {
  /** `firstName`, `department` …: what is unclear. */
  field: string;
  /** One sentence. */
  detail: string;
  /** Whether it counts only where an account has the number: what is unclear is not needed to make a new one. */
  isMild?: boolean;
}

/** A Personal Ring Group or a Multi Device User Group. `members` may or may not repeat the pilot (D10). */
export interface Group {
  kind: 'PRG' | 'MDUG';
  pilot: string;
  members: string[];
}

/** What the files of a node say. Rows that share a number are all in `devices`: the rules quarantine that number (D19). */
export interface PbxExport {
  devices: Device[];
  groups: Group[];
}

/** `number` belongs to the person who has the number `with`. */
export interface SamePersonAnswer {
  number: string;
  with: string;
  /** The names of both when it was given, where they were known: of other people it does not hold. */
  was?: { number?: Names | undefined; with?: Names | undefined } | undefined;
}

/** What an administrator said about devices that the rules cannot assign (D12). */
export interface PersonAnswers {
  same: SamePersonAnswer[];
  /** This number is a person of its own. */
  separate: string[];
}

/** Devices that are passed over (D13). Texts of `numbers` are numbers or ranges `7000-7099`; of `names` patterns with `*`. */
export interface Exclusions {
  deviceTypes: string[];
  numbers: string[];
  names: string[];
}

/** The settings that the rules depend on (A1, D12 to D14). */
export interface RuleSettings {
  softphoneMacPrefix: string;
  macRule: '5020-only' | 'both';
  exclude: Exclusions;
  answers: PersonAnswers;
  /** D14; the Enterprise's. */
  dynamicExtensionsOnly: boolean;
  dynamicNeedsExternal: boolean;
}

/** A stored account of this node, as far as the rules look at it. */
export interface KnownAccount {
  accountId: number;
  /** Number of the pilot, or the primary number. */
  key: string;
  firstName: string;
  lastName: string;
  department: string;
  group: '' | 'PRG' | 'MDUG';
  deskPhone: string;
  softPhone: string;
  /** The numbers that the PBX had for it at the last synchronization. */
  numbers: PbxNumber[];
}

/** How a person was matched to a stored account (D8, in this order). */
export type Match =
  | 'new'
  | 'same' // D8 (1): same key, same three names
  | 'renumbered' // D8 (2): same names under another key
  | 'changed' // D8 (3): same key, one name or only the department changed
  | 'identity-changed'; // D8 (4): same key, first and last name both changed: held

/** A person of the PBX: what becomes one account. */
export interface Person {
  /** Number of the pilot (groups), else the primary number: D8. */
  key: string;
  match: Match;
  /** The stored account that it is; null when `match` is `new`. */
  accountId: number | null;
  firstName: string;
  /** The number, when the pilot or lone device has no names at all (A19, D10). */
  lastName: string;
  department: string;
  group: '' | 'PRG' | 'MDUG';
  /** Empty when there is none. */
  deskPhone: string;
  softPhone: string;
  softPhoneKind: '' | 'minet' | 'uc-endpoint';
  /** All numbers, each once, in D6's order. */
  numbers: PbxNumber[];
  /** D5, of a renumbered person: old number and the number that took its place, one to one. */
  moved: { from: string; to: string }[];
}

/** Why a device ended on the "not assigned" list. */
export type NotAssignedCode = Extract<Code, `pbx.${string}`>;

/** A device that is in no account, and why. */
export interface NotAssigned {
  device: Device;
  code: NotAssignedCode;
  /** One sentence, such as what differs in a near match. */
  detail: string;
  /** The number of the person that it might belong to; empty when there is none: what "same person" would join. */
  near: string;
}

/** A remark about the export. */
export interface RuleIssue {
  severity: Severity;
  code: Code;
  /** The number that it is about. */
  subject: string;
  /** `firstName`, `lastName`, `department`, `deviceType`, `group` …; empty when it is about none. */
  field: string;
  message: string;
  /** How many devices the issue stands for, when one stands for many: those are on the "not assigned" list one by one. */
  count?: number;
}

/** An account of the node that no person was found for. */
export interface GoneAccount {
  accountId: number;
  /**
   * `absent`: none of its numbers is in the export. `unassigned`: one is, but with somebody else or on the "not assigned"
   * list. `out-of-scope`: Dynamic Extensions only leaves it out (D14).
   */
  reason: 'absent' | 'unassigned' | 'out-of-scope';
  /** Words that belong to the reason, such as `3001 belongs to Eva Kane (3000) now`. */
  detail: string;
  /** Whether a person said whose all its numbers in the export are (D12). */
  isAnswered?: boolean;
  /** Whether names that nearly matched were mended, so that its phones are one person's with others' (R3). */
  isMended?: boolean;
}

/** What the rules make of an export. Order of rows and of files does not matter. */
export interface RuleResult {
  /** In D6's order of their keys. */
  people: Person[];
  /**
   * Accounts that are left exactly as they are: their group's pilot has no device row (D10), their number is quarantined
   * (D19), or a row may write it in another way.
   */
  left: number[];
  gone: GoneAccount[];
  /** Every device that is in no person and in no account of `left`; in D6's order. */
  notAssigned: NotAssigned[];
  issues: RuleIssue[];
  /** Devices that belong to accounts of `left`: they count as assigned. */
  assignedElsewhere: number;
}

/** The stored accounts that the rules look at. */
export interface Known {
  /** Accounts of this node. */
  accounts: readonly KnownAccount[];
  /**
   * Numbers of accounts of the other nodes of the Enterprise with the names of their account (D9): a device with one of
   * them and the same three names is that account's resilient copy.
   */
  elsewhere: ReadonlyMap<string, { node: string; firstName: string; lastName: string; department: string }[]>;
  /**
   * Numbers that were resilient copies at the last synchronization: they stay that while another node has the number, since
   * a new name may come to this node first. Left out: none.
   */
  copies?: ReadonlySet<string>;
}
