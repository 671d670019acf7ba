import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DraftNumber } from './account-draft.ts';
import { numberEdits, withNumberEdits } from './number-edits.ts';

/** The runner's; the page has no Node, so its types are not known here. */
declare const process: { env: Record<string, string | undefined> };
const runs = Number(process.env['PROPERTY_RUNS'] ?? 100);

const desk = (number: string): DraftNumber => ({ number, kind: 'desk' });

test('a number that somebody else added meanwhile stays', () => {
  const edits = numberEdits([desk('1'), desk('2')], [desk('2'), desk('3')]);
  expect(withNumberEdits([desk('1'), desk('2'), desk('9')], edits)).toEqual([
    desk('2'),
    desk('9'),
    desk('3'),
  ]);
});

test('a number that somebody else removed meanwhile stays away', () => {
  const edits = numberEdits([desk('1'), desk('2')], [desk('1'), { number: '2', kind: 'soft' }]);
  expect(withNumberEdits([desk('1')], edits)).toEqual([desk('1')]);
});

test('a number that was typed over, and a changed kind', () => {
  const edits = numberEdits([desk('1'), desk('2')], [desk('10'), { number: '2', kind: 'other' }]);
  expect(withNumberEdits([desk('2'), desk('1')], edits)).toEqual([
    { number: '2', kind: 'other' },
    desk('10'),
  ]);
});

test('both added the same number: it is there once, as it was typed here', () => {
  const edits = numberEdits([], [{ number: '5', kind: 'external' }]);
  expect(withNumberEdits([desk('5')], edits)).toEqual([{ number: '5', kind: 'external' }]);
});

test('a line that is still empty, and one that stands there twice, are not lost before they are mended', () => {
  const edited = [desk('1'), { number: '', kind: 'soft' as const }, desk('1')];
  expect(withNumberEdits([desk('1')], numberEdits([desk('1')], edited))).toEqual([
    desk('1'),
    { number: '', kind: 'soft' },
  ]);
});

const lists = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 0, max: 9 }).map(String),
    kind: fc.constantFrom('desk', 'soft', 'external', 'other'),
  }) satisfies fc.Arbitrary<DraftNumber>,
  { selector: ({ number }) => number },
);
const byNumber = (list: readonly DraftNumber[]) =>
  list.toSorted((left, right) => (left.number < right.number ? -1 : 1));
const numbersOf = (list: readonly DraftNumber[]) => new Set(list.map(({ number }) => number));

test('done to the same list again, edits give what was edited', () => {
  fc.assert(
    fc.property(lists, lists, (base, edited) => {
      expect(byNumber(withNumberEdits(base, numberEdits(base, edited)))).toEqual(byNumber(edited));
    }),
    { numRuns: runs },
  );
});

test('whatever both did: what nobody touched is as before, and what either added is there', () => {
  fc.assert(
    fc.property(lists, lists, lists, (base, edited, newest) => {
      const result = withNumberEdits(newest, numberEdits(base, edited));
      const [before, mine, theirs, after] = [base, edited, newest, result].map(numbersOf) as [
        Set<string>,
        Set<string>,
        Set<string>,
        Set<string>,
      ];
      expect(after.size).toBe(result.length);
      for (const number of new Set([...before, ...mine, ...theirs])) {
        // Added by either, or kept by both.
        const wanted = before.has(number)
          ? mine.has(number) && theirs.has(number)
          : mine.has(number) || theirs.has(number);
        expect(after.has(number)).toBe(wanted);
      }
    }),
    { numRuns: runs },
  );
});

test('without edits, the newest is the newest', () => {
  fc.assert(
    fc.property(lists, lists, (base, newest) => {
      expect(withNumberEdits(newest, numberEdits(base, base))).toEqual(newest);
    }),
    { numRuns: runs },
  );
});
