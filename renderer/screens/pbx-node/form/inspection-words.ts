import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { counted, whole } from '../../../components/numbers.ts';
import { baseName, COLUMN_NAMES } from '../../../components/pbx-node/node-words.ts';
import { listed } from '../../../components/run-words.ts';

type InspectedFile = PbxInspection['files'][number];

/** What the files hold, and what a synchronization would make of it, in a sentence or two. */
export function inspectionSentence({ devices, groups, result, deviceTypes }: PbxInspection): string {
  const held = `${counted(devices, 'device')} and ${counted(groups, 'group')}`;
  if (result === null) return `${held} so far. What would come of them cannot be said yet.`;
  const excluded = deviceTypes.reduce((sum, type) => sum + type.excluded, 0);
  const parts = [
    `a synchronization would make ${counted(result.people, 'account')} of them`,
    result.notAssigned > 0
      ? `${counted(result.notAssigned, 'device')} would be in no account${excluded > 0 ? ` (excluded: ${whole(excluded)})` : ''}`
      : 'every device would be in an account',
    result.issues > 0 ? `${counted(result.issues, 'issue')} would be reported` : '',
  ];
  return `${held}: ${listed(parts.filter((part) => part !== ''))}.`;
}

/** Whether a CSV file of the folder was taken for nothing although nobody said that it is nothing. */
export function isUnused({ path, kind, problem, missing }: InspectedFile): boolean {
  // What is wrong with it otherwise is said already.
  return kind === 'unknown' && /\.csv$/i.test(path) && (problem === null || missing.length > 0);
}

/** What is asked about such a file. */
export const UNUSED_WORDS = 'Say under Columns what it is, or leave it out on purpose.';

/** Files of the folder that nothing would be read of, though they may belong to the export. */
export function unusedFiles({ files }: PbxInspection): string[] {
  return files
    .filter(isUnused)
    .map(
      ({ path }) => `${baseName(path)}: It was taken for nothing, so nothing of it is read. ${UNUSED_WORDS}`,
    );
}

/** Which columns of a file are needed and were not found; null when all were. */
export function missingSentence({ missing }: InspectedFile): string | null {
  return missing.length === 0 ? null : `No column was found for ${listed(missing.map(columnInSentence))}.`;
}

/** `MAC address`, `department`: the name of a column inside a sentence. */
function columnInSentence(column: InspectedFile['missing'][number]): string {
  const name = COLUMN_NAMES[column];
  // An abbreviation keeps its capitals.
  return /^[A-Z]{2}/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}

/** What is wrong with a file besides columns that were not found, which have a sentence of their own. */
export function otherProblem(file: InspectedFile): InspectedFile['problem'] {
  const { problem } = file;
  return problem?.code === 'csv.missing-column' && missingSentence(file) !== null ? null : problem;
}

/** Everything that would keep a synchronization from reading the files. */
export function inspectionTrouble({ files, result }: PbxInspection): string[] {
  const found = files.flatMap((file) => {
    if (isUnused(file)) return [];
    const { path } = file;
    const problem = otherProblem(file);
    const sentences = [
      problem === null ? null : `${problem.message} (${problem.code})`,
      missingSentence(file),
    ];
    return sentences.flatMap((sentence) => (sentence === null ? [] : [`${baseName(path)}: ${sentence}`]));
  });
  if (found.length > 0 || result !== null) return found;
  return ['The files cannot be read as an export.'];
}
