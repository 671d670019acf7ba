import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { runColumns } from '../../components/run-columns.tsx';
import { addresses } from '../../state/addresses.ts';
import { query } from '../../state/queries.ts';

/** As many runs as the page lists (domain.md 3.1). */
const RUNS = 50;

/** The last runs of a node. */
export function RunsTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { sourceId } = node;
  const list = useQuery(query.runs.summaries.queryOptions({ input: { sourceId, limit: RUNS } }));
  const columns = useMemo(() => runColumns(enterprise).filter(({ id }) => id !== 'source'), [enterprise]);
  return (
    <Stack gap="sm">
      {list.isError && (
        <FailurePanel title="The runs cannot be shown" error={list.error} retry={() => void list.refetch()} />
      )}
      {(list.data || !list.isError) && (
        <DataTable
          name="pbx-node-runs"
          label="runs of this node"
          columns={columns}
          rows={list.data?.runs ?? []}
          rowKey={({ id }) => id}
          loading={list.isPending}
          toolbar={
            <Anchor component={Link} href={`${addresses.runs(enterprise.id)}?source=${sourceId}`} size="sm">
              All runs of this node
            </Anchor>
          }
          empty={
            <EmptyState title="Nothing has run yet">
              Each synchronization is listed here, with what it changed and why.
            </EmptyState>
          }
        />
      )}
    </Stack>
  );
}
