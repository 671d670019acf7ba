import type { AccountDetail } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';

type AccountNumber = AccountDetail['numbers'][number];

/** What a number is for its account (domain.md 4.3). */
export const NUMBER_KINDS: Record<AccountNumber['kind'], string> = {
  desk: 'Desk phone',
  soft: 'Softphone',
  external: 'External',
  other: 'Other',
};

/** Where a number comes from. */
export const NUMBER_ORIGINS: Record<AccountNumber['origin'], string> = {
  pbx: 'from the PBX',
  directory: 'from the directory',
  manual: 'added by hand',
  user: 'added by the user',
};

/** What became of a number (D3). */
export const NUMBER_STATES: Record<AccountNumber['state'], string> = {
  present: 'present',
  'deleted-on-pbx': 'deleted on the PBX',
  reassigned: "somebody else's on the PBX now",
};

/** The word for a kind; one that is not known stays as it is. */
export function kindWord(kind: string): string {
  return (NUMBER_KINDS as Record<string, string>)[kind] ?? kind;
}

/** The statuses that hold a number, by name; that a number was added by hand keeps it too, and is said already. */
export function holdingStatuses(heldBy: readonly string[]): string[] {
  return heldBy.filter((each) => each !== 'manual').map((each) => each.replace(/^status:/, ''));
}

/** Where a number comes from, what became of it, and what keeps it: `from the PBX, deleted on the PBX, held by …`. */
export function numberText({ origin, state, heldBy }: AccountNumber): string {
  const statuses = holdingStatuses(heldBy).map(isolated);
  const holder =
    statuses.length === 0
      ? ''
      : `held by ${statuses.length === 1 ? 'the status' : 'the statuses'} ${statuses.join(', ')}`;
  return [NUMBER_ORIGINS[origin], state === 'present' ? '' : NUMBER_STATES[state], holder]
    .filter((part) => part !== '')
    .join(', ');
}
