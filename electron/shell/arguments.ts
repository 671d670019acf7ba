import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageAddress, PAGE_ORIGIN } from './page-policy.ts';

/** How the app was started. */
export interface StartArguments {
  /** Absolute, as `--data` or ROLLCALL_DATA names it; null for the default one, which the engine knows (E2). */
  dataFolder: string | null;
  /** Whether it starts without a window, in the tray. */
  hidden: boolean;
  /** The path of the page to show, such as `/acme/accounts`; null for the one shown last. */
  address: string | null;
  /** Results files to open, absolute: what a double click on one hands over. */
  results: string[];
}

/**
 * Reads the command line: `[--data DIR] [--hidden] [ADDRESS | RESULTS.rollcall…]`. `line` is what stands after the executable, and after
 * the app's folder where there is one. Chromium's own switches are passed over.
 */
export function parseArguments(
  line: readonly string[],
  env: Record<string, string | undefined>,
  cwd: string,
): StartArguments {
  let dataFolder = env['ROLLCALL_DATA'] || null;
  let hidden = false;
  let address: string | null = null;
  const results: string[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const word = line[at] ?? '';
    if (word === '--hidden') hidden = true;
    else if (word === '--data') dataFolder = line[(at += 1)] || dataFolder;
    else if (word.startsWith('--data=')) dataFolder = word.slice('--data='.length) || dataFolder;
    else if (isResultsFile(word)) results.push(filePath(word, cwd));
    else if (!word.startsWith('-')) address = addressPath(word) ?? address;
  }
  return {
    dataFolder: dataFolder === null ? null : path.resolve(cwd, dataFolder),
    hidden,
    address,
    results,
  };
}

/** Whether a word of the command line is a results file: by its name, as desktops tell it by. */
function isResultsFile(word: string): boolean {
  return /\.rollcall$/i.test(word) && !word.startsWith('-') && !word.startsWith(`${PAGE_ORIGIN}/`);
}

/** Some desktops hand over an address of the file. */
function filePath(word: string, cwd: string): string {
  if (!/^file:/i.test(word)) return path.resolve(cwd, word);
  try {
    return fileURLToPath(word);
  } catch {
    return path.resolve(cwd, word);
  }
}

/** What stands after the executable, or after the app's folder when Electron was told which app to run. */
export function ownArguments(argv: readonly string[], appFolder: string | null): string[] {
  if (appFolder === null) return argv.slice(1);
  const at = argv.findIndex((word, index) => index > 0 && path.resolve(word) === path.resolve(appFolder));
  return argv.slice(Math.max(at, 0) + 1);
}

/** The path of an address such as `app://rollcall/acme` or `/acme`; null when it is none of ours. */
function addressPath(word: string): string | null {
  const found = word.startsWith(`${PAGE_ORIGIN}/`) ? word.slice(PAGE_ORIGIN.length) : word;
  return pageAddress(found) === null ? null : found;
}

/**
 * The folder for settings and Chromium's own files, below the platform's folder for applications. A data folder of
 * its own gets settings of its own, and so one app each: the lock of a single instance lies there. Not in the data
 * folder itself, which may be unusable, and then the window is what says so.
 */
export function settingsFolder(applications: string, dataFolder: string | null): string {
  const own = path.join(applications, 'Rollcall');
  if (dataFolder === null) return own;
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return path.join(own, 'folders', name);
}
