import { effectivePolicy, DEFAULT_GUARD, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import type { Names } from '../../../shared/domain/mivoice-business/index.ts';
import { wasOf } from '../../../shared/domain/mivoice-business/void-answers.ts';
import {
  DEFAULT_MIVOICE_BUSINESS,
  FILE_FORMS,
  PBX_COLUMNS,
  type MiVoiceBusinessSettings,
} from '../../../shared/domain/pbx-node.ts';

type Stored = Record<string, unknown>;

/**
 * A node's stored settings with defaults for whatever they lack: the configuration file of an older version knew fewer.
 * Null when the node is no MiVoice Business.
 */
export function pbxSettings(stored: Stored): MiVoiceBusinessSettings | null {
  const isBusiness =
    stored['type'] === 'mivoice-business' || (stored['type'] === undefined && !('host' in stored));
  if (!isBusiness) return null;
  const standard = DEFAULT_MIVOICE_BUSINESS;
  const exclude = objectOf(stored['exclude']);
  const answers = objectOf(stored['answers']);
  return {
    type: 'mivoice-business',
    files: filesOf(stored['files']),
    folder: textOf(stored['folder']) || null,
    columns: columnsOf(stored['columns']),
    forms: formsOf(stored['forms']),
    softphoneMacPrefix: textOf(stored['softphoneMacPrefix']) ?? standard.softphoneMacPrefix,
    macRule: oneOf(stored['macRule'], ['5020-only', 'both']) ?? standard.macRule,
    exclude: {
      deviceTypes: textsOf(exclude['deviceTypes']) ?? [...standard.exclude.deviceTypes],
      numbers: textsOf(exclude['numbers']) ?? [...standard.exclude.numbers],
      names: textsOf(exclude['names']) ?? [...standard.exclude.names],
    },
    answers: {
      same: listOf(answers['same']).flatMap((each) => {
        const { number, with: other, was } = objectOf(each);
        if (typeof number !== 'string' || typeof other !== 'string') return [];
        const names = objectOf(was);
        return [{ number, with: other, ...wasOf(namesOf(names['number']), namesOf(names['with'])) }];
      }),
      separate: textsOf(answers['separate']) ?? [],
    },
    watch: oneOf(stored['watch'], ['off', 'offer', 'synchronize']) ?? standard.watch,
    staleDays: numberOf(stored['staleDays']) ?? standard.staleDays,
    guard: guardOf(stored['guard']),
    voiceMailServer: textOf(stored['voiceMailServer']) ?? '',
    voiceMailNumber: textOf(stored['voiceMailNumber']) ?? '',
  };
}

/** Files that were named; null when none was. */
function filesOf(value: unknown): MiVoiceBusinessSettings['files'] {
  const files = objectOf(value);
  const devices = textOf(files['devices']) ?? '';
  const groups = textsOf(files['groups']) ?? [];
  const directory = textOf(files['directory']) || null;
  return devices === '' && groups.length === 0 && directory === null ? null : { devices, groups, directory };
}

/** Names that an answer was given for (D12). */
function namesOf(value: unknown): Names | undefined {
  const { firstName, lastName, department } = objectOf(value);
  return typeof firstName === 'string' && typeof lastName === 'string' && typeof department === 'string'
    ? { firstName, lastName, department }
    : undefined;
}

function columnsOf(value: unknown): MiVoiceBusinessSettings['columns'] {
  const given = objectOf(value);
  const columns: MiVoiceBusinessSettings['columns'] = {};
  for (const column of PBX_COLUMNS) {
    const header = given[column];
    if (header === null || typeof header === 'string') columns[column] = header;
    else if (Array.isArray(header)) columns[column] = textsOf(header) ?? [];
  }
  return columns;
}

function formsOf(value: unknown): MiVoiceBusinessSettings['forms'] {
  const entries = Object.entries(objectOf(value)).flatMap(([file, form]) => {
    const known = oneOf(form, FILE_FORMS);
    return known === undefined ? [] : [[file, known] as const];
  });
  return Object.fromEntries(entries);
}

function guardOf(value: unknown): GuardPolicy {
  const given = objectOf(value);
  const policy = { ...DEFAULT_GUARD };
  for (const key of Object.keys(policy) as (keyof GuardPolicy)[])
    policy[key] = numberOf(given[key]) ?? policy[key];
  return effectivePolicy(policy);
}

function objectOf(value: unknown): Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Stored) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((each): each is string => typeof each === 'string');
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice === value);
}
