import { compareNumbers, numbersOf, type PbxNumber } from '../../shared/domain/numbers.ts';
import { isolated } from './isolated.ts';
import { kindWord } from './number-words.ts';

/** What two lists of numbers (`numberList` in shared/domain/numbers.ts) differ in. */
export interface NumberDifference {
  added: PbxNumber[];
  removed: PbxNumber[];
  /** Numbers that are for something else now. */
  turned: { number: string; from: PbxNumber['kind']; to: PbxNumber['kind'] }[];
}

/** What became of the numbers of an account, each list in D6's order. */
export function numberDifference(before: string, after: string): NumberDifference {
  const [old, now] = [byNumber(before), byNumber(after)];
  const added: PbxNumber[] = [];
  const turned: NumberDifference['turned'] = [];
  for (const each of now.values()) {
    const former = old.get(each.number);
    if (former === undefined) added.push(each);
    else if (former.kind !== each.kind)
      turned.push({ number: each.number, from: former.kind, to: each.kind });
  }
  const removed = [...old.values()].filter(({ number }) => !now.has(number));
  return { added: added.sort(inOrder), removed: removed.sort(inOrder), turned: turned.sort(inOrder) };
}

function byNumber(list: string): Map<string, PbxNumber> {
  return new Map(numbersOf(list).map((each) => [each.number, each]));
}

function inOrder(left: { number: string }, right: { number: string }): number {
  return compareNumbers(left.number, right.number);
}

/** The numbers of a list in words: `3000 Desk phone, 3001 Softphone`. */
export function numberListText(list: string): string {
  return numbersOf(list)
    .map(({ number, kind }) => `${isolated(number)} ${kindWord(kind)}`)
    .join(', ');
}

/** A difference in words: `added 3001 Softphone; removed 3002 Other`; empty when there is none. */
export function differenceText({ added, removed, turned }: NumberDifference): string {
  const named = (numbers: readonly PbxNumber[]) =>
    numbers.map(({ number, kind }) => `${isolated(number)} ${kindWord(kind)}`).join(', ');
  return [
    added.length > 0 ? `added ${named(added)}` : '',
    removed.length > 0 ? `removed ${named(removed)}` : '',
    ...turned.map(({ number, from, to }) => `${isolated(number)} ${kindWord(from)} is now ${kindWord(to)}`),
  ]
    .filter((part) => part !== '')
    .join('; ');
}
