import { Button, Stack, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { KeptPreviews } from '../../components/kept-previews.tsx';
import { startPreview } from '../../components/run-preview.tsx';
import { trouble } from '../../components/run-trouble.ts';
import { TroubleLine } from '../../components/trouble-line.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { useDrafts } from '../../state/drafts.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { DeleteSynchronizer } from './delete-synchronizer.tsx';
import { HeldBanner } from '../../components/held-banner.tsx';
import { synchronizerColumns, type TableRow } from './synchronizer-columns.tsx';
import { SynchronizerMenu } from './synchronizer-menu.tsx';

/** The AD/LDAP synchronizers of an Enterprise (screens.md, "Synchronization"). */
export function SynchronizersPanel({ enterprise }: EnterpriseProps) {
  const { id, enterpriseId } = enterprise;
  const list = useQuery(query.synchronizers.list.queryOptions({ input: { enterprise: id } }));
  const running = useQuery(query.synchronization.running.queryOptions({ input: {} }));
  const { running: live, start } = useSynchronize(enterprise);
  const drafts = useDrafts((state) => state.drafts);
  const [deleting, setDeleting] = useState<TableRow | null>(null);
  const columns = useMemo(() => synchronizerColumns(id), [id]);
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const rows = (list.data?.synchronizers ?? []).map((row): TableRow => ({
    ...row,
    live: live.find(({ task }) => task.sourceId === row.sourceId) ?? null,
    elsewhere:
      running.data?.elsewhere.find((run) => run.enterpriseId === enterpriseId && run.source === row.name) ??
      null,
    unsaved: addresses.synchronizer(id, row.sourceId) in drafts,
  }));
  if (list.isError && !list.data) {
    return (
      <FailurePanel
        title="The synchronizers cannot be shown"
        error={list.error}
        retry={() => void list.refetch()}
      />
    );
  }
  return (
    <Stack gap="sm">
      {list.isError && (
        <FailurePanel
          title={`This list is as of ${new Date(list.dataUpdatedAt).toLocaleTimeString()}`}
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {rows.map((row) => (
        <HeldBanner key={row.sourceId} enterprise={id} source={row} />
      ))}
      <DataTable
        name="synchronizers"
        label="synchronizers"
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
          <SynchronizerMenu
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
          const found = troubleOf(row);
          return found === null ? null : (
            <TroubleLine {...found} run={addresses.run(id, row.lastAttempt!.id)} />
          );
        }}
        empty={
          <EmptyState title="No synchronizer yet" action={!readOnly && <AddButton enterprise={enterprise} />}>
            A synchronizer reads the people of one directory, Active Directory or another LDAP server, and
            keeps their accounts in step: it creates, changes and deletes accounts as people come, change and
            go. Rollcall only reads; it never writes to the directory.
          </EmptyState>
        }
      />
      {deleting !== null && (
        <DeleteSynchronizer enterprise={id} row={deleting} onClose={() => setDeleting(null)} />
      )}
    </Stack>
  );
}

function AddButton({ enterprise }: EnterpriseProps) {
  const address = addresses.newSynchronizer(enterprise.id);
  const unsaved = useDrafts((state) => address in state.drafts);
  const icon = <IconPlus size={14} aria-hidden />;
  if (isIntegrated(enterprise)) {
    return (
      <Tooltip label={INTEGRATED_REASON}>
        <Button variant="default" leftSection={icon} data-disabled aria-disabled onClick={() => undefined}>
          Add
        </Button>
      </Tooltip>
    );
  }
  return (
    <Button component={Link} href={address} variant="default" leftSection={icon}>
      {unsaved ? 'Add (unsaved)' : 'Add'}
    </Button>
  );
}

/** Why the last run was not all it should be, under its row; null when it was. */
function troubleOf({ live, lastAttempt }: TableRow) {
  return live === null && lastAttempt !== null ? trouble(lastAttempt) : null;
}
