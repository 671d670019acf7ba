import type { PbxNodeDraft } from '../../../shared/contract/index.ts';
import { compareNumbers } from '../../../shared/domain/numbers.ts';
import { mappedHeaders, PBX_COLUMNS } from '../../../shared/domain/pbx-node.ts';
import { COLUMN_NAMES, FILE_KINDS } from '../../components/pbx-node/node-words.ts';

/** What was said of a device, as it is listed. */
export interface AnswerRow {
  number: string;
  words: string;
}

/** The stored answers in D6's order of their numbers. */
export function answerRows({ same, separate }: PbxNodeDraft['answers']): AnswerRow[] {
  const rows = [
    ...same.map((each) => ({ number: each.number, words: `The same person as ${each.with}` })),
    ...separate.map((number) => ({ number, words: 'A person of their own' })),
  ];
  return rows.sort((left, right) => compareNumbers(left.number, right.number));
}

/** The columns that were mapped by hand, in words. */
export function columnWords(columns: PbxNodeDraft['columns']): string[] {
  return PBX_COLUMNS.flatMap((column) => {
    const mapped = columns[column];
    if (mapped === undefined) return [];
    const headers = mappedHeaders(mapped).map((header) => `“${header}”`);
    return [`${COLUMN_NAMES[column]}: ${mapped === null ? 'none in this export' : headers.join(' or ')}`];
  });
}

/** What a person said of single files of the folder. */
export function formWords(forms: PbxNodeDraft['forms']): string[] {
  return Object.entries(forms).map(
    ([file, form]) => `${file}: ${FILE_KINDS[form === 'none' ? 'left-out' : form].toLowerCase()}`,
  );
}
