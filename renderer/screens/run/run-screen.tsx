import { Anchor, Button, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Change, EnterpriseView, RunView } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { LiveProgress } from '../../components/live-progress.tsx';
import { counted } from '../../components/numbers.ts';
import { LiveOfSource } from '../../components/run-live-source.tsx';
import { ReportHead } from '../../components/run-report/report-head.tsx';
import { ReportTabList } from '../../components/run-report/report-tab-list.tsx';
import { runSentence } from '../../components/run-sentence.ts';
import { Panel, Screen } from '../../components/screen.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { failureOf } from '../../state/failure.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { HeldTab } from './held-tab.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFacts, RunRemarks } from './run-facts.tsx';
import { UndoDialog } from './undo-dialog.tsx';

/** One run: what it did, why, and what it rested on. */
export function RunScreen({ enterprise, runId }: EnterpriseProps & { runId: number }) {
  const known = Number.isSafeInteger(runId) && runId > 0;
  // Asked for again with each change: what waits of it, and what undid it, becomes another.
  const view = useQuery(query.runs.view.queryOptions({ input: { id: runId }, enabled: known }));
  const { running } = useSynchronize(enterprise);
  const live = running.find(({ task }) => task.runId === runId);
  const run = view.data;
  if (run && run.enterpriseId === enterprise.enterpriseId) return <Ended enterprise={enterprise} run={run} />;
  return (
    <Screen title={`Run ${known ? runId : ''}`}>
      {live ? (
        <Panel title="This run has not ended">
          <LiveProgress job={live.job} task={live.task} />
        </Panel>
      ) : run ? (
        <EmptyState title="This run belongs to another Enterprise">
          <Anchor component={Link} href={addresses.run(run.enterprise, run.id)}>
            Look at it there: {run.enterprise}
          </Anchor>
        </EmptyState>
      ) : view.isError || !known ? (
        <NoRun enterprise={enterprise} error={known ? view.error : null} retry={() => void view.refetch()} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

function NoRun({
  enterprise,
  error,
  retry,
}: {
  enterprise: EnterpriseView;
  error: unknown;
  retry: () => void;
}) {
  if (error !== null && failureOf(error).code !== 'run.not-found') {
    return <FailurePanel title="This run cannot be shown" error={error} retry={retry} />;
  }
  return (
    <EmptyState
      title="There is no such run"
      action={
        <Button variant="default" component={Link} href={addresses.runs(enterprise.id)}>
          All runs
        </Button>
      }
    >
      It may not have ended yet, or it is no longer kept: runs are kept for a while, and go with their
      Enterprise.
    </EmptyState>
  );
}

function Loading() {
  return (
    <>
      <Skeleton height={150} role="status" aria-label="Loading the run" />
      <Skeleton height={320} />
    </>
  );
}

function Ended({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const readOnly = useReadOnly();
  const undoable = !readOnly && run.undo.blocked === null && run.undo.rows > 0;
  return (
    <Screen
      title={`Run ${run.id} of ${isolated(run.source)}`}
      actions={<RunActions enterprise={enterprise} run={run} />}
    >
      <LiveOfSource enterprise={enterprise} sourceId={run.sourceId} />
      <ReportHead
        report={run}
        facts={<RunFacts enterprise={enterprise} run={run} />}
        sentence={runSentence(run)}
      >
        <RunRemarks enterprise={enterprise} run={run} />
      </ReportHead>
      <Panel>
        <ReportTabList
          enterprise={enterprise}
          report={run}
          label="Parts of the run"
          held={<HeldTab enterprise={enterprise} run={run} />}
          chosenBar={(tab) =>
            undoable && UNDOABLE.has(tab)
              ? (rows, clear) => <UndoBar enterprise={enterprise} run={run} rows={rows} clear={clear} />
              : undefined
          }
        />
      </Panel>
    </Screen>
  );
}

/** The tabs whose rows were applied. */
const UNDOABLE: ReadonlySet<string> = new Set(['created', 'updated', 'deleted']);

/** Undo of the rows that were chosen. */
function UndoBar({
  enterprise,
  run,
  rows,
  clear,
}: {
  enterprise: EnterpriseView;
  run: RunView;
  rows: readonly Change[];
  clear: () => void;
}) {
  const [asking, setAsking] = useState(false);
  if (rows.length === 0) return null;
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {counted(rows.length, 'row')} chosen
      </Text>
      <Button variant="default" onClick={() => setAsking(true)}>
        {rows.length === 1 ? 'Undo for this account…' : 'Undo for these accounts…'}
      </Button>
      <Button variant="subtle" size="compact-xs" onClick={clear}>
        Choose none
      </Button>
      {asking && (
        <UndoDialog
          enterprise={enterprise.id}
          run={run}
          rows={rows}
          onClose={() => setAsking(false)}
          onStarted={clear}
        />
      )}
    </Group>
  );
}
