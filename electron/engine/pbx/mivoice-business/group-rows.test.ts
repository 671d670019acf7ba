import { afterAll, describe, expect, test } from 'vitest';
import { codesOfRead, ReadBench } from '../../../../tests/support/pbx-read.ts';
import { TestFolders } from '../../../../tests/support/store.ts';
import type { MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

async function read(
  files: Record<string, readonly string[]>,
  settings: Partial<MiVoiceBusinessSettings> = {},
) {
  const bench = new ReadBench(folders.next());
  bench.crowd('users.csv', 3);
  for (const [name, lines] of Object.entries(files)) bench.put(name, lines);
  return bench.read({ ...bench.named('users.csv', Object.keys(files)), ...settings });
}

const PRG = 'Personal Ring Group,One Busy All Busy,Prime Member Name,Member Index,Number,Presence';
const EXPECTED = [
  { kind: 'PRG', pilot: '4000', members: ['4000', '4001'] },
  { kind: 'PRG', pilot: '4100', members: ['4101', '4102'] },
];

describe('rows of groups (domain.md 7.1)', () => {
  test.each([
    [
      'the pilot on each',
      ['4000,No,x,1,4000,Present', '4000,No,x,2,4001,Absent', '4100,No,y,1,4101,', '4100,No,y,2,4102,'],
    ],
    ['the pilot on the first', ['4000,No,x,1,4000,', ',,,2,4001,', '4100,No,y,1,4101,', ' ,,,2,4102,']],
    [
      'a row for the pilot',
      ['4000,No,x,,,', ',,,1,4000,', ',,,2,4001,', '4100,No,y,,,', ',,,1,4101,', ',,,2, 4102 ,'],
    ],
    [
      'groups mixed, members repeated',
      ['4000,,,,4000,', '4100,,,,4101,', '4000,,,,4001,', '4100,,,,4102,', '4000,,,,4001,'],
    ],
  ])('%s', async (_, rows) => {
    const { verdict, read: found } = await read({ 'prg.csv': [PRG, ...rows] });
    expect(verdict).toBe('complete');
    expect(found.groups).toEqual(EXPECTED);
  });

  test('a group without members is there', async () => {
    const { read: found } = await read({ 'prg.csv': [PRG, '4000,No,x,,,'] });
    expect(found.groups).toEqual([{ kind: 'PRG', pilot: '4000', members: [] }]);
  });

  test('nine members, members that do not exist and numbers in two groups are read: the rules list them', async () => {
    const nine = Array.from({ length: 9 }, (_, place) => `4000,No,x,${place},41${place},`);
    const { verdict, read: found } = await read({ 'prg.csv': [PRG, ...nine, '4100,No,y,1,410,'] });
    expect(verdict).toBe('complete');
    expect(found.groups.map(({ members }) => members.length)).toEqual([9, 1]);
  });

  test('a member before any pilot is csv.malformed: the beginning of its group is lost', async () => {
    const { verdict, error } = await read({ 'prg.csv': [PRG, ',,,1,4001,', '4000,No,x,1,4000,'] });
    expect(verdict).toBe('partial');
    expect(error).toMatchObject({ code: 'csv.malformed' });
    expect(error?.message).toMatch(/prg\.csv, line 2, has a member before any group\.$/);
  });
});

describe('PRG and MDUG files', () => {
  test('are told by the header of the pilot; a group in two files has the members of both', async () => {
    const { read: found, verdict } = await read({
      'a.csv': ['Multi-device User Group,Group Type,Number', '4000,Standard,4000', '4000,Standard,4001'],
      'b.csv': ['Personal Ring Group,Number', '4000,4000'],
      'c.csv': ['Multi-Device User Group,Number', '4000,4001', '4000,4002', '4200,4200'],
    });
    expect(verdict).toBe('complete');
    expect(found.groups).toEqual([
      { kind: 'PRG', pilot: '4000', members: ['4000'] },
      { kind: 'MDUG', pilot: '4000', members: ['4000', '4001', '4002'] },
      { kind: 'MDUG', pilot: '4200', members: ['4200'] },
    ]);
  });

  test('where nothing tells which, they are taken for PRGs, with a warning', async () => {
    const result = await read({ 'groups.csv': ['Pilot Number,Member Number', '4000,4001'] });
    expect(result.read.groups).toEqual([{ kind: 'PRG', pilot: '4000', members: ['4001'] }]);
    expect(codesOfRead(result)).toEqual(['csv.missing-column']);
    expect(result.issues[0]).toMatchObject({ severity: 'warning', field: 'pilot' });
  });

  test('mapped columns are those of one form; another may have known ones', async () => {
    const columns = { pilot: 'Chef', member: 'Mitglied' };
    const { read: found, verdict } = await read(
      {
        'prg.csv': ['Chef,Mitglied', '4000,4001'],
        'mdug.csv': ['Multi-device User Group,Number', '4100,4101'],
      },
      { columns },
    );
    expect(verdict).toBe('complete');
    expect(found.groups).toEqual([
      { kind: 'PRG', pilot: '4000', members: ['4001'] },
      { kind: 'MDUG', pilot: '4100', members: ['4101'] },
    ]);
  });

  test('csv.missing-column: a group file without members', async () => {
    const { verdict, error } = await read({ 'prg.csv': ['Personal Ring Group,Name', '4000,x'] });
    expect(verdict).toBe('partial');
    expect(error?.message).toMatch(
      /prg\.csv has no column for the members; its headers are Personal Ring Group, Name\.$/,
    );
  });
});
