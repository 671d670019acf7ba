import { Anchor, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, RunSummary, SynchronizerRow } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { isolated } from '../../components/isolated.ts';
import { whole } from '../../components/numbers.ts';
import { Dot, OutcomeBadge } from '../../components/outcome.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { runWord } from '../../components/run-words.ts';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import { useReadOnly } from '../../state/read-only.ts';

/** A source of accounts: a synchronizer, or a PBX node whose settings are kept. */
export interface SourceRow {
  sourceId: number;
  name: string;
  accounts: number;
  state: 'active' | 'inactive' | 'later';
  synchronizer: SynchronizerRow | null;
}

const STATES = {
  active: { word: 'Active', color: 'good' },
  inactive: { word: 'Inactive', color: 'idle' },
  later: { word: 'Not in this version', color: 'idle' },
} as const;

/** The sources with their accounts, the last attempt and the last good run (D25). */
export function SourcesTable({
  enterprise,
  rows,
  loading,
}: {
  enterprise: EnterpriseView;
  rows: readonly SourceRow[];
  loading: boolean;
}) {
  const { start, running } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  const columns = useMemo(() => columnsOf(enterprise), [enterprise]);
  const busy = new Set(running.map(({ task }) => task.sourceId));
  return (
    <DataTable
      name="overview-sources"
      label="sources"
      columns={columns}
      rows={rows}
      rowKey={({ sourceId }) => sourceId}
      loading={loading}
      filterable={rows.length > 5}
      actions={(row) =>
        row.state === 'active' &&
        !readOnly && (
          <Button
            variant="default"
            size="compact-xs"
            disabled={busy.has(row.sourceId)}
            aria-label={`Sync Now: ${isolated(row.name)}`}
            onClick={() => start(row.name)}
          >
            Sync Now
          </Button>
        )
      }
      empty={
        <EmptyState
          title="No sources yet"
          action={
            !readOnly && (
              <Button component={Link} href={addresses.newSynchronizer(enterprise.id)}>
                Add synchronizer
              </Button>
            )
          }
        >
          A synchronizer reads a directory and keeps the accounts in step with it.
        </EmptyState>
      }
    />
  );
}

function columnsOf(enterprise: EnterpriseView): Column<SourceRow>[] {
  return [
    {
      id: 'name',
      header: 'Source',
      value: ({ name }) => name,
      cell: ({ name, sourceId, synchronizer }) =>
        synchronizer ? (
          <Anchor component={Link} href={addresses.synchronizer(enterprise.id, sourceId)} size="sm">
            {name}
          </Anchor>
        ) : (
          name
        ),
    },
    {
      id: 'state',
      header: 'State',
      value: ({ state }) => STATES[state].word,
      cell: ({ state }) => (
        <Group gap={6} wrap="nowrap">
          <Dot color={STATES[state].color} />
          <Text component="span" size="sm">
            {STATES[state].word}
          </Text>
        </Group>
      ),
    },
    {
      id: 'accounts',
      header: 'Accounts',
      value: ({ accounts }) => accounts,
      cell: ({ accounts }) => whole(accounts),
      align: 'right',
    },
    {
      id: 'attempt',
      header: 'Last attempt',
      value: ({ synchronizer }) => synchronizer?.lastAttempt?.startedAt ?? null,
      cell: ({ synchronizer }) => <At run={synchronizer?.lastAttempt ?? null} />,
    },
    {
      id: 'outcome',
      header: 'Outcome',
      value: ({ synchronizer }) => (synchronizer?.lastAttempt ? runWord(synchronizer.lastAttempt) : null),
      cell: ({ synchronizer }) =>
        synchronizer?.lastAttempt ? (
          <RunLink enterprise={enterprise} run={synchronizer.lastAttempt} />
        ) : synchronizer ? (
          <OutcomeBadge outcome="never" />
        ) : null,
    },
    {
      id: 'good',
      header: 'Last good run',
      value: ({ synchronizer }) => synchronizer?.lastGood?.startedAt ?? null,
      cell: ({ synchronizer }) =>
        synchronizer?.lastGood ? (
          <Anchor component={Link} href={addresses.run(enterprise.id, synchronizer.lastGood.id)} size="sm">
            <When at={synchronizer.lastGood.startedAt} inline />
            <VisuallyHidden>, last good run of {isolated(synchronizer.name)}</VisuallyHidden>
          </Anchor>
        ) : (
          'none yet'
        ),
    },
  ];
}

function At({ run }: { run: RunSummary | null }) {
  return run === null ? null : <When at={run.startedAt} />;
}
