import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  createWriteStream,
  mkdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { exportState } from '../../electron/engine/pbx/index.ts';
import { codesOfRead, DEVICE_HEADER, ReadBench, WRITTEN } from '../support/pbx-read.ts';
import { TestFolders } from '../support/store.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

const bench = () => new ReadBench(folders.next());
const PRG = 'Personal Ring Group,Number';

/** Nothing is forbidden to root: what permissions do is looked at as somebody else. */
async function asOrdinaryUser(act: () => Promise<void>): Promise<void> {
  const NOBODY = 65534;
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('files that cannot be opened', () => {
  it('file.missing, file.unreadable: none, a folder in its place, a way through a file', async () => {
    const files = bench();
    files.crowd('users.csv', 2);
    mkdirSync(files.path('folder.csv'));
    for (const [settings, code, words] of [
      [files.named('none.csv'), 'file.missing', `There is no ${files.path('none.csv')}.`],
      [files.named('users.csv', ['none.csv']), 'file.missing', `There is no ${files.path('none.csv')}.`],
      [files.named('users.csv/x.csv'), 'file.missing', 'There is no '],
      [files.named('folder.csv'), 'file.unreadable', 'it is a folder, not a file.'],
      [files.named('users.csv', [], 'folder.csv'), 'file.unreadable', 'it is a folder, not a file.'],
      [{ folder: files.path('none') }, 'file.missing', `There is no ${files.path('none')}.`],
      [{ folder: files.path('users.csv') }, 'file.unreadable', 'it is a file, not a folder.'],
      [{ folder: files.path('folder.csv') }, 'file.missing', 'There is no .csv or .txt file in '],
      [{ files: null, folder: null }, 'file.missing', 'The node names no file with its devices.'],
    ] as const) {
      const { verdict, error } = await files.read(settings);
      expect({ verdict, code: error?.code }).toEqual({ verdict: 'failed', code });
      expect(error?.message).toContain(words);
    }
    // A folder in a folder is no export.
    expect(await files.read()).toMatchObject({ verdict: 'complete', issues: [] });
  });

  it.skipIf(process.platform === 'win32')('file.unreadable: no permission', async () => {
    const files = bench();
    files.crowd('users.csv', 2);
    files.put('prg.csv', [PRG, '3000,3001']);
    chmodSync(files.path('prg.csv'), 0);
    chmodSync(path.dirname(files.folder), 0o755);
    await asOrdinaryUser(async () => {
      for (const settings of [{ folder: files.folder }, files.named('users.csv', ['prg.csv'])]) {
        const { verdict, error } = await files.read(settings);
        expect({ verdict, code: error?.code }).toEqual({ verdict: 'failed', code: 'file.unreadable' });
        expect(error?.message).toBe(`${files.path('prg.csv')} cannot be read: access is denied.`);
      }
    });
  });

  it.skipIf(process.platform === 'win32')('a pipe is not waited for, a device is not read', async () => {
    const files = bench();
    execFileSync('mkfifo', [files.path('pipe.csv')]);
    symlinkSync('/dev/zero', files.path('zero.csv'));
    for (const name of ['pipe.csv', 'zero.csv']) {
      const { verdict, error } = await files.read(files.named(name));
      expect({ verdict, code: error?.code }).toEqual({ verdict: 'failed', code: 'file.unreadable' });
    }
    expect(await files.read()).toMatchObject({ verdict: 'failed', error: { code: 'file.missing' } });
  });

  it.skipIf(process.platform === 'win32')(
    'a link is followed; one that leads nowhere is missing',
    async () => {
      const [files, other] = [bench(), bench()];
      symlinkSync(other.crowd('users.csv', 2), files.path('link.csv'));
      expect(await files.read()).toMatchObject({ verdict: 'complete', read: { devices: { length: 2 } } });
      other.remove('users.csv');
      expect(await files.read()).toMatchObject({ verdict: 'failed', error: { code: 'file.missing' } });
    },
  );
});

describe('file.truncated: files that change while they are read', () => {
  const BIG = 5000;
  const change = async (files: ReadBench, what: () => void) => {
    let isDone = false;
    const progress = () => {
      if (!isDone) what();
      isDone = true;
    };
    const result = await files.read(undefined, [], { progress });
    expect(isDone).toBe(true);
    expect(result.verdict).toBe('partial');
    expect(codesOfRead(result)).toContain('file.truncated');
    expect(result.error?.message).toContain('still being written');
  };

  it('one that grows', async () => {
    const files = bench();
    files.crowd('users.csv', BIG);
    await change(files, () => appendFileSync(files.path('users.csv'), '9999,5330 IP,,A,B,C\r\n'));
  });

  it('one that was read already, and one that is new', async () => {
    const files = bench();
    files.put('a-prg.csv', [PRG, '3000,3001']);
    files.crowd('users.csv', BIG);
    await change(files, () => appendFileSync(files.path('a-prg.csv'), '3000,3002\r\n'));
    await change(files, () => files.put('b-prg.csv', [PRG, '3000,3001']));
  });

  it('one that is replaced, and one that is written anew with as many bytes', async () => {
    const files = bench();
    files.crowd('users.csv', BIG);
    await change(files, () => {
      files.crowd('next.tmp', BIG);
      renameSync(files.path('next.tmp'), files.path('users.csv'));
    });
    await change(files, () => {
      utimesSync(files.path('users.csv'), WRITTEN / 1000 + 1, WRITTEN / 1000 + 1);
    });
  });
});

describe('while it is read', () => {
  it('says how many rows there are so far, and how many there will be', async () => {
    const files = bench();
    files.crowd('users.csv', 20_000, 100_000);
    files.put('prg.csv', [PRG, ...Array.from({ length: 4000 }, (_, place) => `${100_000 + place},1`)]);
    const told: [rows: number, estimate: number][] = [];
    await files.read(undefined, [], { progress: (rows, estimate) => told.push([rows, estimate]) });
    expect(told.length).toBeGreaterThan(10);
    for (const [place, [rows]] of told.entries())
      expect(rows).toBeGreaterThanOrEqual(told[place - 1]?.[0] ?? 0);
    expect(told.at(-1)![0]).toBe(24_000);
    const late = told.slice(Math.floor(told.length / 2));
    for (const [, estimate] of late) expect(Math.abs(estimate - 24_000)).toBeLessThan(12_000);
  });

  it('is cancelled within a second, with nothing to remember', async () => {
    const files = bench();
    files.crowd('users.csv', 100_000, 100_000);
    const cancel = new AbortController();
    let at = 0;
    const progress = (rows: number) => {
      if (rows < 10_000 || at !== 0) return;
      at = performance.now();
      cancel.abort();
    };
    const result = await files.read(undefined, [], { signal: cancel.signal, progress });
    expect(performance.now() - at).toBeLessThan(1000);
    expect(result).toMatchObject({ verdict: 'failed', error: { code: 'run.cancelled' }, files: [] });
    expect(result.read.devices).toEqual([]);
    expect(await files.read(undefined, [], { signal: AbortSignal.abort() })).toMatchObject({
      verdict: 'failed',
      error: { code: 'run.cancelled' },
    });
  });
});

describe('the state of files that are not read', () => {
  it('changes with every file that comes, goes, or is written to; never throws', async () => {
    const files = bench();
    const folder = { files: null, folder: files.folder };
    const seen = new Set<string>();
    const look = async (settings: Parameters<typeof exportState>[0] = folder) => {
      const state = await exportState(settings);
      expect(await exportState(settings)).toEqual(state);
      const { newest, fingerprint, files: there } = state;
      expect(Math.max(0, ...there.map(({ modifiedAt }) => modifiedAt))).toBe(newest ?? 0);
      return { newest, isNew: !seen.has(fingerprint) && seen.add(fingerprint) !== undefined };
    };
    expect(await look()).toEqual({ newest: null, isNew: true });
    files.crowd('users.csv', 2);
    expect(await look()).toEqual({ newest: WRITTEN, isNew: true });
    files.put('prg.csv', [PRG], WRITTEN + 5000);
    expect(await look()).toEqual({ newest: WRITTEN + 5000, isNew: true });
    files.put('notes.md', 'x');
    expect(await look()).toEqual({ newest: WRITTEN + 5000, isNew: false });
    files.crowd('users.csv', 2, 3000, WRITTEN + 1000);
    expect(await look()).toEqual({ newest: WRITTEN + 5000, isNew: true });
    files.remove('prg.csv');
    expect(await look()).toEqual({ newest: WRITTEN + 1000, isNew: true });
    expect(await look({ folder: null, ...files.named('users.csv', ['gone.csv']) })).toEqual({
      newest: WRITTEN + 1000,
      isNew: true,
    });
    expect(await look({ files: null, folder: files.path('none') })).toEqual({ newest: null, isNew: false });
  });
});

describe('large files', () => {
  /** Reads a file in a process of its own and says what it needed. */
  async function readApart(file: string, heapMegabytes: number) {
    const room = pathToFileURL(path.join(import.meta.dirname, '../../electron/engine/pbx/index.ts')).href;
    const script = `
      import { pbxSettings, readExport } from ${JSON.stringify(room)};
      const settings = pbxSettings({ files: { devices: ${JSON.stringify(file)}, groups: [] } });
      // What is held, not what waits to be collected.
      const held = () => {
        globalThis.gc();
        const { heapUsed, external } = process.memoryUsage();
        return heapUsed + external;
      };
      const before = held();
      let peak = before;
      let calls = 0;
      const { verdict, error, read } = await readExport(settings, {
        before: [], now: Date.now(), guard: settings.guard, signal: new AbortController().signal,
        progress: () => { if (calls++ % 100 === 0) peak = Math.max(peak, held()); },
      });
      console.log(JSON.stringify({ verdict, error, devices: read.devices.length, grown: peak - before }));`;
    const options = [
      '--expose-gc',
      `--max-old-space-size=${heapMegabytes}`,
      '--input-type=module',
      '-e',
      script,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    return JSON.parse(stdout) as {
      verdict: string;
      error: { code: string } | null;
      devices: number;
      grown: number;
    };
  }

  /** A device file with so many rows, each with a comment that nobody reads. */
  async function writeRows(file: string, rows: number, comment: string): Promise<void> {
    const stream = createWriteStream(file);
    stream.write(`${DEVICE_HEADER},Comments\r\n`);
    for (let row = 0; row < rows; row += 1) {
      const line = `${1_000_000 + row},5330 IP,08:00:0F:12:34:56,First${row % 5000},Last${row % 9000},Dep ${row % 99},${comment}\r\n`;
      if (!stream.write(line)) await once(stream, 'drain');
    }
    stream.end();
    await once(stream, 'finish');
  }

  it('200,000 rows in 130 MB are read in bounded memory', async () => {
    const files = bench();
    await writeRows(files.path('users.csv'), 200_000, 'x'.repeat(600));
    const { verdict, devices, grown } = await readApart(files.path('users.csv'), 160);
    expect({ verdict, devices }).toEqual({ verdict: 'complete', devices: 200_000 });
    // The devices themselves take some 45 MB; the file would take its 130 more.
    expect(grown).toBeLessThan(64 * 1024 * 1024);
  });

  // Of `npm run test:long` only.
  if (process.env['TEST_LONG'] === '1') it('1,000,000 rows are read; one more is refused', aMillionRows);

  async function aMillionRows(): Promise<void> {
    const files = bench();
    await writeRows(files.path('users.csv'), 1_000_000, '');
    expect(await readApart(files.path('users.csv'), 700)).toMatchObject({
      verdict: 'complete',
      devices: 1_000_000,
    });
    appendFileSync(files.path('users.csv'), '1,5330 IP,,A,B,C,\r\n');
    expect(await readApart(files.path('users.csv'), 700)).toMatchObject({
      verdict: 'partial',
      error: { code: 'csv.malformed' },
    });
  }

  it.each([
    ['one cell', '', 'x'],
    ['a quote that is never closed', '"', 'x\n'],
    ['empty cells', '', ','],
    ['cells with line ends', '', '"\n",'],
  ])('100 MB of one row are refused before they are held: %s', async (_, begin, part) => {
    const files = bench();
    const stream = createWriteStream(files.path('users.csv'));
    stream.write(`${DEVICE_HEADER}\r\n${begin}`);
    const block = part.repeat(Math.ceil((1024 * 1024) / part.length));
    for (let count = 0; count < 100; count += 1) if (!stream.write(block)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'finish');
    const { verdict, error, grown } = await readApart(files.path('users.csv'), 64);
    expect({ verdict, code: error?.code }).toEqual({ verdict: 'failed', code: 'csv.malformed' });
    expect(grown).toBeLessThan(8 * 1024 * 1024);
  });
});
