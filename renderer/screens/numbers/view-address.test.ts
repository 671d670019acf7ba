import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionOf, isFiltering, keyOf, openOf, paramsOf, viewOf, VIEWS } from './view-address.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

const id = fc.integer({ min: 1, max: 999_999_999 });
const filter = {
  view: fc.constantFrom(...VIEWS),
  sourceId: fc.option(id),
  state: fc.option(fc.constantFrom('present' as const, 'deleted-on-pbx' as const, 'reassigned' as const)),
  origin: fc.option(
    fc.constantFrom('pbx' as const, 'directory' as const, 'manual' as const, 'user' as const),
  ),
  text: fc.string({ maxLength: 256 }).filter((text) => text === '' || text.trim() !== ''),
};
const view = fc.record({
  ...filter,
  open: fc.option(fc.record({ accountId: id, number: fc.string({ minLength: 1, maxLength: 64 }) })),
});

test('an address leads back to its view, whatever stands in it', () => {
  fc.assert(
    fc.property(view, (shown) => {
      expect(viewOf(new URLSearchParams(paramsOf(shown).toString()))).toEqual(shown);
    }),
    { numRuns },
  );
});

test('what makes no sense is taken as left out', () => {
  const nonsense = new URLSearchParams('view=else&source=-1&state=lost&origin=moon&text=%20&number=3000');
  expect(viewOf(nonsense)).toEqual({
    view: 'all',
    sourceId: null,
    state: null,
    origin: null,
    text: '',
    open: null,
  });
});

test('a number is named with its account: two may have the same', () => {
  expect(keyOf({ accountId: 7, number: '+49 30:12' })).toBe('7:+49 30:12');
  expect(openOf('7:+49 30:12')).toEqual({ accountId: 7, number: '+49 30:12' });
  expect(openOf('0:3000')).toBeNull();
  expect(openOf('7:')).toBeNull();
  expect(openOf(null)).toBeNull();
});

test('each saved view asks for its own', () => {
  const asked = (name: (typeof VIEWS)[number]) =>
    conditionOf({ view: name, sourceId: null, state: null, origin: null, text: ' 30 ' });
  expect(asked('all')).toEqual({ search: '30' });
  expect(asked('held')).toEqual({ search: '30', held: true });
  expect(asked('conflicts')).toEqual({ search: '30', conflicts: true });
  expect(asked('manual')).toEqual({ search: '30', personal: true });
});

test('a saved view is no filter that could be cleared', () => {
  const none = { view: 'held', sourceId: null, state: null, origin: null, text: ' ' } as const;
  expect(isFiltering(none)).toBe(false);
  expect(isFiltering({ ...none, sourceId: 3 })).toBe(true);
  expect(isFiltering({ ...none, text: '30' })).toBe(true);
});
