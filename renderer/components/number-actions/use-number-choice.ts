import { useState } from 'react';
import type { NumberRow } from '../../../shared/contract/index.ts';
import { useChoice } from '../run-report/use-choice.ts';

/** The numbers that are chosen in a list. Another list begins with none: nobody acts on numbers that they do not see. */
export function useNumberChoice(listKey: string) {
  const choice = useChoice<NumberRow>(({ accountId, number }) => `${accountId} ${number}`);
  const [key, setKey] = useState(listKey);
  if (key !== listKey) {
    setKey(listKey);
    choice.clear();
  }
  return {
    ...choice,
    has: (row: NumberRow) => choice.of([]).has(row),
    change: (rows: readonly NumberRow[], take: boolean) => choice.of(rows).all(take),
  };
}

/** What the box of a number is called. */
export function chooseLabel({ number, loginId }: Pick<NumberRow, 'number' | 'loginId'>): string {
  return `Choose ${number} of ${loginId}`;
}
