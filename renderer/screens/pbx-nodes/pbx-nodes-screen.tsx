import { Anchor } from '@mantine/core';
import { IconPlus, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { HeldBanner } from '../../components/held-banner.tsx';
import { KeptPreviews } from '../../components/kept-previews.tsx';
import { Notice } from '../../components/notice.tsx';
import { DeleteNode } from '../../components/pbx-node/delete-node.tsx';
import { NewerExport } from '../../components/pbx-node/newer-export.tsx';
import { whyNotNode } from '../../components/pbx-node/node-state.ts';
import { useLiveOfNodes } from '../../components/pbx-node/use-nodes.ts';
import { PreviewButton } from '../../components/preview-button.tsx';
import { ActionButton } from '../../components/run-action.tsx';
import { startPreview } from '../../components/run-preview.tsx';
import { trouble } from '../../components/run-trouble.ts';
import { Screen } from '../../components/screen.tsx';
import { LastAttempt } from '../../components/source-cells.tsx';
import { TroubleLine } from '../../components/trouble-line.tsx';
import { useSynchronize, whyNotNow } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { useDrafts } from '../../state/drafts.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { onCommand } from '../../state/events.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { nodeColumns, type NodeTableRow } from './node-columns.tsx';
import { NodeMenu } from './node-menu.tsx';

/** PBX Nodes tab: the phone systems of an Enterprise, and how each stands (domain.md 3.1). */
export function PbxNodesScreen({ enterprise }: EnterpriseProps) {
  const { id } = enterprise;
  const list = useQuery(query.pbxNodes.list.queryOptions({ input: { enterprise: id } }));
  const { start } = useSynchronize(enterprise);
  const liveOf = useLiveOfNodes(enterprise);
  const drafts = useDrafts((state) => state.drafts);
  const [deleting, setDeleting] = useState<NodeTableRow | null>(null);
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  useAddCommand(id, !integrated && !readOnly);
  const rows = (list.data?.nodes ?? []).map((row): NodeTableRow => ({
    ...row,
    ...liveOf(row),
    unsaved: addresses.editPbxNode(id, row.sourceId) in drafts,
  }));
  const types = new Set(rows.map(({ type }) => type)).size;
  const columns = useMemo(() => nodeColumns(id, types), [id, types]);
  return (
    <Screen title="PBX Nodes" actions={<Actions enterprise={enterprise} />}>
      {integrated && !readOnly && (
        <Notice tone="info" title="MiCollab-integrated mode">
          {INTEGRATED_REASON} Nodes can be synchronized and looked at.
        </Notice>
      )}
      {enterprise.type !== 'pbx' && rows.length > 0 && (
        <Notice tone="warn" title="These nodes do not synchronize">
          The Enterprise has another synchronization type. Choose PBX Node on the{' '}
          <Anchor component={Link} href={addresses.synchronization(id)} inherit underline="always">
            Synchronization
          </Anchor>{' '}
          tab to use them. Their accounts stay as they are.
        </Notice>
      )}
      {list.isError && (
        <FailurePanel
          title={
            list.data
              ? `This list is as of ${new Date(list.dataUpdatedAt).toLocaleTimeString()}`
              : 'The PBX nodes cannot be shown'
          }
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {rows.map((row) => (
        <HeldBanner key={row.sourceId} enterprise={id} source={row} />
      ))}
      {!readOnly &&
        rows.map((row) => (
          <NewerExport
            key={row.sourceId}
            enterprise={enterprise}
            node={row}
            reason={whyNotNode(row, row)}
            onSync={() => start(row.name)}
          />
        ))}
      {(list.data || !list.isError) && (
        <DataTable
          name="pbx-nodes"
          label="PBX nodes"
          columns={columns}
          rows={rows}
          rowKey={({ sourceId }) => sourceId}
          loading={list.isPending}
          filterable={rows.length > 5}
          toolbar={
            <>
              {!readOnly && <AddButton enterprise={enterprise} />}
              <KeptPreviews enterprise={enterprise} />
            </>
          }
          actions={(row) => (
            <NodeMenu
              enterprise={id}
              row={row}
              integrated={integrated}
              readOnly={readOnly}
              onSync={() => start(row.name)}
              onPreview={() => void startPreview(id, row.name)}
              onDelete={() => setDeleting(row)}
            />
          )}
          expanded={(row) => {
            const { live, elsewhere, lastAttempt } = row;
            if (live !== null || elsewhere !== null) return <LastAttempt enterprise={id} row={row} />;
            const found = lastAttempt === null ? null : trouble(lastAttempt);
            return found === null ? null : (
              <TroubleLine {...found} run={addresses.run(id, lastAttempt!.id)} />
            );
          }}
          empty={
            <EmptyState title="No PBX node yet" action={!readOnly && <AddButton enterprise={enterprise} />}>
              A PBX node reads the users, devices and groups that a MiVoice Business has exported as CSV
              files, and keeps the accounts of its people in step: desk phone, softphone and the numbers of
              their group. Rollcall only reads the files; it never writes to the phone system.
            </EmptyState>
          }
        />
      )}
      {deleting !== null && <DeleteNode enterprise={id} node={deleting} onClose={() => setDeleting(null)} />}
    </Screen>
  );
}

/** Synchronizes or previews all nodes of the Enterprise. */
function Actions({ enterprise }: EnterpriseProps) {
  const { start, running } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  if (readOnly) return null;
  const reason =
    enterprise.type === 'pbx'
      ? whyNotNow(enterprise, running.length > 0)
      : 'The synchronization type of the Enterprise is another one than PBX Node.';
  return (
    <>
      <PreviewButton enterprise={enterprise} reason={reason} />
      <ActionButton
        reason={reason}
        leftSection={<IconRefresh size={14} aria-hidden />}
        onClick={() => start()}
      >
        Sync Now
      </ActionButton>
    </>
  );
}

function AddButton({ enterprise }: EnterpriseProps) {
  const address = addresses.newPbxNode(enterprise.id);
  const unsaved = useDrafts((state) => address in state.drafts);
  const [, navigate] = useLocation();
  return (
    <ActionButton
      variant="default"
      reason={isIntegrated(enterprise) ? INTEGRATED_REASON : null}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => navigate(address)}
    >
      {unsaved ? 'Add node (unsaved)' : 'Add node'}
    </ActionButton>
  );
}

/** The menu's "Add" makes a node here. */
function useAddCommand(enterprise: string, possible: boolean): void {
  const [, navigate] = useLocation();
  useEffect(
    () =>
      onCommand((command) => {
        if (command === 'add' && possible) navigate(addresses.newPbxNode(enterprise));
      }),
    [enterprise, possible, navigate],
  );
}
