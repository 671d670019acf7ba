import { useState } from 'react';
import type { RowChoice } from './change-rows.tsx';

/** Which rows of a long list are chosen, also of those that are not shown. */
export function useChoice<Row>(keyOf: (row: Row) => string | number) {
  const [chosen, setChosen] = useState<ReadonlyMap<string | number, Row>>(new Map());
  const change = (rows: readonly Row[], take: boolean) => {
    setChosen((before) => {
      const next = new Map(before);
      for (const row of rows) {
        if (take) next.set(keyOf(row), row);
        else next.delete(keyOf(row));
      }
      return next;
    });
  };
  return {
    rows: [...chosen.values()],
    clear: () => setChosen(new Map()),
    /** Chooses these and no others. */
    only: (rows: readonly Row[]) => setChosen(new Map(rows.map((row) => [keyOf(row), row]))),
    /** The choice as a table takes it; `shown` are the rows that it draws. */
    of: (shown: readonly Row[]): RowChoice<Row> => ({
      has: (row) => chosen.has(keyOf(row)),
      toggle: (row) => change([row], !chosen.has(keyOf(row))),
      all: (take) => change(shown, take),
    }),
  };
}
