/**
 * `npm run bench [-- directory|pbx]`: how long synchronizations take, as ratios to something that reads the same in the
 * same minute on the same machine. Only the ratios mean anything.
 */
const benches = {
  directory: () => import('./directory.ts'),
  pbx: () => import('./pbx.ts'),
};

const [name = 'directory'] = process.argv.slice(2);
if (Object.hasOwn(benches, name)) {
  await benches[name as keyof typeof benches]();
} else {
  process.stderr.write(`There is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}\n`);
  process.exitCode = 64;
}
