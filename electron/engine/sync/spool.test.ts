import * as fc from 'fast-check';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { Spool } from './spool.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-spool-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A record that can be told from every other one of its length. */
const record = (size: number, seed: number) =>
  Buffer.from(Array.from({ length: size }, (_, at) => (seed * 31 + at * 7) & 0xff));

test('E1: what goes in comes out, in any order, from memory and from the file', () => {
  const sizes = fc.array(fc.oneof(fc.nat(3), fc.nat(70), fc.constantFrom(63, 64, 65, 500)), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      sizes,
      fc.nat(3),
      fc.array(fc.nat(1000), { maxLength: 40 }),
      (lengths, slabsInMemory, reads) => {
        const spool = new Spool(folder, 7, { slabBytes: 64, slabsInMemory });
        try {
          const records = lengths.map((size, seed) => record(size, seed));
          for (const [seed, bytes] of records.entries()) {
            // Only the part between start and end is kept, as a copy.
            const around = Buffer.concat([Buffer.from('<<'), bytes, Buffer.from('>')]);
            expect(spool.append(around, 2, 2 + bytes.length)).toBe(seed);
            around.fill(0);
            // Read in between, as the notice of a duplicate key does.
            const earlier = reads[seed % Math.max(1, reads.length)] ?? 0;
            if (earlier <= seed) expect(spool.read(earlier).equals(records[earlier]!)).toBe(true);
          }
          expect(spool.count).toBe(records.length);
          for (const [seed, bytes] of records.entries()) expect(spool.read(seed).equals(bytes)).toBe(true);
          for (const at of reads)
            if (at < records.length) expect(spool.read(at).equals(records[at]!)).toBe(true);
        } finally {
          spool.close();
        }
        expect(readdirSync(folder)).toEqual([]);
      },
    ),
    { numRuns },
  );
});

test('E1, E2: memory is left for a private file named for the run, which is gone afterwards', () => {
  const spool = new Spool(folder, 42, { slabBytes: 1000, slabsInMemory: 2 });
  for (let seed = 0; seed < 3; seed += 1) spool.append(record(900, seed), 0, 900);
  expect(readdirSync(folder)).toEqual([]);
  spool.append(record(900, 3), 0, 900);
  const [name = ''] = readdirSync(folder);
  expect(name).toMatch(/^run-42-.+\.spool$/);
  if (process.platform !== 'win32') expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  for (let seed = 3; seed >= 0; seed -= 1) expect(spool.read(seed).equals(record(900, seed))).toBe(true);
  spool.close();
  expect(readdirSync(folder)).toEqual([]);
  spool.close();
});

test('E1: a huge record among tiny ones, with the real sizes', () => {
  const spool = new Spool(folder, 1);
  const huge = Buffer.alloc(40 * 1024 * 1024, 0xab);
  spool.append(record(5, 1), 0, 5);
  spool.append(huge, 0, huge.length);
  spool.append(record(5, 2), 0, 5);
  spool.append(new Uint8Array(), 0, 0);
  for (let index = 0; index < 8; index += 1) spool.append(huge, 0, 4 * 1024 * 1024);
  spool.append(record(5, 3), 0, 5);
  expect(existsSync(folder) && readdirSync(folder).length).toBe(1);
  expect(spool.read(0).equals(record(5, 1))).toBe(true);
  expect(spool.read(1).equals(huge)).toBe(true);
  expect(spool.read(2).equals(record(5, 2))).toBe(true);
  expect(spool.read(3).length).toBe(0);
  expect(spool.read(11).equals(huge.subarray(0, 4 * 1024 * 1024))).toBe(true);
  expect(spool.read(12).equals(record(5, 3))).toBe(true);
  spool.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('E1: more records than the first table of places holds', () => {
  const spool = new Spool(folder, 1);
  for (let seed = 0; seed < 5000; seed += 1) spool.append(record(seed % 9, seed), 0, seed % 9);
  for (let seed = 0; seed < 5000; seed += 1)
    expect(spool.read(seed).equals(record(seed % 9, seed))).toBe(true);
  spool.close();
});
