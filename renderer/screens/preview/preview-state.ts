import type { PlanSummary } from '../../../shared/contract/index.ts';

/** What became of a preview. */
export type PreviewStateName = 'open' | 'applied' | 'expired' | 'failed';

/** The words and signal colours of the states. */
export const STATES = {
  open: { word: 'Not applied', color: 'held' },
  applied: { word: 'Applied', color: 'good' },
  expired: { word: 'Expired', color: 'idle' },
  failed: { word: 'Not read', color: 'bad' },
} as const satisfies Record<PreviewStateName, { word: string; color: string }>;

/** The state of a preview. `now` is in epoch milliseconds. */
export function stateOf(
  { appliedRun, expiresAt, outcome }: Pick<PlanSummary, 'expiresAt' | 'appliedRun' | 'outcome'>,
  now: number,
): PreviewStateName {
  if (appliedRun !== null) return 'applied';
  if (outcome === 'failed') return 'failed';
  return Date.parse(expiresAt) <= now ? 'expired' : 'open';
}
