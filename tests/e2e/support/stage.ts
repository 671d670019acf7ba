/**
 * What all apps of one test process share: the runtime, who runs it, a display, and a private copy of the built
 * app. The copy is readable to whoever runs it even where the checkout is not, and another build going on in the
 * checkout does not change the app under the test.
 */
import { chmodSync, copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { appFolder } from '../../../build/app.ts';
import { findElectron, type ElectronRuntime } from '../../../build/electron-runtime.ts';
import { allowSandbox } from '../../../build/pinned-electron.ts';
import { startDisplay, type Display } from './display.ts';
import { choosePerson, closedFolder, type Person } from './person.ts';

export interface Stage {
  readonly runtime: ElectronRuntime;
  readonly person: Person;
  readonly display: Display | undefined;
  /** The Electron, where that person can reach it. */
  readonly executable: string;
  /** The copy of the built app. */
  readonly appFolder: string;
  /** Playwright's part in the app's process: it holds the app back until the test is attached. */
  readonly loader: string;
  /** Where homes and the like may be made; gone when the process ends. */
  readonly folder: string;
}

let prepared: Promise<Stage> | undefined;
let undo: (() => void)[] = [];
process.on('exit', strikeStage);

/** Prepares the stage at the first call. Throws with a sentence when there is no Electron or no built app. */
export function stage(): Promise<Stage> {
  prepared ??= prepare();
  return prepared;
}

/** Takes everything away again. Tests need not call it (each-file.ts does), scripts should when they are done. */
export function strikeStage(): void {
  for (const step of undo) step();
  undo = [];
  prepared = undefined;
}

async function prepare(): Promise<Stage> {
  const runtime = await findElectron({ mayFetch: false });
  const built = appFolder(runtime.runtime);
  if (!existsSync(path.join(built, 'package.json')))
    throw new Error(`The app is not built for ${runtime.note}: ${built} is missing.`);

  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-e2e-'));
  chmodSync(folder, 0o755);
  undo = [() => rmSync(folder, { recursive: true, force: true })];

  const copy = path.join(folder, 'app');
  cpSync(built, copy, { recursive: true });
  const { executable, person } = within(runtime.executable, folder);
  const display = process.platform === 'linux' ? await startDisplay(folder) : undefined;
  if (display) undo.unshift(() => display.stop());
  const loader = path.join(folder, 'loader.cjs');
  copyFileSync(path.join(playwrightFolder(), 'lib', 'server', 'electron', 'loader.js'), loader);
  return { runtime, person, display, executable, appFolder: copy, loader, folder };
}

/**
 * Who runs which executable. Another user gets a copy of its folder where they could not get at it (a checkout below
 * /root), or where the kernel leaves users no sandbox and Chromium's helper has yet to be given to root.
 */
function within(executable: string, folder: string): { executable: string; person: Person } {
  const person = choosePerson(executable);
  if (!person.other) return { executable, person };
  if (closedFolder(executable, person) === undefined && person.sandbox) return { executable, person };
  const copy = path.join(folder, 'electron');
  cpSync(path.dirname(executable), copy, { recursive: true });
  allowSandbox(copy);
  const copied = path.join(copy, path.basename(executable));
  return { executable: copied, person: choosePerson(copied) };
}

/** Where Playwright's core lies. It adds its loader only when it chooses the executable itself. */
function playwrightFolder(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('@playwright/test/package.json'));
  const core = createRequire(require.resolve('playwright/package.json')).resolve(
    'playwright-core/package.json',
  );
  return path.dirname(core);
}
