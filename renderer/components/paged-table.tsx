import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TableChoice } from './data-table-choice.tsx';
import { DataTable, type Column } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { counted, whole } from './numbers.ts';
import { ExportProgressLine } from './run-export-progress.tsx';
import { fileName, useExport } from './run-export.ts';
import { collect } from './run-paging.ts';
import { SearchField } from './run-report/changes-tab.tsx';
import type { PagedList, Part } from './use-paged-list.ts';

/** How many rows an export asks for at once: no list gives more. */
const PIECE = 500;

/**
 * A table of a long list: what is searched, sorted and exported is the whole of it, shown or not. For what is worked
 * through from the top; the account list scrolls.
 */
export function PagedTable<Page extends Part<object>, Sort extends string>({
  paged,
  label,
  noun,
  placeholder,
  columns,
  rowKey,
  failed,
  empty,
  narrowed = false,
  csvOf,
  file,
  tools,
  actions,
  choice,
}: {
  paged: PagedList<Page, Sort>;
  /** How the table is called aloud. */
  label: string;
  /** What one row is: `account`. */
  noun: string;
  placeholder: string;
  columns: Column<Page['rows'][number]>[];
  rowKey: (row: Page['rows'][number]) => string | number;
  /** What is said when the list cannot be read. */
  failed: string;
  /** What is shown where the whole list is empty. */
  empty: ReactNode;
  /** Whether something else than the search leaves rows out. */
  narrowed?: boolean;
  /** All rows that are meant as a file. */
  csvOf: (rows: readonly Page['rows'][number][]) => string;
  /** What the file is called, without its ending. */
  file: string;
  /** What stands at the left of the search. */
  tools?: ReactNode;
  actions?: ((row: Page['rows'][number]) => ReactNode) | undefined;
  choice?: TableChoice<Page['rows'][number]> | undefined;
}) {
  const { source, wanted, list, rows, total, typed, setTyped } = paged;
  const saving = useExport();
  const isNarrowed = narrowed || wanted.search !== '';
  const exportAll = () =>
    saving.start(fileName(file, 'csv'), total, async ({ signal, progress }) =>
      csvOf(
        await collect<Page['rows'][number], number>(
          async (offset) => {
            const part = await source.read(wanted, { offset, limit: PIECE }, signal);
            return { rows: part.rows, next: part.rows.length < PIECE ? null : offset + PIECE };
          },
          { from: 0, signal, progress },
        ),
      ),
    );
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">{tools}</Group>
        <SearchField label={label} placeholder={placeholder} typed={typed} onType={setTyped} />
      </Group>
      {list.isError && <FailurePanel title={failed} error={list.error} retry={() => void list.refetch()} />}
      {(list.data || !list.isError) && (
        <DataTable
          name={source.name}
          label={label}
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          loading={list.isPending}
          sortedByEngine={source.sorts}
          toolbar={
            total > 0 && (
              <>
                <Text size="sm" c="dimmed" role="status">
                  {rows.length < total
                    ? `The first ${whole(rows.length)} of ${counted(total, noun)}`
                    : counted(total, noun)}
                </Text>
                <Button
                  variant="default"
                  leftSection={<IconDownload size={14} aria-hidden />}
                  disabled={saving.progress !== null}
                  onClick={exportAll}
                >
                  {isNarrowed ? `Export ${counted(total, noun)} as CSV` : 'Export all as CSV'}
                </Button>
                <ExportProgressLine progress={saving.progress} cancel={saving.cancel} />
              </>
            )
          }
          actions={actions}
          choice={choice}
          empty={
            isNarrowed ? (
              <EmptyState title="Nothing fits">No {noun} fits what is searched for.</EmptyState>
            ) : (
              empty
            )
          }
        />
      )}
      {list.hasNextPage && (
        <Group gap="sm">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  );
}
