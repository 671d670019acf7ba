import { RollcallError } from '../../../shared/domain/errors.ts';

/** The error of a synchronization that was cancelled. */
export function cancelled(): RollcallError {
  return new RollcallError('run.cancelled', 'The synchronization was cancelled.');
}
