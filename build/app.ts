/**
 * Bundles the app: into dist/app/ for the Electron it ships with, into dist/app-old/ for the pinned old Electron
 * that tests and the demo fall back to (electron-runtime.ts). One configuration, one switch: `RUNTIMES`.
 *
 * Everything outside the page is CommonJS, because the old Electron knows no ES module as its main file and a
 * sandboxed preload is CommonJS everywhere.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build as bundle, type BuildOptions } from 'esbuild';
import { asyncEntries } from './async-entry.ts';
import { projectFolder, removeOthers, writeChanged, type OutputFile } from './output.ts';

/** Which Electron an app is built for: the one of package.json, or the pinned old one. */
export type AppRuntime = 'current' | 'old';

const RUNTIMES = {
  // What Electron 45 embeds.
  current: {
    folder: 'dist/app',
    node: 'node24',
    chrome: 'chrome156',
    alias: {},
    inject: { node: [], page: [] },
  },
  // What Electron 25.1 embeds. Node 18 has no node:sqlite; this package has the same interface.
  old: {
    folder: 'dist/app-old',
    node: 'node18.15',
    chrome: 'chrome114',
    alias: { 'node:sqlite': '@photostructure/sqlite' },
    inject: {
      node: ['build/old-runtime/language.ts', 'build/old-runtime/node.ts'],
      page: ['build/old-runtime/language.ts'],
    },
  },
};

const ENTRIES = {
  main: 'electron/main.ts',
  'engine-worker': 'electron/engine/engine-worker.ts',
  'run-worker': 'electron/engine/sync/run-worker.ts',
};
const PRELOAD = 'electron/preload.ts';
const PAGE = 'renderer/main.tsx';
const PAGE_HTML = 'renderer/index.html';
const PAGE_PUBLIC = 'renderer/public';

/** In CommonJS output esbuild leaves `import.meta` empty; these names stand in for it. */
const importMeta = {
  define: {
    'import.meta.url': 'bundleUrl',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
  banner: { js: `const bundleUrl = require('node:url').pathToFileURL(__filename).href;` },
};

/** The folder an app is built into, absolute. */
export function appFolder(runtime: AppRuntime): string {
  return path.join(projectFolder, RUNTIMES[runtime].folder);
}

/** Bundles the app for a runtime; returns the files that changed, relative to the project. Throws on errors. */
export async function buildApp(runtime: AppRuntime): Promise<string[]> {
  const missing = [...Object.values(ENTRIES), PRELOAD, PAGE, PAGE_HTML].filter(
    (file) => !existsSync(path.join(projectFolder, file)),
  );
  if (missing.length > 0) throw new Error(`The app cannot be built: ${missing.join(', ')} is missing.`);

  const [programs, preload, page] = await Promise.all([
    bundlePrograms(runtime),
    bundlePreload(runtime),
    bundlePage(runtime),
  ]);
  const folder = appFolder(runtime);
  const pageFiles = [...page, ...copiedPageFiles(path.join(folder, 'page'))];
  checkPage(pageFiles, path.join(folder, 'page'));
  if (runtime === 'old') placeSqlite(folder);
  // package.json last: an app folder that has one is whole.
  const changed = writeChanged([...programs, ...preload, ...pageFiles, manifest(folder)]);
  removeOthers(path.join(folder, 'page'), pageFiles);
  return changed;
}

function common(runtime: AppRuntime): BuildOptions & { write: false } {
  return {
    absWorkingDir: projectFolder,
    outdir: RUNTIMES[runtime].folder,
    bundle: true,
    write: false,
    sourcemap: true,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  };
}

async function bundlePrograms(runtime: AppRuntime): Promise<OutputFile[]> {
  const { node, alias, inject } = RUNTIMES[runtime];
  const base = common(runtime);
  const { outputFiles } = await bundle({
    ...base,
    entryPoints: ENTRIES,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    target: node,
    alias,
    inject: inject.node,
    external: ['electron', '@photostructure/sqlite'],
    plugins: [asyncEntries([ENTRIES['run-worker']])],
    define: { ...base.define, ...importMeta.define },
    banner: importMeta.banner,
  });
  return outputFiles;
}

/** A sandboxed preload may require electron and next to nothing else, so it is bundled as for a page. */
async function bundlePreload(runtime: AppRuntime): Promise<OutputFile[]> {
  const { outputFiles } = await bundle({
    ...common(runtime),
    entryPoints: { preload: PRELOAD },
    platform: 'browser',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    target: RUNTIMES[runtime].chrome,
    external: ['electron'],
  });
  return outputFiles;
}

async function bundlePage(runtime: AppRuntime): Promise<OutputFile[]> {
  const { chrome, inject, folder } = RUNTIMES[runtime];
  const { outputFiles } = await bundle({
    ...common(runtime),
    entryPoints: { main: PAGE },
    outdir: path.join(folder, 'page'),
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    platform: 'browser',
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    target: chrome,
    inject: inject.page,
    loader: { '.svg': 'file', '.png': 'file', '.woff2': 'file' },
  });
  return outputFiles;
}

/** index.html and what lies in renderer/public, as they are. */
function copiedPageFiles(target: string): OutputFile[] {
  const publicFolder = path.join(projectFolder, PAGE_PUBLIC);
  const files = globSync('**/*', { cwd: publicFolder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [
    { path: path.join(target, 'index.html'), contents: readFileSync(path.join(projectFolder, PAGE_HTML)) },
    ...files.map((file) => ({
      path: path.join(target, path.relative(publicFolder, file)),
      contents: readFileSync(file),
    })),
  ];
}

/** A page that names a file that is not there shows nothing at all, and no error either. */
function checkPage(files: readonly OutputFile[], folder: string): void {
  const html = files.find((file) => file.path === path.join(folder, 'index.html'));
  const names = new Set(files.map((file) => file.path));
  const text = Buffer.from(html?.contents ?? []).toString('utf8');
  for (const [, reference = ''] of text.matchAll(/\b(?:src|href)="([^"#:]+)"/g)) {
    if (!names.has(path.join(folder, reference)))
      throw new Error(`${PAGE_HTML} refers to ${reference}, which the build does not make.`);
  }
}

function manifest(folder: string): OutputFile {
  const { version } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const content = { name: 'rollcall', productName: 'Rollcall', version, main: 'main.cjs' };
  return {
    path: path.join(folder, 'package.json'),
    contents: Buffer.from(`${JSON.stringify(content, null, 2)}\n`),
  };
}

/**
 * The SQLite of the old runtime finds its native part relative to its own package, so the package goes beside the
 * bundle instead of into it; of its prebuilt parts only those for this platform.
 */
function placeSqlite(folder: string): void {
  const sqlite = '@photostructure/sqlite';
  const parts = [
    `${sqlite}/package.json`,
    `${sqlite}/dist/index.cjs`,
    ...globSync(`${sqlite}/prebuilds/${process.platform}-${process.arch}/*`, {
      cwd: path.join(projectFolder, 'node_modules'),
    }),
    'node-gyp-build/package.json',
    'node-gyp-build/index.js',
    'node-gyp-build/node-gyp-build.js',
  ];
  const files = parts.map((part) => ({
    path: path.join(folder, 'node_modules', part),
    contents: readFileSync(path.join(projectFolder, 'node_modules', part)),
  }));
  writeChanged(files);
}
