import type { RunSummary } from '../../../shared/contract/index.ts';

type Counted = Pick<RunSummary, 'counters'>;

/** How many accounts a run changed. */
export function changedBy({ counters }: Counted): number {
  return counters.created + counters.updated + counters.deleted;
}

/** How a kind of server is called. */
export const SERVER_NAMES = {
  'active-directory': 'Active Directory',
  openldap: 'OpenLDAP',
  generic: 'Other LDAP',
} as const;

/** How a transport is called. */
export const TRANSPORT_NAMES = { plain: 'plain', starttls: 'StartTLS', ldaps: 'LDAPS' } as const;
