import { Anchor, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { AccountRow, EnterpriseView, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { withOddBlanks } from '../../components/odd-blanks.ts';
import { addresses } from '../../state/addresses.ts';
import { query } from '../../state/queries.ts';

/** As many accounts as are shown here; the account list has all of them. */
const SHOWN = 100;

/** The accounts of a node: the first of them, and the way to all. */
export function AccountsTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { sourceId } = node;
  const list = useQuery(
    query.accounts.query.queryOptions({
      input: {
        enterprise: enterprise.id,
        sourceId,
        sort: { column: 'lastName', descending: false },
        offset: 0,
        limit: SHOWN,
      },
    }),
  );
  const columns = useMemo(() => columnsOf(enterprise.id), [enterprise.id]);
  const href = `${addresses.accounts(enterprise.id)}?source=${sourceId}`;
  const total = list.data?.total ?? 0;
  return (
    <Stack gap="sm">
      {list.isError && (
        <FailurePanel
          title="The accounts cannot be shown"
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {(list.data || !list.isError) && (
        <DataTable
          name="pbx-node-accounts"
          label="accounts of this node"
          columns={columns}
          rows={list.data?.rows ?? []}
          rowKey={({ accountId }) => accountId}
          loading={list.isPending}
          toolbar={
            total > 0 && (
              <>
                <Anchor component={Link} href={href} size="sm">
                  Open in the account list
                </Anchor>
                {total > SHOWN && (
                  <Text size="sm" c="dimmed">
                    The first {whole(SHOWN)} of {counted(total, 'account')}
                  </Text>
                )}
              </>
            )
          }
          empty={
            <EmptyState title="No account yet">
              The people of this phone system get their accounts with the first synchronization.
            </EmptyState>
          }
        />
      )}
    </Stack>
  );
}

function columnsOf(enterprise: string): Column<AccountRow>[] {
  return [
    {
      id: 'lastName',
      header: 'Last name',
      value: ({ lastName }) => lastName,
      cell: ({ accountId, lastName, loginId }) => (
        <Anchor component={Link} href={addresses.account(enterprise, accountId)} size="sm">
          {withOddBlanks(lastName) || loginId}
        </Anchor>
      ),
    },
    { id: 'firstName', header: 'First name', value: ({ firstName }) => withOddBlanks(firstName) },
    { id: 'department', header: 'Department', value: ({ department }) => withOddBlanks(department) },
    { id: 'loginId', header: 'Login ID', value: ({ loginId }) => loginId },
    { id: 'deskPhone', header: 'Desk phone', value: ({ deskPhone }) => deskPhone },
    { id: 'softPhone', header: 'Softphone', value: ({ softPhone }) => softPhone },
    { id: 'group', header: 'Group', value: ({ group }) => group ?? '' },
    {
      id: 'active',
      header: 'Active',
      value: ({ active }) => (active ? 'Yes' : 'No, no free seats'),
      hidden: true,
    },
  ];
}
