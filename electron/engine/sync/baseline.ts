import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { Baseline } from '../store/index.ts';

/**
 * What a complete run rests on (E6): the server that answered, not the list of those that may, since two servers need
 * not agree; and every setting that takes people out of scope (safety.md 3).
 */
export function baselineOf(settings: SynchronizerSettings, server: string): Baseline {
  const { baseDn, searchContext, query, bindDn, mapping, skipDisabled } = settings;
  const keyAttribute = mapping.directoryKey;
  return {
    fingerprint: JSON.stringify([
      server,
      baseDn,
      searchContext,
      query,
      'sub',
      bindDn,
      keyAttribute.toLowerCase(),
      skipDisabled,
    ]),
    keyAttribute,
  };
}
