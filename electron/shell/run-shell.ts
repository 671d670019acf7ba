import { randomUUID } from 'node:crypto';
import { RPCHandler } from '@orpc/server/message-port';
import {
  app,
  dialog,
  nativeTheme,
  type BrowserWindow,
  type MessageBoxOptions,
  type WebContents,
} from 'electron';
import { guardedPort } from '../../shared/contract/guarded-port.ts';
import type { Preferences } from '../../shared/contract/shell.ts';
import { errorInfo, RollcallError } from '../../shared/domain/errors.ts';
import type { StartArguments } from './arguments.ts';
import { withEngine } from './engine-client.ts';
import type { EngineHost } from './engine-host.ts';
import { watchEngine } from './engine-watch.ts';
import { setStartAtLogin } from './login-item.ts';
import { installMenu } from './menu.ts';
import type { OpenedFiles } from './opened-files.ts';
import { installPorts } from './ports.ts';
import { ResultsFiles } from './results-files.ts';
import { ResultsWindows } from './results-windows.ts';
import { chooseResults, resultsServices, shellServices, WindowShells } from './services.ts';
import { QuitGuard } from './quit-guard.ts';
import { Settings } from './settings.ts';
import { shellRouter } from './shell-router.ts';
import { onSecondInstance } from './single-instance.ts';
import { syncEverything } from './sync-everything.ts';
import { AppTray } from './tray.ts';
import { Windows } from './windows.ts';

/** What the shell is run with, once Electron is ready. */
export interface ShellOptions {
  start: StartArguments;
  opened: OpenedFiles;
  host: EngineHost;
  appFolder: string;
}

/** Names this start of the app in the engine: its clients are told from those of any other. */
const launch = randomUUID();

/** Puts the shell's parts together and opens the first window. */
export function runShell({ start, opened, host, appFolder }: ShellOptions): void {
  const settings = new Settings(app.getPath('userData'));
  const windows = new Windows(settings, appFolder);
  const files = new ResultsFiles<WebContents>({
    host,
    reopened(contents) {
      shells.tell(contents, { type: 'engine', state: 'running', message: '' });
      ports.reconnect(contents);
    },
    lost: (contents, message) => shells.tell(contents, { type: 'engine', state: 'failed', message }),
  });
  const results = new ResultsWindows(windows, files);
  const shells = new WindowShells(windows, {
    openBeside(contents, page) {
      if (!results.openBeside(contents, page)) windows.open(page);
    },
    openResults: (chosen) => results.open(chosen),
  });
  const tray = new AppTray({
    open: () => void windows.show(),
    syncNow: () => {
      // A client of its own, in which nobody ever signs in: it may do what an administrator may, while there is no lock.
      withEngine(host, { role: 'admin', client: `${launch}:tray` }, syncEverything).catch(
        (error: unknown) => {
          const { code, message } = errorInfo(error);
          tray.setLine(code === 'access.denied' ? 'Rollcall is locked: open it to synchronize.' : message);
        },
      );
    },
    quit: () => app.quit(),
  });

  const applyPreferences = ({ theme, keepInTray }: Preferences): void => {
    nativeTheme.themeSource = theme;
    // Started without a window, the tray is the only way to one.
    if (keepInTray || start.hidden) tray.show();
    else tray.hide();
  };
  const changePreferences = (change: Partial<Preferences>): Preferences => {
    if (change.startAtLogin !== undefined) applyStartAtLogin(change.startAtLogin, start.dataFolder);
    return settings.change(change);
  };

  const services = shellServices(host, settings, changePreferences);
  const handler = new RPCHandler(shellRouter);
  const ports = installPorts({
    host,
    connect: (contents, session) =>
      files.of(contents) === null ? host.connect(session) : files.connect(contents, session),
    isOurWindow: (contents) => windows.isOurs(contents),
    // Whoever can start the app on this machine is its administrator, unless there is a lock, or a user signed in there: the
    // engine knows, by the window (docs/decisions/028).
    sessionOf: ({ id }) => ({ role: 'admin', client: `${launch}:${id}` }),
    serveShell(port, contents, session) {
      const own = files.of(contents) === null ? services : resultsServices(services, host, files, contents);
      handler.upgrade(guardedPort(port), {
        context: { services: own, window: shells.of(contents), session },
      });
    },
  });
  installMenu({
    command(command) {
      const window = windows.current;
      if (window === null) windows.open();
      else shells.tell(window.webContents, { type: 'command', command });
    },
    newWindow: () => void windows.open(),
    openResults: () => void chooseResults(windows.current).then((chosen) => results.open(chosen)),
  });

  host.onState((state) => {
    shells.tellAll({ type: 'engine', ...state });
    if (state.state === 'failed') process.stderr.write(`${state.message}\n`);
  });
  settings.onChange((preferences) => {
    applyPreferences(preferences);
    shells.tellAll({ type: 'preferences', preferences });
  });
  const guard = new QuitGuard({
    unattended: process.env['ROLLCALL_TEST'] === '1',
    ask: (jobs) => askToQuit(windows.current, jobs),
    quit: () => app.quit(),
  });
  watchEngine(host, {
    line: (line) => tray.setLine(line),
    running: (jobs) => guard.setRunning(jobs),
  });
  applyPreferences(settings.preferences);
  refreshStartAtLogin(settings, start.dataFolder);
  askBeforeQuitting(guard, tray, windows);
  quitInOrder(host, tray, windows, results);
  void results.open([...start.results, ...opened.take((file) => void results.open([file]))]).then(() => {
    // Whoever opens a file wants to see that file, and not the data folder of this machine as well.
    if (!start.hidden && windows.all.length === 0) windows.open(start.address);
  });
}

function applyStartAtLogin(wanted: boolean, dataFolder: string | null): void {
  try {
    setStartAtLogin(wanted, dataFolder);
  } catch (cause) {
    const { message } = errorInfo(cause);
    throw new RollcallError('file.unwritable', `Starting at login cannot be changed: ${message}`, { cause });
  }
}

/** The app may have moved since it was asked to start at login. */
function refreshStartAtLogin(settings: Settings, dataFolder: string | null): void {
  if (!settings.preferences.startAtLogin) return;
  try {
    setStartAtLogin(true, dataFolder);
  } catch {
    // What stands there now stays.
  }
}

/** What is running is not cancelled without a word: neither by Quit nor by closing the window that ends the app. */
function askBeforeQuitting(guard: QuitGuard, tray: AppTray, windows: Windows): void {
  app.on('before-quit', (event) => {
    if (!guard.mayQuit()) event.preventDefault();
  });
  app.on('browser-window-created', (_event, window) => {
    window.on('close', (event) => {
      const isLast = windows.all.every((each) => each === window);
      // Asked while the window is still there: afterwards there would be nothing to keep running in.
      if (isLast && endsWithoutWindows(tray) && !guard.mayQuit()) event.preventDefault();
    });
  });
}

/** On macOS an app stays without windows; elsewhere only where the tray leads back to one. */
function endsWithoutWindows(tray: AppTray): boolean {
  return process.platform !== 'darwin' && !tray.shown;
}

async function askToQuit(window: BrowserWindow | null, jobs: number): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'question',
    message:
      jobs === 1
        ? 'A synchronization is running. Quit and cancel it?'
        : `${jobs} synchronizations are running. Quit and cancel them?`,
    detail: 'Nothing that is not saved yet is changed.',
    buttons: ['Keep running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return response === 1;
}

/** When the app ends, and what it waits for: the engine, which cancels what is running and closes its store. */
function quitInOrder(host: EngineHost, tray: AppTray, windows: Windows, results: ResultsWindows): void {
  let engine: 'open' | 'closing' | 'closed' = 'open';
  app.on('window-all-closed', () => {
    if (endsWithoutWindows(tray)) app.quit();
  });
  app.on('activate', () => void windows.show());
  app.on('will-quit', (event) => {
    if (engine === 'closed') return;
    event.preventDefault();
    if (engine === 'closing') return;
    engine = 'closing';
    tray.hide();
    void host.close().finally(() => {
      engine = 'closed';
      // In a later turn: while Electron tells of this quit, it does not hear another.
      setImmediate(() => app.quit());
    });
  });
  onSecondInstance(({ address, results: files }) => {
    // Somebody started it again while it was on its way out: it comes back.
    if (engine !== 'open') app.relaunch();
    else if (files.length > 0) void results.open(files);
    else windows.show(address);
  });
}
