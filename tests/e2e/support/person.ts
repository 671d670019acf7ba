/**
 * Who the app runs as. Chromium refuses its sandbox to root, so where the tests run as root the app is started as
 * the ordinary user `nobody`: what is tested is what a person runs.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, lstatSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Person {
  readonly uid: number;
  readonly gid: number;
  /** Whether this is somebody else than who runs the tests. */
  readonly other: boolean;
  /** Whether Chromium's sandbox works for them with this executable. */
  readonly sandbox: boolean;
}

/** Debian's and everybody's `nobody`; by number, because its group's name differs between systems. */
const NOBODY = 65534;

/** Chooses who starts this Electron, and whether with the sandbox. */
export function choosePerson(executable: string): Person {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (process.platform !== 'linux') return { uid, gid, other: false, sandbox: true };
  if (uid !== 0) return { uid, gid, other: false, sandbox: sandboxWorks(executable, []) };
  const asNobody = switchUser(NOBODY, NOBODY);
  if (spawnSync(asNobody[0] ?? '', [...asNobody.slice(1), 'true']).status !== 0)
    return { uid, gid, other: false, sandbox: false };
  return { uid: NOBODY, gid: NOBODY, other: true, sandbox: sandboxWorks(executable, asNobody) };
}

/**
 * Writes an executable that starts a command as that person with whatever arguments it gets, and is replaced by
 * it, so that signals and the process id are the app's. What the app writes goes on as it is and into `output` as
 * well: Playwright hands over the streams only once the app is up, when the first words are gone.
 */
export function writeLauncher(
  file: string,
  command: readonly string[],
  person: Person,
  output: string,
): void {
  // pdeathsig: when the test process is killed outright, the app must not live on.
  const words = person.other ? [...switchUser(person.uid, person.gid), ...command] : command;
  const line = words.map(quoted).join(' ');
  const copy = `tee -a ${quoted(output)}`;
  writeFileSync(file, `#!/usr/bin/env bash\nexec ${line} "$@" > >(${copy}) 2> >(${copy} >&2)\n`, {
    mode: 0o755,
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Gives a folder and all in it to that person. */
export function giveTo(person: Person, folder: string): void {
  if (!person.other) return;
  chownSync(folder, person.uid, person.gid);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!lstatSync(file).isSymbolicLink()) chownSync(file, person.uid, person.gid);
  }
}

/** The first folder on the way to `file` that this person may not pass, if there is one. */
export function closedFolder(file: string, person: Person): string | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const { mode, uid } = statSync(folder);
    if ((mode & (uid === person.uid ? 0o100 : 0o001)) === 0) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function switchUser(uid: number, gid: number): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig=KILL', '--'];
}

/** Either its helper belongs to root, or the kernel lets users make a sandbox themselves. */
function sandboxWorks(executable: string, prefix: readonly string[]): boolean {
  if (process.platform !== 'linux') return true;
  const helper = statSync(path.join(path.dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper && helper.uid === 0 && (helper.mode & 0o7777) === 0o4755) return true;
  const [command = 'unshare', ...rest] = [...prefix, 'unshare', '--user', '--net', 'true'];
  return spawnSync(command, rest).status === 0;
}
