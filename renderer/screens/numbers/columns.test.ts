import { expect, test } from 'vitest';
import { columnsOf, HIDDEN_AT_FIRST, sortOf } from './columns.tsx';
import { VIEWS } from './view-address.ts';

test('every column of every view can be sorted by', () => {
  for (const view of VIEWS) {
    for (const column of columnsOf(view, 'acme')) expect(column.sort).toBe(column.id);
  }
});

test('kind, origin and what holds it can be had of held numbers too', () => {
  const ids = columnsOf('held', 'acme').map(({ id }) => id as string);
  expect(ids).toEqual(expect.arrayContaining(HIDDEN_AT_FIRST.held));
  expect(HIDDEN_AT_FIRST.held).toEqual(['kind', 'origin', 'heldBy']);
});

test('a view is sorted by number when it has no column of that name', () => {
  expect(sortOf('conflicts', 'acme', { id: 'conflicts', desc: true })).toEqual({
    column: 'conflicts',
    descending: true,
  });
  expect(sortOf('all', 'acme', { id: 'conflicts', desc: true })).toEqual({
    column: 'number',
    descending: false,
  });
  expect(sortOf('all', 'acme', null)).toEqual({ column: 'number', descending: false });
});
