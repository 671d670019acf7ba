import type { ChangeTab, RunSummary } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { counted, whole } from '../numbers.ts';

/** What the rows of a tab are called, and what is said where there are none. */
export interface KindOfRows {
  label: string;
  empty: string;
  why: string;
}

const LABELS: Record<ChangeTab, Omit<KindOfRows, 'why'>> = {
  created: { label: 'Created accounts', empty: 'No accounts created' },
  updated: { label: 'Changed accounts', empty: 'No accounts changed' },
  deleted: { label: 'Deleted accounts', empty: 'No accounts deleted' },
  held: { label: 'Held rows', empty: 'Nothing waits for approval' },
  refused: { label: 'Refused rows', empty: 'Nothing refused' },
  numbers: { label: 'Numbers', empty: 'No numbers touched' },
};

const WHY: Record<RunSummary['sourceKind'], Record<ChangeTab, string>> = {
  directory: {
    created: 'Accounts for new entries of the directory are listed here.',
    updated: 'Accounts whose entry has other values than the time before are listed here, field by field.',
    deleted: 'Accounts whose entry is gone are listed here, each with the reason and all its values.',
    held: 'Deletions and changes that look like an accident are held, and listed here with the reason.',
    refused: '',
    numbers: 'Numbers that are kept, because a dynamic status points at them, are listed here.',
  },
  pbx: {
    created: 'Accounts for people who are new on the PBX are listed here.',
    updated:
      'Accounts whose names, department or numbers changed on the PBX are listed here, field by field.',
    deleted: 'Accounts of people who are gone from the PBX are listed here, each with the reason.',
    held: 'Rows that look like an accident, and numbers that may belong to somebody new, are held and listed here.',
    refused: '',
    numbers:
      'Numbers that came to an account, went from it, or are kept because a dynamic status points at them are listed here.',
  },
};

/** What the rows of a tab are called in a report of this kind of source. */
export function kindOfRows(tab: ChangeTab, sourceKind: RunSummary['sourceKind']): KindOfRows {
  return { ...LABELS[tab], why: WHY[sourceKind][tab] };
}

/** How many rows are shown of how many, with the words that were searched for. */
export function countText(of: { shown: number; total: number; text: string; more: boolean }): string {
  const { shown, total, text, more } = of;
  if (text === '')
    return shown < total ? `${whole(shown)} of ${counted(total, 'row')}` : counted(total, 'row');
  if (shown === 0 && !more) return `Nothing matches “${isolated(text)}” among ${counted(total, 'row')}.`;
  return `${counted(shown, 'row')} ${shown === 1 ? 'matches' : 'match'} “${isolated(text)}”${more ? ' so far' : ''}, of ${whole(total)}`;
}
