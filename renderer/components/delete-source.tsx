import { Anchor, Button, Group, List, Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Run } from '../../shared/contract/index.ts';
import { addresses } from '../state/addresses.ts';
import { useDrafts } from '../state/drafts.ts';
import { refreshJobs } from '../state/events.ts';
import { engine, shell } from '../state/ports.ts';
import { query } from '../state/queries.ts';
import { ConfirmByName } from './confirm-by-name.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { isolated } from './isolated.ts';
import { counted } from './numbers.ts';
import { tellFailed, tellSaved } from './use-save-text.ts';
import { Value } from './value.tsx';

/** What is deleted: a synchronizer or a PBX node, and how the engine is asked. */
export interface DeletableSource {
  sourceId: number;
  name: string;
  kind: 'synchronizer' | 'PBX node';
  /** Where its form keeps unsaved changes. */
  form: string;
}

/** Deletes a source with all its accounts, after saying what goes with it (safety.md 7). */
export function DeleteSource({
  enterprise,
  source,
  onClose,
  onStarted,
  children,
}: {
  /** Enterprise ID. */
  enterprise: string;
  source: DeletableSource;
  onClose: () => void;
  /** Called once the removal has begun. */
  onStarted?: () => void;
  /** What is not touched, and how it can be undone. */
  children: ReactNode;
}) {
  const { sourceId, name, kind } = source;
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
      title={`Delete a ${kind}`}
      name={name}
      what={`name of the ${kind}`}
      action={`Delete ${kind} and accounts`}
      doing="The deletion is being started…"
      onClose={onClose}
      act={async (confirm) => {
        const room = kind === 'synchronizer' ? engine.synchronizers : engine.pbxNodes;
        const { jobId } = await room.delete({ sourceId, confirm });
        await refreshJobs();
        void tellWhenRemoved(enterprise, source, jobId);
        onStarted?.();
      }}
    >
      <WhatGoes source={source} />
      <Text size="sm">{children}</Text>
      <Group>
        <Button variant="default" onClick={exportAccounts} loading={exporting}>
          Export accounts first
        </Button>
      </Group>
    </ConfirmByName>
  );
}

/** How many accounts, numbers and statuses go with it. */
function WhatGoes({ source: { sourceId, name, kind } }: { source: DeletableSource }) {
  const input = { sourceId };
  const removal = useQuery(
    kind === 'synchronizer'
      ? query.synchronizers.removal.queryOptions({ input })
      : query.pbxNodes.removal.queryOptions({ input }),
  );
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
  { name, form }: DeletableSource,
  jobId: number,
): Promise<void> {
  try {
    const { runs } = await engine.synchronization.wait({ jobId });
    const run = runs[0];
    if (run === undefined) return;
    const done = run.outcome === 'success';
    if (done) useDrafts.getState().drop(form);
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
