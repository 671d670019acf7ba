import { isDeepStrictEqual } from 'node:util';
import {
  checkConfiguration,
  problemSentence,
  type ConfigurationProblem,
} from '../../../shared/contract/configuration-check.ts';
import type { ConfigurationFile, EnterpriseEntry } from '../../../shared/contract/configuration-file.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { pbxSettings } from '../pbx/index.ts';
import type { Enterprise, EnterpriseValues } from '../store/index.ts';
import { importAccount } from './configuration-accounts.ts';
import {
  EnterpriseScope,
  type ConfigurationDeps,
  type ImportChange,
  type ImportJob,
} from './configuration-scope.ts';
import { importStatuses } from './configuration-statuses.ts';
import { importPbxNode } from './configuration-nodes.ts';
import { importSynchronizer } from './configuration-sources.ts';
import { enterpriseValues, putDefaultProfile, valuesOf } from './enterprise-values.ts';
import { parseJson } from './json-text.ts';

export { exportConfiguration } from './configuration-export.ts';

/** Characters of the longest file that is looked at. */
const LONGEST_FILE = 64 * 2 ** 20;

/**
 * Validates a configuration file as a whole, then creates or updates by name in one transaction: all or nothing
 * (interfaces.md). A key that is left out means its default for what is new and "as it is" for what exists; nothing
 * is renamed and nothing is deleted. Relative paths are relative to `folder`. Throws `config.invalid` with every
 * problem in `details.problems`, or `vault.locked`.
 */
export function importConfiguration(
  deps: ConfigurationDeps,
  input: { text: string; folder: string },
): { changes: ImportChange[]; warnings: string[] } {
  const file = readFile(input.text);
  return deps.store.transaction(() => {
    const job: ImportJob = {
      ...deps,
      folder: input.folder,
      at: deps.now(),
      changes: [],
      warnings: [],
      problems: [],
    };
    for (const [index, entry] of (file.enterprises ?? []).entries()) importEnterprise(job, entry, index);
    // Thrown inside the transaction, so that it takes back what was written on the way here.
    if (job.problems.length > 0) throw invalid(job.problems);
    return { changes: job.changes, warnings: job.warnings };
  });
}

function readFile(text: string): ConfigurationFile {
  if (text.length > LONGEST_FILE) throw invalid([{ path: '', message: 'is larger than 64 MB' }]);
  const parsed = parseJson(text);
  if ('problem' in parsed) {
    const { line, column, message } = parsed.problem;
    throw invalid([{ path: '', message: `is not JSON: line ${line}, column ${column}: ${message}` }]);
  }
  const checked = checkConfiguration(parsed.value);
  if (checked.file === null) throw invalid(checked.problems);
  return checked.file;
}

function invalid(problems: ConfigurationProblem[]): RollcallError {
  const more = problems.length - 1;
  const first = problemSentence(problems[0]!);
  const rest = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})`;
  return new RollcallError('config.invalid', `${first}${rest}.`, { details: { problems } });
}

function importEnterprise(job: ImportJob, entry: EnterpriseEntry, index: number): void {
  const { store } = job;
  const path = ['enterprises', index];
  const found = store.enterprises.find(entry.id);
  const profileNames = namesOf(
    found === undefined ? [] : store.profiles.list(found.enterpriseId),
    [{ name: DEFAULT_PROFILE }],
    entry.featureProfiles,
  );
  const values = enterpriseValues(entry, found);
  const profile = values.pbx.featureProfile;
  values.pbx.featureProfile = profileNames.get(profile.toLowerCase()) ?? profile;
  const changed = found === undefined || !isDeepStrictEqual(valuesOf(found), values);

  let enterpriseId = found?.enterpriseId ?? 0;
  if (found === undefined) enterpriseId = store.enterprises.create(values, job.at);
  else if (changed) store.enterprises.update(enterpriseId, values, job.at);
  job.changes.push({
    what: 'enterprise',
    enterprise: values.name,
    name: values.name,
    action: found === undefined ? 'created' : changed ? 'updated' : 'unchanged',
  });

  const locked = found?.mode === 'integrated' && values.mode === 'integrated';
  const scope = new EnterpriseScope(job, enterpriseId, values.name, path, locked);
  if (!profileNames.has(profile.toLowerCase())) {
    scope.unknownProfile(['synchronization', 'pbx', 'featureProfile'], profile);
  }
  if (locked && found.type !== values.type)
    scope.refuse(['synchronization', 'type'], 'the synchronization type');
  if (locked && !isDeepStrictEqual(found.pbx, values.pbx)) {
    scope.refuse(['synchronization', 'pbx'], 'these options');
  }

  importFeatures(scope, entry);
  importProfiles(scope, entry, found === undefined);
  if (entry.statuses !== undefined) importStatuses(scope, entry.statuses);
  entry.synchronizers?.forEach((each, at) => importSynchronizer(scope, each, at));
  entry.pbxNodes?.forEach((each, at) => importPbxNode(scope, each, at));
  entry.accounts?.forEach((each, at) => importAccount(scope, each, at));
  store.seats.settle(enterpriseId, scope.moved);
  warnAboutType(scope, found, values);
}

function importFeatures(scope: EnterpriseScope, entry: EnterpriseEntry): void {
  const { profiles } = scope.job.store;
  const stored = profiles.features(scope.enterpriseId);
  for (const { name, seats } of entry.features ?? []) {
    const found = stored.find((feature) => feature.name.toLowerCase() === name.toLowerCase());
    const action = profiles.putFeature(scope.enterpriseId, found?.name ?? name, seats ?? found?.seats ?? 0);
    scope.changed('feature', found?.name ?? name, action);
  }
}

function importProfiles(scope: EnterpriseScope, entry: EnterpriseEntry, isNew: boolean): void {
  const { profiles } = scope.job.store;
  const given = entry.featureProfiles ?? [];
  // Every Enterprise has the default profile; in the file's place for it, if it has one, so that exports keep order.
  if (isNew && !given.some(({ name }) => name.toLowerCase() === DEFAULT_PROFILE.toLowerCase())) {
    putDefaultProfile(scope.job.store, scope.enterpriseId);
  }
  const features = namesOf(profiles.features(scope.enterpriseId));
  for (const [index, profile] of given.entries()) {
    const name = scope.profile(profile.name)?.name ?? profile.name;
    const unknown = profile.features?.findIndex((feature) => !features.has(feature.toLowerCase())) ?? -1;
    if (unknown >= 0) {
      scope.problem(
        ['featureProfiles', index, 'features', unknown],
        `names the feature "${profile.features?.[unknown]}", which "${scope.name}" does not have`,
      );
      continue;
    }
    const action = profiles.put(scope.enterpriseId, {
      name: name.toLowerCase() === DEFAULT_PROFILE.toLowerCase() ? DEFAULT_PROFILE : name,
      description: profile.description,
      features: profile.features?.map((feature) => features.get(feature.toLowerCase()) ?? feature),
    });
    scope.forgetProfiles();
    scope.changed('featureProfile', name, action);
  }
}

/** Names by their lower-case form; the first spelling counts. */
function namesOf(...lists: (readonly { name: string }[] | undefined)[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { name } of lists.flatMap((list) => list ?? [])) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return names;
}

/** What the choice of the type leaves behind (domain.md 1.2, D16). */
function warnAboutType(
  scope: EnterpriseScope,
  found: Enterprise | undefined,
  values: EnterpriseValues,
): void {
  const { store, warnings } = scope.job;
  const sources = store.sources.list(scope.enterpriseId);
  if (found !== undefined && found.type !== values.type) {
    const left = sources.filter((source) => source.kind !== values.type);
    const accounts = left.reduce((sum, { sourceId }) => sum + store.accounts.count({ sourceId }), 0);
    if (accounts > 0) {
      warnings.push(
        `The synchronization type of "${scope.name}" is now "${values.type}". Accounts of other sources stay as they are, and no synchronization changes them: ${accounts}.`,
      );
    }
  }
  if (values.type === 'directory' && !sources.some((source) => source.kind === 'directory')) {
    warnings.push(`"${scope.name}" synchronizes directories and has no synchronizer yet.`);
  }
  const nodes = sources.filter((source) => source.kind === 'pbx');
  const kept = nodes.filter((source) => pbxSettings(source.settings) === null);
  if (kept.length > 0) {
    const names = kept.map(({ name }) => `"${name}"`).join(', ');
    warnings.push(
      `This version cannot synchronize a MiVoice Office 250. "${scope.name}" keeps the settings of its own for a later one: ${names}.`,
    );
  }
  if (values.type === 'pbx' && nodes.length === kept.length) {
    warnings.push(`"${scope.name}" synchronizes PBX nodes and has no MiVoice Business node yet.`);
  }
}
