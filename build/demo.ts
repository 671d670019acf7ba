/**
 * `npm run demo`: a directory of its own on loopback, an Enterprise with a synchronizer, the first synchronization,
 * its report and the first accounts; a second Enterprise with two phone systems and what becomes of a number that one of
 * them deletes; then the window on all of it, or pictures of the window where there is no display. `--no-window` leaves
 * it at the reports.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DEMO_PEOPLE, demoConfiguration, rollcall, startDemoDirectory } from './demo-data.ts';
import { DEMO_REJECTED, PBX_ENTERPRISE, pbxEnterprise, RULES_SHOWN, writePbxFiles } from './demo-pbx.ts';
import { table } from '../electron/cli/text.ts';
import { fontNeed, windowNeed } from './needs.ts';
import { projectFolder } from './output.ts';
import { prepareSystem } from './system.ts';

const SHOWN = 8;
const dataFolder = path.join(projectFolder, 'demo-data');
/** Where the PBX leaves its exports. */
const exportsFolder = path.join(dataFolder, 'exports');

// Slow enough for the progress bar to be seen.
const directory = await startDemoDirectory(process.stderr.isTTY ? 4 : 0);
try {
  rmSync(dataFolder, { recursive: true, force: true });
  say(`A directory with ${DEMO_PEOPLE} people listens on ${directory.url}.`);
  writePbxFiles(exportsFolder, 'first');
  say('Setting up the Enterprise "acme" with one synchronizer, and "harbor" with two PBX nodes:');
  const { enterprises, ...rest } = demoConfiguration(directory.url);
  const configuration = { ...rest, enterprises: [...enterprises, pbxEnterprise(exportsFolder)] };
  await run(['config', 'import', '-'], { input: JSON.stringify(configuration) });
  say('\nThe first synchronization:');
  await run(['sync', '--enterprise', 'acme']);
  await showAccounts('acme');
  await showPhoneSystems();
  if (!process.argv.includes('--no-window')) await showWindow();
  say(`\nThe data folder stays, so you can go on, also offline:
  npm start -- --data demo-data
  npx rollcall --data demo-data runs
  npx rollcall --data demo-data runs show 1
  npx rollcall --data demo-data accounts export --format csv
  npx rollcall --data demo-data numbers --enterprise ${PBX_ENTERPRISE}`);
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

/** An Enterprise whose accounts come from the export files of two phone systems (domain.md 3.4). */
async function showPhoneSystems(): Promise<void> {
  const of = ['--enterprise', PBX_ENTERPRISE];
  say('\nThe phone systems of "harbor", from the form exports in demo-data/exports:');
  await run(['sync', ...of], { fine: [0, 2] });
  await showAccounts(PBX_ENTERPRISE);
  await showRules();
  say('\nDevices in no account, and why:');
  await run(['devices', '--not-assigned', ...of]);
  say(
    '\nIvy Nash makes calls from 6001 in one of her statuses. Then the PBX deletes 6001 and exports again:',
  );
  await run(['statuses', 'set', '6000', 'Mobile', '--make-call-from', '6001', ...of]);
  writePbxFiles(exportsFolder, 'later');
  say(await headOf(['sync', ...of, '--source', 'HQ'], [0, 2, 3]));
  await rejectSlip();
  say('\nNumbers that stay because something holds them:');
  await run(['numbers', '--held', ...of]);
  say(
    '\nIvy frees it herself: in the window, "Hand over to a user" at the top, harbor, login ID 6000, and this one-time code:',
  );
  // The list begins with the mark that spreadsheets want.
  say((await outputOf(['codes', '--login', '6000', ...of])).replace(/^\ufeff/, '').trimEnd());
}

/** The rules with the accounts that show them, as the first synchronization made them. */
async function showRules(): Promise<void> {
  const list = JSON.parse(await outputOf(['accounts', '--enterprise', PBX_ENTERPRISE, '--json'])) as {
    accounts: { loginId: string; firstName: string; lastName: string }[];
  };
  const names = new Map(
    list.accounts.map(({ loginId, firstName, lastName }) => [loginId, `${firstName} ${lastName}`]),
  );
  say('\nWhich of the six rules for phone systems (R1 to R6) these accounts show:');
  const columns = [{ header: 'Rule' }, { header: 'Login ID' }, { header: 'Name' }, { header: 'What to see' }];
  const rows = RULES_SHOWN.map(({ rule, login, shows }) => [
    rule,
    login,
    names.get(login) ?? 'missing',
    shows,
  ]);
  say(table(columns, rows).join('\n'));
}

/** What waits because a number is still on the PBX, and the answer that a person would give. */
async function rejectSlip(): Promise<void> {
  const { runs } = JSON.parse(await outputOf(['runs', '--limit', '1', '--json'])) as {
    runs: { id: number }[];
  };
  const answer = ['sync', '--reject', String(runs[0]!.id), '--login', ...DEMO_REJECTED];
  say(`
Somebody put Ed Dunn's softphone 2003 into Max Roe's group 4000. By R4 it is Max's now, and Ed's account would go. But 2003
is still on the PBX, so nobody is deleted silently: it waits (pbx.still-there), and 4000 with it. It was a slip, so you say no:
  rollcall ${answer.join(' ')}`);
  await run(answer);
}

/** What a command prints. */
async function outputOf(args: string[]): Promise<string> {
  const { status, output } = await rollcall(dataFolder, args, { show: false });
  checkStatus(args, status, [0]);
  return output;
}

/** What a command says before the issues, which are the same as before for the most part. */
async function headOf(args: string[], fine: number[]): Promise<string> {
  const { status, output } = await rollcall(dataFolder, args, { show: false });
  checkStatus(args, status, fine);
  const lines = output.trimEnd().split('\n');
  const issues = lines.findIndex((line) => /^ {2}(error|warning|info) /.test(line));
  return lines.slice(0, issues < 0 ? lines.length : issues).join('\n');
}

async function showAccounts(enterprise: string): Promise<void> {
  say(`\nThe first ${SHOWN} accounts:`);
  const { output } = await rollcall(dataFolder, ['accounts', '--enterprise', enterprise], { show: false });
  say(
    output
      .split('\n')
      .slice(0, SHOWN + 1)
      .join('\n'),
  );
}

/** Runs the command; stops the demo when it ends otherwise than is fine. */
async function run(
  args: string[],
  { input, fine = [0] }: { input?: string; fine?: number[] } = {},
): Promise<void> {
  const { status } = await rollcall(dataFolder, args, input === undefined ? {} : { input });
  checkStatus(args, status, fine);
}

function checkStatus(args: string[], status: number | null, fine: number[]): void {
  if (status === null || !fine.includes(status)) {
    throw new Error(`rollcall ${args.join(' ')} ended with status ${status}`);
  }
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
