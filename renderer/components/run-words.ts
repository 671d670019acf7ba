/** How runs are spoken of: the words of every screen that shows one. */
import { ACCOUNT_FIELDS, type AccountField } from '../../shared/domain/account.ts';
import { historyField, partName } from '../../shared/domain/history-fields.ts';
import type { Change, RunSummary } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';
import { kindWord } from './number-words.ts';
import { numberListText } from './number-changes.ts';
import { counted } from './numbers.ts';
import { outcomeWord } from './outcome.tsx';

type Counters = RunSummary['counters'];

const TRIGGERS: Record<RunSummary['trigger'], string> = {
  manual: 'manual',
  schedule: 'schedule',
  startup: 'missed schedule',
  watch: 'file change',
  live: 'live change',
  approval: 'approval',
  undo: 'undo',
};

const KINDS: Record<RunSummary['kind'], string> = {
  sync: 'synchronization',
  approval: 'approval',
  undo: 'undo',
  removal: 'removal',
};

/** What a run was and what asked for it, in a word: a synchronization is called by what asked for it. */
export function runKind(run: Pick<RunSummary, 'kind' | 'trigger'>): string {
  return run.kind === 'sync' ? TRIGGERS[run.trigger] : KINDS[run.kind];
}

/** Whether a run could not read everything, and went on with what it had. */
export function isPartial(run: Pick<RunSummary, 'outcome' | 'complete'>): boolean {
  return !run.complete && run.outcome === 'warnings';
}

/** The word for how a run ended; a partial read has its own. */
export function runWord(run: Pick<RunSummary, 'outcome' | 'complete'>): string {
  return isPartial(run) ? 'Partial read' : outcomeWord(run.outcome);
}

/** All that a run remarked, as its list of issues has it. */
export function issuesOf({ issues }: Pick<RunSummary, 'issues'>): number {
  return issues.error + issues.warning + issues.info;
}

/** Rows that wait for approval. */
export function heldRows(counters: Counters): number {
  return counters.heldCreates + counters.heldUpdates + counters.heldDeletes;
}

/** `3 deletions, 2 changes and 1 creation`; empty when nothing waits. */
export function heldPhrase(counters: Counters): string {
  const { heldDeletes, heldUpdates, heldCreates } = counters;
  return rowsPhrase({ delete: heldDeletes, update: heldUpdates, create: heldCreates });
}

/** How many rows of each kind. */
export type KindCounts = Record<'create' | 'update' | 'delete', number>;

/** `3 deletions, 2 changes and 1 creation`; empty when there are none. */
export function rowsPhrase(counts: KindCounts): string {
  const parts = [
    counts.delete > 0 ? counted(counts.delete, 'deletion') : '',
    counts.update > 0 ? counted(counts.update, 'change') : '',
    counts.create > 0 ? counted(counts.create, 'creation') : '',
  ];
  return listed(parts.filter((part) => part !== ''));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Issues that somebody should look at: infos are not among them. */
export function gravity(issues: RunSummary['issues']): string {
  return listed(
    [
      issues.error > 0 ? counted(issues.error, 'error') : '',
      issues.warning > 0 ? counted(issues.warning, 'warning') : '',
    ].filter((part) => part !== ''),
  );
}

const FIELDS: Record<AccountField, string> = {
  loginId: 'Login ID',
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  department: 'Department',
  deskPhone: 'Desk phone',
  softPhone: 'Softphone',
  pbxNode: 'PBX node',
  mobile: 'Mobile',
  mailbox: 'Mailbox',
  title: 'Title',
  location: 'Location',
  displayName: 'Display name',
  pbxNumbers: 'Numbers on the PBX',
  group: 'Group',
  softPhoneKind: 'Softphone kind',
  orphan: 'Orphan',
};

/** What a change may name besides the fields. */
const BESIDE_FIELDS: Record<string, string> = {
  featureProfile: 'Feature profile',
  numbers: 'Phone numbers',
  number: 'Phone number',
  numberKind: 'Kind of number',
  mustAct: 'Who must act',
  statuses: 'Dynamic statuses',
  dn: 'Distinguished name',
};

/**
 * The label of a field of an account, or of what a history says of its numbers and statuses: `Mobile, Make call from`;
 * another name stays as it is.
 */
export function fieldLabel(field: string): string {
  const about = historyField(field);
  switch (about?.about) {
    case 'number':
      return `Number ${isolated(about.number)}`;
    case 'status':
      return about.part === null
        ? `Status ${isolated(about.status)}`
        : `${isolated(about.status)}, ${partName(about.part)}`;
    case 'activeStatus':
      return 'Active status';
    case undefined:
  }
  return { ...FIELDS, ...BESIDE_FIELDS }[field] ?? field;
}

/** What happened to a status as a whole, where that is all there is to say: `added`, `removed`; null of anything else. */
export function wordAlone(field: string, before: unknown, after: unknown): string | null {
  const about = historyField(field);
  return about?.about === 'status' && about.part === null && before === null ? valueText(after) : null;
}

/** The fields of a change in the order of the form; unknown ones last. */
export function orderedFields(change: Change): [field: string, before: unknown, after: unknown][] {
  const place = (field: string) => {
    const index = (ACCOUNT_FIELDS as readonly string[]).indexOf(field);
    return index < 0 ? ACCOUNT_FIELDS.length : index;
  };
  return Object.entries(change.fields)
    .map(([field, [before, after]]): [string, unknown, unknown] => [field, before, after])
    .sort(([left], [right]) => place(left) - place(right));
}

/** A value of a field as text; empty when there is none. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Values that stand for a word. */
const VALUE_WORDS: Record<string, Record<string, string>> = {
  softPhoneKind: { minet: 'Minet', 'uc-endpoint': 'UC Endpoint' },
  orphan: { yes: 'Yes: gone from the PBX' },
  mustAct: { user: 'The user', administrator: 'An administrator' },
};

/** A value of a field as it is shown; empty when there is none. */
export function fieldText(field: string, value: unknown): string {
  const text = valueText(value);
  if (field === 'pbxNumbers') return numberListText(text);
  if (field === 'numberKind') return kindWord(text);
  return VALUE_WORDS[field]?.[text] ?? text;
}

/** The number that a row about a number is of, and what it is for, as far as the row says. */
export function numberOf({ fields }: Pick<Change, 'fields'>): { number: string; kind: string } {
  const value = (field: string) => {
    const [before, after] = fields[field] ?? [];
    return valueText(after) || valueText(before);
  };
  return { number: value('number'), kind: kindWord(value('numberKind')) };
}

/** What the source knows a row by: the DN of an entry, or the number of a person of a PBX. */
export function keyWord(dn: string): 'Entry' | 'Number' {
  return dn.includes('=') ? 'Entry' : 'Number';
}

const ROWS: Record<Change['kind'], string> = {
  create: 'creation',
  update: 'change',
  delete: 'deletion',
  'number-added': 'number added',
  'number-removed': 'number removed',
  'number-held': 'number kept',
};

/** Whether a row is about a single number, and not about an account as a whole. */
export function isAboutNumber(kind: Change['kind']): boolean {
  return kind.startsWith('number-');
}

/** What a row is, in words. */
export function changeWord(kind: Change['kind']): string {
  return ROWS[kind];
}

/** Whom a change is about, as far as its fields say: `Eva Kane, Sales`. */
export function personOf(change: Change): string {
  const value = (field: AccountField) => {
    const [before, after] = change.fields[field] ?? [];
    return isolated(valueText(after) || valueText(before));
  };
  const name = [value('firstName'), value('lastName')].filter((part) => part !== '').join(' ');
  return [name, value('department')].filter((part) => part !== '').join(', ');
}

/** The reason of a row that asks whether a number still belongs to the same person (D8). */
export const IDENTITY_CHANGED = 'pbx.identity-changed';

/** The names that the account has, and those that the PBX has for its number now. A name that stays is not in the row. */
export function identityOf({ fields }: Pick<Change, 'fields'>): { before: string; after: string } {
  const name = (side: 0 | 1) =>
    [fields['firstName']?.[side], fields['lastName']?.[side]]
      .map(valueText)
      .filter((part) => part !== '')
      .join(' ');
  return { before: name(0), after: name(1) };
}

/** Why a row was planned, held or refused: the engine's sentence, but for codes that it has none for. */
export function changeReason(change: Pick<Change, 'reason' | 'reasonCode'>): string {
  if (change.reason !== change.reasonCode) return change.reason;
  return change.reasonCode === 'source-removed' ? 'its source was removed' : change.reason;
}
