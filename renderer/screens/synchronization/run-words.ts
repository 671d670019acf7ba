import type { RunSummary } from '../../../shared/contract/index.ts';

type Counted = Pick<RunSummary, 'counters'>;

/** How many accounts a run changed. */
export function changedBy({ counters }: Counted): number {
  return counters.created + counters.updated + counters.deleted;
}

/** Why a run is not all it should be, in a sentence with its code; null when it is, or does what it was told. */
export function trouble(
  run: Pick<RunSummary, 'outcome' | 'complete' | 'error'>,
): { message: string; hint: string; code: string } | null {
  if (['success', 'cancelled', 'skipped'].includes(run.outcome)) return null;
  if (run.error !== null) return run.error;
  if (run.outcome === 'interrupted')
    return { message: 'The run was cut off.', hint: 'Synchronize again.', code: 'run.interrupted' };
  if (!run.complete && run.outcome === 'warnings')
    return {
      message: 'The directory could not be read completely, so nothing was deleted.',
      hint: '',
      code: 'ldap.incomplete',
    };
  return null;
}

/** How a kind of server is called. */
export const SERVER_NAMES = {
  'active-directory': 'Active Directory',
  openldap: 'OpenLDAP',
  generic: 'Other LDAP',
} as const;

/** How a transport is called. */
export const TRANSPORT_NAMES = { plain: 'plain', starttls: 'StartTLS', ldaps: 'LDAPS' } as const;
