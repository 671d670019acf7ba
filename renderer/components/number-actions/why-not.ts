import type { NumberRow } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { holdingStatuses } from '../number-words.ts';
import { listed } from '../run-words.ts';

/** Why a number cannot be deleted (D4, R6); null when it can. */
export function whyNotDelete({
  origin,
  state,
  heldBy,
}: Pick<NumberRow, 'origin' | 'state' | 'heldBy'>): string | null {
  const statuses = holdingStatuses(heldBy);
  if (state === 'present' && (origin === 'pbx' || origin === 'directory')) {
    return origin === 'pbx'
      ? 'The phone system has it. It goes when it is deleted there and synchronized.'
      : 'The directory has it. It goes when it is removed there and synchronized.';
  }
  if (statuses.length === 0) return null;
  const which = statuses.length === 1 ? 'The status' : 'The statuses';
  return `${which} ${listed(statuses.map(isolated))} still ${statuses.length === 1 ? 'points' : 'point'} at it: re-point first.`;
}

/** Why statuses cannot be re-pointed from a number; null when they can. */
export function whyNotRepoint({ heldBy }: Pick<NumberRow, 'heldBy'>): string | null {
  return holdingStatuses(heldBy).length === 0 ? 'No status points at it.' : null;
}
