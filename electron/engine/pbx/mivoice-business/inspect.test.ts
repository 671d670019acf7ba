import { afterAll, describe, expect, test } from 'vitest';
import { NOW, ReadBench } from '../../../../tests/support/pbx-read.ts';
import { TestFolders } from '../../../../tests/support/store.ts';
import {
  DEFAULT_MIVOICE_BUSINESS,
  type MiVoiceBusinessSettings,
} from '../../../../shared/domain/pbx-node.ts';
import { inspectExport } from '../index.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

function inspect(settings: Partial<MiVoiceBusinessSettings>) {
  const signal = new AbortController().signal;
  return inspectExport({ ...DEFAULT_MIVOICE_BUSINESS, ...settings }, { now: NOW, signal });
}

describe('what a person sees before a node is synchronized', () => {
  test('headers, columns and first rows of each file, and the export', async () => {
    const files = new ReadBench(folders.next());
    files.crowd('users.csv', 8);
    files.put('prg.csv', ['Personal Ring Groups', '', 'Personal Ring Group;Name;Number', '3000;x;3001']);
    const { files: seen, read, verdict } = await inspect({ folder: files.folder });
    expect(verdict).toBe('complete');
    expect(read).toMatchObject({ devices: { length: 8 }, groups: { length: 1 } });
    expect(seen).toMatchObject([
      {
        path: files.path('prg.csv'),
        kind: 'groups',
        rows: 1,
        headers: ['Personal Ring Group', 'Name', 'Number'],
        columns: { pilot: 'Personal Ring Group', member: 'Number' },
        missing: [],
        sample: [['3000', 'x', '3001']],
        separator: 'semicolon',
        problem: null,
      },
      {
        kind: 'devices',
        columns: {
          number: 'Number',
          deviceType: 'Device Type',
          mac: 'MAC Address',
          department: 'Department',
        },
        missing: [],
        sample: { length: 5 },
      },
    ]);
  });

  test('a file with unknown headers shows them to be mapped, named or in a folder; mapped, it is read', async () => {
    const files = new ReadBench(folders.next());
    files.put('a.csv', [
      'Liste der Apparate',
      'Rufnummer;Apparat;MAC;Name;Abteilung',
      '3000;5330 IP;;Kane,Eva;R&D',
    ]);
    for (const settings of [files.named('a.csv'), { folder: files.folder }]) {
      const before = await inspect(settings);
      expect(before).toMatchObject({ verdict: 'failed', error: { code: 'csv.missing-column' } });
      expect(before.files).toMatchObject([
        {
          headers: ['Rufnummer', 'Apparat', 'MAC', 'Name', 'Abteilung'],
          columns: { mac: 'MAC', name: 'Name' },
          missing: ['number', 'deviceType', 'department'],
          sample: [['3000', '5330 IP', '', 'Kane,Eva', 'R&D']],
          problem: { code: 'csv.missing-column' },
        },
      ]);
      const columns = { number: 'Rufnummer', deviceType: 'Apparat', department: null };
      expect(await inspect({ ...settings, columns })).toMatchObject({
        verdict: 'complete',
        files: [{ kind: 'devices', missing: [], columns: { number: 'Rufnummer' }, problem: null }],
        read: {
          devices: [
            { number: '3000', deviceType: '5330 IP', firstName: 'Eva', lastName: 'Kane', department: '' },
          ],
        },
      });
    }
  });

  test('what can be read of it, where another file is broken', async () => {
    const files = new ReadBench(folders.next());
    files.crowd('users.csv', 3);
    const { verdict, read, files: seen, error } = await inspect(files.named('users.csv', ['gone.csv']));
    expect({ verdict, code: error?.code }).toEqual({ verdict: 'failed', code: 'file.missing' });
    expect(read.devices).toHaveLength(3);
    expect(seen[1]).toMatchObject({
      path: files.path('gone.csv'),
      kind: 'groups',
      rows: null,
      modifiedAt: null,
      bytes: 0,
      headers: [],
      problem: { code: 'file.missing' },
    });
  });

  test('no file at all is an error, and no file', async () => {
    const folder = new ReadBench(folders.next()).folder;
    expect(await inspect({ folder })).toMatchObject({
      verdict: 'failed',
      error: { code: 'file.missing' },
      files: [],
    });
    expect(await inspect({})).toMatchObject({
      verdict: 'failed',
      error: { code: 'file.missing' },
      files: [],
    });
  });
});
