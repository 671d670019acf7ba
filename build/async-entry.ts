/**
 * Lets an entry wait at its top level although its bundle is CommonJS, which cannot: what follows its imports
 * becomes the body of an asynchronous function that is called at once. A failure still ends the thread, as an
 * unhandled rejection. For entries only; nothing can wait for a module that does this.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { transform, type Plugin } from 'esbuild';

/** For these files, given as paths relative to the project. */
export function asyncEntries(files: readonly string[]): Plugin {
  return {
    name: 'async-entries',
    setup(build) {
      const endings = files.map((file) => file.replaceAll('.', '\\.')).join('|');
      build.onLoad({ filter: new RegExp(`/(${endings})$`) }, async ({ path: file }) => {
        const source = await readFile(file, 'utf8');
        const { code, map } = await transform(source, {
          loader: 'ts',
          sourcemap: 'external',
          sourcefile: path.basename(file),
        });
        const inline = Buffer.from(map).toString('base64');
        return {
          contents: `${wrapBody(code)}\n//# sourceMappingURL=data:application/json;base64,${inline}`,
          loader: 'js',
        };
      });
    },
  };
}

/** `code` is what esbuild prints: imports first, each ending in a semicolon at the end of a line. */
export function wrapBody(code: string): string {
  const imports = /^(?:import\b[^;]*;\n)*/.exec(code)?.[0] ?? '';
  // On the same line, so that the source map still fits.
  return `${imports}void (async () => {${code.slice(imports.length)}})();`;
}
