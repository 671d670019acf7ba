import { readFileSync, renameSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { codesOfRead, DEVICE_HEADER, NOW, ReadBench, WRITTEN } from '../../../../tests/support/pbx-read.ts';
import { TestFolders } from '../../../../tests/support/store.ts';
import type { FileMemory } from '../index.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PRG = 'Personal Ring Group,Number';
const MDUG = 'Multi-device User Group,Number';

/** A folder with 30 devices and two group files, and what a complete read of it leaves to remember. */
async function world(): Promise<{ files: ReadBench; before: FileMemory[] }> {
  const files = new ReadBench(folders.next());
  files.crowd('users.csv', 30);
  files.put('prg.csv', [PRG, ...Array.from({ length: 10 }, (_, place) => `${3000 + place},${3010 + place}`)]);
  files.put('mdug.csv', [MDUG, '3020,3021']);
  const first = await files.read();
  expect(first).toMatchObject({ verdict: 'complete', error: null, issues: [], shrunk: [] });
  expect(first.files.map(({ kind, group, rows }) => [kind, group, rows])).toEqual([
    ['groups', 'MDUG', 1],
    ['groups', 'PRG', 10],
    ['devices', null, 30],
  ]);
  return { files, before: first.files };
}

describe('D18: held against the last complete read', () => {
  test('file.older: other content that was written before', async () => {
    const { files, before } = await world();
    files.crowd('users.csv', 29, 3000, WRITTEN - MINUTE);
    const { verdict, error, described } = await files.read(undefined, before);
    expect(verdict).toBe('partial');
    expect(error).toMatchObject({ code: 'file.older' });
    expect(error?.message).toContain('users.csv is older than the file of the last complete read');
    expect(described.find(({ kind }) => kind === 'devices')?.problem?.code).toBe('file.older');
  });

  test('the same content with an older date, or other content with the same date, is no older file', async () => {
    const { files, before } = await world();
    files.crowd('users.csv', 30, 3000, WRITTEN - MINUTE);
    expect(await files.read(undefined, before)).toMatchObject({ verdict: 'complete' });
    files.crowd('users.csv', 29, 3000, WRITTEN);
    expect(await files.read(undefined, before)).toMatchObject({ verdict: 'complete' });
  });

  test.each([
    ['users.csv', DEVICE_HEADER, 'failed'],
    ['prg.csv', PRG, 'partial'],
    ['mdug.csv', MDUG, 'partial'],
  ])('source.empty: %s with nothing but its header', async (name, header, verdict) => {
    const { files, before } = await world();
    files.put(name, [header]);
    const result = await files.read(undefined, before);
    expect(result).toMatchObject({ verdict, error: { code: 'source.empty' } });
    expect(result.error?.message).toContain(name);
  });

  test('source.empty: a file of no bytes, in a folder as by name; a group form without groups is none', async () => {
    const { files, before } = await world();
    files.put('prg.csv', '');
    for (const settings of [{ folder: files.folder }, files.named('users.csv', ['prg.csv', 'mdug.csv'])]) {
      for (const last of [before, []]) {
        expect(await files.read(settings, last)).toMatchObject({
          verdict: 'partial',
          error: { code: 'source.empty' },
        });
      }
    }
    files.put('prg.csv', [PRG]);
    expect(await files.read()).toMatchObject({ verdict: 'complete' });
    files.put('users.csv', [DEVICE_HEADER]);
    expect(await files.read()).toMatchObject({ verdict: 'failed', error: { code: 'source.empty' } });
  });

  test('a file that lost more rows than the guard allows is named, and the read stays complete', async () => {
    const { files, before } = await world();
    files.crowd('users.csv', 24);
    expect(await files.read(undefined, before)).toMatchObject({ verdict: 'complete', shrunk: [] });
    files.crowd('users.csv', 23);
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'complete',
      shrunk: [files.path('users.csv')],
    });
    // A share alone is not enough: it must be more than a few as well (E11).
    files.crowd('users.csv', 30);
    files.put('prg.csv', [PRG, ...Array.from({ length: 5 }, () => '3000,3010')]);
    expect(await files.read(undefined, before)).toMatchObject({ verdict: 'complete', shrunk: [] });
    files.put('prg.csv', [PRG, ...Array.from({ length: 4 }, () => '3000,3010')]);
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'complete',
      shrunk: [files.path('prg.csv')],
    });
  });
});

describe('D18: a last line without its end', () => {
  test('is a cut, unless the last complete read of that file had none either', async () => {
    const { files, before } = await world();
    const cut = readFileSync(files.path('users.csv')).subarray(0, -2);
    files.put('users.csv', cut);
    const result = await files.read(undefined, before);
    expect(result).toMatchObject({ verdict: 'partial', error: { code: 'file.truncated' } });
    const had = before.map((file) => (file.kind === 'devices' ? { ...file, finalNewline: false } : file));
    expect(await files.read(undefined, had)).toMatchObject({ verdict: 'complete', issues: [] });
    const other = before.map((file) => (file.group === 'PRG' ? { ...file, finalNewline: false } : file));
    expect(await files.read(undefined, other)).toMatchObject({ verdict: 'partial' });
    // Nor does another device file that never had one excuse this one.
    const beside = {
      ...before.find(({ kind }) => kind === 'devices')!,
      path: '/old.csv',
      finalNewline: false,
    };
    expect(await files.read(undefined, [...before, beside])).toMatchObject({ verdict: 'partial' });
  });

  test('of a first read whose rows are whole is a warning', async () => {
    const { files } = await world();
    files.put('users.csv', readFileSync(files.path('users.csv')).subarray(0, -2));
    const result = await files.read();
    expect(result).toMatchObject({ verdict: 'complete', read: { devices: { length: 30 } } });
    expect(result.issues).toMatchObject([
      { code: 'file.truncated', severity: 'info', subject: files.path('users.csv') },
    ]);
    expect(result.files.find(({ kind }) => kind === 'devices')).toMatchObject({ finalNewline: false });
    expect(await files.read(undefined, result.files)).toMatchObject({ verdict: 'complete', issues: [] });
  });

  test('of a file with a new name is a cut where files of its kind had one', async () => {
    const { files, before } = await world();
    const text = readFileSync(files.path('users.csv')).subarray(0, -2);
    files.remove('users.csv');
    files.put('users-2026-11-20.csv', text);
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'partial',
      error: { code: 'file.truncated' },
    });
    const had = before.map((file) => ({ ...file, finalNewline: file.kind !== 'devices' }));
    expect(await files.read(undefined, had)).toMatchObject({ verdict: 'complete', issues: [] });
  });

  test('of a file that is nothing but its header, or a part of it, is a cut in any case', async () => {
    const { files } = await world();
    for (const header of [MDUG, 'Multi-device User Group', 'Multi', 'Groups\r\n\r\nMulti-device User Gr']) {
      files.put('mdug.csv', header);
      expect(await files.read()).toMatchObject({ verdict: 'partial', error: { code: 'file.truncated' } });
    }
  });
});

describe('a file of the last complete read that is gone', () => {
  test.each(['users.csv', 'prg.csv', 'mdug.csv'])('file.missing: %s from its folder', async (name) => {
    const { files, before } = await world();
    files.remove(name);
    const result = await files.read(undefined, before);
    expect(result.verdict).not.toBe('complete');
    expect(codesOfRead(result)).toContain('file.missing');
    // The first read of a folder misses nothing.
    if (name !== 'users.csv') expect((await files.read()).verdict).toBe('complete');
  });

  test('csv.missing-column: it is there, and nobody knows it any more', async () => {
    const { files, before } = await world();
    files.put('prg.csv', ['Gruppe,Nummer', '3000,3010']);
    const { verdict, error } = await files.read(undefined, before);
    expect(verdict).toBe('partial');
    expect(error).toMatchObject({ code: 'csv.missing-column' });
    expect(error?.message).toContain(
      'prg.csv, which held PRGs at the last complete read, is no form that is read now: its headers are Gruppe, Nummer.',
    );
  });

  test('its place is not taken by groups of another kind, by name or by folder', async () => {
    const { files, before } = await world();
    files.put('prg.csv', [
      MDUG,
      ...Array.from({ length: 10 }, (_, place) => `${3000 + place},${3010 + place}`),
    ]);
    for (const settings of [{ folder: files.folder }, files.named('users.csv', ['prg.csv', 'mdug.csv'])]) {
      const { verdict, error } = await files.read(settings, before);
      expect(verdict).toBe('partial');
      expect(error?.message).toContain(
        'prg.csv, which held PRGs at the last complete read, holds MDUGs now.',
      );
    }
  });

  test('its place is taken by one of its kind with a new name, which is then held against it', async () => {
    const { files, before } = await world();
    renameSync(files.path('users.csv'), files.path('users-21.csv'));
    renameSync(files.path('prg.csv'), files.path('prg-21.csv'));
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'complete',
      issues: [],
      shrunk: [],
    });
    files.crowd('users-21.csv', 10);
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'complete',
      shrunk: [files.path('users-21.csv')],
    });
    files.crowd('users-21.csv', 29, 3000, WRITTEN - DAY / 2);
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'partial',
      error: { code: 'file.older' },
    });
    files.crowd('users-21.csv', 30);
    files.put('prg-21.csv', [PRG]);
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'partial',
      error: { code: 'source.empty' },
    });
  });

  test('files that the settings name no more are not missed', async () => {
    const { files, before } = await world();
    files.remove('mdug.csv');
    const named = files.named('users.csv', ['prg.csv']);
    expect(await files.read(named, before)).toMatchObject({ verdict: 'complete', error: null });
    const elsewhere = new ReadBench(folders.next());
    elsewhere.crowd('users.csv', 30);
    expect(await elsewhere.read(undefined, before)).toMatchObject({ verdict: 'complete', error: null });
  });

  test('one block of several that is gone takes its devices along, and is missed', async () => {
    const files = new ReadBench(folders.next());
    files.crowd('users-1.csv', 30);
    files.crowd('users-2.csv', 30, 4000);
    const { files: before } = await files.read();
    files.remove('users-2.csv');
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'partial',
      error: { code: 'file.missing' },
    });
    // As does one that was overwritten with another one.
    files.crowd('users-2.csv', 30);
    const { verdict, error } = await files.read(undefined, before);
    expect(verdict).toBe('partial');
    expect(error?.message).toMatch(/users-2\.csv has become a copy of .*users-1\.csv: its rows are gone\.$/);
  });

  test('a copy that is gone is not missed', async () => {
    const files = new ReadBench(folders.next());
    files.crowd('users-1.csv', 30);
    files.crowd('users-2.csv', 30);
    const { files: before } = await files.read();
    files.remove('users-1.csv');
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'complete',
      read: { devices: { length: 30 } },
    });
  });

  test('what is wrong with a file is said once: one that cannot be read is not gone as well', async () => {
    const { files, before } = await world();
    files.put('prg.csv', [PRG, ',3001']);
    const result = await files.read(undefined, before);
    expect(result.verdict).toBe('partial');
    expect(codesOfRead(result)).toEqual(['csv.malformed']);
  });
});

describe('everything that is wrong is told', () => {
  test('the first thing is the error, the others are issues', async () => {
    const { files, before } = await world();
    files.put('prg.csv', [PRG, ',3001']);
    files.put('mdug.csv', [MDUG]);
    files.crowd('users.csv', 29, 3000, WRITTEN - MINUTE);
    const result = await files.read(undefined, before);
    expect(result.verdict).toBe('partial');
    expect(codesOfRead(result)).toEqual(['source.empty', 'csv.malformed', 'file.older']);
    expect(result.issues.every(({ severity }) => severity === 'error')).toBe(true);
    expect(result.described.map(({ problem }) => problem?.code)).toEqual([
      'source.empty',
      'csv.malformed',
      'file.older',
    ]);
  });
});

describe('D18: the date of an export', () => {
  test('pbx.stale-export: older than the setting', async () => {
    const { files } = await world();
    expect(await files.read({ folder: files.folder }, [], { now: WRITTEN + 7 * DAY })).toMatchObject({
      issues: [],
    });
    const { issues, verdict } = await files.read({ folder: files.folder }, [], {
      now: WRITTEN + 7 * DAY + 1,
    });
    expect(verdict).toBe('complete');
    expect(issues.map(({ code, severity }) => `${code} ${severity}`)).toEqual(
      Array(3).fill('pbx.stale-export warning'),
    );
    expect(issues[2]?.message).toMatch(/users\.csv is 7 days old \(of 2026-11-20\)\.$/);
    const patient = await files.read({ folder: files.folder, staleDays: 30 }, [], {
      now: WRITTEN + 20 * DAY,
    });
    expect(patient.issues).toEqual([]);
  });

  test('pbx.stale-export: files more than a day apart', async () => {
    const { files } = await world();
    files.crowd('users.csv', 30, 3000, WRITTEN - DAY);
    expect((await files.read(undefined, [], { now: NOW })).issues).toEqual([]);
    files.crowd('users.csv', 30, 3000, WRITTEN - DAY - MINUTE);
    const { issues, verdict } = await files.read(undefined, [], { now: NOW });
    expect(verdict).toBe('complete');
    expect(issues).toMatchObject([{ code: 'pbx.stale-export', severity: 'warning' }]);
    expect(issues[0]?.message).toMatch(/users\.csv is of 2026-11-19, .*prg\.csv of 2026-11-20\.$/);
  });
});
