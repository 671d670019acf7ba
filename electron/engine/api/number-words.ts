import { isPersonal } from '../../../shared/domain/number-life.ts';
import { mustAct, usesWords } from '../../../shared/domain/number-uses.ts';
import type { ListedNumber } from '../store/index.ts';

/** What the sentences about a held number rest on. */
type HeldNumber = Pick<ListedNumber, 'number' | 'origin' | 'state' | 'uses'>;

/** Why a number is held and what frees it, or what becomes of it when nothing holds it; `owners` have it now. */
export function whyHeld(number: HeldNumber, owners: readonly string[]): string {
  const { origin, uses } = number;
  if (mustAct(number) === null) {
    return `${gone(number, owners)}. Nothing holds it any more: it goes with the next synchronization, or when somebody deletes it.`;
  }
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
