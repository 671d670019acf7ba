import type { NumberRow } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { holdingStatuses, NUMBER_STATES } from '../../components/number-words.ts';
import type { NumberView } from './view-address.ts';

/** The saved views, and what is said where one has no numbers. */
export const VIEW_WORDS: Record<NumberView, { label: string; empty: string; why: string }> = {
  all: {
    label: 'All',
    empty: 'No numbers yet',
    why: 'Numbers come with the accounts: from the phone systems and directories, and from persons who add them.',
  },
  held: {
    label: 'Held',
    empty: 'No held numbers',
    why: 'A number that is gone from the phone system stays while a dynamic status points at it, or because a person added it. It is listed here with who must act.',
  },
  conflicts: {
    label: 'Conflicts',
    empty: 'No conflicts',
    why: 'Numbers that more than one account has are listed here, on one phone system or on several. They are compared without blanks and punctuation.',
  },
  manual: {
    label: 'Manual',
    empty: 'No manual numbers',
    why: 'Numbers that a person added are listed here. No synchronization deletes them.',
  },
};

const ACTORS = { user: 'The user', administrator: 'An administrator' } as const;

/** Who must act so that a held number can go; empty when nobody has to. */
export function actorWord(mustAct: NumberRow['mustAct']): string {
  return mustAct === null ? '' : ACTORS[mustAct];
}

/**
 * What holds a number that is gone, in a few words: `Mobile, In a Meeting`; empty when nothing does. One that is there is
 * not held, whatever points at it.
 */
export function heldByText({ heldBy, state }: Pick<NumberRow, 'heldBy' | 'state'>): string {
  if (state === 'present') return '';
  const statuses = holdingStatuses(heldBy);
  return [...statuses, ...(heldBy.includes('manual') ? ['added by a person'] : [])].join(', ');
}

/** Whose a number is: `Eva Kane (3000)`. */
export function accountText({
  firstName,
  lastName,
  loginId,
}: Pick<NumberRow, 'firstName' | 'lastName' | 'loginId'>): string {
  const name = [firstName, lastName].filter((part) => part !== '').join(' ');
  return name === '' ? isolated(loginId) : `${isolated(name)} (${isolated(loginId)})`;
}

/** What became of a number, like a sentence. */
export function stateText({ state, alsoOnPbx }: Pick<NumberRow, 'state' | 'alsoOnPbx'>): string {
  const word = NUMBER_STATES[state];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}${alsoOnPbx ? ', also on the PBX' : ''}`;
}

type Holder = NumberRow['others'][number];

/** Who has a number too: `Eva Kane (3000), HQ`; with the number where it is written in another way. */
export function holderText(holder: Holder, number: string): string {
  const written = holder.number === number ? '' : `, as ${isolated(holder.number)}`;
  return `${accountText(holder)}, ${holder.source === null ? 'by hand' : isolated(holder.source)}${written}`;
}

/** How many more have a number than are named: `and 3 more`; empty when all are. */
export function moreHolders({ others, otherCount }: Pick<NumberRow, 'others' | 'otherCount'>): string {
  return otherCount > others.length ? `and ${otherCount - others.length} more` : '';
}

/** Everybody else who has a number, as one text. */
export function othersText(row: Pick<NumberRow, 'others' | 'otherCount' | 'number'>): string {
  const more = moreHolders(row);
  return [...row.others.map((holder) => holderText(holder, row.number)), ...(more === '' ? [] : [more])].join(
    '; ',
  );
}
