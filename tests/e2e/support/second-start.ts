import { spawn } from 'node:child_process';
import type { RunningApp } from './app.ts';

/** Starts the app a second time on the same folders; its exit status. */
export async function startAgain(
  running: RunningApp,
  dataFolder: string,
  userData: string,
  ...rest: string[]
): Promise<number | null> {
  const { appFolder, display, person } = running.stage;
  const second = spawn(
    running.app.process().spawnfile,
    [appFolder, '--disable-gpu', ...(person.sandbox ? [] : ['--no-sandbox']), '--data', dataFolder, ...rest],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: userData,
        XDG_CONFIG_HOME: userData,
        XDG_RUNTIME_DIR: userData,
        ...display?.env,
      },
      stdio: 'ignore',
    },
  );
  return new Promise((resolve) => second.once('exit', resolve));
}
