import { isPersonal } from './number-life.ts';
import type { NumberOrigin } from './numbers.ts';
import { SLOT_NAMES } from './status-rules.ts';

/** A status that points at a number, and from which place. */
export interface NumberUse {
  status: string;
  slot: string;
  /** Whether an administrator defined the status (domain.md 5.1). */
  locked: boolean;
}

/** `Mobile (Make call from, If I do not answer) and Home (Send my calls to)`; empty when nothing points at it. */
export function usesWords(uses: readonly Pick<NumberUse, 'status' | 'slot'>[]): string {
  const slots = new Map<string, string[]>();
  for (const { status, slot } of uses) {
    const name = SLOT_NAMES[slot as keyof typeof SLOT_NAMES] as string | undefined;
    slots.set(status, [...(slots.get(status) ?? []), ...(name === undefined ? [] : [name])]);
  }
  return [...slots]
    .map(([status, names]) => (names.length === 0 ? status : `${status} (${names.join(', ')})`))
    .join(' and ');
}

/**
 * Who must act so that a held number can go (D4, domain.md 5.1): an administrator for statuses that the user cannot change;
 * the user for everything else, as they may delete whatever is gone, whoever added it (R6 ex. d and e). Null: nobody, it
 * goes with the next synchronization.
 */
export function mustAct(number: {
  origin: NumberOrigin;
  uses: readonly Pick<NumberUse, 'locked'>[];
}): 'user' | 'administrator' | null {
  const { uses } = number;
  if (uses.length === 0 && !isPersonal(number)) return null;
  return uses.some(({ locked }) => locked) ? 'administrator' : 'user';
}
