import type { AccountDetail, Status } from '../../../../shared/contract/index.ts';
import { addresses } from '../../../state/addresses.ts';

/** What an administrator keeps to themselves is called (domain.md 5.1). */
export const LOCKED_LABEL = 'Defined by an administrator: the user cannot change it';

/** Under what the unsaved changes of a status are kept. */
export function draftAddress(
  account: Pick<AccountDetail, 'enterprise' | 'accountId'>,
  status: string,
): string {
  return `${addresses.accounts(account.enterprise)}#${account.accountId}/status/${status}`;
}

/** What of a status does not work (D1, domain.md 5.5). */
export function brokenWord(
  { makeCallFrom }: Pick<Status, 'makeCallFrom'>,
  { numbers }: Pick<AccountDetail, 'numbers'>,
): string {
  const gone = numbers.some(({ number, state }) => number === makeCallFrom && state !== 'present');
  return gone
    ? 'Broken: calls cannot be made from a number that is gone'
    : 'Broken: there is no phone behind what it points at';
}

/** Why a status cannot be made the active one; null when it can. */
export function whyNotActivate({ active }: Pick<Status, 'active'>): string | null {
  return active ? 'It is the active status.' : null;
}

/** Why a status has no other name; null when it can be renamed. */
export function whyNotRename({ own }: Pick<Status, 'own'>): string | null {
  return own ? null : 'It is a status of the Enterprise: it is renamed there, for everybody.';
}

/** Why a status does not go back to what the Enterprise has; null when it can. */
export function whyNotReset({ edited }: Pick<Status, 'edited'>): string | null {
  return edited ? null : 'It is as the Enterprise has it.';
}

/** Why a name cannot be taken for a status; null when it can, and empty while nothing was typed. */
export function whyNotName(
  typed: string,
  statuses: readonly Pick<Status, 'name'>[],
  now?: string,
): string | null {
  const name = typed.trim();
  if (name === '') return '';
  const folded = name.normalize('NFC').toLowerCase();
  const other = statuses.find(
    (each) => each.name !== now && each.name.normalize('NFC').toLowerCase() === folded,
  );
  return other === undefined ? null : `There is a status ${other.name} already.`;
}
