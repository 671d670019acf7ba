import type { NumberRow } from '../../../shared/contract/index.ts';
import { holdingStatuses } from '../../components/number-words.ts';
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

/** What holds a number, in a few words: `Mobile, In a Meeting`; empty when nothing does. */
export function heldByText({ heldBy }: Pick<NumberRow, 'heldBy'>): string {
  const statuses = holdingStatuses(heldBy);
  return [...statuses, ...(heldBy.includes('manual') ? ['added by a person'] : [])].join(', ');
}
