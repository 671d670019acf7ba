import * as fc from 'fast-check';

/** What `shuffle` goes by. */
export const ranks = fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 });

/** The rows in another order, which the ranks decide. */
export function shuffle<Row>(rows: readonly Row[], by: readonly number[]): Row[] {
  return rows
    .map((row, index) => ({ row, rank: by[index % by.length]! }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ row }) => row);
}
