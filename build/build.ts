/**
 * Bundles the command and the run worker into dist/. Files are replaced only when their content changed,
 * and by renaming, so that a command started meanwhile never reads half a file.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';

const root = path.dirname(import.meta.dirname);

// CommonJS packages inside an ES module bundle (commander, pino) still call require and read __dirname.
const commonJsBridge = [
  `import { createRequire as bundleCreateRequire } from 'node:module';`,
  `const require = bundleCreateRequire(import.meta.url);`,
  `const __filename = import.meta.filename;`,
  `const __dirname = import.meta.dirname;`,
].join('\n');

/** Bundles everything into dist/; returns the files that changed, relative to the project. Throws on errors. */
export async function build(): Promise<string[]> {
  const result = await bundle({
    absWorkingDir: root,
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
  const changed: string[] = [];
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  for (const file of result.outputFiles) {
    if (isSame(file.path, file.contents)) continue;
    const temporary = `${file.path}.${process.pid}.tmp`;
    writeFileSync(temporary, file.contents);
    renameSync(temporary, file.path);
    changed.push(path.relative(root, file.path));
  }
  return changed;
}

function isSame(file: string, contents: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(contents);
  } catch {
    return false;
  }
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  try {
    const changed = await build();
    process.stderr.write(changed.length > 0 ? `Built ${changed.join(', ')}.\n` : '');
  } catch {
    // esbuild has printed the errors already, with the lines they stand on.
    process.stderr.write('The build failed.\n');
    process.exitCode = 1;
  }
}
