import type { ChangeTab } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { counted, whole } from '../numbers.ts';

/** What the rows of a tab are called, and what is said where there are none. */
export const KINDS_OF_ROWS: Record<ChangeTab, { label: string; empty: string; why: string }> = {
  created: {
    label: 'Created accounts',
    empty: 'No accounts created',
    why: 'Accounts for new entries of the directory are listed here.',
  },
  updated: {
    label: 'Changed accounts',
    empty: 'No accounts changed',
    why: 'Accounts whose entry has other values than the time before are listed here, field by field.',
  },
  deleted: {
    label: 'Deleted accounts',
    empty: 'No accounts deleted',
    why: 'Accounts whose entry is gone are listed here, each with the reason and all its values.',
  },
  held: {
    label: 'Held rows',
    empty: 'Nothing waits for approval',
    why: 'Deletions and changes that look like an accident are held, and listed here with the reason.',
  },
  refused: { label: 'Refused rows', empty: 'Nothing refused', why: '' },
  numbers: { label: 'Numbers', empty: 'No numbers touched', why: '' },
};

/** How many rows are shown of how many, with the words that were searched for. */
export function countText(of: { shown: number; total: number; text: string; more: boolean }): string {
  const { shown, total, text, more } = of;
  if (text === '')
    return shown < total ? `${whole(shown)} of ${counted(total, 'row')}` : counted(total, 'row');
  if (shown === 0 && !more) return `Nothing matches “${isolated(text)}” among ${counted(total, 'row')}.`;
  return `${counted(shown, 'row')} ${shown === 1 ? 'matches' : 'match'} “${isolated(text)}”${more ? ' so far' : ''}, of ${whole(total)}`;
}
