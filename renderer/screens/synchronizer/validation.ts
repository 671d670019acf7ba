import { synchronizerDraftSchema, type SynchronizerDraft } from '../../../shared/contract/index.ts';
import { DEFAULT_GUARD } from '../../../shared/domain/guard-policy.ts';
import { asSentence, type Problems } from '../../components/form-problems.ts';
import type { Failure } from '../../state/failure.ts';
import type { FormValues } from './form-values.ts';

/** The draft when the form is valid, else what is wrong with it by path, such as `urls.0` or `mapping.loginId`. */
export function checkForm(values: FormValues): { draft: SynchronizerDraft | null; problems: Problems } {
  const parsed = synchronizerDraftSchema.safeParse(values);
  if (parsed.success) return { draft: parsed.data, problems: {} };
  const problems: Problems = {};
  for (const { path, message } of parsed.error.issues) {
    problems[path.map(String).join('.')] ??= asSentence(message);
  }
  return { draft: null, problems };
}

/** The same for a connection test, which does not need what only a synchronization needs. */
export function checkForTest(values: FormValues) {
  return checkForm({
    ...values,
    name: 'test',
    domain: 'test.invalid',
    featureProfile: 'test',
    guard: { ...DEFAULT_GUARD },
  });
}

/** What the engine found wrong with single fields; `problems` has the paths of the form. */
export function problemsOf(failure: Failure): Problems {
  const problems: Problems = {};
  for (const { path, message } of failure.problems) {
    problems[path.replace(/^draft\./, '')] ??= asSentence(message);
  }
  const inFull = `${failure.message} ${failure.hint} (${failure.code})`;
  if (failure.code === 'source.exists') problems['name'] = inFull;
  if (failure.code === 'profile.not-found') problems['featureProfile'] = inFull;
  return problems;
}
