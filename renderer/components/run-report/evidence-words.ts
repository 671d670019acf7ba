import { counted } from '../numbers.ts';
import { FILE_KINDS } from '../pbx-node/node-words.ts';
import { duration } from '../times.ts';
import { isPreview, type Report } from './report.ts';

/** Result codes of LDAP that an administrator meets (RFC 4511, 4.1.9). */
const RESULTS: Record<number, string> = {
  0: 'success',
  1: 'operations error',
  2: 'protocol error',
  3: 'time limit exceeded',
  4: 'size limit exceeded',
  8: 'stronger authentication required',
  10: 'referral',
  11: 'administrative limit exceeded',
  12: 'unavailable critical extension',
  32: 'no such entry',
  34: 'invalid DN syntax',
  49: 'invalid credentials',
  50: 'insufficient access rights',
  51: 'busy',
  52: 'unavailable',
  53: 'unwilling to perform',
  80: 'other error',
};

/** How a search of one base ended: `success (0)`. */
export function resultWord(result: number | null): string {
  if (result === null) return 'no final result';
  return `${RESULTS[result] ?? 'unknown result'} (${result})`;
}

const FEEDS: Record<string, string> = {
  full: 'everything, since this version reads the whole directory each time',
  none: 'nothing: this run needed no source',
  syncrepl: 'changes only, through syncrepl',
  dirsync: 'changes only, through DirSync',
  usn: 'changes only, by uSNChanged',
  timestamp: 'changes only, by time stamp',
};

/** What was read, and why in this way. */
export function feedWord(feed: string, sourceKind: Report['sourceKind'] = 'directory'): string {
  if (feed === 'full' && sourceKind === 'pbx') return 'everything, since an export always holds everything';
  return FEEDS[feed] ?? feed;
}

/** Whether no list of entries was read: only a synchronization and its preview read one. */
export function readsNothing(report: Report): boolean {
  return !isPreview(report) && report.kind !== 'sync';
}

/** Whether the read may be taken for the whole truth, and if not, why. */
export function completeWord(report: Report): string {
  const { complete, error, sourceKind } = report;
  if (readsNothing(report)) return 'nothing was read';
  if (complete) {
    return sourceKind === 'pbx'
      ? 'yes: every file was read to its end, and none was cut off'
      : 'yes: every page was fetched and the server reported success';
  }
  return error === null ? 'no' : `no: ${error.message}`;
}

/** Whether the run rests on other settings than the one before (E6), and what follows from it. */
export function baselineWord(report: Report): string {
  const { complete, baseline, sourceKind } = report;
  if (readsNothing(report)) return 'does not apply';
  if (baseline) {
    const first = isPreview(report) ? 'this is the first complete read' : 'this is the first complete run';
    const same =
      sourceKind === 'pbx'
        ? 'these settings of the node'
        : 'this server, base, query, bind identity and key attribute';
    return `yes: ${first} with ${same}, so all deletions ${isPreview(report) ? 'wait' : 'were held'}`;
  }
  return complete
    ? 'no: the settings are those of the last complete run'
    : 'no: only a complete read can be one';
}

/** What a file of an export was taken for; another word stays as it is. */
export function fileKindWord(kind: string): string {
  return (FILE_KINDS as Record<string, string>)[kind] ?? kind;
}

/** How old a file was when it was read: `3 days`; null where it is not known when it was written. */
export function ageText(modifiedAt: string | null, readAt: string): string | null {
  if (modifiedAt === null) return null;
  const age = Date.parse(readAt) - Date.parse(modifiedAt);
  if (Number.isNaN(age)) return null;
  const days = Math.floor(age / DAY_MS);
  // A clock that is ahead says nothing about the age.
  return days >= 1 ? counted(days, 'day') : 'less than a day';
}

const DAY_MS = 86_400_000;

/** When the source was read, as far as the report knows. */
export function readAt(report: Report): string {
  return isPreview(report) ? report.madeAt : report.startedAt;
}

const SCOPES: Record<string, string> = { sub: 'whole subtree', one: 'one level', base: 'the base only' };

/** How deep was searched. */
export function scopeWord(scope: string): string {
  return SCOPES[scope] ?? scope;
}

const PHASES: Record<string, string> = {
  connect: 'connecting',
  read: 'reading',
  plan: 'planning',
  look: 'looking deletions up',
  check: 'looking up again',
  apply: 'saving',
};

/** What a phase is called. */
function phaseWord(phase: string): string {
  return PHASES[phase] ?? phase;
}

/** How long the phases of a run took: `reading 0.8 s, planning 0.1 s`; empty when none is known. */
export function phasesText(phases: Record<string, number>): string {
  return Object.entries(phases)
    .map(([phase, ms]) => `${phaseWord(phase)} ${duration(ms)}`)
    .join(', ');
}
