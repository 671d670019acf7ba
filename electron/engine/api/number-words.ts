import { isPersonal } from '../../../shared/domain/number-life.ts';
import { SLOT_NAMES } from '../../../shared/domain/status-rules.ts';
import type { ListedNumber, NumberUse } from '../store/index.ts';

/** What the sentences about a held number rest on. */
type HeldNumber = Pick<ListedNumber, 'number' | 'origin' | 'state' | 'uses'>;

/**
 * Who must act so that a held number can go (D4, domain.md 5.1): an administrator for statuses that the user cannot change;
 * the user for everything else, as they may delete whatever is gone, whoever added it (R6 ex. d and e).
 */
export function mustAct({ uses }: Pick<HeldNumber, 'uses'>): 'user' | 'administrator' {
  return uses.some(({ locked }) => locked) ? 'administrator' : 'user';
}

/** Why a number is held and what frees it; `owners` have it now. */
export function whyHeld(number: HeldNumber, owners: readonly string[]): string {
  const { origin, uses } = number;
  const reasons = [
    ...(isPersonal(number) ? [`added by ${origin === 'user' ? 'the user' : 'an administrator'}`] : []),
    ...(uses.length === 0 ? [] : [`used by ${usesWords(uses)}`]),
  ];
  return `${gone(number, owners)}; kept: ${reasons.join(', and ')}. ${remedy(number)}`;
}

function gone({ origin, state }: HeldNumber, owners: readonly string[]): string {
  if (state === 'reassigned') {
    return owners.length === 0 ? 'Not this account’s any more' : `Belongs to ${owners.join(', ')} now`;
  }
  return origin === 'directory' ? 'Replaced in the directory' : 'Deleted on the phone system';
}

/** `Mobile (Make call from, If I do not answer) and Home (Send my calls to)`. */
function usesWords(uses: readonly NumberUse[]): string {
  const slots = new Map<string, string[]>();
  for (const { status, slot } of uses) {
    const name = SLOT_NAMES[slot as keyof typeof SLOT_NAMES] as string | undefined;
    slots.set(status, [...(slots.get(status) ?? []), ...(name === undefined ? [] : [name])]);
  }
  return [...slots]
    .map(([status, names]) => (names.length === 0 ? status : `${status} (${names.join(', ')})`))
    .join(' and ');
}

function remedy(number: HeldNumber): string {
  const { uses } = number;
  const locked = [...new Set(uses.filter((use) => use.locked).map(({ status }) => status))];
  const then = isPersonal(number) ? 'then the number can be deleted' : 'then the number goes';
  if (locked.length > 0) {
    const which = `${locked.join(' and ')} ${locked.length === 1 ? 'is' : 'are'} defined by an administrator`;
    return `${which}, who must point every status at another number; ${then}.`;
  }
  if (uses.length > 0) return `The user must point every status at another number; ${then}.`;
  return 'A person can delete it.';
}
