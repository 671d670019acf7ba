import { Anchor, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'wouter';
import type { FeatureRow } from '../../../shared/contract/index.ts';
import type { Column } from '../../components/data-table.tsx';
import { isolated } from '../../components/isolated.ts';
import { whole } from '../../components/numbers.ts';
import { Dot } from '../../components/outcome.tsx';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { excessOf, freeOf } from './seat-words.ts';

/** The columns of the features' table; *Waiting* stands only where somebody waits. */
export function featureColumns(enterprise: string, anyWaits: boolean): Column<FeatureRow>[] {
  return [
    {
      id: 'name',
      header: 'Feature',
      value: ({ name }) => name,
      cell: ({ name }) => <Value>{name}</Value>,
    },
    {
      id: 'available',
      header: 'Seats available',
      value: freeOf,
      cell: (row) => <Available row={row} />,
      align: 'right',
    },
    {
      id: 'used',
      header: 'Seats in use',
      value: ({ used }) => used,
      cell: ({ used }) => whole(used),
      align: 'right',
    },
    {
      id: 'seats',
      header: 'Seats in all',
      value: ({ seats }) => seats,
      cell: ({ seats }) => whole(seats),
      align: 'right',
    },
    ...(anyWaits ? [waitingColumn(enterprise)] : []),
    {
      id: 'profiles',
      header: 'Feature profiles',
      value: ({ profiles }) => profiles.join(', '),
      cell: ({ profiles }) =>
        profiles.length === 0 ? (
          <Text size="sm" c="dimmed">
            In none
          </Text>
        ) : (
          <Names names={profiles} />
        ),
    },
  ];
}

function waitingColumn(enterprise: string): Column<FeatureRow> {
  return {
    id: 'waiting',
    header: 'Waiting',
    value: ({ waiting }) => waiting,
    cell: ({ waiting, name }) =>
      waiting === 0 ? (
        '0'
      ) : (
        <Anchor component={Link} href={addresses.accountsOf(enterprise, { waiting: true })} size="sm">
          {whole(waiting)}
          <VisuallyHidden> inactive accounts with {isolated(name)}</VisuallyHidden>
        </Anchor>
      ),
    align: 'right',
  };
}

/** Free seats; how many too many are in use stands with a mark. */
function Available({ row }: { row: FeatureRow }) {
  const excess = excessOf(row);
  if (excess === 0) return whole(freeOf(row));
  return (
    <Stack gap={0} align="flex-end">
      <span>0</span>
      <Group gap={6} wrap="nowrap" component="span">
        <Dot color="warn" />
        <Text component="span" size="xs" style={{ whiteSpace: 'nowrap' }}>
          {whole(excess)} too many in use
        </Text>
      </Group>
    </Stack>
  );
}

/** Names one after the other, each kept apart from the others whatever it holds. */
export function Names({ names }: { names: readonly string[] }) {
  return names.map((name, at) => (
    <span key={name}>
      {at > 0 && ', '}
      <Value>{name}</Value>
    </span>
  ));
}
