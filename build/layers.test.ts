import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkLayers } from './layers.ts';

/** Where nothing is wrong; each case adds files to it. */
const sound = {
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: { zod: '1', kysely: '1', ldapts: '1', 'csv-parse': '1', react: '1', 'electron-store': '1' },
    devDependencies: { vitest: '1' },
  }),
  'node_modules/zod/index.js': '',
  'node_modules/kysely/index.js': '',
  'node_modules/ldapts/index.js': '',
  'node_modules/csv-parse/index.js': '',
  'node_modules/react/index.js': '',
  'node_modules/electron-store/index.js': '',
  'node_modules/vitest/index.js': '',
  'shared/domain/account.ts': 'export interface Account {}',
  'shared/contract/index.ts': `import 'zod'; import type { Account } from '../domain/account.ts';`,
  'electron/engine/store/sqlite.ts': `import 'node:sqlite';`,
  'electron/engine/store/index.ts': `import 'kysely'; import './sqlite.ts';`,
  'electron/engine/directory/index.ts': `import 'ldapts'; import './scan.ts';`,
  'electron/engine/directory/scan.ts': '',
  'electron/engine/directory/scan.test.ts': `import 'vitest'; import '../../../tests/servers/slapd.ts';`,
  'electron/engine/pbx/index.ts': `import 'csv-parse'; import './table.ts'; import '../../../shared/contract/index.ts';`,
  'electron/engine/pbx/table.ts': '',
  'electron/engine/results/index.ts': `import '../store/index.ts'; import './read.ts';`,
  'electron/engine/results/read.ts': '',
  'electron/engine/sync/run.ts': `import '../store/index.ts'; import type {} from '../directory/index.ts';`,
  'electron/engine/sync/run.test.ts': `import '../store/sqlite.ts';`,
  'electron/engine/engine.ts': `import './store/index.ts'; import '../../shared/contract/index.ts';`,
  'electron/cli.ts': `import './engine/engine.ts'; import './cli/run.ts'; import 'node:fs';`,
  'electron/cli/run.ts': `import '../../shared/contract/index.ts';`,
  'electron/engine/index.ts': `export * from './engine.ts';`,
  'electron/engine/engine-worker.ts': `import './index.ts'; export interface Message {}`,
  'electron/main.ts': `import 'electron'; import './shell/window.ts';`,
  'electron/preload.ts': `import { ipcRenderer } from 'electron';`,
  'electron/shell/window.ts': `
    import { app } from 'electron'; import 'electron-store';
    import type { Message } from '../engine/engine-worker.ts'; import type {} from '../engine/index.ts';`,
  'renderer/page.tsx': `import 'react'; import '../shared/contract/index.ts'; import './words.ts';`,
  'renderer/words.ts': '',
  'renderer/words.test.ts': `import 'vitest'; import './words.ts';`,
  'tests/servers/slapd.ts': '',
};

/** File, its import, and the rule that forbids it. */
const breaches: [file: string, imported: string, rule: string][] = [
  ['shared/domain/x.ts', 'zod', 'domain-knows-only-itself'],
  ['shared/domain/x.ts', 'node:fs', 'domain-knows-only-itself'],
  ['shared/domain/x.ts', '../contract/index.ts', 'domain-knows-only-itself'],
  ['shared/contract/x.ts', 'kysely', 'contract-knows-only-domain'],
  ['shared/contract/x.ts', '../../electron/engine/engine.ts', 'shared-knows-no-side'],
  ['electron/engine/x.ts', 'electron', 'electron-only-in-shell'],
  ['electron/engine/store/x.ts', 'electron/main', 'electron-only-in-shell'],
  ['electron/cli/x.ts', 'electron', 'electron-only-in-shell'],
  ['electron/engine/x.ts', '../shell/window.ts', 'engine-knows-no-way-in'],
  ['electron/engine/sync/x.ts', '../../cli/run.ts', 'engine-knows-no-way-in'],
  ['electron/engine/x.ts', '../../renderer/page.tsx', 'engine-knows-no-way-in'],
  ['electron/engine/sync/x.ts', '../directory/scan.ts', 'rooms-meet-at-index'],
  ['electron/engine/engine2.ts', './directory/scan.ts', 'engine-meets-rooms-at-index'],
  ['electron/engine/store/x.ts', '../sync/index.ts', 'store-knows-no-connector'],
  ['electron/engine/store/x.ts', '../results/index.ts', 'store-knows-no-connector'],
  ['electron/engine/results/x.ts', '../directory/index.ts', 'results-know-only-the-store'],
  ['electron/engine/sync/x.ts', '../results/read.ts', 'rooms-meet-at-index'],
  ['electron/engine/store/x.ts', '../directory/index.ts', 'store-knows-no-connector'],
  ['electron/engine/directory/x.ts', '../store/index.ts', 'connector-knows-no-store'],
  ['electron/engine/pbx/x.ts', '../store/index.ts', 'connector-knows-no-store'],
  ['electron/engine/pbx/x.ts', '../sync/index.ts', 'connector-knows-no-store'],
  ['electron/engine/sync/x.ts', '../pbx/table.ts', 'rooms-meet-at-index'],
  ['electron/engine/pbx/x.ts', '../directory/index.ts', 'connectors-apart'],
  ['electron/engine/directory/x.ts', '../pbx/index.ts', 'connectors-apart'],
  ['electron/engine/sync/x.ts', 'csv-parse', 'csv-parse-only-in-pbx'],
  ['renderer/x.ts', '../electron/engine/engine.ts', 'renderer-knows-only-shared'],
  ['renderer/x.tsx', '../electron/shell/window.ts', 'renderer-knows-only-shared'],
  ['renderer/x.ts', 'node:fs', 'renderer-without-node'],
  ['renderer/x.tsx', './words.test.ts', 'product-knows-no-tests'],
  ['electron/engine/x.ts', 'react', 'page-libraries-only-in-renderer'],
  ['shared/contract/x.ts', 'react', 'page-libraries-only-in-renderer'],
  ['electron/engine/x.ts', 'electron-store', 'settings-only-in-shell'],
  ['electron/shell/x.ts', '../engine/store/index.ts', 'shell-knows-no-room'],
  ['electron/preload.ts', './shell/window.ts', 'preload-alone'],
  ['electron/engine/store/x.ts', 'node:sqlite', 'sqlite-in-one-file'],
  ['electron/engine/sync/lease.ts', 'node:sqlite', 'sqlite-in-one-file'],
  ['electron/engine/sync/x.ts', 'kysely', 'kysely-only-in-store'],
  ['electron/engine/api/x.ts', 'ldapts', 'ldapts-only-in-directory'],
  ['electron/cli/x.ts', '../engine/store/index.ts', 'cli-through-the-contract'],
  ['electron/engine/x.ts', '../../tests/servers/slapd.ts', 'product-knows-no-tests'],
  ['electron/engine/x.ts', './sync/run.test.ts', 'product-knows-no-tests'],
  ['electron/engine/x.ts', 'vitest', 'product-without-dev-dependencies'],
  ['electron/engine/x.ts', './nowhere.ts', 'resolvable'],
];

async function check(files: Record<string, string>): Promise<string[]> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'rollcall-layers-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    return (await checkLayers(root)).problems;
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('the arrows of the architecture are allowed', async () => {
  expect(await check(sound)).toEqual([]);
});

test.each(breaches)('%s may not import %s: %s', async (file, imported, rule) => {
  const extra = { 'electron/engine/sync/index.ts': '', [file]: `import type {} from '${imported}';` };
  expect((await check({ ...sound, ...extra })).map((problem) => problem.split(':')[0])).toContain(rule);
});

test('circles are forbidden, except of types', async () => {
  const circle = (one: string, other: string) => ({
    ...sound,
    'electron/engine/sync/a.ts': `${one} './b.ts'; export const a = 1;`,
    'electron/engine/sync/b.ts': `${other} './a.ts'; export const b = 1;`,
  });
  expect(await check(circle('import { b } from', 'import { a } from'))).toContainEqual(
    expect.stringMatching(/^no-circles: /),
  );
  expect(await check(circle('import { b } from', 'import type { a } from'))).toEqual([]);
});

test('the shell knows types of the engine, and no code', async () => {
  const shell = (line: string) => ({ ...sound, 'electron/shell/x.ts': line });
  expect(await check(shell(`import { type Message } from '../engine/engine-worker.ts';`))).toEqual([]);
  expect(await check(shell(`import { Message } from '../engine/engine-worker.ts';`))).toEqual([
    'shell-talks-to-the-engine-worker: electron/shell/x.ts → electron/engine/engine-worker.ts',
  ]);
});

test('seeing nothing is a failure', async () => {
  const problems = await check({ 'package.json': '{}', 'electron/cli.ts': '' });
  expect(problems).toEqual([
    'nothing-seen: no source files in shared/',
    'nothing-seen: no source files in renderer/',
    'nothing-seen: not a single import was found',
  ]);
});
