import { Anchor, Button, Group, Skeleton, Tabs, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { EnterpriseView, RunView } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { LiveProgress } from '../../components/live-progress.tsx';
import { whole } from '../../components/numbers.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { ExportProgressLine } from '../../components/run-export-progress.tsx';
import { fileName, useExport } from '../../components/run-export.ts';
import { Panel, Screen } from '../../components/screen.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { failureOf } from '../../state/failure.ts';
import { onceKnown, query } from '../../state/queries.ts';
import { ChangesTab } from './changes-tab.tsx';
import { EvidenceTab } from './evidence-tab.tsx';
import { IssuesTab } from './issues-tab.tsx';
import { rowsOf, runJson } from './run-export-text.ts';
import { RunHead } from './run-head.tsx';
import { tabOf, tabsOf, TABS_ID } from './run-tabs.ts';
import { useNeighbourKeys, useNeighbours } from './use-neighbours.ts';

/** One run: what it did, why, and what it rested on. */
export function RunScreen({ enterprise, runId }: EnterpriseProps & { runId: number }) {
  const known = Number.isSafeInteger(runId) && runId > 0;
  const options = query.runs.view.queryOptions({ input: { id: runId }, enabled: known });
  const view = useQuery({ ...options, meta: onceKnown(options.queryKey) });
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
  return (
    <Screen
      title={`Run ${run.id} of ${isolated(run.source)}`}
      actions={<Actions enterprise={enterprise} run={run} />}
    >
      <RunHead run={run} />
      <Panel>
        <RunTabs enterprise={enterprise} run={run} />
      </Panel>
    </Screen>
  );
}

function RunTabs({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const [params, setParams] = useSearchParams();
  const tab = tabOf(run, params.get('tab'));
  const code = params.get('code');
  return (
    <Tabs
      id={TABS_ID}
      value={tab}
      onChange={(next) => setParams(next === null ? {} : { tab: next }, { replace: true })}
      keepMounted={false}
    >
      <Tabs.List aria-label="Parts of the run">
        {tabsOf(run).map(({ name, label, count }) => (
          <Tabs.Tab key={name} value={name}>
            {count === null ? label : `${label} ${whole(count)}`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabsOf(run).map(({ name }) => (
        <Tabs.Panel key={name} value={name} pt="md">
          {name === 'issues' ? (
            <IssuesTab key={code} run={run} named={code} />
          ) : name === 'evidence' ? (
            <EvidenceTab run={run} />
          ) : (
            <ChangesTab enterprise={enterprise} run={run} tab={name} />
          )}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Actions({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const { running, start } = useSynchronize(enterprise);
  const saving = useExport();
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const source = sources.data?.sources.find(({ sourceId }) => sourceId === run.sourceId);
  const isRunning = running.some(({ task }) => task.sourceId === run.sourceId);
  const reason = !sources.data
    ? 'It is not known yet whether this source can run.'
    : source === undefined
      ? 'The source was deleted.'
      : source.kind !== enterprise.type
        ? 'The source is inactive: the Enterprise has another synchronization type.'
        : source.kind !== 'directory'
          ? 'This version synchronizes directories only.'
          : isRunning
            ? 'It is running already.'
            : null;
  return (
    <Group gap="xs">
      <ExportProgressLine progress={saving.progress} cancel={saving.cancel} />
      <Neighbours enterprise={enterprise} run={run} />
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={saving.progress !== null}
        onClick={() =>
          saving.start(fileName(`run ${run.id} ${run.source}`, 'json'), rowsOf(run), (tools) =>
            runJson(run, tools),
          )
        }
      >
        Export
      </Button>
      <ActionButton
        reason={reason}
        leftSection={<IconRefresh size={14} aria-hidden />}
        onClick={() => start(source?.name ?? run.source)}
      >
        Run again
      </ActionButton>
    </Group>
  );
}

function Neighbours({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const neighbours = useNeighbours(run);
  const [, navigate] = useLocation();
  useNeighbourKeys(enterprise.id, neighbours);
  const { previous, next } = neighbours;
  const go = (to: number | null) => {
    if (to !== null) navigate(addresses.run(enterprise.id, to));
  };
  return (
    <Button.Group>
      <Tooltip label="Previous run of this source ( [ )">
        <Button
          variant="default"
          px="xs"
          aria-label="Previous run of this source"
          aria-keyshortcuts="["
          disabled={previous === null}
          onClick={() => go(previous)}
        >
          <IconChevronLeft size={14} aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip label="Next run of this source ( ] )">
        <Button
          variant="default"
          px="xs"
          aria-label="Next run of this source"
          aria-keyshortcuts="]"
          disabled={next === null}
          onClick={() => go(next)}
        >
          <IconChevronRight size={14} aria-hidden />
        </Button>
      </Tooltip>
    </Button.Group>
  );
}
