import { Anchor } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type {
  AccountRow,
  AccountSort,
  EnterpriseView,
  PbxNodeDetail,
} from '../../../shared/contract/index.ts';
import { csv } from '../../components/csv.ts';
import type { Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { withOddBlanks } from '../../components/odd-blanks.ts';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePagedList } from '../../components/use-paged-list.ts';
import { addresses } from '../../state/addresses.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';

const SORTS = [
  'lastName',
  'firstName',
  'department',
  'loginId',
  'deskPhone',
  'softPhone',
] as const satisfies AccountSort['column'][];

/** The order that the account list begins with. */
const FIRST_ORDER = { column: 'lastName', descending: false } as const;

/** The accounts of a node, and the way to the account list. */
export function AccountsTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { sourceId } = node;
  const of = { enterprise: enterprise.id, sourceId };
  const paged = usePagedList({
    name: 'pbx-node-accounts',
    sorts: SORTS,
    queryKey: (wanted) => query.accounts.query.key({ input: { ...of, text: wanted.search, ...wanted } }),
    read: ({ search, sort = FIRST_ORDER }, part, signal) =>
      engine.accounts.query({ ...of, text: search, sort, ...part }, { signal }),
  });
  const columns = useMemo(() => columnsOf(enterprise.id), [enterprise.id]);
  return (
    <PagedTable
      paged={paged}
      label="accounts of this node"
      noun="account"
      placeholder="Search: name, login, number"
      columns={columns}
      rowKey={({ accountId }) => accountId}
      failed="The accounts cannot be shown"
      csvOf={accountsCsv}
      file={`${node.name} accounts`}
      tools={
        paged.total > 0 && (
          <Anchor component={Link} href={`${addresses.accounts(enterprise.id)}?source=${sourceId}`} size="sm">
            Open in the account list
          </Anchor>
        )
      }
      empty={
        <EmptyState title="No account yet">
          The people of this phone system get their accounts with the first synchronization.
        </EmptyState>
      }
    />
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
    { id: 'active', header: 'Active', value: activeWord, hidden: true },
  ];
}

function activeWord({ active }: AccountRow): string {
  return active ? 'Yes' : 'No, no free seats';
}

/** All accounts as CSV. */
function accountsCsv(rows: readonly AccountRow[]): string {
  return csv(
    ['Last name', 'First name', 'Department', 'Login ID', 'Desk phone', 'Softphone', 'Group', 'Active'],
    rows.map((row) => [
      row.lastName,
      row.firstName,
      row.department,
      row.loginId,
      row.deskPhone,
      row.softPhone,
      row.group ?? '',
      activeWord(row),
    ]),
  );
}
