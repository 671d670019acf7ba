import type { PlanSummary } from '../../../shared/contract/index.ts';

/** What became of a preview. */
export type PreviewStateName = 'open' | 'applied' | 'expired' | 'outdated' | 'failed';

/** The words and signal colours of the states. */
export const STATES = {
  open: { word: 'Not applied', color: 'held' },
  applied: { word: 'Applied', color: 'good' },
  expired: { word: 'Expired', color: 'idle' },
  outdated: { word: 'Outdated', color: 'idle' },
  failed: { word: 'Not read', color: 'bad' },
} as const satisfies Record<PreviewStateName, { word: string; color: string }>;

/** The state of a preview. `now` is in epoch milliseconds. */
export function stateOf(
  {
    appliedRun,
    expiresAt,
    outcome,
    outdatedBy,
  }: Pick<PlanSummary, 'expiresAt' | 'appliedRun' | 'outcome' | 'outdatedBy'>,
  now: number,
): PreviewStateName {
  if (appliedRun !== null) return 'applied';
  if (outcome === 'failed') return 'failed';
  if (Date.parse(expiresAt) <= now) return 'expired';
  return outdatedBy === null ? 'open' : 'outdated';
}

/** What overtook a preview, as a sentence; empty when nothing did. */
export function outdatedText({ outdatedBy }: Pick<PlanSummary, 'outdatedBy'>): string {
  if (outdatedBy === null) return '';
  return outdatedBy === 'run'
    ? 'Synchronized since: what it says may be done already.'
    : 'Settings were changed since: preview again.';
}
