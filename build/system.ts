/**
 * Makes the real directory server of the integration tests available: OpenLDAP's slapd and its tools. They
 * are the only system packages the project uses, and only its tests use them.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const programs = ['slapd', 'slapadd', 'ldapsearch'];
const packages = ['slapd', 'ldap-utils'];
const advice = `sudo apt-get install ${packages.join(' ')}`;
const policyFile = '/usr/sbin/policy-rc.d';

/** PATH with the folders Debian keeps servers in, which an ordinary user's PATH leaves out. */
export function pathWithServers(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  for (const folder of ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/libexec', '/usr/libexec']) {
    if (!folders.includes(folder)) folders.push(folder);
  }
  return folders.join(path.delimiter);
}

/**
 * Installs slapd and its tools where that is possible, and says in one line what happened. Returns whether
 * the tests can run as they should: false only in CI, where a missing server must not pass unnoticed.
 */
export function prepareSystem(): boolean {
  const missing = missingPrograms();
  if (missing.length === 0) return say('slapd is here: integration tests run against it.');
  if (!isRoot() || !findProgram('apt-get')) return withoutServer(missing);

  say(`Installing ${packages.join(' and ')} with apt-get…`);
  const problem = install();
  const stillMissing = missingPrograms();
  if (stillMissing.length === 0) return say(`Installed ${packages.join(' and ')} with apt-get.`);
  if (problem) say(problem);
  return withoutServer(stillMissing);
}

function withoutServer(missing: string[]): boolean {
  const inCi = process.env['CI'] === 'true';
  const consequence = inCi ? 'which CI requires' : 'so the tests that need it are skipped';
  say(`${missing.join(' and ')} not found, ${consequence}. To install: ${advice}`);
  return !inCi;
}

function say(line: string): true {
  process.stderr.write(`${line}\n`);
  return true;
}

function missingPrograms(): string[] {
  return programs.filter((program) => !findProgram(program));
}

function findProgram(name: string): string | undefined {
  return pathWithServers()
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Returns apt's own words when it failed. */
function install(): string | undefined {
  const removePolicy = forbidServiceStart();
  try {
    // Package lists may be absent (a fresh container) or outdated (404): refresh them only then.
    const hasLists = apt('apt-cache', ['show', ...packages]) === undefined;
    if (hasLists && apt('apt-get', ['install', '-y', ...packages]) === undefined) return undefined;
    return apt('apt-get', ['update']) ?? apt('apt-get', ['install', '-y', ...packages]);
  } finally {
    removePolicy();
  }
}

/** Debian starts a server as soon as it is installed unless this file says no; the tests start their own. */
function forbidServiceStart(): () => void {
  if (existsSync(policyFile)) return () => undefined;
  // With a listener, Ctrl+C ends apt first and this process after it has tidied up.
  const interrupted = () => process.exit(130);
  process.once('SIGINT', interrupted);
  writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => {
    rmSync(policyFile, { force: true });
    // The signal is delivered after this turn; the listener must still be there.
    setImmediate(() => process.off('SIGINT', interrupted));
  };
}

function apt(command: string, commandArguments: string[]): string | undefined {
  const options = command === 'apt-get' ? ['-q', '-o', 'DPkg::Lock::Timeout=120'] : [];
  const result = spawnSync(command, [...options, ...commandArguments], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', PATH: pathWithServers() },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return undefined;
  return result.error ? result.error.message : `${result.stdout}${result.stderr}`.trim();
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  process.exitCode = prepareSystem() ? 0 : 1;
}
