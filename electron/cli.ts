/** Entry of the `rollcall` command: the same engine as the app's, without a window. Runs when it is imported. */
import os from 'node:os';
import pkg from '../package.json' with { type: 'json' };
import { main } from './cli/main.ts';
import { createEngine, defaultDataFolder, openResultsEngine } from './engine/index.ts';

// Set, and not called: an exit would cut off what is still on its way to a pipe.
process.exitCode = await main(process.argv.slice(2), {
  version: pkg.version,
  env: process.env,
  cwd: process.cwd(),
  defaultDataFolder: defaultDataFolder(process.platform, process.env, os.homedir()),
  // Looked at only when it is read: opening it keeps the process alive.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  createEngine,
  openResults: openResultsEngine,
  onSignal(listener) {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => process.off('SIGINT', listener).off('SIGTERM', listener);
  },
  exitAtOnce: (status) => process.exit(status),
  now: Date.now,
});
