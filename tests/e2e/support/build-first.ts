/** Vitest's global set-up of the window tests: gets an Electron, and builds the app for it once. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { appFolder, buildApp } from '../../../build/app.ts';
import { build } from '../../../build/build.ts';
import { findElectron, type ElectronRuntime } from '../../../build/electron-runtime.ts';
import { choosePerson } from './person.ts';

/** Vitest calls it before any test. */
export async function setup(): Promise<void> {
  let runtime: ElectronRuntime;
  try {
    runtime = await findElectron();
  } catch (error) {
    // The tests say so themselves by being skipped (available.ts).
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return;
  }
  const person = choosePerson(runtime.executable);
  const who = person.other ? `as user ${person.uid}` : 'as the user of the tests';
  const sandbox = person.sandbox
    ? 'with its sandbox'
    : 'WITHOUT its sandbox, which this machine does not allow';
  process.stderr.write(`Window tests run in ${runtime.note}; ${who}, ${sandbox}.\n`);
  try {
    // The command, too: stories use both on one data folder.
    await Promise.all([buildApp(runtime.runtime), build()]);
  } catch (error) {
    // All other tests can still run; these must not meet what an earlier build left.
    rmSync(path.join(appFolder(runtime.runtime), 'package.json'), { force: true });
    process.stderr.write(
      `The app was not built: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
