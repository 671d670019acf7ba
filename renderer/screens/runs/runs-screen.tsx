import { Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { EnterpriseView, RunSummary } from '../../../shared/contract/index.ts';
import { DataTable } from '../../components/data-table.tsx';
import { exportResults } from '../../components/results-files.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted } from '../../components/numbers.ts';
import { LiveRuns } from '../../components/run-live.tsx';
import { gather } from '../../components/run-paging.ts';
import { Screen } from '../../components/screen.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { runColumns } from '../../components/run-columns.tsx';
import {
  ENDING_OPTIONS,
  filterOf,
  fitsFilter,
  paramsOf,
  sourceOptions,
  type RunFilter,
} from './run-filter.ts';

const PAGE = 50;
/** Runs that a filter looks through at once. */
const SCAN = 200;

/** All runs of an Enterprise, newest first. */
export function RunsScreen({ enterprise }: EnterpriseProps) {
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const list = useRuns(enterprise, filter);
  const runs = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  const columns = useMemo(() => runColumns(enterprise), [enterprise]);
  const filtered = filter.sources.length + filter.endings.length > 0;
  const change = (part: Partial<RunFilter>) => setParams(paramsOf({ ...filter, ...part }), { replace: true });
  return (
    <Screen
      title="Runs"
      actions={
        <>
          <ExportResults enterprise={enterprise} />
          <SyncNow enterprise={enterprise} />
        </>
      }
    >
      <LiveRuns enterprise={enterprise} />
      {list.isError && (
        <FailurePanel
          title={
            list.data ? 'The runs could not be asked for again; these are older' : 'The runs cannot be shown'
          }
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {(list.data ?? !list.isError) && (
        <Stack gap="sm">
          <DataTable
            name="runs"
            label="runs"
            columns={columns}
            rows={runs}
            rowKey={({ id }) => id}
            loading={list.isPending}
            toolbar={<Facets enterprise={enterprise} filter={filter} runs={runs} change={change} />}
            empty={
              filtered ? (
                <EmptyState
                  title="No run fits"
                  action={
                    <Button variant="default" onClick={() => change({ sources: [], endings: [] })}>
                      Show all runs
                    </Button>
                  }
                >
                  No run of the chosen sources ended in this way.
                </EmptyState>
              ) : (
                <FirstRun enterprise={enterprise} />
              )
            }
          />
          {list.hasNextPage && (
            <Group gap="sm">
              <Text size="sm" c="dimmed" role="status">
                The newest {counted(runs.length, 'run')}
              </Text>
              <Button
                variant="default"
                loading={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                Show older
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Screen>
  );
}

function useRuns(enterprise: EnterpriseView, filter: RunFilter) {
  const only = filter.sources.length === 1 ? { sourceId: filter.sources[0]! } : {};
  const filtered = filter.sources.length + filter.endings.length > 0;
  return useInfiniteQuery({
    queryKey: [...query.runs.summaries.key({ input: { enterprise: enterprise.id } }), 'fitting', filter],
    queryFn: ({ pageParam, signal }) =>
      gather<RunSummary, number>(
        async (before) => {
          const { runs, next } = await engine.runs.summaries(
            {
              enterprise: enterprise.id,
              limit: filtered ? SCAN : PAGE,
              ...only,
              ...(before === NEWEST ? {} : { before }),
            },
            { signal },
          );
          return { rows: runs, next };
        },
        { from: pageParam, enough: PAGE, fits: (run) => fitsFilter(run, filter), signal },
      ),
    initialPageParam: NEWEST,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Stands for the beginning of the list: no run is that new. */
const NEWEST = Number.MAX_SAFE_INTEGER;

function Facets({
  enterprise,
  filter,
  runs,
  change,
}: {
  enterprise: EnterpriseView;
  filter: RunFilter;
  runs: readonly RunSummary[];
  change: (part: Partial<RunFilter>) => void;
}) {
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  return (
    <>
      <MultiSelect
        aria-label="Sources to show"
        size="xs"
        miw={180}
        placeholder={filter.sources.length === 0 ? 'All sources' : undefined}
        data={sourceOptions(sources.data?.sources ?? [], runs)}
        value={filter.sources.map(String)}
        onChange={(values) => change({ sources: values.map(Number) })}
        clearable
        clearButtonProps={{ 'aria-label': 'Show all sources' }}
      />
      <MultiSelect
        aria-label="Outcomes to show"
        size="xs"
        miw={180}
        placeholder={filter.endings.length === 0 ? 'All outcomes' : undefined}
        data={ENDING_OPTIONS}
        value={filter.endings}
        onChange={(values) => change({ endings: values })}
        clearable
        clearButtonProps={{ 'aria-label': 'Show all outcomes' }}
      />
    </>
  );
}

function ExportResults({ enterprise }: { enterprise: EnterpriseView }) {
  const [busy, setBusy] = useState(false);
  const readOnly = useReadOnly();
  if (readOnly) return null;
  return (
    <Button
      variant="default"
      loading={busy}
      title="Runs, changes and accounts as a file that another workstation can open; no passwords are in it"
      onClick={() => {
        setBusy(true);
        void exportResults(enterprise.id).finally(() => setBusy(false));
      }}
    >
      Export results…
    </Button>
  );
}

/** Whether there is something of the chosen type to synchronize. */
function hasSources({ type, synchronizers, pbxNodes }: EnterpriseView): boolean {
  return type !== 'none' && (type === 'pbx' ? pbxNodes : synchronizers) > 0;
}

function SyncNow({ enterprise }: { enterprise: EnterpriseView }) {
  const { start, running } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  if (readOnly || !hasSources(enterprise)) return null;
  return (
    <Button onClick={() => start()} disabled={running.length > 0}>
      Sync Now
    </Button>
  );
}

function FirstRun({ enterprise }: { enterprise: EnterpriseView }) {
  const { start, running } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  if (readOnly) return <EmptyState title="No runs">The file that is shown holds no runs.</EmptyState>;
  if (running.length > 0) {
    return (
      <EmptyState title="Nothing has ended yet">What runs now is listed here when it has ended.</EmptyState>
    );
  }
  if (hasSources(enterprise)) {
    return (
      <EmptyState title="Nothing has run yet" action={<Button onClick={() => start()}>Sync Now</Button>}>
        Each synchronization is listed here, with what it changed and why.
      </EmptyState>
    );
  }
  const { label, href } = FIRST_STEP[enterprise.type](enterprise.id);
  return (
    <EmptyState
      title="Nothing has run yet"
      action={
        <Button component={Link} href={href}>
          {label}
        </Button>
      }
    >
      Each synchronization is listed here, with what it changed and why. First, there must be something to
      synchronize with.
    </EmptyState>
  );
}

/** What comes before the first synchronization, by type. */
const FIRST_STEP: Record<EnterpriseView['type'], (enterprise: string) => { label: string; href: string }> = {
  none: (id) => ({ label: 'Choose how to synchronize', href: addresses.synchronization(id) }),
  directory: (id) => ({ label: 'Add synchronizer', href: addresses.newSynchronizer(id) }),
  pbx: (id) => ({ label: 'Add node', href: addresses.newPbxNode(id) }),
};
