import { IconRefresh, IconUserEdit } from '@tabler/icons-react';
import type { AccountRow, AccountSort } from '../../../shared/contract/index.ts';
import { Marked } from '../../components/marked.tsx';
import type { GridColumn } from '../../components/virtual-grid/grid-row.tsx';

/** A column of the account list (domain.md 4.1). */
export type AccountColumn = GridColumn<AccountRow> & { sort?: AccountSort['column'] };

const text = (
  id: keyof AccountRow & AccountSort['column'],
  header: string,
  min: number,
  share: number,
  fixed = false,
): AccountColumn => ({ id, header, sort: id, min, share, fixed, text: (row) => String(row[id]) });

const COLUMNS: readonly AccountColumn[] = [
  {
    id: 'type',
    header: 'Type',
    min: 56,
    share: 0,
    text: (row) => (row.sourceId === null ? 'Manual' : 'Synchronized'),
    cell: (row) => <TypeIcon manual={row.sourceId === null} />,
  },
  {
    id: 'group',
    header: 'PRG',
    min: 74,
    share: 0,
    text: (row) => (row.group === 'PRG' ? 'Yes' : (row.group ?? 'No')),
  },
  {
    id: 'active',
    header: 'Active',
    min: 76,
    share: 0,
    text: (row) => (row.active ? 'Yes' : 'No'),
    cell: (row) => (row.active ? 'Yes' : <Marked color="warn">No</Marked>),
  },
  text('lastName', 'Last name', 110, 3, true),
  text('firstName', 'First name', 100, 2),
  text('deskPhone', 'Desk phone', 140, 1),
  text('softPhone', 'Softphone', 96, 1),
  { id: 'pbxNode', header: 'PBX node', min: 86, share: 1, text: (row) => row.pbxNode },
  text('loginId', 'Login ID', 100, 2),
  text('department', 'Department', 104, 2),
  text('email', 'E-mail', 140, 4),
  { id: 'source', header: 'Source', sort: 'source', min: 104, share: 2, text: () => '' },
  {
    id: 'held',
    header: 'Waiting',
    min: 80,
    share: 0,
    text: (row) => (row.held ? 'Held' : ''),
    cell: (row) => row.held && <Marked color="held">Held</Marked>,
  },
];

/** The columns that make sense for a list; *Active* and *Waiting* stand only where they tell something. */
export function columnsFor({
  inactive,
  held,
  sourceName,
}: {
  inactive: boolean;
  held: boolean;
  /** The name of an account's source; of none, what stands for it. */
  sourceName: (sourceId: number | null) => string;
}): AccountColumn[] {
  return COLUMNS.filter(({ id }) => (id !== 'active' || inactive) && (id !== 'held' || held)).map((column) =>
    column.id === 'source' ? { ...column, text: ({ sourceId }) => sourceName(sourceId) } : column,
  );
}

/** Whether a directory or PBX fills the account, or a person made it: an icon with its word. */
export function TypeIcon({ manual }: { manual: boolean }) {
  const word = manual ? 'Manual' : 'Synchronized';
  const Icon = manual ? IconUserEdit : IconRefresh;
  return (
    <span role="img" aria-label={word} title={word}>
      <Icon size={15} stroke={1.7} aria-hidden style={{ verticalAlign: '-3px' }} />
    </span>
  );
}
