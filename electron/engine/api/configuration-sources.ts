import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type {
  SecretEntry,
  SynchronizerEntry,
} from '../../../shared/contract/configuration-source-entries.ts';
import { effectivePolicy, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  defaultSynchronizer,
  type SecretReference,
  type SynchronizerSettings,
} from '../../../shared/domain/synchronizer.ts';
import { basesProblem } from '../directory/index.ts';
import { passwordName, type Source } from '../store/index.ts';
import { resolveSecret } from '../vault/index.ts';
import type { EnterpriseScope, ImportJob } from './configuration-scope.ts';
import { filterProblem } from './synchronizer-settings.ts';

/** Creates or updates a synchronizer by its description. */
export function importSynchronizer(scope: EnterpriseScope, entry: SynchronizerEntry, index: number): void {
  const at = ['synchronizers', index];
  const found = scope.job.store.sources.find(scope.enterpriseId, entry.description);
  if (found !== undefined && found.kind !== 'directory') {
    scope.problem([...at, 'description'], `is the name of a PBX node of "${scope.name}" already`);
    return;
  }
  const password = entry.password && readSecret(scope.job, entry.password);
  const settings = synchronizerSettings(scope.job, entry, found?.settings);
  const problem = filterProblem(settings.query);
  if (problem !== null) scope.problem([...at, 'query'], problem);
  const bases = basesProblem(settings.baseDn, settings.searchContext);
  if (bases !== null) scope.problem([...at, bases.path], bases.message);
  if (password !== undefined) settings.passwordReference = password.reference;
  const profileId = scope.profileId(entry.featureProfile, found?.profileId, [...at, 'featureProfile']);
  const sourceId = putSource(scope, {
    at,
    what: 'synchronizer',
    found,
    kind: 'directory',
    name: found?.name ?? entry.description,
    settings,
    profileId,
    password,
  });
  warnAboutSynchronizer(scope, found?.name ?? entry.description, settings, sourceId);
  warnAboutGuard(scope, found?.name ?? entry.description, entry, settings);
}

/** Existing settings or the defaults of the server, overlaid with what the file gives. */
function synchronizerSettings(
  job: ImportJob,
  entry: SynchronizerEntry,
  present: SynchronizerSettings | undefined,
): SynchronizerSettings {
  const { description: _, url, password: __, featureProfile: ___, caFile, mapping, guard, ...given } = entry;
  const urls = typeof url === 'string' ? [url] : url;
  const base = present ?? {
    ...defaultSynchronizer(entry.server ?? 'generic'),
    domain: entry.domain,
    urls,
    baseDn: entry.baseDn,
  };
  const settings: SynchronizerSettings = {
    ...base,
    ...given,
    urls,
    mapping: { ...base.mapping, ...mapping },
    // What goes beyond the guard's limits is kept within them, and said (docs/decisions/009).
    guard: effectivePolicy({ ...base.guard, ...guard }),
  };
  if (caFile !== undefined) settings.caFile = caFile === null ? null : path.resolve(job.folder, caFile);
  // The URL says it already; a transport that is kept from before must not contradict it.
  if (entry.transport === undefined && urls.every((each) => /^ldaps:/i.test(each)))
    settings.transport = 'ldaps';
  return settings;
}

/** A password as the file gives it. */
export interface GivenSecret {
  /** Null when the file gives the text itself. */
  reference: SecretReference | null;
  /** Null when the reference does not resolve now. */
  text: string | null;
}

/** The password that an entry gives: its reference, and what that says now. */
export function readSecret(job: ImportJob, entry: SecretEntry): GivenSecret {
  if ('value' in entry) return { reference: null, text: entry.value };
  const reference = 'file' in entry ? { file: path.resolve(job.folder, entry.file) } : { env: entry.env };
  return { reference, text: resolveSecret(reference, job.env) };
}

/** Writes a source and its password, and says what became of it. */
export function putSource(
  scope: EnterpriseScope,
  source: {
    at: readonly PropertyKey[];
    what: 'synchronizer' | 'pbxNode';
    found: Source | undefined;
    kind: Source['kind'];
    name: string;
    settings: Source['settings'];
    profileId: number | null;
    password: GivenSecret | undefined;
  },
): number {
  const { sources } = scope.job.store;
  const { at, what, found, kind, name, settings, profileId, password } = source;
  const changed =
    found === undefined || found.profileId !== profileId || !isDeepStrictEqual(found.settings, settings);
  let sourceId = found?.sourceId ?? 0;
  if (found === undefined) {
    sourceId = sources.create({ enterpriseId: scope.enterpriseId, kind, name, settings, profileId });
  } else if (changed) sources.update(sourceId, { name, settings, profileId });
  const secretChanged =
    password !== undefined &&
    putPassword(scope, name, sourceId, {
      ...password,
      isNewReference: !isDeepStrictEqual(found?.settings['passwordReference'] ?? null, password.reference),
    });
  // A referenced secret that was renewed outside is no edit of the source.
  if (scope.locked && (changed || (secretChanged && password.reference === null))) {
    scope.refuse(at, what === 'synchronizer' ? 'the synchronizers' : 'the PBX nodes');
  }
  scope.changed(
    what,
    name,
    found === undefined ? 'created' : changed || secretChanged ? 'updated' : 'unchanged',
  );
  return sourceId;
}

/** Vaults a password (E12); answers whether that changed anything. */
function putPassword(
  scope: EnterpriseScope,
  name: string,
  sourceId: number,
  { reference, text, isNewReference }: GivenSecret & { isNewReference: boolean },
): boolean {
  const { vault, store, warnings } = scope.job;
  const secret = passwordName(sourceId);
  if (text !== null) {
    if (stored(vault, secret) === text) return false;
    vault.put(secret, text);
    return true;
  }
  const place =
    reference !== null && 'env' in reference
      ? `The environment variable ${reference.env}`
      : `The file ${reference?.file}`;
  warnings.push(`${place} with the password of "${name}" is missing or empty at the moment.`);
  // What another reference, or the file itself, once said is not this password: a wrong one can lock an account.
  if (!isNewReference || store.secrets.get(secret) === undefined) return false;
  vault.delete(secret);
  return true;
}

/** The stored secret, or null when there is none that can be opened. */
function stored(vault: ImportJob['vault'], name: string): string | null {
  try {
    return vault.get(name);
  } catch (error) {
    if (error instanceof RollcallError && error.code === 'vault.locked') return null;
    throw error;
  }
}

/** Says which thresholds were brought within their limits (docs/decisions/009). */
export function warnAboutGuard(
  scope: EnterpriseScope,
  name: string,
  { guard = {} }: { guard?: { [Key in keyof GuardPolicy]?: number | undefined } | undefined },
  settings: { guard: GuardPolicy },
): void {
  for (const [key, wanted] of Object.entries(guard) as [keyof GuardPolicy, number | undefined][]) {
    const taken = settings.guard[key];
    if (wanted === undefined || wanted === taken) continue;
    scope.job.warnings.push(
      `The guard of "${name}" can be eased, not switched off: ${key} is ${taken}, not ${wanted}.`,
    );
  }
}

function warnAboutSynchronizer(
  scope: EnterpriseScope,
  name: string,
  settings: SynchronizerSettings,
  sourceId: number,
): void {
  const { warnings, store } = scope.job;
  const urls = settings.urls.map((url) => new URL(url));
  if (settings.caFile !== null && !isReadable(settings.caFile)) {
    warnings.push(`The CA file ${settings.caFile} of "${name}" cannot be read at the moment.`);
  }
  if (urls.some(({ port }) => port === '3268' || port === '3269')) {
    warnings.push(
      `"${name}" uses a global catalogue port, over which fewer attributes come back: mapped fields may stay empty.`,
    );
  }
  if (settings.bindDn === '') return;
  if (settings.passwordReference === null && store.secrets.get(passwordName(sourceId)) === undefined) {
    warnings.push(`"${name}" has a bind DN and no password.`);
  }
  if (settings.transport === 'plain' && urls.some(({ hostname }) => !isThisMachine(hostname))) {
    warnings.push(
      `"${name}" sends its password without encryption. Use the transport "starttls" or "ldaps".`,
    );
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
