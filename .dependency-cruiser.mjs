/** Who may know whom: the arrows of the architecture. Run by build/layers.ts. */

const test = '\\.test\\.tsx?$';
const product = '^(electron|shared|renderer)/';
const rooms = '(api|directory|pbx|results|sync|store|vault)';
// The npm package, which is not always installed and so resolves to its bare name; never our own folder.
const electronPackage = '(^|/)node_modules/electron/|^electron$|^electron/(main|renderer|common|utility)$';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule(
      'domain-knows-only-itself',
      'shared/domain is pure: no I/O, no clock, no packages.',
      { path: '^shared/domain/', pathNot: test },
      { pathNot: '^shared/domain/' },
    ),
    rule(
      'contract-knows-only-domain',
      'Both sides of the bridge load the contract.',
      { path: '^shared/contract/', pathNot: test },
      { pathNot: '^shared/(contract|domain)/|(^|/)node_modules/(zod|@orpc/(contract|client))/' },
    ),
    rule(
      'shared-knows-no-side',
      'shared is what both sides know.',
      { path: '^shared/' },
      { path: '^(electron|renderer)/', pathNot: electronPackage },
    ),
    rule(
      'electron-only-in-shell',
      'The engine and the command run without Electron.',
      { path: product, pathNot: '^electron/(shell/|main\\.ts$|preload\\.ts$)' },
      { path: electronPackage },
    ),
    rule(
      'settings-only-in-shell',
      'The window has settings; what the engine keeps is in its store.',
      { path: product, pathNot: '^electron/shell/' },
      { path: '(^|/)node_modules/electron-store/' },
    ),
    rule(
      'shell-talks-to-the-engine-worker',
      'The engine runs in a thread of its own; the shell knows the types of its messages, and no code.',
      { path: '^electron/(shell/|main\\.ts$|preload\\.ts$)', pathNot: test },
      { path: '^electron/engine/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'shell-knows-no-room',
      'Types of the engine come from its index and from the worker.',
      { path: '^electron/(shell/|main\\.ts$|preload\\.ts$)', pathNot: test },
      { path: '^electron/engine/', pathNot: '^electron/engine/(index|engine-worker)\\.ts$' },
    ),
    rule(
      'preload-alone',
      'A sandboxed preload script may load Electron and nothing else.',
      { path: '^electron/preload\\.ts$' },
      { pathNot: electronPackage },
    ),
    rule(
      'engine-knows-no-way-in',
      'The engine does not know who uses it.',
      { path: '^electron/engine/' },
      { path: '^electron/(shell/|cli/|[^/]+\\.ts$)|^renderer/' },
    ),
    rule(
      'rooms-meet-at-index',
      'Engine rooms know each other through index.ts only.',
      { path: `^electron/engine/${rooms}/`, pathNot: test },
      { path: `^electron/engine/${rooms}/`, pathNot: '^electron/engine/($1/|[^/]+/index\\.ts$)' },
    ),
    rule(
      'engine-meets-rooms-at-index',
      'What puts the rooms together uses their index.ts as well.',
      { path: '^electron/engine/[^/]+\\.ts$', pathNot: test },
      { path: `^electron/engine/${rooms}/`, pathNot: '^electron/engine/[^/]+/index\\.ts$' },
    ),
    rule(
      'store-knows-no-connector',
      'sync is where store and connectors meet.',
      { path: '^electron/engine/store/' },
      { path: '^electron/engine/(directory|pbx|results|sync|api)/' },
    ),
    rule(
      'results-know-only-the-store',
      'A results file is read and written without any directory, run or secret.',
      { path: '^electron/engine/results/', pathNot: test },
      { path: '^electron/engine/', pathNot: '^electron/engine/(results|store)/' },
    ),
    rule(
      'connector-knows-no-store',
      'sync is where store and connectors meet.',
      { path: '^electron/engine/(directory|pbx)/' },
      { path: '^electron/engine/(store|sync|api|results|vault)/' },
    ),
    rule(
      'connectors-apart',
      'What two connectors share belongs to shared/domain.',
      { path: '^electron/engine/(directory|pbx)/' },
      { path: '^electron/engine/(directory|pbx)/', pathNot: '^electron/engine/$1/' },
    ),
    rule(
      'renderer-knows-only-shared',
      'The page reaches the engine through the contract.',
      { path: '^renderer/' },
      { path: '^(electron|tests|build)/', pathNot: electronPackage },
    ),
    rule(
      'page-libraries-only-in-renderer',
      'Only the page draws.',
      { path: product, pathNot: '^renderer/' },
      { path: '(^|/)node_modules/(react|react-dom|@mantine|@tabler|@tanstack|wouter|zustand)/' },
    ),
    rule(
      'renderer-without-node',
      'The page has no Node.',
      { path: '^renderer/', pathNot: test },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'sqlite-in-one-file',
      'The driver sits behind one file.',
      { path: product, pathNot: `^electron/engine/store/sqlite\\.ts$|${test}` },
      { path: '^(node:)?sqlite$' },
    ),
    rule(
      'kysely-only-in-store',
      'SQL lives in store.',
      { path: product, pathNot: `^electron/engine/store/|${test}` },
      { path: '(^|/)node_modules/kysely/' },
    ),
    rule(
      'ldapts-only-in-directory',
      'LDAP lives in directory.',
      { path: product, pathNot: `^electron/engine/directory/|${test}` },
      { path: '(^|/)node_modules/ldapts/' },
    ),
    rule(
      'csv-parse-only-in-pbx',
      'Files are read where they come from: exports of a PBX. What Rollcall writes is shared/domain/csv.ts.',
      { path: product, pathNot: `^electron/engine/pbx/|${test}` },
      { path: '(^|/)node_modules/csv-parse/' },
    ),
    rule(
      'cli-through-the-contract',
      'The command has no other way in than a client of the contract.',
      { path: '^electron/cli(\\.ts$|/)' },
      { path: '^(electron|renderer)/', pathNot: '^electron/(cli(\\.ts$|/)|engine/(engine|index)\\.ts$)' },
    ),
    rule(
      'product-knows-no-tests',
      'Tests and build scripts are not shipped.',
      { path: product, pathNot: test },
      { path: `^(tests|build)/|${test}` },
    ),
    rule(
      'product-without-dev-dependencies',
      'What is shipped is declared in "dependencies".',
      { path: product, pathNot: test },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        // Types of Node itself; electron is a build tool's dependency by design.
        pathNot: `node_modules/@types/|${electronPackage}`,
      },
    ),
    rule(
      'no-circles',
      'Modules that need each other to load are one module.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'resolvable',
      'Every import leads somewhere.',
      {},
      { couldNotResolve: true, pathNot: electronPackage },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types are knowledge too; without this, TypeScript's removal of type-only imports hides them.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
