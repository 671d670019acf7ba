import { expect, test } from 'vitest';
import { facetChoices, type Facets } from './facets.ts';

const all: Facets = {
  total: 10,
  sources: [
    { sourceId: 0, name: '', accounts: 2 },
    { sourceId: 3, name: 'HQ directory', accounts: 8 },
  ],
  profiles: [{ profileId: 0, name: '', accounts: 10 }],
  groups: [
    { group: 'PRG', accounts: 0 },
    { group: 'none', accounts: 10 },
  ],
  inactive: 0,
  held: 1,
};

test('only facets with something to choose have a list box', () => {
  expect(facetChoices({}, all, all).map(({ id }) => id)).toEqual(['source', 'held']);
});

test('counts are those under the filter, zero where nothing is left', () => {
  const now = { ...all, sources: [{ sourceId: 3, name: 'HQ directory', accounts: 5 }] };
  const [source] = facetChoices({ text: 'eva' }, all, now);
  expect(source?.choices).toEqual([
    { value: '0', label: 'Manual', accounts: 0 },
    { value: '3', label: 'HQ directory', accounts: 5 },
  ]);
});

test('a value that the address asks for stays to be seen when nothing has it any more', () => {
  const choices = facetChoices({ sourceId: 9, active: false }, all, all);
  expect(choices.find(({ id }) => id === 'source')).toMatchObject({ chosen: '9' });
  expect(choices.find(({ id }) => id === 'source')?.choices.at(-1)).toMatchObject({
    value: '9',
    label: 'No longer there',
  });
  expect(choices.find(({ id }) => id === 'active')?.choices).toHaveLength(1);
});

test('choosing leads to the filter and back', () => {
  const [source] = facetChoices({}, all, all);
  expect(source?.toFilter('0')).toEqual({ sourceId: 0 });
  expect(source?.toFilter('')).toEqual({ sourceId: undefined });
});
