import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TestFolders } from '../../../tests/support/store.ts';
import { defaultDataFolder, layoutOf, prepareFolder } from './folder.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

test.each([
  ['linux', {}, '/home/anna', '/home/anna/.config/Rollcall/data'],
  ['linux', { XDG_CONFIG_HOME: '/etc/anna' }, '/home/anna', '/etc/anna/Rollcall/data'],
  ['linux', { XDG_CONFIG_HOME: '' }, '/home/anna', '/home/anna/.config/Rollcall/data'],
  ['freebsd', {}, '/home/anna', '/home/anna/.config/Rollcall/data'],
  [
    'darwin',
    { XDG_CONFIG_HOME: '/x' },
    '/Users/anna',
    '/Users/anna/Library/Application Support/Rollcall/data',
  ],
  ['win32', { APPDATA: 'D:\\Roaming' }, 'C:\\Users\\anna', 'D:\\Roaming\\Rollcall\\data'],
  ['win32', {}, 'C:\\Users\\anna', 'C:\\Users\\anna\\AppData\\Roaming\\Rollcall\\data'],
] satisfies [NodeJS.Platform, Record<string, string>, string, string][])(
  'E2: the default folder on %s with %j',
  (platform, env, home, folder) => {
    expect(defaultDataFolder(platform, env, home)).toBe(folder);
  },
);

describe('E2: the data folder', () => {
  test('E2: is made with its parts, private to its owner, also where it stood open before', () => {
    const root = path.join(folders.next(), 'deep', 'data');
    const layout = prepareFolder(root, () => 0);
    expect(layout).toEqual(layoutOf(root));
    const parts = [layout.root, layout.locks, layout.spool, layout.backups, layout.logs];
    for (const folder of parts) expect(statSync(folder).isDirectory()).toBe(true);
    if (process.platform === 'win32') return;
    for (const folder of parts) expect(statSync(folder).mode & 0o777).toBe(0o700);

    const open = folders.next();
    mkdirSync(path.join(open, 'locks'), { recursive: true, mode: 0o755 });
    prepareFolder(open, () => 0);
    expect([open, path.join(open, 'locks')].map((each) => statSync(each).mode & 0o777)).toEqual([
      0o700, 0o700,
    ]);
  });

  test.runIf(process.platform === 'linux').each([
    [0x6969, 'NFS'],
    [0x517b, 'SMB'],
    [0xff534d42, 'CIFS'],
    [0xff534d42 | 0, 'CIFS'],
    [0xfe534d42, 'SMB'],
  ])('E2: a network share is refused: %i, %s', (type, kind) => {
    const root = folders.next();
    let refused: unknown;
    try {
      prepareFolder(root, () => type);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ name: 'RollcallError', code: 'store.network-share' });
    expect((refused as Error).message).toContain(`(${kind})`);
    expect(existsSync(layoutOf(root).database)).toBe(false);
  });

  test('E2: disks of this machine are taken: ext4, btrfs, xfs, overlay, tmpfs', () => {
    for (const type of [0xef53, 0x9123683e, 0x58465342, 0x794c7630, 0x01021994]) {
      expect(() => prepareFolder(folders.next(), () => type)).not.toThrow();
    }
  });

  test('E2: a place where no folder can be made is store.unwritable', () => {
    const file = folders.next();
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    for (const root of [file, path.join(file, 'data')]) {
      expect(() => prepareFolder(root, () => 0)).toThrow(
        expect.objectContaining({ name: 'RollcallError', code: 'store.unwritable' }) as Error,
      );
    }
  });
});
