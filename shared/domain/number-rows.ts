import type { NumberChange } from './number-life.ts';

/** What happened to a number, with what a person is told of it. */
export interface ToldNumber extends Pick<NumberChange, 'kind' | 'number' | 'numberKind' | 'reasonCode'> {
  /** Words that belong to the reason: of a number that is kept, what holds it. */
  detail: string;
  /** Of a number that is kept: who must act so that it can go (D4, domain.md 5.1); else null. */
  mustAct: 'user' | 'administrator' | null;
}

/** Old and new value of what a row about a number says (E7): the number, what it is for, and who must act. */
export function numberFields({
  kind,
  number,
  numberKind,
  mustAct,
}: Pick<ToldNumber, 'kind' | 'number' | 'mustAct'> & { numberKind: string }): Record<
  string,
  [string | null, string | null]
> {
  const pair = (value: string): [string | null, string | null] => [
    kind === 'number-added' ? null : value,
    kind === 'number-removed' ? null : value,
  ];
  return {
    number: pair(number),
    numberKind: pair(numberKind),
    ...(mustAct === null ? {} : { mustAct: [null, mustAct] }),
  };
}
