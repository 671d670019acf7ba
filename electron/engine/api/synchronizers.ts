import type {
  DirectoryTestResult,
  PasswordChoice,
  SynchronizerDetail,
  SynchronizerDraft,
  SynchronizerRow,
} from '../../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { testDirectory } from '../directory/index.ts';
import type { DirectorySource, Enterprise, Store } from '../store/index.ts';
import { passwordForTest, passwordState, putChosenPassword, referenceAfter } from './bind-password.ts';
import { enterpriseById, requireEnterprise, requireProfile, type Services } from './context.ts';
import { runSummaries } from './run-window.ts';
import { editable, refuseTakenName, requireTypedName } from './source-edits.ts';
import { draftOf, settingsOf } from './synchronizer-settings.ts';

/** The synchronizers of an Enterprise, each with its last attempt and its last good run (D25). */
export function listSynchronizers(
  { store }: Services,
  enterpriseName: string,
): { synchronizers: SynchronizerRow[] } {
  const enterprise = requireEnterprise(store, enterpriseName);
  const sources = store.sources.list(enterprise.enterpriseId).filter((source) => source.kind === 'directory');
  return { synchronizers: sources.map((source) => rowOf(store, enterprise, source)) };
}

/** One synchronizer with its form. */
export function getSynchronizer(services: Services, sourceId: number): SynchronizerDetail {
  const { store } = services;
  const source = requireSynchronizer(store, sourceId);
  const enterprise = enterpriseById(store, source.enterpriseId);
  const profiles = store.profiles.list(source.enterpriseId);
  const profile = profiles.find(({ profileId }) => profileId === source.profileId);
  return {
    ...rowOf(store, enterprise, source),
    enterpriseId: enterprise.enterpriseId,
    enterprise: enterprise.name,
    draft: draftOf(source.name, source.settings, profile?.name ?? DEFAULT_PROFILE),
    password: passwordState(services, source),
  };
}

function rowOf(store: Store, enterprise: Enterprise, source: DirectorySource): SynchronizerRow {
  const { sourceId, name, settings } = source;
  const { domain, server, urls, transport } = settings;
  const { attempt, good } = store.runs.latest(sourceId);
  return {
    sourceId,
    name,
    domain,
    server,
    urls,
    transport,
    accounts: store.accounts.count({ sourceId }),
    active: enterprise.type === 'directory',
    lastAttempt: attempt === undefined ? null : runSummaries(store, [attempt])[0]!,
    lastGood: good === undefined ? null : runSummaries(store, [good])[0]!,
  };
}

/** Makes a synchronizer. Settings and password are stored together or not at all. */
export function createSynchronizer(
  services: Services,
  input: { enterpriseId: number; draft: SynchronizerDraft; password: PasswordChoice },
): Promise<{ sourceId: number }> {
  const { store } = services;
  const { draft, password } = input;
  return services.write(() => {
    const enterprise = editable(store, input.enterpriseId, 'synchronizers');
    const { enterpriseId } = enterprise;
    refuseTakenName(store, enterprise, draft.name);
    const { profileId } = requireProfile(store, enterpriseId, draft.featureProfile);
    const settings = settingsOf(draft, null);
    const sourceId = store.sources.create({
      enterpriseId,
      kind: 'directory',
      name: draft.name,
      settings,
      profileId,
    });
    putChosenPassword(services, sourceId, password);
    return { sourceId };
  });
}

/** Saves a synchronizer's form. Settings and password are stored together or not at all. */
export function updateSynchronizer(
  services: Services,
  input: { sourceId: number; draft: SynchronizerDraft; password: PasswordChoice },
): Promise<{ sourceId: number }> {
  const { store } = services;
  const { sourceId, draft, password } = input;
  return services.write(() => {
    const found = requireSynchronizer(store, sourceId);
    const enterprise = editable(store, found.enterpriseId, 'synchronizers');
    refuseTakenName(store, enterprise, draft.name, sourceId);
    const { profileId } = requireProfile(store, found.enterpriseId, draft.featureProfile);
    const settings = settingsOf(draft, referenceAfter(services, found, draft, password));
    store.sources.update(sourceId, { name: draft.name, settings, profileId });
    putChosenPassword(services, sourceId, password);
    return { sourceId };
  });
}

/** Connects with a form that is not saved, and looks. Changes nothing. */
export async function testSynchronizer(
  services: Services,
  input: { sourceId: number | null; draft: SynchronizerDraft; password: PasswordChoice },
  signal: AbortSignal = new AbortController().signal,
): Promise<DirectoryTestResult> {
  const { sourceId, draft, password } = input;
  const found = sourceId === null ? undefined : requireSynchronizer(services.store, sourceId);
  const settings = settingsOf(draft, null);
  return testDirectory(settings, passwordForTest(services, found, draft, password), signal);
}

/** What goes with a synchronizer when it is deleted. */
export function removalOf(store: Store, sourceId: number) {
  const { name } = requireSynchronizer(store, sourceId);
  return { name, ...store.sources.contents(sourceId) };
}

/** Deletes a synchronizer with all its accounts: a job with one removal (safety.md 7). */
export function deleteSynchronizer(
  services: Services,
  input: { sourceId: number; confirm: string },
): { jobId: number } {
  const { store, jobs } = services;
  const source = requireSynchronizer(store, input.sourceId);
  editable(store, source.enterpriseId, 'synchronizers');
  requireTypedName(source, input.confirm);
  jobs.recoverInterrupted();
  return { jobId: jobs.start({ kind: 'removal', mode: 'full', tasks: [{ source, trigger: 'manual' }] }) };
}

/** The synchronizer with that number, or `source.not-found`. */
export function requireSynchronizer(store: Store, sourceId: number): DirectorySource {
  const source = store.sources.get(sourceId);
  if (source?.kind !== 'directory') {
    throw new RollcallError('source.not-found', `There is no synchronizer with the number ${sourceId}.`);
  }
  return source;
}
