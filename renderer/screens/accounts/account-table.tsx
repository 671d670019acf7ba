import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { AccountRow, AccountSort } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { movedTo } from './chunks.ts';
import type { AccountColumn } from './columns.tsx';
import { listKey, useAccountWindow, type AccountList } from './use-account-window.ts';
import classes from './accounts.module.css';

/** Height of a row and of the header, in pixels. */
const ROW = 32;

/** How long the selected row must rest before an open panel shows it, in milliseconds. */
const FOLLOW_MS = 120;

/**
 * The account list: only the rows on the screen are drawn, and only their chunks are read (screens.md, "Accounts").
 * One stop of the Tab key; the arrow keys move the selected row, Enter opens it, Escape closes the panel.
 */
export function AccountTable({
  list,
  total,
  columns,
  sourceName,
  openId,
  onOpen,
  onClose,
  onSort,
  waiting,
}: {
  list: AccountList;
  total: number;
  columns: AccountColumn[];
  sourceName: (sourceId: number | null) => string;
  openId: number | null;
  onOpen: (accountId: number) => void;
  onClose: () => void;
  onSort: (sort: AccountSort) => void;
  waiting: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
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
  const { row: rowAt, error, retry } = useAccountWindow(list, first, last, total);

  const key = listKey(list);
  const [drawn, setDrawn] = useState(key);
  if (drawn !== key) {
    setDrawn(key);
    setCursor(null);
    setFollowing(false);
  }
  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [key]);

  const current = cursor !== null && cursor < total ? cursor : null;
  // The open account may have moved in the list since; the keys go on from where it stands now.
  const shown = following ? current : (indexOf(openId, first, last, rowAt) ?? current);
  const active = shown !== null && shown >= first && shown <= last ? shown : null;

  const reached = following && current !== null ? rowAt(current)?.accountId : undefined;
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

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2;
    const to = movedTo(event.key, shown, total, page);
    if (to !== null) {
      event.preventDefault();
      moveTo(to);
    } else if (event.key === 'Enter' && shown !== null) {
      const row = rowAt(shown);
      if (row) onOpen(row.accountId);
    } else if (event.key === 'Escape' && openId !== null) {
      onClose();
    }
  }

  const least = columns.reduce((sum, column) => sum + column.min, 0);
  const template = columns.map(({ min, share }) =>
    share === 0 ? `${min}px` : `minmax(${min}px, ${share}fr)`,
  );
  const layout = { '--columns': template.join(' '), '--least': `${least}px` } as CSSProperties;
  return (
    <div className={classes.listBox}>
      {error !== null && <FailurePanel error={error} title="Some accounts cannot be read" retry={retry} />}
      <div
        ref={scroller}
        role="grid"
        aria-label="Accounts"
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-readonly
        aria-busy={waiting}
        aria-activedescendant={active === null ? undefined : rowId(active)}
        tabIndex={0}
        className={`${classes.grid} ${waiting ? classes.waiting : ''}`}
        style={layout}
        onKeyDown={onKeyDown}
        data-account-grid
      >
        <div role="rowgroup" className={classes.header}>
          <div role="row" aria-rowindex={1} className={classes.headerRow}>
            {columns.map((column, index) => (
              <HeaderCell key={column.id} column={column} index={index} sort={list.sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={classes.rows}
          style={{ height: virtualizer.getTotalSize(), minWidth: least }}
        >
          {items.map(({ index, start }) => {
            const row = rowAt(index);
            return (
              <Row
                key={index}
                index={index}
                start={start}
                row={row}
                source={row ? sourceName(row.sourceId) : ''}
                columns={columns}
                selected={index === shown}
                onPick={(accountId) => {
                  setCursor(index);
                  setFollowing(false);
                  onOpen(accountId);
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function HeaderCell({
  column,
  index,
  sort,
  onSort,
}: {
  column: AccountColumn;
  index: number;
  sort: AccountSort;
  onSort: (sort: AccountSort) => void;
}) {
  const by = column.sort;
  const sorted = by !== undefined && sort.column === by;
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
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
          onClick={() => onSort({ column: by, descending: sorted && !sort.descending })}
        >
          {column.header}
          {sorted && <Arrow size={12} aria-hidden />}
        </UnstyledButton>
      )}
    </div>
  );
}

/** One row, or its place while it is being read. */
const Row = memo(
  function Row({
    index,
    start,
    row,
    source,
    columns,
    selected,
    onPick,
  }: {
    index: number;
    start: number;
    row: AccountRow | undefined;
    source: string;
    columns: AccountColumn[];
    selected: boolean;
    onPick: (accountId: number) => void;
  }) {
    return (
      <div
        role="row"
        id={rowId(index)}
        aria-rowindex={index + 2}
        aria-selected={selected}
        aria-busy={row === undefined || undefined}
        className={classes.row}
        style={{ transform: `translateY(${start}px)` }}
        onClick={row ? () => onPick(row.accountId) : undefined}
      >
        {columns.map((column, at) => {
          const text = row ? column.text(row, source) : '';
          return (
            <div
              key={column.id}
              role="gridcell"
              aria-colindex={at + 1}
              className={classes.cell}
              title={column.cell ? undefined : text}
            >
              {row ? (column.cell?.(row) ?? text) : <div className={classes.bone} />}
            </div>
          );
        })}
      </div>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.start === after.start &&
    before.source === after.source &&
    before.columns === after.columns &&
    before.selected === after.selected &&
    before.onPick === after.onPick &&
    before.index === after.index,
);

function rowId(index: number): string {
  return `account-row-${index}`;
}

/** Where an account stands, if it is on the screen. */
function indexOf(
  accountId: number | null,
  first: number,
  last: number,
  rowAt: (index: number) => AccountRow | undefined,
): number | null {
  if (accountId === null) return null;
  for (let index = first; index <= last; index += 1) if (rowAt(index)?.accountId === accountId) return index;
  return null;
}
