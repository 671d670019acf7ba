import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { ownArguments, parseArguments, settingsFolder, type StartArguments } from './arguments.ts';
import { EngineHost } from './engine-host.ts';
import { startEngineWorker } from './engine-start.ts';
import { OpenedFiles } from './opened-files.ts';
import { runShell } from './run-shell.ts';
import { enableSandbox, lockDownPages, lockDownSession } from './security.ts';
import { isFirstInstance } from './single-instance.ts';

/** The folder of the bundles: main, preload, the workers and the page lie side by side (build/app.ts). */
const appFolder = path.dirname(fileURLToPath(import.meta.url));

/** Starts the app: first everything that must be settled before Electron is ready, in this order. */
export function startShell(): void {
  const start = readStart();
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', settingsFolder(app.getPath('appData'), start.dataFolder));
  }
  const opened = new OpenedFiles();
  if (!isFirstInstance(start)) {
    app.quit();
    return;
  }
  enableSandbox();
  registerAppScheme();
  lockDownPages();
  // Opens its data folder while Electron gets ready.
  const host = new EngineHost({ startWorker: () => startEngineWorker(appFolder, start.dataFolder) });
  host.start();
  void app.whenReady().then(() => {
    lockDownSession();
    serveApp(path.join(appFolder, 'page'));
    runShell({ start, opened, host, appFolder });
  });
}

function readStart(): StartArguments {
  const line = ownArguments(process.argv, process.defaultApp ? app.getAppPath() : null);
  return parseArguments(line, process.env, process.cwd());
}
