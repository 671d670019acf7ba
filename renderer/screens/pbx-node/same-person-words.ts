import type { PbxNodeDraft } from '../../../shared/contract/index.ts';
import { isDirectoryNumber } from '../../../shared/domain/numbers.ts';

/** Two numbers that may be one person's. */
export interface Pair {
  /** The number that goes to the person who has the other one; empty where it is not known. */
  number: string;
  other: string;
}

type Answers = PbxNodeDraft['answers'];

/** What a rule says before the other number, and after it. Names stand in messages, so only the ends are looked at. */
const PLACES = [
  {
    code: 'pbx.near-match',
    other: /(?:nearly matches |\()([^\s()]{1,32})\)?: (?:first name|last name|department) differs/,
  },
  {
    code: 'pbx.same-identity',
    other: /has the same first name, last name and department as ([^\s()]{1,32})\.$/,
  },
  {
    code: 'pbx.needs-group',
    other:
      /has the same first name, last name and department as ([^\s()]{1,32}), but is in no group with it\.$/,
  },
  // One that acts, and one that was given about somebody else: either may be taken back.
  {
    code: 'pbx.answered',
    other: /^The answer that \S{1,32} is the same person as (\S{1,32}) does not act any more:/,
  },
] as const;

/** Whether an issue of this code may be about two numbers of one person (A6, A8, A15). */
export function isAboutPair(code: string): boolean {
  return PLACES.some((place) => place.code === code);
}

/** The two numbers of an issue; null when it is about none, or about one of another node. */
export function pairOf(issue: { code: string; subject: string; message: string }): Pair | null {
  const place = PLACES.find(({ code }) => code === issue.code);
  if (place === undefined || !isDirectoryNumber(issue.subject)) return null;
  const other = place.other.exec(issue.message)?.[1] ?? '';
  if (issue.code === 'pbx.same-identity' && other === '') return null;
  return { number: issue.subject, other: isDirectoryNumber(other) && other !== issue.subject ? other : '' };
}

/** What was answered of one of two numbers: the number that the answer is stored with, and the answer in words. */
export function answerOf(
  { number, other }: Pair,
  { same, separate }: Answers,
): { number: string; words: string } | null {
  const both = [number, other];
  const found =
    same.find((each) => both.includes(each.number) && both.includes(each.with)) ??
    same.find((each) => each.number === number);
  if (found !== undefined) {
    return { number: found.number, words: `${found.number} is the same person as ${found.with}` };
  }
  const apart = separate.find((each) => each === number);
  return apart === undefined ? null : { number: apart, words: `${apart} is a person of their own` };
}

/** What is wrong with what was typed, by field; empty when nothing is. */
export function pairProblems({ number, other }: Pair): Partial<Record<keyof Pair, string>> {
  const unusable = 'A directory number is needed, such as 3001.';
  return {
    ...(isDirectoryNumber(number) ? {} : { number: unusable }),
    ...(!isDirectoryNumber(other)
      ? { other: unusable }
      : other === number
        ? { other: 'This is the same number.' }
        : {}),
  };
}
