/** The system packages that tests and the window use beyond Node: what for, and whether they are here. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, globSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Something the system must have. */
export interface Need {
  /** What the person calls it. */
  name: string;
  /** What works where it is here. */
  serves: string;
  /** What happens where it is not. */
  without: string;
  /** Debian's packages; a list holds one package's names in different releases, the newest first. */
  packages: readonly (string | readonly string[])[];
  /** Names of what is missing on this machine. */
  missing: (machine: Machine) => string[];
}

/** What needs look at; tests put their own in its place. */
export interface Machine {
  platform: NodeJS.Platform;
  hasProgram: (name: string) => boolean;
  hasLibrary: (name: string) => boolean;
  hasFont: () => boolean;
}

const windowLibraries = ['libgtk-3.so.0', 'libnss3.so', 'libgbm.so.1', 'libasound.so.2'];

/** Of the tests that open the app's window. */
export const windowNeed: Need = {
  name: 'Xvfb and the libraries of Electron',
  serves: 'window tests run on a screen of their own',
  without: 'the window tests are skipped',
  packages: [['libgtk-3-0t64', 'libgtk-3-0'], 'libnss3', 'libgbm1', ['libasound2t64', 'libasound2'], 'xvfb'],
  // Electron brings its own elsewhere.
  missing: ({ platform, hasProgram, hasLibrary }) =>
    platform === 'linux'
      ? [
          ...windowLibraries.filter((name) => !hasLibrary(name)),
          ...['Xvfb'].filter((name) => !hasProgram(name)),
        ]
      : [],
};

/** Of whoever looks at a picture of the window. */
export const fontNeed: Need = {
  name: 'a font',
  serves: 'pictures of the window show words',
  without: 'the window shows boxes instead of letters',
  packages: ['fonts-noto-core'],
  missing: ({ platform, hasFont }) => (platform === 'linux' && !hasFont() ? ['a scalable font'] : []),
};

export const needs: readonly Need[] = [
  {
    name: 'slapd',
    serves: 'integration tests run against it',
    without: 'the tests that need it are skipped',
    packages: ['slapd', 'ldap-utils'],
    missing: ({ hasProgram }) => ['slapd', 'slapadd', 'ldapsearch'].filter((name) => !hasProgram(name)),
  },
  windowNeed,
  fontNeed,
];

/** This machine. */
export const thisMachine: Machine = {
  platform: process.platform,
  hasProgram: (name) => findProgram(name) !== undefined,
  hasLibrary(name) {
    const { status, stdout } = spawnSync(findProgram('ldconfig') ?? 'ldconfig', ['-p'], { encoding: 'utf8' });
    // Where the list cannot be read, Electron itself will say what it misses.
    return status !== 0 || stdout.includes(`\t${name} `);
  },
  hasFont() {
    const folders = [
      '/usr/share/fonts',
      '/usr/local/share/fonts',
      path.join(os.homedir(), '.local/share/fonts'),
    ];
    return folders.some((folder) => globSync('**/*.{ttf,otf,ttc}', { cwd: folder }).length > 0);
  },
};

/** The path of a program, also in the folders Debian keeps servers in. */
export function findProgram(name: string): string | undefined {
  return pathWithServers()
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** PATH with the folders Debian keeps servers in, which an ordinary user's PATH leaves out. */
export function pathWithServers(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  for (const folder of ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/libexec', '/usr/libexec']) {
    if (!folders.includes(folder)) folders.push(folder);
  }
  return folders.join(path.delimiter);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
