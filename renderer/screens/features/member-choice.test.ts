import { describe, expect, test } from 'vitest';
import type { AccountRow, FeatureProfileRow } from '../../../shared/contract/index.ts';
import { chosenCount, NOBODY, originsFor, partsOf, toggled } from './member-choice.ts';

const shown = [1, 2, 3].map((accountId) => ({ accountId })) as AccountRow[];
const profile = (profileId: number, name: string, accounts: number) =>
  ({ profileId, name, accounts }) as FeatureProfileRow;

describe('members to add', () => {
  test('single ones are ticked and cleared; of all, those that are shown stay but for the one', () => {
    const one = toggled(NOBODY, 2, shown);
    expect(one).toEqual({ kind: 'single', accountIds: [2] });
    expect(toggled(one, 9, shown)).toEqual({ kind: 'single', accountIds: [2, 9] });
    expect(toggled(one, 2, shown)).toEqual(NOBODY);
    expect(toggled({ kind: 'all' }, 2, shown)).toEqual({ kind: 'single', accountIds: [1, 3] });
    expect([chosenCount(NOBODY, 7), chosenCount(one, 7), chosenCount({ kind: 'all' }, 7)]).toEqual([0, 1, 7]);
  });

  test('they come from other profiles that have any, and from none', () => {
    const all = [profile(1, 'Default', 5), profile(2, 'Full', 3), profile(3, 'Empty', 0)];
    expect(originsFor({ profileId: 2 }, all, 4)).toEqual([
      { profileId: 1, name: 'Default', accounts: 5 },
      { profileId: 0, name: 'No feature profile', accounts: 4 },
    ]);
    expect(originsFor({ profileId: 1 }, [profile(1, 'Default', 5)], 0)).toEqual([]);
  });

  test('long lists go in parts', () => {
    expect(partsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(partsOf([], 2)).toEqual([]);
  });
});
