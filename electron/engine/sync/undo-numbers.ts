import type { AccountRow, ChangeRecord, LaterChange, NumberRow, UndoRows } from '../store/index.ts';

/**
 * The numbers that an update took in or threw away, and so what undoing it drops and adds; `moved` names one of them
 * that is not as the update left it.
 */
export function undoneNumbers(
  change: ChangeRecord,
  now: AccountRow,
  later: readonly LaterChange[],
  rows: UndoRows,
): { dropped: string[]; added: NumberRow[]; moved: string | null } {
  const today = new Map(rows.numbers(now.accountId).map((row) => [row.number, row]));
  const left = numbersLeft(later) ?? today;
  const old = numbersBefore(change, left, rows);
  const touched = [...new Set([...old.keys(), ...left.keys()])].filter(
    (number) => !sameNumber(old.get(number), left.get(number)),
  );
  return {
    moved: touched.find((number) => !sameNumber(today.get(number), left.get(number))) ?? null,
    dropped: touched.filter((number) => today.has(number)),
    added: touched.flatMap((number) => old.get(number) ?? []),
  };
}

type Numbers = Map<string, NumberRow>;

/** The numbers that the next change that says anything of numbers found; undefined when none does. */
function numbersLeft(later: readonly LaterChange[]): Numbers | undefined {
  for (const { before, restore } of later) {
    const image = restore?.numbers ?? before?.['numbers'];
    if (Array.isArray(image)) return new Map((image as NumberRow[]).map((row) => [row.number, row]));
  }
  return undefined;
}

/** A journal of the first schema says only which numbers were kept: those were not there before. */
function numbersBefore(change: ChangeRecord, left: Numbers, rows: UndoRows): Numbers {
  const image = change.restore?.numbers as NumberRow[] | undefined;
  if (image !== undefined) return new Map(image.map((row) => [row.number, row]));
  if (change.restore !== null) return left;
  const before = new Map(left);
  for (const number of rows.numbersHeldBy(change.runId!, change.accountId!)) before.delete(number);
  return before;
}

function sameNumber(one: NumberRow | undefined, other: NumberRow | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.kind === other.kind && one.origin === other.origin && one.state === other.state;
}
