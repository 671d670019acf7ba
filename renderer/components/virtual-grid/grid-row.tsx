import { Checkbox, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import classes from './virtual-grid.module.css';

/** A column of a long list. */
export interface GridColumn<Row> {
  id: string;
  header: string;
  /** What the engine sorts by; the list cannot be sorted by the others. */
  sort?: string;
  /** Least width in pixels, and its share of what is left over. */
  min: number;
  share: number;
  text: (row: Row) => string;
  cell?: (row: Row) => ReactNode;
  /** Whether the person may not hide it. */
  fixed?: boolean;
}

/** Which rows of a long list are chosen, to do something with them. */
export interface GridChoice<Row> {
  has: (row: Row) => boolean;
  change: (rows: readonly Row[], take: boolean) => void;
  /** How much of the list is chosen, as the box in the header shows it. */
  state: 'none' | 'some' | 'all';
  /** Chooses all that can be chosen at once, or nothing. */
  all: (take: boolean) => void;
  /** What the box in the header is called. */
  allLabel: string;
  /** What the box of a row is called. */
  label: (row: Row) => string;
}

/** Width of the column with the boxes, in pixels. */
export const CHOICE_WIDTH = 36;

/** How a long list is sorted. */
export interface GridSort {
  column: string;
  descending: boolean;
}

/** The head of a column; one that the list can be sorted by is a button. */
export function HeaderCell<Row>({
  column,
  index,
  sort,
  onSort,
}: {
  column: GridColumn<Row>;
  index: number;
  sort: GridSort | null;
  onSort: ((sort: GridSort) => void) | undefined;
}) {
  const by = column.sort;
  const sorted = sort !== null && by !== undefined && sort.column === by;
  const Arrow = sort?.descending ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={
        by === undefined ? undefined : sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'
      }
      className={classes.cell}
    >
      {by === undefined ? (
        <span className={classes.plain}>{column.header}</span>
      ) : (
        <UnstyledButton
          className={classes.sort}
          onClick={() => onSort?.({ column: by, descending: sorted && !sort.descending })}
        >
          {column.header}
          {sorted && <Arrow size={12} aria-hidden />}
        </UnstyledButton>
      )}
    </div>
  );
}

/** The box that chooses all rows. */
export function ChoiceHeader<Row>({ choice }: { choice: GridChoice<Row> }) {
  return (
    <div role="columnheader" aria-colindex={1} className={classes.choice}>
      <Checkbox
        size="xs"
        aria-label={choice.allLabel}
        title={choice.allLabel}
        checked={choice.state === 'all'}
        indeterminate={choice.state === 'some'}
        onChange={() => choice.all(choice.state !== 'all')}
      />
    </div>
  );
}

/** One row, or its place while it is being read. */
export const DrawnRow = memo(
  function DrawnRow({
    index,
    start,
    row,
    columns,
    selected,
    id,
    onPick,
    chosen,
    boxLabel = '',
    onChoose,
  }: {
    index: number;
    start: number;
    /** Undefined while it is being read. */
    row: unknown;
    columns: readonly GridColumn<unknown>[];
    selected: boolean;
    id: string | number | undefined;
    onPick: (index: number, id: string | number) => void;
    /** Whether its box is ticked; undefined where rows are not chosen. */
    chosen?: boolean | undefined;
    boxLabel?: string;
    /** `through`: with all rows from the one that was chosen last. */
    onChoose?: (index: number, through: boolean) => void;
  }) {
    const boxes = chosen === undefined ? 0 : 1;
    return (
      <div
        role="row"
        id={rowId(index)}
        aria-rowindex={index + 2}
        aria-selected={selected}
        aria-busy={row === undefined || undefined}
        className={classes.row}
        style={{ transform: `translateY(${start}px)` }}
        onClick={id === undefined ? undefined : () => onPick(index, id)}
      >
        {chosen !== undefined && (
          <div
            role="gridcell"
            aria-colindex={1}
            className={classes.choice}
            onClick={(event) => {
              // Beside the box is the box too: nobody who aims at it wants the row opened.
              event.stopPropagation();
              if (row !== undefined) onChoose?.(index, event.shiftKey);
              // The keys stay with the list.
              event.currentTarget.closest<HTMLElement>('[data-grid]')?.focus();
            }}
          >
            {row !== undefined && (
              <Checkbox
                size="xs"
                tabIndex={-1}
                aria-label={boxLabel}
                checked={chosen}
                onChange={() => undefined}
              />
            )}
          </div>
        )}
        {columns.map((column, at) => {
          const text = row === undefined ? '' : column.text(row);
          return (
            <div
              key={column.id}
              role="gridcell"
              aria-colindex={at + 1 + boxes}
              className={classes.cell}
              title={column.cell ? undefined : text}
            >
              {row === undefined ? <div className={classes.bone} /> : (column.cell?.(row) ?? text)}
            </div>
          );
        })}
      </div>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.start === after.start &&
    before.columns === after.columns &&
    before.selected === after.selected &&
    before.id === after.id &&
    before.onPick === after.onPick &&
    before.chosen === after.chosen &&
    before.onChoose === after.onChoose &&
    before.index === after.index,
);

/** What a row is called in the page. */
export function rowId(index: number): string {
  return `grid-row-${index}`;
}
