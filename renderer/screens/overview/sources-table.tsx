import { Anchor, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, RunSummary } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { isolated } from '../../components/isolated.ts';
import { whole } from '../../components/numbers.ts';
import { Dot, OutcomeBadge, type SignalColor } from '../../components/outcome.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { runWord } from '../../components/run-words.ts';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import { useReadOnly } from '../../state/read-only.ts';
import type { Source } from './attention.ts';

type State = 'active' | 'inactive' | 'later';

const STATES = {
  active: { word: 'Active', color: 'good' },
  inactive: { word: 'Inactive', color: 'idle' },
  later: { word: 'Not in this version', color: 'idle' },
} as const satisfies Record<State, { word: string; color: SignalColor }>;

function stateOf({ active, node }: Source): State {
  if (node?.type === 'mivoice-office-250') return 'later';
  return active ? 'active' : 'inactive';
}

/** The sources with their accounts, the last attempt and the last good run (D25). */
export function SourcesTable({
  enterprise,
  rows,
  loading,
}: {
  enterprise: EnterpriseView;
  rows: readonly Source[];
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
        row.active &&
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
        <EmptyState title="No sources yet" action={!readOnly && <AddSource enterprise={enterprise} />}>
          {enterprise.type === 'pbx'
            ? 'A PBX node reads the export of a phone system and keeps the accounts in step with it.'
            : 'A synchronizer reads a directory and keeps the accounts in step with it.'}
        </EmptyState>
      }
    />
  );
}

function AddSource({ enterprise }: { enterprise: EnterpriseView }) {
  const pbx = enterprise.type === 'pbx';
  return (
    <Button
      component={Link}
      href={pbx ? addresses.newPbxNode(enterprise.id) : addresses.newSynchronizer(enterprise.id)}
    >
      {pbx ? 'Add node' : 'Add synchronizer'}
    </Button>
  );
}

function columnsOf(enterprise: EnterpriseView): Column<Source>[] {
  return [
    {
      id: 'name',
      header: 'Source',
      value: ({ name }) => name,
      cell: ({ kind, name, sourceId }) => (
        <Anchor
          component={Link}
          href={
            kind === 'pbx'
              ? addresses.pbxNode(enterprise.id, { sourceId, name })
              : addresses.synchronizer(enterprise.id, sourceId)
          }
          size="sm"
        >
          {name}
        </Anchor>
      ),
    },
    {
      id: 'state',
      header: 'State',
      value: (row) => STATES[stateOf(row)].word,
      cell: (row) => (
        <Group gap={6} wrap="nowrap">
          <Dot color={STATES[stateOf(row)].color} />
          <Text component="span" size="sm">
            {STATES[stateOf(row)].word}
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
      value: ({ lastAttempt }) => lastAttempt?.startedAt ?? null,
      cell: ({ lastAttempt }) => <At run={lastAttempt} />,
    },
    {
      id: 'outcome',
      header: 'Outcome',
      value: ({ lastAttempt }) => (lastAttempt ? runWord(lastAttempt) : null),
      cell: ({ lastAttempt }) =>
        lastAttempt ? (
          <RunLink enterprise={enterprise} run={lastAttempt} />
        ) : (
          <OutcomeBadge outcome="never" />
        ),
    },
    {
      id: 'good',
      header: 'Last good run',
      value: ({ lastGood }) => lastGood?.startedAt ?? null,
      cell: ({ name, lastGood }) =>
        lastGood ? (
          <Anchor component={Link} href={addresses.run(enterprise.id, lastGood.id)} size="sm">
            <When at={lastGood.startedAt} inline />
            <VisuallyHidden>, last good run of {isolated(name)}</VisuallyHidden>
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
