import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNumbers, numberList, type PbxNumber } from '../../shared/domain/numbers.ts';
import { differenceText, numberDifference, numberListText } from './number-changes.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

describe('numbers that came and went', () => {
  test('are told apart from those that stay', () => {
    expect(numberDifference('3000 desk, 3001 soft', '3000 desk, 3002 other')).toEqual({
      added: [{ number: '3002', kind: 'other' }],
      removed: [{ number: '3001', kind: 'soft' }],
      turned: [],
    });
  });

  test('one that is for something else now neither comes nor goes', () => {
    const difference = numberDifference('3000 desk, 3001 soft', '3000 desk, 3001 other');
    expect(difference).toEqual({
      added: [],
      removed: [],
      turned: [{ number: '3001', from: 'soft', to: 'other' }],
    });
    expect(differenceText(difference)).toBe('3001 Softphone is now Other');
  });

  test("stand in D6's order: shorter first", () => {
    expect(numberDifference('', '10001 desk, 999 soft').added.map(({ number }) => number)).toEqual([
      '999',
      '10001',
    ]);
  });

  test('an account that had none, or has none any more', () => {
    expect(differenceText(numberDifference('', '3000 desk, 3001 soft'))).toBe(
      'added 3000 Desk phone, 3001 Softphone',
    );
    expect(differenceText(numberDifference('3000 desk', ''))).toBe('removed 3000 Desk phone');
    expect(differenceText(numberDifference('3000 desk', '3000 desk'))).toBe('');
  });
});

test('a kind that is not known stays as it is: the text may come from a results file', () => {
  expect(numberListText('3000 desk, 3001 hologram')).toBe('3000 Desk phone, 3001 hologram');
});

const numbers = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 40 }).map(String),
    kind: fc.constantFrom<PbxNumber['kind']>('desk', 'soft', 'external', 'other'),
  }),
  { selector: ({ number }) => number },
);

test('what came, what went and what stays make up both lists, whatever they are', () => {
  fc.assert(
    fc.property(numbers, numbers, (before, after) => {
      const { added, removed, turned } = numberDifference(numberList(before), numberList(after));
      const rest = before.filter(({ number }) => !removed.some((each) => each.number === number));
      const now = rest.map((each) => {
        const change = turned.find(({ number }) => number === each.number);
        return change ? { number: each.number, kind: change.to } : each;
      });
      expect(numberList([...now, ...added])).toBe(numberList(after));
      for (const list of [added, removed, turned]) {
        for (const [index, each] of list.slice(1).entries())
          expect(compareNumbers(list[index]!.number, each.number)).toBeLessThan(0);
      }
    }),
    { numRuns },
  );
});
