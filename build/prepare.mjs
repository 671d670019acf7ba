/**
 * Runs one of the project's tasks on a machine in any state: installs the packages when they are missing
 * or out of step with the lock file, finds a Node that can run the project, and starts the task with it.
 *
 *     node build/prepare.mjs <task> [arguments…]
 *
 * Plain JavaScript without dependencies, because it must run before anything is installed, under the
 * machine's own Node (18 or later). A script of its own rather than `node a && node b` in package.json:
 * the shell that npm starts remembers where it found `node` and would miss the one just installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, 'node_modules');
const bin = path.join(modules, '.bin');
const stamp = path.join(modules, '.rollcall-lock-sha256');

/** node:sqlite needs no flag from here on. "engines" allows less: a Node of the project's own comes with the packages. */
const oldest = [22, 13];

/** The scripts of each task, in order; the next starts only when the one before has succeeded. */
const tasks = {
  start: [['build/start.ts']],
  demo: [['build/build.ts'], ['build/demo.ts']],
  test: [['build/test.ts']],
  'test:long': [['build/test.ts', '--long']],
  check: [['build/check.ts']],
  screenshots: [['build/build.ts'], ['build/screenshots.ts']],
  bench: [['build/build.ts'], ['tests/bench/bench.ts']],
  fuzz: [['tests/fuzz/fuzz.ts']],
  build: [['build/build.ts']],
  format: [['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.']],
};

const [task = '', ...taskArguments] = process.argv.slice(2);
if (!Object.hasOwn(tasks, task)) fail(`Usage: node build/prepare.mjs ${Object.keys(tasks).join('|')}`);

ensurePackages();
const node = findNode();
const scripts = tasks[task];
for (const [index, script] of scripts.entries()) {
  const extra = index === scripts.length - 1 ? taskArguments : [];
  const outcome = await run([...node.flags, ...script, ...extra]);
  // Whoever started this sees the same end; the exit is for signals that Node survives.
  if (outcome.signal) process.kill(process.pid, outcome.signal);
  if (outcome.code !== 0) process.exit(outcome.code ?? 1);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function ensurePackages() {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (readIfThere(stamp) === wanted) return;
  if (!packagesInStep(JSON.parse(lock.toString('utf8')))) install();
  try {
    fs.writeFileSync(stamp, wanted);
  } catch {
    // Somebody else's node_modules may be read-only; the comparison is then simply made again next time.
  }
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules is what the lock file describes, by the list npm leaves in it. It saves the
 * reinstall after `npm install`, which changes both together.
 */
function packagesInStep(lock) {
  const text = readIfThere(path.join(modules, '.package-lock.json'));
  if (text === undefined) return false;
  const installed = JSON.parse(text).packages ?? {};
  const wanted = lock.packages ?? {};
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === '') continue;
    const present = installed[folder];
    if (present === undefined) {
      if (mayBeAbsent(entry)) continue;
      return false;
    }
    if (present.version !== entry.version || present.integrity !== entry.integrity) return false;
    if (!fs.existsSync(path.join(root, folder))) return false;
  }
  return Object.keys(installed).every((folder) => folder in wanted);
}

/** npm leaves out optional packages of other platforms, and what only those need. */
function mayBeAbsent(entry) {
  if (!entry.optional && !entry.devOptional) return false;
  const madeForHere =
    entry.os?.includes(process.platform) && entry.cpu?.includes(process.arch) && entry.libc === undefined;
  return !madeForHere;
}

function install() {
  process.stderr.write('Installing packages…\n');
  const scratchCache = unwritableCache()
    ? fs.mkdtempSync(path.join(os.tmpdir(), 'rollcall-npm-'))
    : undefined;
  // Without node_modules/.bin: npm must not run on the very Node that it is about to replace.
  const environment = withPath((folder) => path.resolve(folder) !== bin);
  if (scratchCache) environment.npm_config_cache = scratchCache;
  // NODE_ENV=production or a user's npm settings would leave out what builds and tests need, and after
  // `npm run --silent` npm would keep silent about what went wrong.
  const flags = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'];
  const result = spawnSync('npm', flags, {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (scratchCache) fs.rmSync(scratchCache, { recursive: true, force: true });
  if (result.error)
    fail(`npm could not be started (${result.error.message}). Install npm, which comes with Node.`);
  if (result.signal) process.kill(process.pid, result.signal);
  if (result.status !== 0) {
    process.stderr.write(result.stdout + result.stderr);
    fail(`The packages could not be installed: npm ci ended with status ${result.status}.`);
  }
}

function unwritableCache() {
  let folder = process.env.npm_config_cache ?? path.join(os.homedir(), '.npm');
  while (!fs.existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/** A copy of the environment with only the folders of PATH that `keep` accepts. */
function withPath(keep) {
  const environment = { ...process.env };
  // Windows writes the name as "Path".
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (environment[name] ?? '').split(path.delimiter).filter((folder) => folder && keep(folder));
  environment[name] = folders.join(path.delimiter);
  return environment;
}

function findNode() {
  const candidates = [
    [process.execPath, process.versions.node],
    ...[path.join(bin, 'node'), path.join(modules, `node-linux-${process.arch}`, 'bin', 'node')]
      .filter((file) => fs.existsSync(file))
      .map((file) => [file]),
  ];
  let usable;
  for (const [file, known] of candidates) {
    const version =
      known ?? spawnSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout?.trim();
    if (!version || !isAtLeast(version, oldest)) continue;
    if (stripsTypes(version)) return { file, flags: [] };
    usable ??= { file, flags: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] };
  }
  if (usable) return usable;
  return fail(
    `Rollcall needs Node ${oldest.join('.')} or later; this is ${process.versions.node}, and there is none ` +
      'in node_modules. Install a newer Node, or on Linux run `npm ci`, and try again.',
  );
}

function isAtLeast(version, [major, minor]) {
  const [ownMajor, ownMinor] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** Whether this Node runs TypeScript without a flag. */
function stripsTypes(version) {
  return version.startsWith('22.') ? isAtLeast(version, [22, 18]) : isAtLeast(version, [23, 6]);
}

/** Runs one script to its end; signals sent to this process reach it. */
function run(nodeArguments) {
  const environment = withPath((folder) => path.resolve(folder) !== bin);
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH');
  environment[name] = [bin, environment[name]].join(path.delimiter);
  return new Promise((resolve) => {
    const child = spawn(node.file, nodeArguments, { cwd: root, env: environment, stdio: 'inherit' });
    const forward = (signal) => {
      // Ctrl+C reaches the child from the terminal already; a second one would mean "at once".
      if (signal === 'SIGINT' && terminalSignals()) return;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const end = (outcome) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(outcome);
    };
    child.on('error', (error) => {
      process.stderr.write(`${node.file} could not be started: ${error.message}\n`);
      end({ code: 1, signal: null });
    });
    child.on('exit', (code, signal) => end({ code, signal }));
  });
}

/** Whether this process is in the foreground of a terminal, which then signals the whole group itself. */
function terminalSignals() {
  const stat = readIfThere('/proc/self/stat');
  if (stat === undefined) return process.stdin.isTTY === true;
  const [, , group, , , foregroundGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === foregroundGroup;
}
