import { Anchor, Button, Group, List, Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Run, SynchronizerRow } from '../../../shared/contract/index.ts';
import { ConfirmByName } from '../../components/confirm-by-name.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { counted } from '../../components/numbers.ts';
import { tellFailed, tellSaved } from '../../components/use-save-text.ts';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { useDrafts } from '../../state/drafts.ts';
import { refreshJobs } from '../../state/events.ts';
import { engine, shell } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';

/** Deletes a synchronizer with all its accounts, after saying what goes with it (safety.md 7). */
export function DeleteSynchronizer({
  enterprise,
  row,
  onClose,
}: {
  enterprise: string;
  row: Pick<SynchronizerRow, 'sourceId' | 'name'>;
  onClose: () => void;
}) {
  const { sourceId, name } = row;
  const [exporting, setExporting] = useState(false);

  function exportAccounts() {
    setExporting(true);
    void shell.files
      .exportAccounts({ enterprise, format: 'csv' })
      .then(tellSaved, tellFailed)
      .finally(() => setExporting(false));
  }

  return (
    <ConfirmByName
      title="Delete a synchronizer"
      name={name}
      what="name of the synchronizer"
      action="Delete synchronizer and accounts"
      doing="The deletion is being started…"
      onClose={onClose}
      act={async (confirm) => {
        const { jobId } = await engine.synchronizers.delete({ sourceId, confirm });
        await refreshJobs();
        void tellWhenRemoved(enterprise, row, jobId);
      }}
    >
      <WhatGoes sourceId={sourceId} name={name} />
      <Text size="sm">
        The directory itself is not touched. The deletion is a run that names every account, and can be undone
        for as long as its rows are kept: synchronizer and accounts come back, and only the password must be
        entered again.
      </Text>
      <Group>
        <Button variant="default" onClick={exportAccounts} loading={exporting}>
          Export accounts first
        </Button>
      </Group>
    </ConfirmByName>
  );
}

/** How many accounts, numbers and statuses go with it. */
function WhatGoes({ sourceId, name }: { sourceId: number; name: string }) {
  const removal = useQuery(query.synchronizers.removal.queryOptions({ input: { sourceId } }));
  if (removal.isError && !removal.data)
    return <FailurePanel error={removal.error} retry={() => void removal.refetch()} />;
  if (removal.data?.accounts === 0) {
    return (
      <Text size="sm">
        No account came from{' '}
        <strong className="wrap-anywhere">
          <Value>{name}</Value>
        </strong>
        : only its settings go.
      </Text>
    );
  }
  return (
    <>
      <Text size="sm">
        With{' '}
        <strong className="wrap-anywhere">
          <Value>{name}</Value>
        </strong>{' '}
        go all the accounts that came from it:
      </Text>
      <List size="sm">
        {removal.data ? (
          <>
            <List.Item>{counted(removal.data.accounts, 'account')}</List.Item>
            <List.Item>{counted(removal.data.numbers, 'phone number')} of theirs</List.Item>
            <List.Item>
              {counted(removal.data.statuses, 'dynamic status', 'dynamic statuses')} of theirs
            </List.Item>
          </>
        ) : (
          Array.from({ length: 3 }, (_, index) => <Skeleton key={index} height={14} my={4} w="12rem" />)
        )}
      </List>
    </>
  );
}

/** Waits for the removal to end, and says how it went, with a link to its run. */
async function tellWhenRemoved(
  enterprise: string,
  { sourceId, name }: Pick<SynchronizerRow, 'sourceId' | 'name'>,
  jobId: number,
): Promise<void> {
  try {
    const { runs } = await engine.synchronization.wait({ jobId });
    const run = runs[0];
    if (run === undefined) return;
    const done = run.outcome === 'success';
    if (done) useDrafts.getState().drop(addresses.synchronizer(enterprise, sourceId));
    notifications.show({
      title: `${isolated(name)} ${done ? 'was deleted' : 'was not deleted'}`,
      message: <Removed enterprise={enterprise} run={run} />,
      color: done ? 'green' : 'red',
      autoClose: 15_000,
    });
  } catch (error) {
    tellFailed(error);
  }
}

function Removed({ enterprise, run }: { enterprise: string; run: Run }) {
  const words =
    run.outcome === 'success'
      ? `${counted(run.counters.deleted, 'account')} went with it.`
      : run.outcome === 'cancelled'
        ? 'It was cancelled, and nothing was changed.'
        : `${isolated(run.error?.message ?? 'Nothing was changed.')} (${run.error?.code ?? run.outcome})`;
  return (
    <>
      {words}{' '}
      <Anchor component={Link} href={addresses.run(enterprise, run.id)} size="sm" underline="always">
        Show the run
      </Anchor>
    </>
  );
}
