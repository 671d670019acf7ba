import { foldLogin } from '../domain/account.ts';
import { foldName } from '../domain/status-templates.ts';
import type { $ZodRawIssue } from 'zod/v4/core';
import {
  configurationFileSchema,
  type ConfigurationFile,
  type EnterpriseEntry,
} from './configuration-file.ts';

/** One thing that is wrong with a configuration file. */
export interface ConfigurationProblem {
  /** Where, as `enterprises[0].synchronizers[1].query`; empty for the file as a whole. */
  path: string;
  /** What, as the rest of a sentence that begins with the path. Never repeats a secret. */
  message: string;
}

type Step = string | number;

/** Checks a parsed configuration file by itself; what depends on the store is checked on import. */
export function checkConfiguration(
  value: unknown,
): { file: ConfigurationFile; problems: [] } | { file: null; problems: ConfigurationProblem[] } {
  const result = configurationFileSchema.safeParse(value, { error: sentence });
  if (!result.success) {
    const problems = result.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: formatPath([...issue.path, key]), message: 'is not a known key' }))
        : [{ path: formatPath(issue.path), message: issue.message }],
    );
    return { file: null, problems };
  }
  const problems = crossProblems(result.data);
  return problems.length === 0 ? { file: result.data, problems: [] } : { file: null, problems };
}

/** A path as people write it. */
export function formatPath(steps: readonly PropertyKey[]): string {
  let path = '';
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += path === '' ? String(step) : `.${String(step)}`;
  }
  return path;
}

/** The problem as one sentence. */
export function problemSentence({ path, message }: ConfigurationProblem): string {
  return `${path === '' ? 'The file' : path} ${message}`;
}

/** zod's finding as the rest of a sentence; undefined leaves it to zod. Values are never repeated: some are secret. */
function sentence(issue: $ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((each) => JSON.stringify(each)).join(' or ')}`;
    case 'invalid_key':
      return 'has a key that is not valid';
    default:
      return undefined;
  }
}

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What takes more than one key to see. */
function crossProblems(file: ConfigurationFile): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const enterprises = file.enterprises ?? [];
  const add = (path: Step[], message: string) => problems.push({ path: formatPath(path), message });
  repeated(enterprises.map(({ id }) => id.toLowerCase())).forEach((index) =>
    add(['enterprises', index, 'id'], `repeats the Enterprise ID "${enterprises[index]!.id}"`),
  );
  for (const [index, enterprise] of enterprises.entries()) {
    enterpriseProblems(enterprise, (path, message) => add(['enterprises', index, ...path], message));
  }
  return problems;
}

function enterpriseProblems(enterprise: EnterpriseEntry, add: (path: Step[], message: string) => void): void {
  const {
    features = [],
    featureProfiles = [],
    synchronizers = [],
    pbxNodes = [],
    accounts = [],
    statuses = {},
  } = enterprise;
  repeated(features.map(({ name }) => name.toLowerCase())).forEach((index) =>
    add(['features', index, 'name'], `repeats the feature "${features[index]!.name}"`),
  );
  repeated(featureProfiles.map(({ name }) => name.toLowerCase())).forEach((index) =>
    add(['featureProfiles', index, 'name'], `repeats the feature profile "${featureProfiles[index]!.name}"`),
  );
  // Synchronizers and nodes share their names (E5).
  const sources = [
    ...synchronizers.map(({ description }) => description),
    ...pbxNodes.map(({ name }) => name),
  ];
  repeated(sources.map((name) => name.toLowerCase())).forEach((index) => {
    const node = index - synchronizers.length;
    add(
      node < 0 ? ['synchronizers', index, 'description'] : ['pbxNodes', node, 'name'],
      `repeats the source name "${sources[index]}"`,
    );
  });
  for (const [index, { url, transport }] of synchronizers.entries()) {
    const problem = transportProblem(typeof url === 'string' ? [url] : url, transport);
    if (problem !== null) add(['synchronizers', index, 'transport'], problem);
  }
  const { templates = [] } = statuses;
  repeated(templates.map(({ name }) => foldName(name.trim()))).forEach((index) =>
    add(['statuses', 'templates', index, 'name'], `repeats the template "${templates[index]!.name}"`),
  );
  repeated(accounts.map(({ loginId }) => foldLogin(loginId))).forEach((index) =>
    add(['accounts', index, 'loginId'], `repeats the login ID "${accounts[index]!.loginId}"`),
  );
  for (const [index, { numbers = [] }] of accounts.entries()) {
    repeated(numbers.map(({ number }) => number)).forEach((at) =>
      add(['accounts', index, 'numbers', at, 'number'], `repeats the number "${numbers[at]!.number}"`),
    );
  }
}

function transportProblem(urls: string[], transport: string | undefined): string | null {
  const secure = urls.filter((url) => /^ldaps:/i.test(url)).length;
  if (secure === 0) return null;
  if (transport !== undefined && transport !== 'ldaps') {
    return `must be "ldaps", because the URL begins with ldaps://`;
  }
  if (transport === undefined && secure < urls.length)
    return 'must be given, because the URLs differ in theirs';
  return null;
}

/** Indexes of the items that came before. */
function repeated(items: string[]): number[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    if (seen.has(item)) return [index];
    seen.add(item);
    return [];
  });
}
