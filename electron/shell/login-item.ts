import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { app } from 'electron';
import { autostartEntry, autostartFile } from './autostart.ts';

/** What starts the app as it runs now, without a window. */
function startCommand(dataFolder: string | null): string[] {
  // Where the app is an AppImage, its own path is a folder that is gone after this run.
  const executable = process.env['APPIMAGE'] ?? process.execPath;
  return [
    executable,
    ...(process.defaultApp ? [app.getAppPath()] : []),
    '--hidden',
    ...(dataFolder === null ? [] : ['--data', dataFolder]),
  ];
}

/**
 * Has Rollcall started, in the tray, when the person signs in to the machine, or not (E4). Throws when the system
 * refuses.
 */
export function setStartAtLogin(wanted: boolean, dataFolder: string | null): void {
  const [executable = process.execPath, ...rest] = startCommand(dataFolder);
  if (process.platform !== 'linux') {
    const args = rest.map((word) => (/\s/.test(word) ? `"${word}"` : word));
    app.setLoginItemSettings({ openAtLogin: wanted, path: executable, args });
    return;
  }
  const file = autostartFile(process.env, os.homedir());
  if (!wanted) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, autostartEntry([executable, ...rest]), { mode: 0o644 });
}
