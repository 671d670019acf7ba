import type { NumberRow } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { Marked } from '../../components/marked.tsx';
import { NUMBER_KINDS, NUMBER_ORIGINS, NUMBER_STATES } from '../../components/number-words.ts';
import { dateTime } from '../../components/times.ts';
import { Value } from '../../components/value.tsx';
import type { GridColumn } from '../../components/virtual-grid/grid-row.tsx';
import { When } from '../../components/when.tsx';
import { actorWord, heldByText } from './words.ts';
import type { NumberView } from './view-address.ts';

type NumberColumn = GridColumn<NumberRow>;

const COLUMNS: readonly NumberColumn[] = [
  {
    id: 'number',
    header: 'Number',
    min: 120,
    share: 2,
    fixed: true,
    // As typed: only comparing looks past blanks and punctuation.
    text: ({ number }) => number,
    cell: ({ number }) => <Value>{number}</Value>,
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

const ALSO_WITH: NumberColumn = {
  id: 'conflicts',
  header: 'Also with',
  min: 150,
  share: 3,
  text: ({ conflicts }) => conflicts.map(isolated).join(', '),
};

const WHY: NumberColumn = {
  id: 'why',
  header: 'Why it stays',
  min: 200,
  share: 6,
  text: ({ why }) => why,
};

/** What is asked of held numbers: since when, why, and who must act. The rest stands beside each. */
const OF_HELD = ['number', 'account', 'state', 'since', 'why', 'mustAct', 'source'];

/** The columns of a view: who else has a number, and why it stays, stand only where that is asked. */
export function columnsOf(view: NumberView): readonly NumberColumn[] {
  if (view === 'held') {
    const known = new Map([...COLUMNS, WHY].map((column) => [column.id, column]));
    return OF_HELD.flatMap((id) => known.get(id) ?? []);
  }
  if (view !== 'conflicts') return COLUMNS;
  const [number, account, ...rest] = COLUMNS as [NumberColumn, NumberColumn, ...NumberColumn[]];
  return [number, account, ALSO_WITH, ...rest.filter(({ id }) => id !== 'heldBy' && id !== 'mustAct')];
}

/** Whose a number is: `Eva Kane (3000)`. */
export function accountText({ firstName, lastName, loginId }: NumberRow): string {
  const name = [firstName, lastName].filter((part) => part !== '').join(' ');
  return name === '' ? isolated(loginId) : `${isolated(name)} (${isolated(loginId)})`;
}

/** What became of a number, like a sentence. */
export function stateText({ state, alsoOnPbx }: Pick<NumberRow, 'state' | 'alsoOnPbx'>): string {
  const word = NUMBER_STATES[state];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}${alsoOnPbx ? ', also on the PBX' : ''}`;
}
