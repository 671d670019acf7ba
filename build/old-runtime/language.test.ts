import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

/** Takes away what Chromium 114 does not know. */
const forget = `
  const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  const taken = [
    [Promise, ['withResolvers', 'try']], [Map, ['groupBy']], [Object, ['groupBy']], [Array, ['fromAsync']],
    [Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf',
      'isDisjointFrom']],
    [iterator, ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find']],
  ];
  for (const [target, names] of taken) for (const name of names) delete target[name];
  taken.flatMap(([target, names]) => names.filter((name) => name in target)).length`;

const source = readFileSync(path.join(import.meta.dirname, 'language.ts'), 'utf8');
const { code } = transformSync(source, { loader: 'ts' });

/** What an expression gives, here and where the language was old and mended; JSON tells contents apart. */
async function bothWays(expression: string): Promise<[here: unknown, mended: unknown]> {
  const globals = () => ({ AbortSignal: class {}, AbortController: class {}, URL: class {} });
  const old = vm.createContext(globals());
  expect(vm.runInContext(forget, old)).toBe(0);
  vm.runInContext(code, old);
  const script = `(async () => JSON.stringify(await (${expression})))()`;
  return [await vm.runInContext(script, vm.createContext(globals())), await vm.runInContext(script, old)];
}

test.each([
  '[...Map.groupBy([1, 2, 3], (n) => n % 2)]',
  'Object.groupBy([1, 2, 3], (n) => (n % 2 ? "odd" : "even"))',
  'Array.fromAsync([1, Promise.resolve(2)], (n) => n * 2)',
  'Promise.try((a, b) => a + b, 1, 2)',
  'Promise.try(() => { throw new Error("no"); }).catch((error) => error.message)',
  '(() => { const { promise, resolve } = Promise.withResolvers(); resolve(5); return promise; })()',
  '[...new Set([1, 2]).union(new Set([2, 3]))]',
  '[...new Set([1, 2]).intersection(new Set([2, 3]))]',
  '[...new Set([1, 2]).difference(new Map([[2, 0]]))]',
  '[...new Set([1, 2]).symmetricDifference(new Set([2, 3]))]',
  '[new Set([1]).isSubsetOf(new Set([1, 2])), new Set([1, 2]).isSubsetOf(new Set([1]))]',
  '[new Set([1, 2]).isSupersetOf(new Set([1])), new Set([1]).isDisjointFrom(new Set([2]))]',
  '[1, 2, 3, 4].values().map((n) => n * 2).filter((n) => n > 2).drop(1).take(1).toArray()',
  '[1, 2].values().flatMap((n) => [n, n]).toArray()',
  '[1, 2, 3].values().take(0).toArray()',
  '[[1, 2].values().reduce((a, b) => a + b), [1].values().reduce((a, b) => a + b, 5)]',
  '[[1, 2].values().some((n) => n > 1), [1, 2].values().every((n) => n > 1), [1, 2].values().find((n) => n > 1)]',
])('%s', async (expression) => {
  const [here, mended] = await bothWays(expression);
  expect(mended).toBe(here);
});
