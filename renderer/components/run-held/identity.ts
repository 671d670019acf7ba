import type { HeldApproval, HeldRow } from '../../../shared/contract/index.ts';
import { counted, whole } from '../numbers.ts';
import { IDENTITY_CHANGED, rowsPhrase } from '../run-words.ts';
import { kindsOf } from './held-words.ts';

/** How waiting rows are approved: as they are, or, where the person is asked for (D8), as one of two answers. */
export type Approval = 'approve' | 'same' | 'new';

/** What each answer to "same person, or a new one?" does (D8), in the words of the screens. */
export const IDENTITY_ANSWERS = [
  {
    name: 'Same person',
    meaning: 'the account gets the new names, and keeps its login ID, numbers and statuses.',
  },
  {
    name: 'New person',
    meaning:
      'the account of the former person is deleted, with its numbers and statuses, and the number gets a new account.',
  },
] as const;

/** Whether a row asks whether the number still belongs to the same person. */
export function asksIdentity({ reasonCode }: Pick<HeldRow, 'reasonCode'>): boolean {
  return reasonCode === IDENTITY_CHANGED;
}

/** Of chosen rows, those that an answer is meant for and that can be approved now; `left` counts the others. */
export function rowsFor(answer: Approval, rows: readonly HeldRow[]): { possible: HeldRow[]; left: number } {
  const possible = rows.filter((row) => row.blocked === null && asksIdentity(row) === (answer !== 'approve'));
  return { possible, left: rows.length - possible.length };
}

/** What is asked of the engine. */
export function approvalOf(answer: Approval, rows: readonly HeldRow[]): HeldApproval {
  const named = rows.map(({ heldId, runId }) => ({ heldId, runId }));
  return answer === 'same' ? { rows: named, same: rows.map(({ login }) => login) } : { rows: named };
}

/** The words of the question, and of the button that says yes to it. */
export function approvalWords(answer: Approval, rows: readonly HeldRow[]): { title: string; action: string } {
  switch (answer) {
    case 'approve': {
      const phrase = rowsPhrase(kindsOf(rows));
      return { title: `Approve ${phrase}?`, action: `Approve ${phrase}` };
    }
    case 'same': {
      const people = counted(rows.length, 'account');
      return { title: `Same person: rename ${people}?`, action: `Rename ${people}` };
    }
    case 'new': {
      const people = counted(rows.length, 'account');
      return {
        title: `New person: replace ${people}?`,
        action:
          rows.length === 1
            ? 'Delete it, and create a new one'
            : `Delete ${whole(rows.length)}, and create new ones`,
      };
    }
  }
}
