import { Text } from '@mantine/core';
import { IconRefresh, IconUserEdit } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AccountRow, AccountSort } from '../../../shared/contract/index.ts';
import { Dot } from '../../components/outcome.tsx';

/** A column of the account list (domain.md 4.1). */
export interface AccountColumn {
  id: string;
  header: string;
  /** What the engine sorts by; the list cannot be sorted by the others. */
  sort?: AccountSort['column'];
  /** Least width in pixels, and its share of what is left over. */
  min: number;
  share: number;
  /** The text of a cell; `source` is the name of the account's source. */
  text: (row: AccountRow, source: string) => string;
  cell?: (row: AccountRow) => ReactNode;
  /** Whether the person may hide it. */
  fixed?: boolean;
}

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
    min: 54,
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
  { id: 'source', header: 'Source', sort: 'source', min: 104, share: 2, text: (_, source) => source },
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
export function columnsFor({ inactive, held }: { inactive: boolean; held: boolean }): AccountColumn[] {
  return COLUMNS.filter(({ id }) => (id !== 'active' || inactive) && (id !== 'held' || held));
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

/** A word with a dot of a signal colour. */
export function Marked({ color, children }: { color: string; children: ReactNode }) {
  return (
    <Text component="span" inherit>
      <Dot color={color} /> {children}
    </Text>
  );
}
