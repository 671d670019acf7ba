/**
 * The layer rule: who may know whom (.dependency-cruiser.mjs). A checker that sees nothing reports success,
 * so this also fails when it did not see every source file, or no imports between them.
 */
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

const home = path.dirname(import.meta.dirname);
const folders = ['electron', 'shared', 'renderer'];

export interface LayerReport {
  modules: number;
  problems: string[];
}

/** Checks the source folders below `root` (the project, or a sample of it in a test). */
export async function checkLayers(root: string): Promise<LayerReport> {
  const present = folders.filter((folder) => existsSync(path.join(root, folder)));
  const options = await extractOptions(path.join(home, '.dependency-cruiser.mjs'));
  const { output } = await cruise(present, { ...options, baseDir: root });
  if (typeof output === 'string')
    throw new Error(`dependency-cruiser gave text instead of a result: ${output}`);

  const own = output.modules.filter(({ source }) => folders.includes(source.split('/')[0] ?? ''));
  const problems = output.summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle ? [from, ...cycle.map(({ name }) => name)].join(' → ') : `${from} → ${to}`;
    return `${rule.name}: ${way}`;
  });
  const seen = new Set(own.map(({ source }) => source));
  for (const folder of folders) {
    const files = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root })
      .map((file) => file.replaceAll('\\', '/'))
      // Declarations for the compiler only.
      .filter((file) => !file.endsWith('.d.ts'));
    if (files.length === 0) problems.push(`nothing-seen: no source files in ${folder}/`);
    for (const file of files.filter((each) => !seen.has(each))) problems.push(`not-seen: ${file}`);
  }
  const imports = own.reduce((sum, module) => sum + module.dependencies.length, 0);
  if (imports === 0) problems.push('nothing-seen: not a single import was found');
  return { modules: own.length, problems };
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const { modules, problems } = await checkLayers(home);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${modules} modules seen, ${problems.length} problems\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
