import { describe, expect, test } from 'vitest';
import type { MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import { columnsOf } from './columns.ts';
import { fileKind, groupKindOf, type FileKind } from './kinds.ts';

const cells = (line: string) => line.split(',');
const kindOf = (line: string, columns: MiVoiceBusinessSettings['columns'] = {}) =>
  fileKind(cells(line), 'any', { columns });

describe('what a file of a folder is, by its header (domain.md 7.1, 7.2)', () => {
  test.each<[FileKind, string]>([
    ['devices', 'Number,Device Type,MAC Address,First Name,Last Name,Department'],
    ['devices', 'DN,Set Type,Name,Department,Location,Service Level'],
    ['devices', 'Nummer,Device Type,MAC Address,Vorname'],
    [
      'groups',
      'Personal Ring Group,One Busy All Busy,Prime Member Name,Home Element,Member Index,Number,Presence,Name',
    ],
    ['groups', 'Multi-device User Group,Group Type,Prime Member Name,Member Index,Number'],
    ['groups', 'Pilot Number,Group Type,Member Number'],
    ['groups', 'Pilot,One Busy All Busy,Number'],
    ['directory', 'Number,Name,Department,Location,Prime Name,Privacy'],
    ['directory', 'Directory Number,Last Name,First Name'],
    ['multiline', 'Group Directory Number,Group Type,Member,Prime Directory Number,Key Number,Ring Type'],
    ['multiline', 'Number,Key Number,Line Type,Ring Type,Button Directory Number'],
    [
      'wizard',
      'First Name,Last Name,Office phone number,Office Device/User Type,Hot Desk Login Accept (Yes/No),Teleworker Phone Number,Teleworker Device Type,Teleworker MAC Address,Dynamic Extension - Number,Dynamic Extension - Prefix,Dynamic Extension - External number',
    ],
    // Rooms of a hotel, and hunt groups: their pilots are nobody.
    ['unknown', 'Pilot Number,Name,Comments,Member,Directory Number,Call Delivery Type'],
    ['unknown', 'Pilot Number,Hunt Group Mode,Member Number'],
    ['unknown', 'Number,Name,Speed Call Type,Toll Control'],
    ['unknown', 'Class of Service Number,Comment'],
    ['unknown', 'First Name,Last Name,Login ID,Email Address,Role'],
    ['unknown', ''],
    ['unknown', 'constructor,__proto__,toString'],
  ])('%s: %s', (kind, line) => {
    expect(kindOf(line)).toBe(kind);
  });

  test('mapped headers tell it too', () => {
    expect(kindOf('Rufnummer,Apparat,Name')).toBe('unknown');
    expect(kindOf('Rufnummer,Apparat,Name', { number: 'Rufnummer', deviceType: 'Apparat' })).toBe('devices');
    expect(kindOf('Chef,Mitglied', { pilot: 'Chef', member: 'Mitglied' })).toBe('groups');
    expect(kindOf('Pilot Number,Member Number', { pilot: 'Pilot Number' })).toBe('groups');
  });

  test('a device form without type and MAC address, left out on purpose, is not a directory', () => {
    const none = { deviceType: null, mac: null };
    expect(kindOf('Number,First Name,Last Name,Department', none)).toBe('devices');
    expect(kindOf('Number,Name,Department,Prime Name,Privacy', none)).toBe('directory');
    expect(kindOf('Number,First Name,Last Name,Department')).toBe('directory');
  });

  test('files that are named are what they are named for, but for the wizard’s', () => {
    const anything = { columns: {} };
    expect(fileKind(cells('a,b'), 'groups', anything)).toBe('groups');
    expect(fileKind(cells('Personal Ring Group,Number'), 'devices', anything)).toBe('devices');
    expect(fileKind(cells('Office phone number,Office Device/User Type'), 'devices', anything)).toBe(
      'wizard',
    );
    expect(fileKind(cells('Office phone number,Office Device/User Type'), 'directory', anything)).toBe(
      'directory',
    );
  });
});

describe('PRG or MDUG', () => {
  test.each([
    ['PRG', 'Personal Ring Group', 'Personal Ring Group,Number', [], 'x.csv'],
    ['MDUG', 'Multi-device User Group', 'Multi-device User Group,Number', [], 'prg.csv'],
    ['MDUG', 'MULTI-DEVICE USER GROUP NUMBER', 'a', [], 'x.csv'],
    ['PRG', 'Pilot', 'Pilot,One Busy All Busy,Number', [], 'x.csv'],
    ['MDUG', 'Pilot', 'Pilot,Group Type,Number', [], 'x.csv'],
    ['PRG', 'Pilot', 'Pilot,Number', ['Personal Ring Groups'], 'x.csv'],
    ['MDUG', 'Pilot', 'Pilot,Number', [], '/exports/HQ_MDUG_2026.csv'],
    ['PRG', 'Pilot', 'Pilot,Number', [], 'C:\\mdug\\prg-1.csv'],
    [null, 'Pilot', 'Pilot,Number', ['PRG and MDUG'], 'groups.csv'],
  ] as const)('%s: pilots under %s in %s, titles %j, file %s', (kind, pilot, line, titles, path) => {
    expect(groupKindOf(cells(line), pilot, titles, path)).toBe(kind);
  });
});

describe('D18: the columns that a file needs', () => {
  const look = (line: string, columns: MiVoiceBusinessSettings['columns'] = {}) => {
    const { places, missing, problem } = columnsOf('users.csv', 'devices', cells(line), columns);
    return {
      places: Object.fromEntries(places),
      missing,
      problem: problem?.message ?? null,
      code: problem?.code,
    };
  };

  test('all that are there, by the better one of several headers', () => {
    const found = look('DN,Number,Set Type,MAC,Last Name,First Name,Department,External Hot Desking License');
    expect(found.places).toEqual({
      number: 1,
      deviceType: 2,
      mac: 3,
      lastName: 4,
      firstName: 5,
      department: 6,
      external: 7,
    });
    expect(found).toMatchObject({ missing: [], problem: null });
  });

  test('csv.missing-column names the columns, the file, and the headers that are there', () => {
    const found = look('Number,Type,First Name,Last Name,Abteilung');
    expect(found).toMatchObject({ missing: ['deviceType', 'mac', 'department'], code: 'csv.missing-column' });
    expect(found.problem).toBe(
      'users.csv has no column for the device type, the MAC address and the department; its headers are Number, Type, First Name, Last Name, Abteilung.',
    );
  });

  test('a name column stands for first and last name; one of the two does not for both', () => {
    expect(look('Number,Device Type,MAC,Name,Department').missing).toEqual([]);
    expect(look('Number,Device Type,MAC,Last Name,Department').missing).toEqual(['firstName']);
    expect(look('Number,Device Type,MAC,Last Name,Department', { firstName: null }).missing).toEqual([]);
    expect(look('Number,Device Type,MAC,Name,Department', { name: null }).missing).toEqual([
      'firstName',
      'lastName',
    ]);
  });

  test('one that is mapped to none on purpose is not missing; the number cannot be', () => {
    expect(look('Number,Device Type,Name', { mac: null, department: null }).missing).toEqual([]);
    expect(look('Number,Device Type,Name,MAC,Department', { number: null }).missing).toEqual(['number']);
    expect(look('Number,Device Type,Name,MAC,Department', { department: null }).places).not.toHaveProperty(
      'department',
    );
  });

  test('a mapped header is the one that is meant: without it, a known one does not take its place', () => {
    const columns = { mac: 'Set MAC' };
    expect(look('Number,Device Type,set-mac,MAC,Name,Department', columns).places['mac']).toBe(2);
    const found = look('Number,Device Type,MAC,Name,Department', columns);
    expect(found.missing).toEqual(['mac']);
    expect(found.problem).toContain('the MAC address (mapped to "Set MAC")');
  });

  test('a header that stands there twice cannot be meant', () => {
    const found = look('Number,Device Type,MAC,Name,Department,number');
    expect(found).toMatchObject({ missing: [], code: 'csv.missing-column' });
    expect(found.problem).toContain('has the column "Number" more than once');
    expect(look('Number,Device Type,MAC,Name,Department,Location,Location').problem).toBeNull();
  });

  test('a message names many headers in part, and long ones shortened', () => {
    const line = ['Number', 'x'.repeat(300), ...Array.from({ length: 60 }, (_, place) => `h${place}`)].join(
      ',',
    );
    const { problem } = look(line);
    expect(problem!.length).toBeLessThan(600);
    expect(problem).toMatch(/ and 42 more\.$/);
  });
});
