import type { RunSummary } from '../../shared/contract/index.ts';

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
