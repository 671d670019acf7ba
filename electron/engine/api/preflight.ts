import {
  toContractError,
  type PasswordChoice,
  type PreflightEvent,
  type SynchronizerDraft,
} from '../../../shared/contract/index.ts';
import { passwordForTest } from './bind-password.ts';
import type { Services } from './context.ts';
import { settingsOf } from './synchronizer-settings.ts';
import { requireSynchronizer } from './synchronizers.ts';

/** Reads a whole directory with a form that is not saved, and reports. Changes nothing; begins at once. */
export function checkDirectory(
  services: Services,
  input: { sourceId: number | null; draft: SynchronizerDraft; password: PasswordChoice },
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<PreflightEvent> {
  const { sourceId, draft, password: choice } = input;
  const found = sourceId === null ? undefined : requireSynchronizer(services.store, sourceId);
  const settings = settingsOf(draft, null);
  const password = passwordForTest(services, found, draft, choice);
  return atEdge(services.preflights.start({ settings, password, sourceId }, signal));
}

/** What fails in the middle of a stream is past the place where errors get their documented form. */
async function* atEdge<T>(events: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* events;
  } catch (error) {
    throw toContractError(error);
  }
}
