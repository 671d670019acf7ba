import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, NumberRow, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { NumberBulkBar } from '../../components/number-actions/bulk-bar.tsx';
import { chooseLabel, useNumberChoice } from '../../components/number-actions/use-number-choice.ts';
import { holdingStatuses, NUMBER_KINDS, NUMBER_STATES } from '../../components/number-words.ts';
import { counted, whole } from '../../components/numbers.ts';
import { Value } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';

const PAGE = 200;

const WHO: Record<NonNullable<NumberRow['mustAct']>, string> = {
  user: 'The user',
  administrator: 'You: the status is set by an administrator',
};

/** Numbers that the PBX deleted or gave to others, and that stay because something points at them (R6). */
export function NumbersHeldTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { sourceId } = node;
  const input = { sourceId, held: true };
  const list = useInfiniteQuery({
    queryKey: [...query.numbers.list.key({ input }), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      engine.numbers.list({ ...input, offset: pageParam, limit: PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return pages.at(-1)!.rows.length > 0 && loaded < total ? loaded : null;
    },
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  const columns = useMemo(() => columnsOf(enterprise.id), [enterprise.id]);
  const readOnly = useReadOnly();
  const choice = useNumberChoice(String(sourceId));
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <Stack gap="sm">
      {rows.length > 0 && (
        <Text size="sm" c="dimmed">
          These numbers are gone from the phone system, or belong to somebody else there. They stay because a
          dynamic status still points at them, and go with the first synchronization after the last status was
          changed. Under{' '}
          <Anchor
            component={Link}
            href={addresses.numbers(enterprise.id, { view: 'held', sourceId })}
            inherit
            underline="always"
          >
            Numbers
          </Anchor>
          , each can be looked at by itself.
        </Text>
      )}
      {list.isError && (
        <FailurePanel
          title="The held numbers cannot be shown"
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {(list.data || !list.isError) && (
        <DataTable
          name="pbx-node-held-numbers"
          label="held numbers"
          columns={columns}
          rows={rows}
          rowKey={({ accountId, number }) => `${accountId} ${number}`}
          loading={list.isPending}
          filterable={rows.length > 5}
          choice={
            readOnly
              ? undefined
              : {
                  has: choice.has,
                  toggle: (row) => choice.change([row], !choice.has(row)),
                  all: choice.change,
                  label: chooseLabel,
                }
          }
          toolbar={!readOnly && <NumberBulkBar chosen={choice.rows} clear={choice.clear} />}
          empty={
            <EmptyState title="No number is held">
              A number that is deleted on the phone system stays with its account as long as a dynamic status
              points at it. Such numbers are listed here, with who must act.
            </EmptyState>
          }
        />
      )}
      {list.hasNextPage && (
        <Group gap="sm">
          <Text size="sm" c="dimmed" role="status">
            {whole(rows.length)} of {counted(total, 'number')}
          </Text>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function columnsOf(enterprise: string): Column<NumberRow>[] {
  return [
    { id: 'number', header: 'Number', value: ({ number }) => number },
    { id: 'kind', header: 'Kind', width: '6.5rem', value: ({ kind }) => NUMBER_KINDS[kind] },
    {
      id: 'account',
      header: 'Account',
      value: nameOf,
      cell: (row) => (
        <Anchor component={Link} href={addresses.account(enterprise, row.accountId)} size="sm">
          <Value>{nameOf(row)}</Value>
        </Anchor>
      ),
    },
    { id: 'state', header: 'State', value: ({ state }) => NUMBER_STATES[state] },
    {
      id: 'since',
      header: 'Since',
      value: ({ since }) => since,
      cell: ({ since }) => since !== null && <When at={since} />,
    },
    {
      id: 'statuses',
      header: 'Statuses',
      value: ({ heldBy }) => holdingStatuses(heldBy).join(', '),
      hidden: true,
    },
    { id: 'why', header: 'Why it stays', value: ({ why }) => why, cell: ({ why }) => <Value>{why}</Value> },
    {
      id: 'who',
      header: 'Who must act',
      value: ({ mustAct }) => (mustAct === null ? '' : WHO[mustAct]),
    },
  ];
}

/** `Eva Kane (3000)`. */
function nameOf({ firstName, lastName, loginId }: NumberRow): string {
  const name = [firstName, lastName].filter((part) => part !== '').join(' ');
  return name === '' ? loginId : `${name} (${loginId})`;
}
