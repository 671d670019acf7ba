import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFiltering, paramsOf, viewOf, type ListView } from './view-address.ts';

const optional = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined });

const views: fc.Arbitrary<ListView> = fc.record({
  filter: fc
    .record({
      text: optional(fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== '')),
      sourceId: optional(fc.nat()),
      active: optional(fc.boolean()),
      profileId: optional(fc.nat()),
      group: optional(fc.constantFrom('PRG' as const, 'MDUG' as const, 'none' as const)),
      held: optional(fc.boolean()),
    })
    .map((filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))),
  panel: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.constant({ kind: 'new' as const }),
    fc.record({ kind: fc.constant('account' as const), accountId: fc.integer({ min: 1, max: 2 ** 40 }) }),
  ),
});

test('a view survives its address', () => {
  fc.assert(
    fc.property(views, (view) => {
      expect(viewOf(new URLSearchParams(paramsOf(view).toString()))).toEqual(view);
    }),
  );
});

test('what makes no sense is taken as left out', () => {
  expect(
    viewOf(new URLSearchParams('source=-1&group=ring&active=maybe&account=0&profile=1e3&text=%20')),
  ).toEqual({
    filter: {},
    panel: { kind: 'none' },
  });
});

test('blanks alone do not filter', () => {
  expect(isFiltering({ text: '  ' })).toBe(false);
  expect(isFiltering({ held: false })).toBe(true);
});
