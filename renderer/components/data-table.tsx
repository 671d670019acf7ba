import {
  ActionIcon,
  Group,
  Menu,
  ScrollArea,
  Skeleton,
  Table,
  Text,
  TextInput,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3, IconDownload, IconSearch } from '@tabler/icons-react';
import {
  columnVisibilityFeature,
  createFilteredRowModel,
  createSortedRowModel,
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table';
import { useMemo, type ReactNode } from 'react';
import { csv } from './csv.ts';
import { ChoiceCell, ChoiceHead, type TableChoice } from './data-table-choice.tsx';
import { counted } from './numbers.ts';
import { useSaveText } from './use-save-text.ts';
import { useTableMemory } from './use-table-memory.ts';
import { Value } from './value.tsx';
import classes from './data-table.module.css';

/** A column: its value sorts, filters and is exported; `cell` draws it. */
export interface Column<Row> {
  id: string;
  header: string;
  value: (row: Row) => string | number | null;
  cell?: (row: Row) => ReactNode;
  align?: 'left' | 'right';
  /** A hint for the browser, such as `12rem`. */
  width?: string;
  /** Hidden until the person shows it. */
  hidden?: boolean;
}

const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function byValue(left: string | number | null, right: string | number | null): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return compare.compare(String(left), String(right));
}

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  columnVisibilityFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
});

/**
 * A table that sorts, filters, remembers its columns and exports CSV (screens.md). For up to some thousand rows; the
 * account list has its own. `name` is what it is remembered under and how it is called aloud.
 */
export function DataTable<Row extends object>({
  name,
  label,
  columns,
  rows,
  rowKey,
  loading = false,
  empty,
  actions,
  toolbar,
  filterable = true,
  sorting,
  expanded,
  choice,
  sortedByEngine,
}: {
  name: string;
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  loading?: boolean;
  empty?: ReactNode;
  /** The last cell of each row, such as a menu. */
  actions?: (row: Row) => ReactNode;
  /** What stands at the left of the filter. */
  toolbar?: ReactNode;
  filterable?: boolean;
  sorting?: { id: string; desc: boolean };
  /** What is drawn under a row; null for none. */
  expanded?: (row: Row) => ReactNode;
  /** Left out where rows are only looked at. */
  choice?: TableChoice<Row> | undefined;
  /**
   * Of a part of a longer list (`PagedTable`): the columns that the engine sorts the whole list by. The rows stay as they
   * come, and filter and export are left to what knows the whole.
   */
  sortedByEngine?: readonly string[];
}) {
  const memory = useTableMemory(name, {
    hidden: columns.filter((column) => column.hidden).map((column) => column.id),
    sorting: sorting ?? null,
  });
  const saveText = useSaveText();
  const defs = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row, unknown> => ({
        id: column.id,
        header: column.header,
        accessorFn: column.value,
        enableSorting: sortedByEngine?.includes(column.id) ?? true,
        sortFn: (left, right, id) =>
          byValue(left.getValue<string | number | null>(id), right.getValue<string | number | null>(id)),
        sortDescFirst: false,
        filterFn: 'auto',
      })),
    [columns, sortedByEngine],
  );
  const table = useTable({
    features,
    columns: defs,
    data: rows,
    getRowId: (row: Row) => String(rowKey(row)),
    manualSorting: sortedByEngine !== undefined,
    state: {
      sorting: memory.sorting ? [memory.sorting] : [],
      columnVisibility: Object.fromEntries(memory.hidden.map((id) => [id, false])),
      globalFilter: memory.filter,
    },
    onSortingChange: (update) => {
      const next = typeof update === 'function' ? update(memory.sorting ? [memory.sorting] : []) : update;
      memory.setSorting(next[0] ?? null);
    },
    onGlobalFilterChange: (text: string) => {
      memory.setFilter(text);
    },
    globalFilterFn: (row, id, text: unknown) =>
      String(row.getValue(id) ?? '')
        .toLocaleLowerCase()
        .includes(String(text).toLocaleLowerCase()),
    getColumnCanGlobalFilter: () => true,
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const visible = columns.filter((column) => !memory.hidden.includes(column.id));
  const shown = table.getRowModel().rows;
  const width = visible.length + (actions ? 1 : 0) + (choice ? 1 : 0);

  function exportCsv() {
    const texts = shown.map((row) => visible.map((column) => column.value(row.original)));
    saveText(
      `${name}.csv`,
      csv(
        visible.map((column) => column.header),
        texts,
      ),
    );
  }

  return (
    <div>
      <Group justify="space-between" mb="xs" gap="sm">
        <Group gap="xs">{toolbar}</Group>
        <Group gap="xs">
          {(filterable || memory.filter !== '') && sortedByEngine === undefined && (
            <TextInput
              aria-label={`Filter ${label}`}
              placeholder="Filter"
              size="xs"
              leftSection={<IconSearch size={14} aria-hidden />}
              value={memory.filter}
              onChange={(event) => memory.setFilter(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') memory.setFilter('');
              }}
              data-find
            />
          )}
          <Menu closeOnItemClick={false} position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={`Columns of ${label}`} title="Columns">
                <IconColumns3 size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {columns.map((column, index) => (
                <Menu.CheckboxItem
                  key={column.id}
                  disabled={index === 0}
                  checked={!memory.hidden.includes(column.id)}
                  onChange={() => memory.toggle(column.id)}
                >
                  {column.header}
                </Menu.CheckboxItem>
              ))}
            </Menu.Dropdown>
          </Menu>
          {sortedByEngine === undefined && (
            <ActionIcon
              aria-label={`Export ${label} as CSV`}
              title="Export as CSV"
              onClick={exportCsv}
              disabled={shown.length === 0}
            >
              <IconDownload size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      </Group>
      <ScrollArea type="auto" offsetScrollbars="present" className={classes.frame}>
        <Table aria-label={label} highlightOnHover highlightOnHoverColor="var(--rollcall-row)">
          <Table.Thead>
            {table.getHeaderGroups().map((group) => (
              <Table.Tr key={group.id}>
                {choice && (
                  <ChoiceHead choice={choice} label={label} rows={shown.map(({ original }) => original)} />
                )}
                {group.headers.map((header) => {
                  const column = byId.get(header.column.id)!;
                  const sorted = header.column.getIsSorted();
                  if (!header.column.getCanSort()) {
                    return (
                      <Table.Th key={header.id} w={column.width} ta={column.align ?? 'left'}>
                        <span className={classes.plain}>{column.header}</span>
                      </Table.Th>
                    );
                  }
                  return (
                    <Table.Th
                      key={header.id}
                      w={column.width}
                      ta={column.align ?? 'left'}
                      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
                    >
                      <UnstyledButton
                        fz="xs"
                        fw={600}
                        className={classes.sort}
                        onClick={() => header.column.toggleSorting()}
                      >
                        {column.header}
                        {sorted === 'asc' && <IconArrowUp size={12} aria-hidden />}
                        {sorted === 'desc' && <IconArrowDown size={12} aria-hidden />}
                      </UnstyledButton>
                    </Table.Th>
                  );
                })}
                {actions && (
                  <Table.Th w="3rem" className={classes.actions}>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </Table.Th>
                )}
              </Table.Tr>
            ))}
          </Table.Thead>
          <Table.Tbody>
            {loading
              ? Array.from({ length: 4 }, (_, index) => (
                  <Table.Tr key={index}>
                    <Table.Td colSpan={width}>
                      <Skeleton height={14} my={3} />
                    </Table.Td>
                  </Table.Tr>
                ))
              : shown.map((row) => {
                  const under = expanded?.(row.original) ?? null;
                  return [
                    <Table.Tr key={row.id}>
                      {choice && <ChoiceCell choice={choice} row={row.original} />}
                      {visible.map((column) => (
                        <Table.Td key={column.id} ta={column.align ?? 'left'} className={classes.cell}>
                          {column.cell ? column.cell(row.original) : column.value(row.original)}
                        </Table.Td>
                      ))}
                      {actions && (
                        <Table.Td ta="right" className={classes.actions}>
                          {actions(row.original)}
                        </Table.Td>
                      )}
                    </Table.Tr>,
                    under !== null && (
                      <Table.Tr key={`${row.id} more`}>
                        <Table.Td colSpan={width}>
                          <div className={classes.under}>{under}</div>
                        </Table.Td>
                      </Table.Tr>
                    ),
                  ];
                })}
          </Table.Tbody>
        </Table>
        {!loading && rows.length === 0 && empty}
        {!loading && rows.length > 0 && shown.length === 0 && (
          <Text c="dimmed" ta="center" py="md" role="status">
            Nothing matches “<Value>{memory.filter}</Value>”. {counted(rows.length, 'row')} without the
            filter.
          </Text>
        )}
      </ScrollArea>
    </div>
  );
}
