import { expect, test } from 'vitest';
import { findUnusedExports } from './unused-exports.ts';

function check(files: Record<string, string>): string[] {
  return findUnusedExports(new Map(Object.entries(files)));
}

test('an export that nothing imports is reported with its place', () => {
  expect(check({ 'shared/a.ts': '\nexport const one = 1;\nexport function two() {}\n' })).toEqual([
    'shared/a.ts:2: one is exported and never imported',
    'shared/a.ts:3: two is exported and never imported',
  ]);
});

test('imports by name, as a type, by another name, by namespace and by expression count', () => {
  expect(
    check({
      'shared/a.ts': 'export const one = 1; export interface Two {} export class Three {} export default 4;',
      'shared/b.ts': 'export const five = 5;',
      'shared/c.ts': 'export const six = 6;',
      'shared/d.ts': 'export interface Seven {}',
      'electron/cli.ts': `
        import four, { one, Three as Third, type Two } from '../shared/a.ts';
        import * as b from '../shared/b.ts';
        void import('../shared/c.ts');
        type Seven = import('../shared/d.ts').Seven;`,
    }),
  ).toEqual([]);
});

test('passing a name on is a use of it, and the name passed on needs a user of its own', () => {
  const files = {
    'electron/engine/store/sqlite.ts': 'export const open = 1; export const close = 2;',
    'electron/engine/store/index.ts': `export { open } from './sqlite.ts'; export * from './rows.ts';`,
    'electron/engine/store/rows.ts': 'export const rows = 1; export const columns = 2;',
    'electron/cli.ts': `import { rows } from './engine/store/index.ts';`,
  };
  expect(check(files)).toEqual([
    'electron/engine/store/index.ts:1: columns is exported and never imported',
    'electron/engine/store/index.ts:1: open is exported and never imported',
    'electron/engine/store/sqlite.ts:1: close is exported and never imported',
  ]);
});

test('a test beside it uses an export; a type may be used by its own file; @public excuses', () => {
  expect(
    check({
      'shared/a.ts':
        'export interface Result {}\nexport function act(): Result { return {}; }\n/** @public */\nexport const later = 1;',
      'shared/a.test.ts': `import { act } from './a.ts';`,
    }),
  ).toEqual([]);
});

test('the page counts: its entry, its components, and the entries of workers', () => {
  expect(
    check({
      'renderer/main.tsx': `import { Frame } from './frame.tsx'; export const root = <Frame />;`,
      'renderer/frame.tsx': 'export const Frame = () => <main />; export const Other = () => <p />;',
      'renderer/css.d.ts': 'export const nobody: string;',
      'electron/engine/engine-worker.ts': 'export interface Message {}',
    }),
  ).toEqual(['renderer/frame.tsx:1: Other is exported and never imported']);
});
