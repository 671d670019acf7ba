import type { NumberRow, NumberSort } from '../../../shared/contract/index.ts';
import { MOST_NUMBERS } from '../../components/number-actions/bulk-words.ts';
import { chooseLabel, useNumberChoice } from '../../components/number-actions/use-number-choice.ts';
import { whole } from '../../components/numbers.ts';
import { tellFailed } from '../../components/use-save-text.ts';
import type { GridChoice } from '../../components/virtual-grid/grid-row.tsx';
import { firstNumbers } from './number-list.ts';
import type { NumberFilter } from './view-address.ts';

/** Which numbers of the list are chosen, and the column of boxes that says so. */
export function useChoiceColumn(
  enterprise: string,
  filter: NumberFilter,
  sort: NumberSort,
  listKey: string,
  total: number,
) {
  const choice = useNumberChoice(listKey);
  const { rows } = choice;
  const most = Math.min(total, MOST_NUMBERS);
  const column: GridChoice<NumberRow> = {
    has: choice.has,
    change: choice.change,
    state: rows.length === 0 ? 'none' : rows.length >= most ? 'all' : 'some',
    all: (take) => {
      if (take) firstNumbers(enterprise, filter, sort).then(choice.only, tellFailed);
      else choice.clear();
    },
    allLabel: total > MOST_NUMBERS ? `Choose the first ${MOST_NUMBERS} numbers` : 'Choose all numbers',
    label: chooseLabel,
  };
  /** Said where there are more than can be done at once. */
  const note = rows.length >= MOST_NUMBERS && total > rows.length ? `of ${whole(total)}` : '';
  return { column, chosen: rows, clear: choice.clear, note };
}
