/**
 * `npm run demo`: a directory of its own on loopback, an Enterprise with a synchronizer, the first synchronization,
 * its report and the first accounts; then the window on all of it, or pictures of the window where there is no
 * display. `--no-window` leaves it at the report.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DEMO_PEOPLE, demoConfiguration, rollcall, startDemoDirectory } from './demo-data.ts';
import { fontNeed, windowNeed } from './needs.ts';
import { projectFolder } from './output.ts';
import { prepareSystem } from './system.ts';

const SHOWN = 8;
const dataFolder = path.join(projectFolder, 'demo-data');

// Slow enough for the progress bar to be seen.
const directory = await startDemoDirectory(process.stderr.isTTY ? 4 : 0);
try {
  rmSync(dataFolder, { recursive: true, force: true });
  say(`A directory with ${DEMO_PEOPLE} people listens on ${directory.url}.`);
  say('Setting up the Enterprise "acme" with one synchronizer:');
  await run(['config', 'import', '-'], JSON.stringify(demoConfiguration(directory.url)));
  say('\nThe first synchronization:');
  await run(['sync', '--enterprise', 'acme']);
  say(`\nThe first ${SHOWN} accounts:`);
  const { output } = await rollcall(dataFolder, ['accounts', '--enterprise', 'acme'], { show: false });
  say(
    output
      .split('\n')
      .slice(0, SHOWN + 1)
      .join('\n'),
  );
  if (!process.argv.includes('--no-window')) await showWindow();
  say(`\nThe data folder stays, so you can go on, also offline:
  npm start -- --data demo-data
  npx rollcall --data demo-data runs
  npx rollcall --data demo-data runs show 1
  npx rollcall --data demo-data accounts export --format csv`);
} finally {
  await directory.stop();
}

/** The window itself where somebody can look at it; else pictures of it. Neither stands in the way of the report. */
async function showWindow(): Promise<void> {
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (hasDisplay) {
    say('\nThe window opens; close it to end the demo (the directory ends with it).');
    await script(['build/start.ts', '--data', dataFolder]);
    return;
  }
  say('\nThere is no display here, so the window runs on a screen of its own and pictures of it are taken:');
  prepareSystem([windowNeed, fontNeed]);
  const status = await script([
    'build/screenshots.ts',
    '--few',
    '--to',
    path.join(dataFolder, 'screenshots'),
  ]);
  if (status !== 0) say('No pictures were taken. The rest of the demo does not need them.');
}

/** Runs the command; stops the demo when it fails. */
async function run(args: string[], input?: string): Promise<void> {
  const { status } = await rollcall(dataFolder, args, input === undefined ? {} : { input });
  if (status !== 0) throw new Error(`rollcall ${args.join(' ')} ended with status ${status}`);
}

async function script(args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, [...process.execArgv, ...args], {
    cwd: projectFolder,
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('close', resolve));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
