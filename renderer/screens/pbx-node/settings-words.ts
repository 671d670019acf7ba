import type { PbxNodeDraft } from '../../../shared/contract/index.ts';
import { compareNumbers } from '../../../shared/domain/numbers.ts';

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
