import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  anyDialect,
  anyExport,
  writtenFiles,
  type WrittenFile,
} from '../../../../tests/support/pbx-files.ts';
import { pbxExports } from '../../../../tests/support/pbx-world.ts';
import { TestFolders } from '../../../../tests/support/store.ts';
import type { PbxExport } from '../../../../shared/domain/mivoice-business/types.ts';
import {
  DEFAULT_MIVOICE_BUSINESS,
  type MiVoiceBusinessSettings,
} from '../../../../shared/domain/pbx-node.ts';
import { readExport, type FileMemory, type PbxRead } from '../index.ts';

/** Each case writes and reads some files. */
// Each case writes and reads files.
const numRuns = Math.max(100, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 50));

/** Milliseconds for all cases of a property, also the many of `npm run test:long`. */
const PATIENCE = 600_000;

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

/** A folder that is emptied for each case. */
function cleanFolder(): string {
  const folder = folders.next();
  mkdirSync(folder, { recursive: true });
  return folder;
}

function put(folder: string, files: readonly WrittenFile[]): void {
  for (const { name, bytes } of files) writeFileSync(path.join(folder, name), bytes);
}

function read(
  settings: Partial<MiVoiceBusinessSettings>,
  before: readonly FileMemory[] = [],
): Promise<PbxRead> {
  const options = {
    before,
    now: Date.now(),
    guard: DEFAULT_MIVOICE_BUSINESS.guard,
    progress: () => undefined,
  };
  const signal = new AbortController().signal;
  return readExport({ ...DEFAULT_MIVOICE_BUSINESS, ...settings }, { ...options, signal });
}

/** What an export says, whatever the order of its rows and files: groups that are named twice are one. */
function sorted({ devices, groups }: PbxExport) {
  const members = new Map<string, Set<string>>();
  for (const { kind, pilot, members: numbers } of groups) {
    const key = `${kind} ${pilot}`;
    members.set(key, new Set([...(members.get(key) ?? []), ...numbers]));
  }
  return {
    devices: devices
      // Rows with U+FFFD are read and doubted (D19).
      .map(({ doubt: _doubt, ...device }) => JSON.stringify(device, Object.keys(device).sort()))
      .sort(),
    groups: [...members].map(([key, numbers]) => [key, ...[...numbers].sort()].join(' ')).sort(),
  };
}

describe('any export in any dialect', () => {
  test(
    'is read back as it was, from a folder as from files that are named',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyExport, anyDialect, fc.boolean(), async (given, dialect, isFolder) => {
          const folder = cleanFolder();
          // Files that are named take the devices from one of them.
          const files = writtenFiles(given, isFolder ? dialect : { ...dialect, blocks: 1 });
          put(folder, files);
          const at = (name: string) => path.join(folder, name);
          const named = {
            devices: at('users-1.csv'),
            groups: [at('mdug.csv'), at('prg.csv')],
            directory: null,
          };
          const result = await read(isFolder ? { folder } : { files: named });
          expect(result.error).toBeNull();
          expect(result.verdict).toBe('complete');
          expect(sorted(result.read)).toEqual(sorted(given));
          expect(result.files).toHaveLength(files.length);
          expect(result.described.every(({ problem }) => problem === null)).toBe(true);
          // The same files again are the same export, and lost nothing.
          const again = await read(isFolder ? { folder } : { files: named }, result.files);
          expect(again).toEqual(result);
          expect(again.shrunk).toEqual([]);
          rmSync(folder, { recursive: true });
        }),
        { numRuns },
      );
    },
    PATIENCE,
  );

  test(
    'D19: is read back with all its rows, also where numbers and groups stand there twice',
    async () => {
      await fc.assert(
        fc.asyncProperty(pbxExports({ unusable: false }), anyDialect, async (given, dialect) => {
          fc.pre(given.devices.length > 0);
          const folder = cleanFolder();
          put(folder, writtenFiles(given, { ...dialect, blocks: 1 }));
          const { verdict, read: found } = await read({ folder });
          expect(verdict).toBe('complete');
          expect(sorted(found)).toEqual(sorted(given));
          rmSync(folder, { recursive: true });
        }),
        { numRuns },
      );
    },
    PATIENCE,
  );

  test(
    'D18: cut anywhere inside a row it is never complete; cut at the end of one it has the rows before',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          anyExport,
          anyDialect,
          fc.nat(),
          fc.double({ min: 0, max: 1, noNaN: true }),
          async (given, dialect, which, where) => {
            const folder = cleanFolder();
            const files = writtenFiles(given, dialect);
            put(folder, files);
            const before = await read({ folder });
            expect(before.verdict).toBe('complete');
            const { name, bytes, rowEnds } = files[which % files.length]!;
            const length = Math.min(Math.floor(where * bytes.length), bytes.length - 1);
            writeFileSync(path.join(folder, name), bytes.subarray(0, length));
            const after = await read({ folder }, before.files);
            if (!rowEnds.has(length)) expect(after.verdict).not.toBe('complete');
            if (after.verdict === 'complete') {
              const numbers = new Set(given.devices.map(({ number }) => number));
              expect(after.read.devices.every(({ number }) => numbers.has(number))).toBe(true);
              expect(after.read.devices.length).toBeGreaterThan(0);
            } else expect(after.error).not.toBeNull();
            // A first read has nothing to be held against, and says so.
            const first = await read({ folder });
            if (!rowEnds.has(length) && first.verdict === 'complete') {
              // Of one that ends before its header nobody can say what it was to be.
              const said = ['file.truncated', 'file.passed-over'];
              expect(first.issues.some(({ code }) => said.includes(code))).toBe(true);
            }
            rmSync(folder, { recursive: true });
          },
        ),
        { numRuns },
      );
    },
    PATIENCE,
  );

  test(
    'with bytes changed, put in or taken out it is read or refused, and nothing becomes U+FFFD',
    async () => {
      const mutation = fc.record({
        where: fc.double({ min: 0, max: 1, noNaN: true }),
        put: fc.oneof(
          fc
            .constantFrom('"', '""', ',', ';', '\t', '\r', '\n', '\r\n', '\0', 'Number', '=1+1', '\x1a')
            .map((text) => Buffer.from(text)),
          fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
        ),
        drop: fc.nat(4),
      });
      await fc.assert(
        fc.asyncProperty(
          anyExport,
          anyDialect,
          fc.nat(),
          fc.array(mutation, { minLength: 1, maxLength: 4 }),
          async (given, dialect, which, mutations) => {
            const folder = cleanFolder();
            const files = writtenFiles(given, dialect);
            put(folder, files);
            const before = await read({ folder });
            const { name, bytes } = files[which % files.length]!;
            let damaged = bytes;
            for (const { where, put: more, drop } of mutations) {
              const at = Math.floor(where * damaged.length);
              damaged = Buffer.concat([damaged.subarray(0, at), more, damaged.subarray(at + drop)]);
            }
            writeFileSync(path.join(folder, name), damaged);
            const after = await read({ folder }, before.files);
            expect(after.verdict === 'complete').toBe(after.error === null);
            const lost = after.read.devices.some((device) => JSON.stringify(device).includes('\ufffd'));
            const hadLost = [...files.map((file) => file.bytes), damaged].some(
              (each) =>
                each.includes('\ufffd') ||
                each.includes(Buffer.from([0xfd, 0xff])) ||
                each.includes(Buffer.from([0xff, 0xfd])),
            );
            if (lost) expect(hadLost).toBe(true);
            for (const { number } of after.read.devices) expect(number).not.toBe('');
            rmSync(folder, { recursive: true });
          },
        ),
        { numRuns },
      );
    },
    PATIENCE,
  );
});
