import { mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { makePrivate } from './sqlite.ts';

/** The places of a data folder (E2). */
export interface DataFolder {
  root: string;
  database: string;
  locks: string;
  spool: string;
  backups: string;
  logs: string;
}

/**
 * The default data folder, the same for the app and the command line (E2). Pure: the caller names the platform,
 * the environment and the home folder.
 */
export function defaultDataFolder(
  platform: NodeJS.Platform,
  env: Record<string, string | undefined>,
  home: string,
): string {
  if (platform === 'win32') {
    return path.win32.join(env['APPDATA'] ?? path.win32.join(home, 'AppData', 'Roaming'), 'Rollcall', 'data');
  }
  if (platform === 'darwin')
    return path.posix.join(home, 'Library', 'Application Support', 'Rollcall', 'data');
  return path.posix.join(env['XDG_CONFIG_HOME'] || path.posix.join(home, '.config'), 'Rollcall', 'data');
}

/** The layout of a data folder; touches nothing. */
export function layoutOf(root: string): DataFolder {
  return {
    root,
    database: path.join(root, 'rollcall.db'),
    locks: path.join(root, 'locks'),
    spool: path.join(root, 'spool'),
    backups: path.join(root, 'backups'),
    logs: path.join(root, 'logs'),
  };
}

/** File systems on which locks cannot be trusted, by the magic number that statfs(2) reports. */
const NETWORK_FILE_SYSTEMS: Record<number, string> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB',
  0x564c: 'NCP',
  0x73757245: 'Coda',
  0x5346414f: 'AFS',
};

/**
 * Makes the folders, private to their owner. Refuses a network share: SQLite's locks and the leases rest on file
 * locks that such shares do not keep.
 */
export function prepareFolder(
  root: string,
  fileSystemType: (folder: string) => number = (folder) => statfsSync(folder).type,
): DataFolder {
  const layout = layoutOf(root);
  if (process.platform === 'win32' && /^[\\/]{2}[^?.]/.test(root))
    throw networkShare(root, 'a Windows share');
  try {
    for (const folder of [layout.root, layout.locks, layout.spool, layout.backups, layout.logs]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      makePrivate(folder, 0o700);
    }
  } catch (cause) {
    throw new RollcallError('store.unwritable', `The data folder ${root} cannot be made or changed.`, {
      cause,
    });
  }
  if (process.platform === 'linux') {
    const network = NETWORK_FILE_SYSTEMS[fileSystemType(root) >>> 0];
    if (network !== undefined) throw networkShare(root, network);
  }
  return layout;
}

function networkShare(root: string, kind: string): RollcallError {
  return new RollcallError(
    'store.network-share',
    `The data folder ${root} lies on a network share (${kind}), which does not keep the locks that protect it.`,
  );
}
