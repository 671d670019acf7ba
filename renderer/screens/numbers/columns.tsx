import type { NumberRow, NumberSort } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { Marked } from '../../components/marked.tsx';
import { NUMBER_KINDS, NUMBER_ORIGINS } from '../../components/number-words.ts';
import { dateTime } from '../../components/times.ts';
import { Value } from '../../components/value.tsx';
import type { GridColumn } from '../../components/virtual-grid/grid-row.tsx';
import { When } from '../../components/when.tsx';
import { OtherHolders } from './other-holders.tsx';
import { accountText, actorWord, heldByText, othersText, stateText } from './words.ts';
import type { NumberView } from './view-address.ts';

/** A column of the list; the engine sorts by each. */
export type NumberColumn = GridColumn<NumberRow> & { id: NumberSort['column'] };

type Unsorted = Omit<NumberColumn, 'sort'>;

const COLUMNS: readonly Unsorted[] = [
  {
    id: 'number',
    header: 'Number',
    min: 140,
    share: 2,
    fixed: true,
    // As typed: only comparing looks past blanks and punctuation.
    text: ({ number }) => number,
    cell: ({ number }) => (
      <span title={isolated(number)}>
        <Value>{number}</Value>
      </span>
    ),
  },
  { id: 'account', header: 'Account', min: 150, share: 3, text: accountText },
  { id: 'kind', header: 'Kind', min: 104, share: 1, text: ({ kind }) => NUMBER_KINDS[kind] },
  { id: 'origin', header: 'Origin', min: 120, share: 1, text: ({ origin }) => NUMBER_ORIGINS[origin] },
  {
    id: 'state',
    header: 'State',
    min: 168,
    share: 2,
    text: stateText,
    cell: (row) =>
      row.state === 'present' ? stateText(row) : <Marked color="warn">{stateText(row)}</Marked>,
  },
  { id: 'heldBy', header: 'Held by', min: 130, share: 3, text: heldByText },
  {
    id: 'since',
    header: 'Since',
    min: 96,
    share: 0,
    text: ({ since }) => (since === null ? '' : dateTime(since)),
    cell: ({ since }) => since !== null && <When at={since} />,
  },
  { id: 'mustAct', header: 'Who must act', min: 136, share: 0, text: ({ mustAct }) => actorWord(mustAct) },
  { id: 'source', header: 'Source', min: 100, share: 1, text: ({ source }) => source ?? 'Manual' },
];

const ALSO_WITH = (enterprise: string): Unsorted => ({
  id: 'conflicts',
  header: 'Also with',
  min: 150,
  share: 4,
  text: othersText,
  cell: (row) => <OtherHolders enterprise={enterprise} row={row} />,
});

const WHY: Unsorted = {
  id: 'why',
  header: 'Why it stays',
  min: 200,
  share: 6,
  text: ({ why }) => why,
};

/** What is asked of held numbers, in this order: since when, why, and who must act. The rest can be had beside. */
const OF_HELD: readonly NumberSort['column'][] = [
  ...(['number', 'account', 'kind', 'origin', 'state', 'heldBy'] as const),
  ...(['since', 'why', 'mustAct', 'source'] as const),
];

/** Columns that a view does not show until they are asked for: the sentence says what they say. */
export const HIDDEN_AT_FIRST: Record<NumberView, string[]> = {
  all: [],
  held: ['kind', 'origin', 'heldBy'],
  conflicts: [],
  manual: [],
};

/** The columns of a view: who else has a number, and why it stays, stand only where that is asked. */
export function columnsOf(view: NumberView, enterprise: string): readonly NumberColumn[] {
  return unsorted(view, enterprise).map((column) => ({ ...column, sort: column.id }));
}

function unsorted(view: NumberView, enterprise: string): readonly Unsorted[] {
  if (view === 'held') {
    const known = new Map([...COLUMNS, WHY].map((column) => [column.id, column]));
    return OF_HELD.flatMap((id) => known.get(id) ?? []);
  }
  if (view !== 'conflicts') return COLUMNS;
  const [number, account, ...rest] = COLUMNS as [Unsorted, Unsorted, ...Unsorted[]];
  // Whatever is in conflict is there: nothing holds it, and nobody must act.
  const others = rest.filter(({ id }) => id !== 'heldBy' && id !== 'mustAct');
  return [number, account, ALSO_WITH(enterprise), ...others];
}

/** How a view is sorted: as its columns were sorted last, else by number. */
export function sortOf(
  view: NumberView,
  enterprise: string,
  remembered: { id: string; desc: boolean } | null,
): NumberSort {
  const column = columnsOf(view, enterprise).find(({ id }) => id === remembered?.id)?.id;
  return column === undefined
    ? { column: 'number', descending: false }
    : { column, descending: remembered!.desc };
}
