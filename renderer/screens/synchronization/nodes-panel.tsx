import { Anchor, Button, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { PbxNodeRow } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { KeptPreviews } from '../../components/kept-previews.tsx';
import { whole } from '../../components/numbers.ts';
import { NodeStateBadge } from '../../components/pbx-node/node-state-badge.tsx';
import { nodeState, stateWord, whyNotNode } from '../../components/pbx-node/node-state.ts';
import { useLiveOfNodes } from '../../components/pbx-node/use-nodes.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { runSentence } from '../../components/run-sentence.ts';
import { Panel } from '../../components/screen.tsx';
import { LastAttempt, type LiveSource } from '../../components/source-cells.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';

type Row = PbxNodeRow & LiveSource;

/** The nodes of an Enterprise in short: how each stands, and what its last run did. All else is on PBX Nodes. */
export function NodesPanel({
  enterprise,
  nodes,
}: EnterpriseProps & { nodes: UseQueryResult<{ nodes: PbxNodeRow[] }> }) {
  const { start } = useSynchronize(enterprise);
  const liveOf = useLiveOfNodes(enterprise);
  const readOnly = useReadOnly();
  const columns = useMemo(() => columnsOf(enterprise.id), [enterprise.id]);
  const rows = (nodes.data?.nodes ?? []).map((node): Row => ({ ...node, ...liveOf(node) }));
  const canAdd = !readOnly && !isIntegrated(enterprise);
  return (
    <Panel
      title="PBX nodes"
      actions={
        <Anchor component={Link} href={addresses.pbxNodes(enterprise.id)} size="sm">
          Open PBX Nodes
        </Anchor>
      }
    >
      {nodes.isError && (
        <FailurePanel
          title={nodes.data ? 'The nodes could not be asked for again' : 'The nodes cannot be shown'}
          error={nodes.error}
          retry={() => void nodes.refetch()}
        />
      )}
      {(nodes.data || !nodes.isError) && (
        <DataTable
          name="synchronization-nodes"
          label="PBX nodes"
          columns={columns}
          rows={rows}
          rowKey={({ sourceId }) => sourceId}
          loading={nodes.isPending}
          filterable={rows.length > 5}
          toolbar={<KeptPreviews enterprise={enterprise} />}
          actions={
            readOnly
              ? undefined
              : (row) => (
                  <ActionButton
                    size="compact-xs"
                    variant="default"
                    // With another type chosen, Apply comes first.
                    reason={whyNotNode(row, row)}
                    aria-label={`Sync now: ${isolated(row.name)}`}
                    onClick={() => start(row.name)}
                  >
                    Sync now
                  </ActionButton>
                )
          }
          empty={
            <EmptyState
              title="There is no PBX node yet."
              action={
                canAdd && (
                  <Button component={Link} href={addresses.newPbxNode(enterprise.id)} variant="default">
                    Add node
                  </Button>
                )
              }
            >
              A PBX node reads the users, devices and groups of one phone system, and keeps their accounts in
              step.
            </EmptyState>
          }
        />
      )}
    </Panel>
  );
}

function columnsOf(enterprise: string): Column<Row>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: (row) => (
        <Anchor
          component={Link}
          href={addresses.pbxNode(enterprise, row)}
          size="sm"
          className="wrap-anywhere"
          miw="8rem"
        >
          {row.name}
        </Anchor>
      ),
    },
    {
      id: 'state',
      header: 'State',
      value: (row) => stateWord(nodeState(row, row)),
      cell: (row) => <NodeStateBadge node={row} live={row} />,
    },
    {
      id: 'lastAttempt',
      header: 'Last run',
      value: ({ lastAttempt }) => lastAttempt?.endedAt ?? null,
      cell: (row) => <LastAttempt enterprise={enterprise} row={row} />,
      width: '10rem',
    },
    {
      id: 'outcome',
      header: 'What it did',
      value: ({ lastAttempt }) => (lastAttempt === null ? '' : runSentence(lastAttempt)),
      cell: ({ lastAttempt }) =>
        lastAttempt === null ? null : (
          <Text size="sm" className="wrap-anywhere">
            {runSentence(lastAttempt)}
          </Text>
        ),
    },
    {
      id: 'accounts',
      header: 'Accounts',
      value: ({ accounts }) => accounts,
      cell: ({ accounts }) => whole(accounts),
      align: 'right',
    },
  ];
}
