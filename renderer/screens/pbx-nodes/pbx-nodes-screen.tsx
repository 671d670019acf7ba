import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { Screen } from '../../components/screen.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';

interface PbxNode {
  sourceId: number;
  name: string;
  accounts: number;
}

/** The PBX nodes of an Enterprise. This version keeps their settings; it cannot read a PBX yet. */
export function PbxNodesScreen({ enterprise }: EnterpriseProps) {
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const nodes = sources.data?.sources.filter(({ kind }) => kind === 'pbx') ?? [];
  const columns: Column<PbxNode>[] = [
    { id: 'name', header: 'Name', value: ({ name }) => name },
    {
      id: 'accounts',
      header: 'Accounts',
      align: 'right',
      width: '10rem',
      value: ({ accounts }) => accounts,
      cell: ({ sourceId, accounts }) =>
        accounts === 0 ? (
          '0'
        ) : (
          <Anchor
            component={Link}
            href={`${addresses.accounts(enterprise.id)}?source=${sourceId}`}
            aria-label={counted(accounts, 'account')}
            inherit
          >
            {whole(accounts)}
          </Anchor>
        ),
    },
  ];
  return (
    <Screen title="PBX Nodes">
      <Text maw={760}>
        This version of Rollcall keeps the settings of PBX nodes, and imports and exports them in
        configuration files. Synchronizing accounts from a MiVoice Business or MiVoice Office 250 comes with a
        later version.
      </Text>
      {sources.isError && (
        <FailurePanel
          error={sources.error}
          title="The PBX nodes cannot be read"
          retry={() => void sources.refetch()}
        />
      )}
      {(sources.data || !sources.isError) && (
        <DataTable
          name="pbx-nodes"
          label="PBX nodes"
          columns={columns}
          rows={nodes}
          rowKey={({ sourceId }) => sourceId}
          loading={!sources.data}
          filterable={nodes.length > 8}
          empty={
            <EmptyState title="No PBX nodes">
              The nodes of this Enterprise would be here. They come in with a configuration file: name them
              under <code>pbxNodes</code>, then run <code>rollcall config import FILE</code>.
            </EmptyState>
          }
        />
      )}
    </Screen>
  );
}
