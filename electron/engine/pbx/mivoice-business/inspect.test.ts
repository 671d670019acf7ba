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

  const USERS = [
    'Number,Device Type,MAC Address,First Name,Last Name,Department',
    '3000,5330 IP,,Eva,Kane,R&D',
    '3001,UC Endpoint,,Eva,Kane,R&D',
    '4000,5330 IP,,Max,Roe,IT',
    '4001,UC Endpoint,,Max,Roe,IT',
  ];

  test('two group forms with headers of their own are mapped by a list, named or in a folder', async () => {
    const files = new ReadBench(folders.next());
    files.put('users.csv', USERS);
    files.put('one.csv', ['PRG Nr,Idx,Nummer', '3000,1,3000', '3000,2,3001']);
    files.put('two.csv', ['MDUG Nr,Idx,Teilnehmer', '4000,1,4000', '4000,2,4001']);
    const columns = { pilot: ['PRG Nr', 'MDUG Nr'], member: ['Teilnehmer', 'Nummer'] };
    for (const settings of [files.named('users.csv', ['one.csv', 'two.csv']), { folder: files.folder }]) {
      const { verdict, read, files: seen } = await inspect({ ...settings, columns });
      expect(verdict).toBe('complete');
      expect(read.groups).toEqual([
        { kind: 'PRG', pilot: '3000', members: ['3000', '3001'] },
        { kind: 'MDUG', pilot: '4000', members: ['4000', '4001'] },
      ]);
      expect(seen.find(({ path }) => path === files.path('two.csv'))?.columns).toEqual({
        pilot: 'MDUG Nr',
        member: 'Teilnehmer',
      });
    }
  });

  test('a header that pilots are mapped to does not make a group form of the devices', async () => {
    const files = new ReadBench(folders.next());
    files.put('users.csv', [
      'Nummer,Device Type,MAC Address,Name,Department',
      '3000,5330 IP,,"Kane,Eva",R&D',
    ]);
    files.put('one.csv', ['Nummer,Idx,Mitglied', '3000,1,3000']);
    const columns = { number: 'Nummer', pilot: 'Nummer', member: 'Mitglied' };
    const { verdict, files: seen } = await inspect({ folder: files.folder, columns });
    expect(verdict).toBe('complete');
    expect(seen.map(({ kind }) => kind)).toEqual(['groups', 'devices']);
  });

  test('a file of the folder is what a person said, or left out and not looked at', async () => {
    const files = new ReadBench(folders.next());
    files.put('users.csv', USERS);
    files.put('x.csv', ['Chef;Mitglied', '3000;3001']);
    const folder = { folder: files.folder };
    const [, unknown] = (await inspect(folder)).files;
    expect(unknown).toMatchObject({ kind: 'unknown', missing: [], problem: null });
    expect(await inspect({ ...folder, forms: { 'x.csv': 'groups' } })).toMatchObject({
      verdict: 'partial',
      files: [{ kind: 'devices' }, { kind: 'groups', missing: ['pilot', 'member'] }],
    });
    const left = await inspect({ ...folder, forms: { 'x.csv': 'none' } });
    expect(left).toMatchObject({ verdict: 'complete', issues: [] });
    expect(left.files.map(({ kind }) => kind)).toEqual(['devices', 'left-out']);
  });

  test('one header for two columns is refused in words; what is mapped is not found once more by itself', async () => {
    const files = new ReadBench(folders.next());
    files.put('users.csv', ['Number,Device Type,MAC,Vorname,Name,Department', '3000,5330 IP,,Eva,Kane,R&D']);
    const named = files.named('users.csv');
    const twice = await inspect({ ...named, columns: { firstName: 'Name', lastName: 'Name' } });
    expect(twice.error).toMatchObject({ code: 'csv.missing-column' });
    expect(twice.error?.message).toContain(
      'the header "Name" is mapped to the first name and the last name, and it can hold one of them only',
    );
    const once = await inspect({ ...named, columns: { firstName: 'Vorname', lastName: 'Name' } });
    expect(once).toMatchObject({
      verdict: 'complete',
      read: { devices: [{ firstName: 'Eva', lastName: 'Kane' }] },
    });
    expect(once.files[0]?.columns).not.toHaveProperty('name');
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
