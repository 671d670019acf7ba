import type { AccountDetail } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';

type AccountNumber = AccountDetail['numbers'][number];

export const KINDS: Record<AccountNumber['kind'], string> = {
  desk: 'Desk phone',
  soft: 'Softphone',
  external: 'External',
  other: 'Other',
};

const ORIGINS: Record<AccountNumber['origin'], string> = {
  pbx: 'from the PBX',
  directory: 'from the directory',
  manual: 'added by hand',
  user: 'added by the user',
};

const STATES: Record<AccountNumber['state'], string> = {
  present: '',
  'deleted-on-pbx': 'deleted on the PBX',
  reassigned: "somebody else's on the PBX now",
};

/** Where a number comes from, what became of it, and what keeps it: `from the PBX, deleted on the PBX, held by …`. */
export function numberText({ origin, state, heldBy }: AccountNumber): string {
  // That a number was added by hand keeps it too, and is said already.
  const statuses = heldBy
    .filter((each) => each !== 'manual')
    .map((each) => isolated(each.replace(/^status:/, '')));
  const holder =
    statuses.length === 0
      ? ''
      : `held by ${statuses.length === 1 ? 'the status' : 'the statuses'} ${statuses.join(', ')}`;
  return [ORIGINS[origin], STATES[state], holder].filter((part) => part !== '').join(', ');
}
