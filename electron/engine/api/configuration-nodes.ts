import { existsSync } from 'node:fs';
import path from 'node:path';
import type {
  MiVoiceBusinessEntry,
  MiVoiceOfficeEntry,
  PbxNodeEntry,
} from '../../../shared/contract/configuration-source-entries.ts';
import { effectivePolicy } from '../../../shared/domain/guard-policy.ts';
import type { PersonAnswers, SamePersonAnswer } from '../../../shared/domain/mivoice-business/types.ts';
import { DEFAULT_MIVOICE_BUSINESS, type MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import { pbxSettings } from '../pbx/index.ts';
import type { PbxSource } from '../store/index.ts';
import type { EnterpriseScope } from './configuration-scope.ts';
import { putSource, readSecret, warnAboutGuard, type GivenSecret } from './configuration-sources.ts';
import { answerProblems } from './pbx-node-settings.ts';

/** Creates or updates a PBX node by its name. Nodes that only a later version synchronizes are kept as they are given. */
export function importPbxNode(scope: EnterpriseScope, entry: PbxNodeEntry, index: number): void {
  const at = ['pbxNodes', index];
  const found = scope.job.store.sources.find(scope.enterpriseId, entry.name);
  if (found !== undefined && found.kind !== 'pbx') {
    scope.problem([...at, 'name'], `is the name of a synchronizer of "${scope.name}" already`);
    return;
  }
  if (entry.type === 'mivoice-business') importBusiness(scope, entry, found, at);
  else importOffice(scope, entry, found, at);
}

function importBusiness(
  scope: EnterpriseScope,
  entry: MiVoiceBusinessEntry,
  found: PbxSource | undefined,
  at: readonly PropertyKey[],
): void {
  const present = found === undefined ? null : pbxSettings(found.settings);
  const settings = businessSettings(scope.job.folder, entry, present ?? DEFAULT_MIVOICE_BUSINESS);
  if (settings.files?.devices === '') {
    scope.problem([...at, 'files', 'devices'], 'is missing: a node is read from its device export');
  }
  for (const problem of answerProblems(settings.answers)) {
    scope.problem([...at, problem.path], problem.message);
  }
  put(scope, {
    at,
    // What an older version stored has not got every key: that is no change.
    found: found && present ? { ...found, settings: { ...present } } : found,
    name: entry.name,
    settings: { ...settings },
    password: undefined,
  });
  warnAboutGuard(scope, found?.name ?? entry.name, entry, settings);
  warnAboutFiles(scope, found?.name ?? entry.name, settings);
}

/** Exports may come later; until then a synchronization of the node fails. */
function warnAboutFiles(
  { job }: EnterpriseScope,
  name: string,
  { files, folder }: MiVoiceBusinessSettings,
): void {
  if (files === null && folder === null) {
    job.warnings.push(`"${name}" has neither files nor a folder yet: it cannot be synchronized without.`);
    return;
  }
  const named = files === null ? [] : [files.devices, ...files.groups, files.directory ?? ''];
  for (const place of [folder ?? '', ...named]) {
    if (place === '' || existsSync(place)) continue;
    const what = place === folder ? 'folder' : 'export file';
    job.warnings.push(`The ${what} ${place} of "${name}" is not there at the moment.`);
  }
}

/** Present settings or the defaults, overlaid with what the file gives; paths made absolute. */
function businessSettings(
  folder: string,
  entry: MiVoiceBusinessEntry,
  base: MiVoiceBusinessSettings,
): MiVoiceBusinessSettings {
  const { name: _, files, folder: given, columns, forms, exclude, answers, guard, ...values } = entry;
  const absolute = (file: string) => path.resolve(folder, file);
  const settings: MiVoiceBusinessSettings = {
    ...base,
    ...defined(values),
    exclude: { ...base.exclude, ...defined(exclude ?? {}) },
    answers: answersOf(answers ?? {}, base.answers),
    guard: effectivePolicy({ ...base.guard, ...defined(guard ?? {}) }),
  };
  if (columns !== undefined) settings.columns = defined(columns);
  if (forms !== undefined) settings.forms = forms;
  if (given !== undefined) settings.folder = given === null ? null : absolute(given);
  if (files === null) settings.files = null;
  else if (files !== undefined) {
    const { devices, groups, directory } = files;
    settings.files = {
      devices: devices === undefined ? (base.files?.devices ?? '') : absolute(devices),
      groups: groups === undefined ? (base.files?.groups ?? []) : groups.map(absolute),
      directory: directory === undefined ? (base.files?.directory ?? null) : directory && absolute(directory),
    };
  }
  // The one takes the place of the other.
  if (given) settings.files = null;
  else if (files) settings.folder = null;
  return settings;
}

/** Present answers, overlaid with what the file gives. One that it repeats without names keeps those that it was given for. */
function answersOf(
  { same, separate }: NonNullable<MiVoiceBusinessEntry['answers']>,
  present: PersonAnswers,
): PersonAnswers {
  const keyOf = (answer: SamePersonAnswer) => `${answer.number} ${answer.with}`;
  const before = new Map(present.same.map((each) => [keyOf(each), each]));
  return {
    same:
      same?.map((each) => (each.was === undefined ? (before.get(keyOf(each)) ?? each) : each)) ??
      present.same,
    separate: separate ?? present.separate,
  };
}

/** Without keys that are there and undefined. */
function defined<T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

function importOffice(
  scope: EnterpriseScope,
  entry: MiVoiceOfficeEntry,
  found: PbxSource | undefined,
  at: readonly PropertyKey[],
): void {
  const { name, password: secret, ...given } = entry;
  const settings: Record<string, unknown> = {
    ...(found?.settings['type'] === given.type ? found.settings : {}),
    ...given,
  };
  const password = secret && readSecret(scope.job, secret);
  if (password !== undefined) settings['passwordReference'] = password.reference;
  put(scope, { at, found, name, settings, password });
}

function put(
  scope: EnterpriseScope,
  node: {
    at: readonly PropertyKey[];
    found: PbxSource | undefined;
    name: string;
    settings: Record<string, unknown>;
    password: GivenSecret | undefined;
  },
): void {
  const { at, found, name, settings, password } = node;
  putSource(scope, {
    ...{ at, found, settings, password, what: 'pbxNode', kind: 'pbx' },
    name: found?.name ?? name,
    profileId: found?.profileId ?? null,
  });
}
