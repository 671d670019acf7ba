/**
 * `npm start`: builds the app and opens it in the best Electron this machine has. Arguments go to the app
 * (`npm start -- --data DIR`).
 */
import { spawn } from 'node:child_process';
import { appFolder, buildApp } from './app.ts';
import { findElectron, type ElectronRuntime } from './electron-runtime.ts';

if (hasDisplay()) {
  try {
    const runtime = await findElectron();
    await buildApp(runtime.runtime);
    process.exitCode = await open(runtime);
  } catch (error) {
    // esbuild has printed its errors already, with the lines they stand on.
    const printed = error instanceof Error && 'errors' in error;
    say(printed ? 'The build failed.' : error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
} else {
  say('There is no display here (DISPLAY and WAYLAND_DISPLAY are not set), so no window can open.');
  say(
    '`npm run screenshots` makes pictures of the app without one, `npm run demo` shows the command at work.',
  );
  process.exitCode = 1;
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Runs the app to its end; returns its exit status. */
function open(runtime: ElectronRuntime): Promise<number> {
  if (runtime.kind === 'pinned-old') say(`${runtime.note}.`);
  const switches: string[] = [];
  if (process.getuid?.() === 0) {
    say('Warning: as root the app runs without its sandbox. Start it as an ordinary user.');
    switches.push('--no-sandbox');
  }
  const child = spawn(
    runtime.executable,
    [...switches, appFolder(runtime.runtime), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  // Ctrl+C reaches the app from the terminal; this process waits for its end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
