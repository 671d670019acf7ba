import { Anchor, Button, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, Memory } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { changeWord } from '../../components/run-words.ts';
import { tellFailed } from '../../components/use-save-text.ts';
import { Value } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import { engine } from '../../state/ports.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { answerWords } from './answer-words.ts';

/** What somebody answered, and what therefore is not asked again; each can be asked again. */
export function AnswersTable({
  enterprise,
  memories,
}: {
  enterprise: EnterpriseView;
  memories: UseQueryResult<{ memories: Memory[] }>;
}) {
  const readOnly = useReadOnly();
  const columns = useMemo(() => columnsOf(enterprise), [enterprise]);
  if (memories.isError && !memories.data) {
    return (
      <FailurePanel
        title="The answers cannot be shown"
        error={memories.error}
        retry={() => void memories.refetch()}
      />
    );
  }
  return (
    <Stack gap="sm">
      {!readOnly && (memories.data?.memories.length ?? 0) > 0 && (
        <Text size="sm" c="dimmed">
          After Ask again, the row waits for you when the next synchronization would do the same.
        </Text>
      )}
      <DataTable
        name="held-answers"
        label="answers"
        columns={columns}
        rows={memories.data?.memories ?? []}
        rowKey={keyOf}
        loading={memories.isPending}
        sorting={{ id: 'at', desc: true }}
        filterable={(memories.data?.memories.length ?? 0) > 5}
        actions={readOnly ? undefined : (memory) => <AskAgain memory={memory} />}
        empty={
          <EmptyState title="No answers yet">
            What was rejected, kept or undone is listed here, and can be asked again.
          </EmptyState>
        }
      />
    </Stack>
  );
}

function keyOf({ sourceId, kind, keyAttribute, key }: Memory): string {
  return `${sourceId} ${kind} ${keyAttribute} ${key}`;
}

function AskAgain({ memory }: { memory: Memory }) {
  const [busy, setBusy] = useState(false);
  // What was undone is asked about as it is.
  if (memory.answer === 'undone' || memory.answer === 'asked') return null;
  const { sourceId, kind, keyAttribute, key } = memory;
  return (
    <Button
      variant="default"
      size="compact-xs"
      loading={busy}
      aria-label={`Ask again about the ${changeWord(kind)} of ${isolated(memory.login)}`}
      onClick={() => {
        setBusy(true);
        void engine.held
          .forget({ sourceId, kind, keyAttribute, key })
          .catch(tellFailed)
          .finally(() => setBusy(false));
      }}
    >
      Ask again
    </Button>
  );
}

function columnsOf(enterprise: EnterpriseView): Column<Memory>[] {
  return [
    {
      id: 'login',
      header: 'Login ID',
      value: ({ login }) => login,
      cell: ({ login, dn }) => (
        <span title={dn}>
          <Value>{login}</Value>
        </span>
      ),
    },
    { id: 'answer', header: 'Answer', value: answerWords },
    { id: 'source', header: 'Source', value: ({ source }) => source },
    {
      id: 'run',
      header: 'Run',
      value: ({ runId }) => runId,
      cell: ({ runId }) => (
        <Anchor component={Link} href={addresses.run(enterprise.id, runId)} size="sm">
          Run {runId}
        </Anchor>
      ),
      width: '6rem',
    },
    {
      id: 'at',
      header: 'Answered',
      value: ({ at }) => at,
      cell: ({ at }) => <When at={at} />,
      width: '9rem',
    },
    {
      id: 'dn',
      header: 'Entry',
      value: ({ dn }) => dn,
      cell: ({ dn }) => (
        <Text size="sm" component="span" className="wrap-anywhere">
          <Value>{dn}</Value>
        </Text>
      ),
      hidden: true,
    },
  ];
}
