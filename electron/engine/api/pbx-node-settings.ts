import path from 'node:path';
import type { ConfigurationProblem } from '../../../shared/contract/configuration-check.ts';
import type { PbxNodeDraft } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { effectivePolicy } from '../../../shared/domain/guard-policy.ts';
import { numberExclusionProblem } from '../../../shared/domain/mivoice-business/exclusions.ts';
import type { PersonAnswers } from '../../../shared/domain/mivoice-business/types.ts';
import { macPrefixProblem, type MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';

/** The settings that a node's form describes. `config.invalid` with each problem's place when it cannot be. */
export function nodeSettingsOf({ name: _, ...settings }: PbxNodeDraft): MiVoiceBusinessSettings {
  const problems = [
    ...pathProblems(settings),
    ...rangeProblems(settings),
    ...answerProblems(settings.answers),
  ];
  const [first] = problems;
  if (first !== undefined) {
    throw new RollcallError('config.invalid', `${first.path}: ${first.message}.`, { details: { problems } });
  }
  return settings;
}

/** The form of a node. */
export function nodeDraftOf(name: string, settings: MiVoiceBusinessSettings): PbxNodeDraft {
  return { name, ...settings, guard: effectivePolicy(settings.guard) };
}

/** Where a node is read from, in words: its folder, or its device file and how many more there are. */
export function sourceWords({ files, folder }: Pick<MiVoiceBusinessSettings, 'files' | 'folder'>): string {
  if (folder !== null) return folder;
  if (files === null) return 'no files yet';
  const more = files.groups.length + (files.directory === null ? 0 : 1);
  return more === 0 ? files.devices : `${files.devices} and ${more} more`;
}

/**
 * What is wrong with the paths of a node: each is absolute and stands there once, and files are texts by their name, as in
 * a folder. A page that was taken over must not look into just any file of the person.
 */
function pathProblems({ files, folder }: Pick<MiVoiceBusinessSettings, 'files' | 'folder'>) {
  const problems: ConfigurationProblem[] = [];
  const given: [string, string][] = [];
  if (folder !== null) given.push(['folder', folder]);
  if (files !== null) {
    given.push(['files.devices', files.devices]);
    files.groups.forEach((file, index) => given.push([`files.groups[${index}]`, file]));
    if (files.directory !== null) given.push(['files.directory', files.directory]);
  }
  const seen = new Set<string>();
  for (const [place, file] of given) {
    if (!path.isAbsolute(file)) problems.push({ path: place, message: 'must be an absolute path' });
    else if (file !== folder && !/\.(csv|txt)$/i.test(file)) {
      problems.push({ path: place, message: 'must be a .csv or .txt file' });
    } else if (seen.has(path.normalize(file))) problems.push({ path: place, message: 'repeats a file' });
    seen.add(path.normalize(file));
  }
  return problems;
}

/** Exclusions that would never act, and a MAC prefix that would take in real phones. */
function rangeProblems({ exclude, softphoneMacPrefix }: MiVoiceBusinessSettings): ConfigurationProblem[] {
  const found = exclude.numbers.flatMap((text, index) => {
    const message = numberExclusionProblem(text);
    return message === null ? [] : [{ path: `exclude.numbers[${index}]`, message }];
  });
  const message = macPrefixProblem(softphoneMacPrefix);
  return message === null ? found : [...found, { path: 'softphoneMacPrefix', message }];
}

/**
 * What is wrong with the answers of a node (D12): a number has one answer, and "same person" leads to another number in
 * the end.
 */
export function answerProblems({ same, separate }: PersonAnswers): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const seen = new Set<string>();
  const answered = (place: string, number: string): void => {
    if (seen.has(number)) problems.push({ path: place, message: `repeats the number ${number}` });
    seen.add(number);
  };
  same.forEach(({ number }, index) => answered(`answers.same[${index}].number`, number));
  separate.forEach((number, index) => answered(`answers.separate[${index}]`, number));
  const leadsTo = new Map(same.map((each) => [each.number, each.with]));
  // Each number is walked over once: what was found to have an end has one for all that lead to it.
  const sound = new Set<string>();
  for (const [index, { number }] of same.entries()) {
    const way: string[] = [];
    const onWay = new Set<string>();
    let at: string | undefined = number;
    while (at !== undefined && !sound.has(at) && !onWay.has(at)) {
      onWay.add(at);
      way.push(at);
      at = leadsTo.get(at);
    }
    if (at !== undefined && onWay.has(at)) {
      const place = `answers.same[${index}].with`;
      problems.push({ path: place, message: `leads from ${number} back to ${at}` });
    }
    for (const each of way) sound.add(each);
  }
  return problems;
}
