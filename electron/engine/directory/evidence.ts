import type { DirectorySettings } from '../../../shared/domain/synchronizer.ts';

/** What was read of one base. */
export interface BaseEvidence {
  base: string;
  entries: number;
  pages: number;
  /** Final LDAP result code; null when the search never ended. */
  result: number | null;
  /** URLs of referrals that were not followed; LIMITS.referrals at most. */
  referrals: string[];
  /** Whether the search context worked in the opposite order only (domain.md 2.4). */
  reversed: boolean;
}

/** Why a read may, or may not, be trusted to be the whole truth (safety.md 1). */
export interface ReadEvidence {
  server: string;
  bindDn: string;
  filter: string;
  scope: 'sub';
  paging: boolean;
  bases: BaseEvidence[];
  entries: number;
  pages: number;
  /** Types (OIDs) of the controls that came with answers, each once; LIMITS.controls at most. */
  controls: string[];
  /** How many entries the server said there are (RFC 2696): its largest word on each base, added up; 0: it said none. */
  estimate: number;
}

/** The evidence of a read that has not begun. */
export function noEvidence({ urls, bindDn, query, paging }: DirectorySettings): ReadEvidence {
  return {
    server: urls[0] ?? '',
    bindDn,
    filter: query,
    scope: 'sub',
    paging,
    bases: [],
    entries: 0,
    pages: 0,
    controls: [],
    estimate: 0,
  };
}
