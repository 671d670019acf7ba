/** Starts the built app in a real Electron, as a person would, and hands it to Playwright. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { remember } from './failures.ts';
import { closedFolder, giveTo, writeLauncher } from './person.ts';
import { stage, type Stage } from './stage.ts';

export interface LaunchOptions {
  /** Where the app keeps its data; made when it is missing, and given to whoever runs the app. */
  dataFolder: string;
  /** Where it keeps its settings; a fresh folder by default. Start twice with one to test what it remembers. */
  userData?: string;
  /** Further arguments for the app. */
  args?: readonly string[];
  /** Further environment variables. It gets nothing of the test's own but PATH. */
  env?: Readonly<Record<string, string>>;
  /** What the page takes for the system's choice. Light by default. */
  colorScheme?: 'light' | 'dark';
}

export interface RunningApp extends AsyncDisposable {
  readonly app: ElectronApplication;
  /** The first window's page. */
  readonly page: Page;
  /** The first window's page; for those who want to wait themselves. */
  firstWindow(): Promise<Page>;
  /** Ends the app as its own Quit does, or with force when it hangs. Returns its exit code, null after force. */
  close(): Promise<number | null>;
  /** What the app wrote so far, line by line, then what its pages wrote. */
  readonly logs: readonly string[];
  /** What runs it. */
  readonly stage: Stage;
}

let launches = 0;
const START_MS = 30_000;
const QUIT_MS = 10_000;

/** For a screen that is not there: no graphics card, no keyring, no throttling of windows that nobody sees. */
const switches = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--password-store=basic',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--lang=en-US',
];

/** What Chromium says on a machine without a session bus, and what the debugger says. */
const noise = /ERROR:bus\.cc|^Debugger (listening|attached|ending)|^DevTools listening|docs\/inspector$/;

function isTheirs(line: string): boolean {
  return line.trim() !== '' && !noise.test(line);
}

/** A new folder that whoever runs the app may use, for data and the like; gone when the test process ends. */
export async function temporaryFolder(name = 'folder'): Promise<string> {
  const { folder, person } = await stage();
  const made = mkdtempSync(path.join(folder, `${name}-`));
  giveTo(person, made);
  return made;
}

/** Starts the app and waits for its first window. Throws when it does not appear, with what the app wrote. */
export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const where = await stage();
  const home = await temporaryFolder('home');
  const userData = options.userData ?? path.join(home, 'settings');
  for (const folder of [options.dataFolder, userData]) prepareFolder(folder, where);

  const number = ++launches;
  const launcher = path.join(where.folder, `start-${number}`);
  const output = path.join(where.folder, `output-${number}.log`);
  writeFileSync(output, '');
  writeLauncher(launcher, commandOf(where), where.person, output);
  const pageLines: string[] = [];
  const logs = () => [...readFileSync(output, 'utf8').split('\n').filter(isTheirs), ...pageLines];
  const app = await _electron.launch({
    executablePath: launcher,
    chromiumSandbox: where.person.sandbox,
    args: [where.appFolder, ...switches, '--data', options.dataFolder, ...(options.args ?? [])],
    cwd: home,
    env: {
      ...environment(home, where),
      XDG_CONFIG_HOME: userData,
      ROLLCALL_TEST_LOADER: where.loader,
      ...options.env,
    },
    colorScheme: options.colorScheme ?? 'light',
    timeout: START_MS,
  });
  const child = app.process();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  app.on('window', (window) => {
    window.on('console', (message) => pageLines.push(`[page] ${message.type()}: ${message.text()}`));
    window.on('pageerror', (error) => pageLines.push(`[page] uncaught: ${error.message}`));
  });
  const lastSeen = remember(app, logs);

  const close = async () => {
    await lastSeen.close();
    // What closing takes is the app's business; that it ends is ours.
    const quit = app.close().catch(() => undefined);
    await Promise.race([quit, delay(QUIT_MS, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    const code = await ended;
    rmSync(home, { recursive: true, force: true });
    return code;
  };
  const firstWindow = () => app.firstWindow({ timeout: START_MS });
  try {
    const page = await firstWindow();
    await answerQuestions(app);
    return {
      app,
      page,
      firstWindow,
      close,
      get logs() {
        return logs();
      },
      stage: where,
      [Symbol.asyncDispose]: async () => void (await close()),
    };
  } catch (error) {
    await close();
    throw new Error(`The app opened no window. It wrote:\n${logs().join('\n')}`, { cause: error });
  }
}

/** The pinned old Electron is told of the loader by its environment (build/old-runtime/start-app.cjs). */
function commandOf({ executable, runtime, loader }: Stage): string[] {
  return runtime.kind === 'official' ? [executable, '-r', loader] : [executable];
}

/**
 * Nobody is there to answer a native question, which would stop everything: the last answer is taken, such as *Leave*
 * where something is unsaved. A test of a question puts its own answer in the place of this one.
 */
async function answerQuestions(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    const last = (...given: unknown[]) => {
      const { buttons = [] } = given.at(-1) as { buttons?: string[] };
      return Math.max(0, buttons.length - 1);
    };
    dialog.showMessageBoxSync = last;
    dialog.showMessageBox = (...given: unknown[]) =>
      Promise.resolve({ response: last(...given), checkboxChecked: false });
  });
}

function prepareFolder(folder: string, { person }: Stage): void {
  mkdirSync(folder, { recursive: true });
  giveTo(person, folder);
  const closed = person.other ? closedFolder(folder, person) : undefined;
  if (closed !== undefined)
    throw new Error(`The app cannot reach ${folder}: ${closed} is closed to others. Use temporaryFolder().`);
}

function environment(home: string, { display }: Stage): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    ...display?.env,
  };
}
