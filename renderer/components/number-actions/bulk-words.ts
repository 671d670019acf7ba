import type { BulkRow, NumberAction, NumberRow } from '../../../shared/contract/index.ts';
import { SLOT_NAMES } from '../../../shared/domain/status-rules.ts';
import { isolated } from '../isolated.ts';
import { counted } from '../numbers.ts';
import { whyNotRepoint } from './why-not.ts';
import { callerWord } from './repoint.ts';

/** The most numbers that the engine takes at once. */
export const MOST_NUMBERS = 500;

/** Numbers as the engine takes them. */
export type NumberItem = Pick<NumberRow, 'accountId' | 'number'>;

/** What the special targets of a status are called in a list (domain.md 5.2). */
const SPECIAL: Record<string, string> = {
  '': 'nothing',
  'ring-group': 'Ring group',
  'all-devices': 'All devices',
  'pbx-default': 'PBX default',
  'client-default': 'MiCollab Client default',
  none: 'No diversion',
  voicemail: 'Voicemail',
};

/** What a place of a status points at, in a list. */
export function placeWord(target: string): string {
  return SPECIAL[target] ?? isolated(callerWord(target));
}

/** One place that changes: `Mobile, Make call from: 4001 → Prime phone`. */
export function placeText({ status, slot, from, to }: BulkRow['places'][number]): string {
  return `${isolated(status)}, ${SLOT_NAMES[slot]}: ${placeWord(from)} → ${placeWord(to)}`;
}

/** Whose a number is: `Eva Kane (3000)`. */
export function ownerText({ firstName, lastName, loginId }: Omit<BulkRow, 'result' | 'number'>): string {
  const name = [firstName, lastName].filter((part) => part !== '').join(' ');
  return name === '' ? isolated(loginId) : `${isolated(name)} (${isolated(loginId)})`;
}

/** What is done with how many numbers, as a button says it: `Re-point 3 numbers`. */
export function actionWord(kind: NumberAction['kind'], numbers: number): string {
  return `${kind === 'repoint' ? 'Re-point' : 'Release'} ${counted(numbers, 'number')}`;
}

/** What a preview or its end comes to, as a sentence without its full stop. */
export function sumText(rows: readonly BulkRow[]): string {
  const done = rows.filter(({ result }) => result === 'done');
  const parts = [
    counted(
      done.reduce((sum, { places }) => sum + places.length, 0),
      'place',
    ) + ' changed',
    deletedText(done.filter(({ deletes }) => deletes).length),
    leftText(rows.length - done.length),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function deletedText(numbers: number): string {
  return numbers === 0 ? '' : `${counted(numbers, 'number')} deleted`;
}

function leftText(numbers: number): string {
  return numbers === 0 ? '' : `${counted(numbers, 'number')} left as ${numbers === 1 ? 'it is' : 'they are'}`;
}

/** The account that all these numbers are of; null when they are of several. */
export function onlyAccount(items: readonly NumberItem[]): number | null {
  const [first] = items;
  if (first === undefined) return null;
  return items.every(({ accountId }) => accountId === first.accountId) ? first.accountId : null;
}

/** Why nothing can be done with what is chosen; null when something can. */
export function whyNotMany(rows: readonly unknown[]): string | null {
  if (rows.length === 0) return 'Choose numbers first.';
  if (rows.length > MOST_NUMBERS) return `At most ${MOST_NUMBERS} numbers can be changed at once.`;
  return null;
}

/** Why a number cannot be released; null when it can. */
export function whyNotRelease(row: Pick<NumberRow, 'heldBy'>): string | null {
  return whyNotRepoint(row);
}

/** Why nobody can be reminded of a number; null when its user can. */
export function whyNotRemind({ held, mustAct }: Pick<NumberRow, 'held' | 'mustAct'>): string | null {
  if (!held || mustAct === null) return 'Nothing holds it: nobody has to act.';
  return mustAct === 'user' ? null : 'The user cannot free it: an administrator must.';
}
