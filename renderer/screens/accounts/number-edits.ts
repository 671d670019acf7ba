import type { DraftNumber } from './account-draft.ts';

/** What a person did to the numbers of an account, apart from the list that it was done to. */
export interface NumberEdits {
  /** New lines; one that is still empty, too. */
  added: DraftNumber[];
  removed: ReadonlySet<string>;
  /** Another kind for a number that was there. */
  kinds: ReadonlyMap<string, DraftNumber['kind']>;
}

/** What was done to `base` to get `edited`. A number that was typed over is one removed and one added. */
export function numberEdits(base: readonly DraftNumber[], edited: readonly DraftNumber[]): NumberEdits {
  const left = new Map(base.map((each) => [each.number, each.kind]));
  const added: DraftNumber[] = [];
  const kinds = new Map<string, DraftNumber['kind']>();
  for (const { number, kind } of edited) {
    const before = left.get(number);
    if (before === undefined) added.push({ number, kind });
    else if (before !== kind) kinds.set(number, kind);
    left.delete(number);
  }
  return { added, removed: new Set(left.keys()), kinds };
}

/**
 * The same done to another list. What somebody else added stays; what somebody else removed does not come back for
 * its kind's sake.
 */
export function withNumberEdits(
  newest: readonly DraftNumber[],
  { added, removed, kinds }: NumberEdits,
): DraftNumber[] {
  const wanted = new Map(added.map((each) => [each.number, each.kind]));
  const kept = newest
    .filter(({ number }) => !removed.has(number) || wanted.has(number))
    .map(({ number, kind }) => ({ number, kind: wanted.get(number) ?? kinds.get(number) ?? kind }));
  const there = new Set(kept.map(({ number }) => number));
  return [...kept, ...added.filter(({ number }) => !there.has(number))];
}
