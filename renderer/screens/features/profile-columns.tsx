import { Anchor, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'wouter';
import type { FeatureProfileRow } from '../../../shared/contract/index.ts';
import type { Column } from '../../components/data-table.tsx';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';
import { Dot } from '../../components/outcome.tsx';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { Names } from './feature-columns.tsx';
import { freeWord, giversOf } from './seat-words.ts';

/** Two links one under the other need this height each (WCAG 2.5.8). */
const TARGET = '24px';

/** The columns of the profiles' table. */
export function profileColumns(enterprise: string): Column<FeatureProfileRow>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: ({ name }) => <Value>{name}</Value>,
    },
    {
      id: 'description',
      header: 'Description',
      value: ({ description }) => description,
      cell: ({ description }) => <Value>{description}</Value>,
    },
    {
      id: 'accounts',
      header: 'Members',
      value: ({ accounts }) => accounts,
      cell: (row) => <Members enterprise={enterprise} profile={row} />,
      align: 'right',
    },
    {
      id: 'free',
      header: 'Seats available',
      value: ({ free }) => free,
      cell: ({ free }) => freeWord(free),
      align: 'right',
    },
    {
      id: 'features',
      header: 'Features',
      value: ({ features }) => features.join(', '),
      cell: ({ features }) =>
        features.length === 0 ? (
          <Text size="sm" c="dimmed">
            None
          </Text>
        ) : (
          <Names names={features} />
        ),
    },
    {
      id: 'usedBy',
      header: 'Given by',
      value: ({ usedBy }) => giversOf(usedBy).join(', '),
      cell: ({ usedBy }) => (
        <Stack gap={0}>
          {giversOf(usedBy).map((user) => (
            <Text key={user} size="sm">
              <Value>{user}</Value>
            </Text>
          ))}
        </Stack>
      ),
    },
  ];
}

/** How many accounts have it, and how many of them wait for seats: each leads to them. */
function Members({ enterprise, profile }: { enterprise: string; profile: FeatureProfileRow }) {
  const { profileId, name, accounts, inactive } = profile;
  return (
    <Stack gap={0} align="flex-end">
      {accounts === 0 ? (
        <span>0</span>
      ) : (
        <Anchor component={Link} href={addresses.accountsOf(enterprise, { profileId })} size="sm" lh={TARGET}>
          {whole(accounts)}
          <VisuallyHidden>, members of {isolated(name)}</VisuallyHidden>
        </Anchor>
      )}
      {inactive > 0 && (
        <Group gap={6} wrap="nowrap" component="span">
          <Dot color="warn" />
          <Anchor
            component={Link}
            href={addresses.accountsOf(enterprise, { profileId, waiting: true })}
            size="xs"
            lh={TARGET}
            style={{ whiteSpace: 'nowrap' }}
          >
            {counted(inactive, 'inactive', 'inactive')}
            <VisuallyHidden>, for want of seats of {isolated(name)}</VisuallyHidden>
          </Anchor>
        </Group>
      )}
    </Stack>
  );
}
