/**
 * `npm run build`: bundles the command and the run worker into dist/, and the app into dist/app/ (app.ts).
 */
import { pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';
import { buildApp } from './app.ts';
import { projectFolder, writeChanged } from './output.ts';

export { buildApp };

// CommonJS packages inside an ES module bundle (commander, pino) still call require and read __dirname.
const commonJsBridge = [
  `import { createRequire as bundleCreateRequire } from 'node:module';`,
  `const require = bundleCreateRequire(import.meta.url);`,
  `const __filename = import.meta.filename;`,
  `const __dirname = import.meta.dirname;`,
].join('\n');

/** Bundles the command into dist/; returns the files that changed, relative to the project. Throws on errors. */
export async function build(): Promise<string[]> {
  const { outputFiles } = await bundle({
    absWorkingDir: projectFolder,
    entryPoints: { cli: 'electron/cli.ts', 'run-worker': 'electron/engine/sync/run-worker.ts' },
    outdir: 'dist',
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    sourcemap: true,
    banner: { js: commonJsBridge },
    external: ['electron'],
    logLevel: 'warning',
  });
  return writeChanged(outputFiles);
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  try {
    const changed = [await build(), await buildApp('current')].flat();
    const shown = changed.length > 6 ? `${changed.length} files in dist` : changed.join(', ');
    process.stderr.write(changed.length > 0 ? `Built ${shown}.\n` : '');
  } catch (error) {
    // esbuild has printed its errors already, with the lines they stand on.
    if (!(error instanceof Error && 'errors' in error)) process.stderr.write(`${String(error)}\n`);
    process.stderr.write('The build failed.\n');
    process.exitCode = 1;
  }
}
