/**
 * Makes available what tests and the window need of the system (needs.ts): installs Debian's packages where that is
 * possible, and names them where it is not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { findProgram, needs, pathWithServers, thisMachine, type Need } from './needs.ts';

export { pathWithServers };

const policyFile = '/usr/sbin/policy-rc.d';

/**
 * Installs what is missing where that is possible, and says in one line each what happened. Returns whether the
 * tests can run as they should: false only in CI, where something missing must not pass unnoticed.
 */
export function prepareSystem(wanted: readonly Need[] = needs): boolean {
  const lacking = wanted.filter((need) => need.missing(thisMachine).length > 0);
  for (const need of wanted) if (!lacking.includes(need)) say(`${need.name}: here, ${need.serves}.`);
  if (lacking.length === 0) return true;
  if (!isRoot() || !findProgram('apt-get')) return without(lacking);

  const packages = namesOf(lacking, isKnown);
  say(`Installing ${packages.join(', ')} with apt-get…`);
  const problem = install(lacking);
  const still = lacking.filter((need) => need.missing(thisMachine).length > 0);
  for (const need of lacking) if (!still.includes(need)) say(`${need.name}: installed, ${need.serves}.`);
  if (still.length === 0) return true;
  if (problem) say(problem);
  return without(still);
}

function without(lacking: readonly Need[]): boolean {
  const inCi = process.env['CI'] === 'true';
  for (const need of lacking) {
    const missing = need.missing(thisMachine).join(', ');
    const advice = `sudo apt-get install ${namesOf([need], () => false).join(' ')}`;
    say(
      `${need.name}: ${missing} not found, ${inCi ? 'which CI requires' : `so ${need.without}`}. To install: ${advice}`,
    );
  }
  return !inCi;
}

/** The packages to ask for: of names that differ between releases the one this release knows, or else the oldest. */
export function namesOf(wanted: readonly Need[], known: (name: string) => boolean): string[] {
  return wanted
    .flatMap((need) => need.packages)
    .map((names) => (typeof names === 'string' ? names : (names.find(known) ?? names.at(-1) ?? '')));
}

/** Whether the package lists have this very package; a name that others merely provide does not count. */
function isKnown(name: string): boolean {
  return apt('apt-cache', ['show', name]) === undefined;
}

/** Returns apt's own words when it failed. */
function install(lacking: readonly Need[]): string | undefined {
  const removePolicy = forbidServiceStart();
  try {
    // Package lists may be absent (a fresh container) or outdated (404): refresh them only then.
    const packages = namesOf(lacking, isKnown);
    const hasLists = apt('apt-cache', ['show', ...packages]) === undefined;
    if (hasLists && aptInstall(packages) === undefined) return undefined;
    return apt('apt-get', ['update']) ?? aptInstall(namesOf(lacking, isKnown));
  } finally {
    removePolicy();
  }
}

function aptInstall(packages: readonly string[]): string | undefined {
  return apt('apt-get', ['install', '-y', ...packages]);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
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

function apt(command: string, commandArguments: readonly string[]): string | undefined {
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
