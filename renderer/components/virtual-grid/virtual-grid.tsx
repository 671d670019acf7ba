import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import { FailurePanel } from '../failure-panel.tsx';
import { movedTo, placeOf, through } from './chunks.ts';
import {
  CHOICE_WIDTH,
  ChoiceHeader,
  DrawnRow,
  HeaderCell,
  rowId,
  type GridChoice,
  type GridColumn,
  type GridSort,
} from './grid-row.tsx';
import { useWindow, type Chunk, type ChunkedList } from './use-window.ts';
import classes from './virtual-grid.module.css';

/** Height of a row and of the header, in pixels. */
const ROW = 32;

/** How long the selected row must rest before an open panel shows it, in milliseconds. */
const FOLLOW_MS = 120;

/** Gives the keyboard to the long list of the screen, if there is one. */
export function focusGrid(): void {
  document.querySelector<HTMLElement>('[data-grid]')?.focus();
}

/**
 * A long list: only the rows on the screen are drawn, and only their chunks are read (screens.md, "Accounts").
 * One stop of the Tab key; the arrow keys move the selected row, Enter opens it, Escape closes what is open. Where rows
 * are chosen, Space chooses the selected one, and Shift and Space all from the one before.
 */
export function VirtualGrid<Row, Id extends string | number>({
  label,
  list,
  total,
  columns,
  rowKey,
  openId,
  onOpen,
  onClose,
  sort = null,
  onSort,
  choice,
  waiting,
}: {
  /** What its rows are called: `Accounts`. */
  label: string;
  list: ChunkedList<Chunk<Row>>;
  total: number;
  columns: readonly GridColumn<Row>[];
  rowKey: (row: Row) => Id;
  /** The row that a panel beside the list shows; null for none. */
  openId: Id | null;
  onOpen: (id: Id) => void;
  onClose: () => void;
  /** Null where the list has one order only. */
  sort?: GridSort | null;
  onSort?: (sort: GridSort) => void;
  /** Left out where rows are only looked at. */
  choice?: GridChoice<Row> | undefined;
  waiting: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  // Where a stretch of chosen rows begins.
  const [anchor, setAnchor] = useState<number | null>(null);
  // Whether the open panel has yet to follow the keys to the selected row.
  const [following, setFollowing] = useState(false);
  // eslint-disable-next-line react-hooks/incompatible-library -- it warns users of React Compiler, which is not used
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    // The sticky header covers the first row's height of the scrolled part.
    scrollPaddingEnd: ROW,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  const { row: rowAt, error, retry } = useWindow(list, first, last, total);

  const { key } = list;
  const [drawn, setDrawn] = useState(key);
  if (drawn !== key) {
    setDrawn(key);
    setCursor(null);
    setAnchor(null);
    setFollowing(false);
  }
  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [key]);

  const cache = useQueryClient();
  /** A row that was read, on the screen or not. */
  const readRow = (index: number): Row | undefined => {
    const { chunk, at } = placeOf(index);
    return rowAt(index) ?? cache.getQueryData<Chunk<Row>>(list.queryKey(chunk))?.rows[at];
  };
  function choose(index: number, all: boolean) {
    const row = readRow(index);
    if (choice === undefined || row === undefined) return;
    const from = all ? (anchor ?? index) : index;
    const rows = through(from, index)
      .map(readRow)
      .filter((each) => each !== undefined);
    // A stretch is always added to what is chosen; a single row is chosen, or not any more.
    choice.change(rows, from !== index || !choice.has(row));
    setAnchor(index);
    setCursor(index);
  }
  // The same function from draw to draw, so that ticking one box does not draw all rows.
  const choosing = useRef(choose);
  useEffect(() => {
    choosing.current = choose;
  });
  const onChoose = useCallback((index: number, all: boolean) => choosing.current(index, all), []);

  const idAt = (index: number): Id | undefined => {
    const row = rowAt(index);
    return row === undefined ? undefined : rowKey(row);
  };
  const current = cursor !== null && cursor < total ? cursor : null;
  // The open row may have moved in the list since; the keys go on from where it stands now.
  const shown = following ? current : (indexOf(openId, first, last, idAt) ?? current);
  const active = shown !== null && shown >= first && shown <= last ? shown : null;

  const reached = following && current !== null ? idAt(current) : undefined;
  useEffect(() => {
    if (reached === undefined) return;
    const timer = setTimeout(() => {
      setFollowing(false);
      onOpen(reached);
    }, FOLLOW_MS);
    return () => clearTimeout(timer);
  }, [reached, onOpen]);

  function moveTo(index: number) {
    setCursor(index);
    setFollowing(openId !== null);
    virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  const pick = useCallback(
    (index: number, id: Id) => {
      setCursor(index);
      setFollowing(false);
      onOpen(id);
    },
    [onOpen],
  );

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2;
    const to = movedTo(event.key, shown, total, page);
    if (to !== null) {
      event.preventDefault();
      moveTo(to);
    } else if (event.key === ' ' && choice !== undefined) {
      event.preventDefault();
      if (shown !== null) choose(shown, event.shiftKey);
    } else if (event.key === 'Enter' && shown !== null) {
      const id = idAt(shown);
      if (id !== undefined) onOpen(id);
    } else if (event.key === 'Escape' && openId !== null) {
      onClose();
    }
  }

  const boxes = choice === undefined ? 0 : 1;
  const least = columns.reduce((sum, column) => sum + column.min, boxes * CHOICE_WIDTH);
  const template = [
    ...(boxes === 1 ? [`${CHOICE_WIDTH}px`] : []),
    ...columns.map(({ min, share }) => (share === 0 ? `${min}px` : `minmax(${min}px, ${share}fr)`)),
  ];
  const layout = { '--columns': template.join(' '), '--least': `${least}px` } as CSSProperties;
  return (
    <div className={classes.listBox}>
      {error !== null && (
        <FailurePanel error={error} title={`Some ${label.toLowerCase()} cannot be read`} retry={retry} />
      )}
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={columns.length + boxes}
        aria-readonly
        aria-busy={waiting}
        aria-activedescendant={active === null ? undefined : rowId(active)}
        tabIndex={0}
        className={`${classes.grid} ${waiting ? classes.waiting : ''}`}
        style={layout}
        onKeyDown={onKeyDown}
        data-grid
      >
        <div role="rowgroup" className={classes.header}>
          <div role="row" aria-rowindex={1} className={classes.headerRow}>
            {choice !== undefined && <ChoiceHeader choice={choice} />}
            {columns.map((column, index) => (
              <HeaderCell key={column.id} column={column} index={index + boxes} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={classes.rows}
          style={{ height: virtualizer.getTotalSize(), minWidth: least }}
        >
          {items.map(({ index, start }) => (
            <DrawnRow
              key={index}
              index={index}
              start={start}
              row={rowAt(index)}
              {...choiceOf(choice, rowAt(index))}
              onChoose={onChoose}
              columns={columns as readonly GridColumn<unknown>[]}
              selected={index === shown}
              id={idAt(index)}
              onPick={pick as (index: number, id: string | number) => void}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** What a row shows of the choice. */
function choiceOf<Row>(choice: GridChoice<Row> | undefined, row: Row | undefined) {
  if (choice === undefined) return {};
  return row === undefined ? { chosen: false } : { chosen: choice.has(row), boxLabel: choice.label(row) };
}

/** Where a row stands, if it is on the screen. */
function indexOf<Id>(
  id: Id | null,
  first: number,
  last: number,
  idAt: (index: number) => Id | undefined,
): number | null {
  if (id === null) return null;
  for (let index = first; index <= last; index += 1) if (idAt(index) === id) return index;
  return null;
}
