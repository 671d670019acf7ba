import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import type { NumberSort } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { NumberBulkBar } from '../../components/number-actions/bulk-bar.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { ExportProgressLine } from '../../components/run-export-progress.tsx';
import { useExport } from '../../components/run-export.ts';
import { Screen } from '../../components/screen.tsx';
import { useTableMemory } from '../../components/use-table-memory.ts';
import { ColumnMenu } from '../../components/virtual-grid/column-menu.tsx';
import { GridBody, GridBones, InsteadOfGrid } from '../../components/virtual-grid/grid-body.tsx';
import { useShownList } from '../../components/virtual-grid/use-window.ts';
import { focusGrid, VirtualGrid } from '../../components/virtual-grid/virtual-grid.tsx';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { columnsOf, HIDDEN_AT_FIRST, sortOf } from './columns.tsx';
import { NumberFilterBar } from './filter-bar.tsx';
import { numbersCsv } from './number-csv.ts';
import { allNumbers, numberList } from './number-list.ts';
import { NumberPanel } from './number-panel.tsx';
import { useChoiceColumn } from './use-choice-column.ts';
import { useNumberView } from './use-number-view.ts';
import { keyOf, VIEWS, type NumberFilter, type NumberView } from './view-address.ts';
import { VIEW_WORDS } from './words.ts';

/** All numbers of an Enterprise, what holds them, and who must act (screens.md, "Numbers"). */
export function NumbersScreen({ enterprise }: EnterpriseProps) {
  const { view, setFilter, clearFilter, open } = useNumberView(enterprise.id);
  // What is asked of held numbers is another question: its columns are remembered apart.
  const memory = useTableMemory(view.view === 'held' ? 'numbers-held' : 'numbers', {
    hidden: HIDDEN_AT_FIRST[view.view],
    sorting: null,
  });
  const sort = sortOf(view.view, enterprise.id, memory.sorting);
  const { shown, head, total, waiting, error, readAt, retry } = useShownList(
    numberList(enterprise.id, view, sort),
  );
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const hidden = memory.hidden.join(' ');
  const columns = useMemo(() => columnsOf(shown.view, enterprise.id), [shown.view, enterprise.id]);
  const visible = useMemo(
    () => columns.filter(({ id, fixed }) => fixed || !hidden.split(' ').includes(id)),
    [columns, hidden],
  );
  const readOnly = useReadOnly();
  const choice = useChoiceColumn(enterprise.id, view, sort, shown.key, total ?? 0);
  const close = useCallback(() => {
    open(null);
    focusGrid();
  }, [open]);
  return (
    <Screen
      title="Numbers"
      actions={<ExportButton enterprise={enterprise} filter={view} sort={sort} total={total ?? 0} />}
    >
      <Group justify="space-between" gap="sm">
        <SavedViews
          view={view.view}
          counts={head?.counts}
          onChoose={(chosen) => setFilter({ view: chosen, state: null, origin: null })}
        />
        {!readOnly && <NumberBulkBar chosen={choice.chosen} note={choice.note} clear={choice.clear} />}
      </Group>
      <Group justify="space-between" gap="sm" align="center">
        <NumberFilterBar
          filter={view}
          sources={sources.data?.sources ?? []}
          setFilter={setFilter}
          clearFilter={clearFilter}
        />
        <Group gap="xs">
          <Text size="sm" role="status" c="dimmed">
            {total === null ? '' : counted(total, 'number')}
          </Text>
          <ColumnMenu label="number list" columns={columns} hidden={memory.hidden} toggle={memory.toggle} />
        </Group>
      </Group>
      {error !== null && (
        <Stack gap={4}>
          <FailurePanel error={error} title="The numbers cannot be read" retry={retry} />
          {total !== null && (
            <Text size="sm" c="dimmed">
              What is shown was read <When at={new Date(readAt).toISOString()} inline />.
            </Text>
          )}
        </Stack>
      )}
      <GridBody>
        {total === 0 ? (
          <InsteadOfGrid>
            <NoNumbers
              enterprise={enterprise}
              view={shown.view}
              filtering={shown.filtering}
              clearFilter={clearFilter}
            />
          </InsteadOfGrid>
        ) : total === null ? (
          <GridBones loading={error === null} />
        ) : (
          <VirtualGrid
            label="Numbers"
            list={shown}
            total={total}
            columns={visible}
            rowKey={keyOf}
            openId={view.open === null ? null : keyOf(view.open)}
            onOpen={open}
            onClose={close}
            sort={shown.sort}
            onSort={({ column, descending }) => memory.setSorting({ id: column, desc: descending })}
            choice={readOnly ? undefined : choice.column}
            waiting={waiting}
          />
        )}
        {view.open !== null && (
          <NumberPanel key={keyOf(view.open)} enterprise={enterprise} open={view.open} onClose={close} />
        )}
      </GridBody>
    </Screen>
  );
}

/** The saved views, with how many numbers each has. */
function SavedViews({
  view,
  counts,
  onChoose,
}: {
  view: NumberView;
  /** Undefined until they are known. */
  counts: Record<NumberView, number> | undefined;
  onChoose: (view: NumberView) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Saved views"
      value={view}
      onChange={(next) => onChoose(next)}
      data={VIEWS.map((each) => ({
        value: each,
        label: counts ? `${VIEW_WORDS[each].label} ${whole(counts[each])}` : VIEW_WORDS[each].label,
      }))}
      style={{ alignSelf: 'flex-start' }}
    />
  );
}

function NoNumbers({
  enterprise,
  view,
  filtering,
  clearFilter,
}: EnterpriseProps & { view: NumberView; filtering: boolean; clearFilter: () => void }) {
  if (filtering) {
    return (
      <EmptyState
        title="No number matches the filter"
        action={
          <Button variant="default" onClick={clearFilter}>
            Clear filter
          </Button>
        }
      />
    );
  }
  const { empty, why } = VIEW_WORDS[view];
  return (
    <EmptyState
      title={empty}
      action={
        view === 'all' && (
          <Button variant="default" component={Link} href={addresses.accounts(enterprise.id)}>
            Accounts
          </Button>
        )
      }
    >
      {why}
    </EmptyState>
  );
}

/** Writes what the list shows, all of it, to a file. */
function ExportButton({
  enterprise,
  filter,
  sort,
  total,
}: EnterpriseProps & { filter: NumberFilter; sort: NumberSort; total: number }) {
  const saving = useExport();
  return (
    <Group gap="sm">
      <ExportProgressLine progress={saving.progress} cancel={saving.cancel} />
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={total === 0 || saving.progress !== null}
        onClick={() =>
          saving.start(`numbers-${filter.view}.csv`, total, async (tools) =>
            numbersCsv(await allNumbers(enterprise.id, filter, sort, tools)),
          )
        }
      >
        Export as CSV
      </Button>
    </Group>
  );
}
