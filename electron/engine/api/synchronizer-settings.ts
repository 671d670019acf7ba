import path from 'node:path';
import type { SynchronizerDraft } from '../../../shared/contract/index.ts';
import type { ConfigurationProblem } from '../../../shared/contract/configuration-check.ts';
import { errorInfo, RollcallError } from '../../../shared/domain/errors.ts';
import { effectivePolicy } from '../../../shared/domain/guard-policy.ts';
import type { SecretReference, SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { basesProblem, checkFilter } from '../directory/index.ts';

/** What is wrong with a user query as an LDAP filter (RFC 4515), to be said after its place; or null. */
export function filterProblem(query: string): string | null {
  try {
    checkFilter(query);
    return null;
  } catch (error) {
    return errorInfo(error)
      .message.replace(/^The user query /, '')
      .replace(/\.$/, '');
  }
}

/** The settings that a form describes. `config.invalid` with each problem's place when it cannot be. */
export function settingsOf(
  { name: _, featureProfile: __, ...settings }: SynchronizerDraft,
  passwordReference: SecretReference | null,
): SynchronizerSettings {
  const problems: ConfigurationProblem[] = [];
  const query = filterProblem(settings.query);
  if (query !== null) problems.push({ path: 'query', message: query });
  const bases = basesProblem(settings.baseDn, settings.searchContext);
  if (bases !== null) problems.push(bases);
  if (settings.caFile !== null && !path.isAbsolute(settings.caFile)) {
    problems.push({ path: 'caFile', message: 'must be an absolute path' });
  }
  const [first] = problems;
  if (first !== undefined) {
    throw new RollcallError('config.invalid', `${first.path}: ${first.message}.`, { details: { problems } });
  }
  return { ...settings, passwordReference };
}

/** The form of a synchronizer. */
export function draftOf(
  name: string,
  { passwordReference: _, ...settings }: SynchronizerSettings,
  featureProfile: string,
): SynchronizerDraft {
  return { name, featureProfile, ...settings, guard: effectivePolicy(settings.guard) };
}
