import { describe, expect, it } from 'vitest';
import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { decidedRows, mapperFiles, strayRows, withChoice, withForm, withoutStrays } from './mapper.ts';
import { mapperWords } from './mapper-words.ts';

type File = PbxInspection['files'][number];

const file = (change: Partial<File>): File => ({
  path: '/x.csv',
  kind: 'devices',
  rows: 2,
  encoding: 'UTF-8',
  separator: ';',
  modifiedAt: null,
  bytes: 1,
  problem: null,
  headers: [],
  columns: {},
  missing: [],
  sample: [],
  ...change,
});

const devices = file({
  headers: ['Number', 'Device Type', 'Set MAC', 'Last', 'Last', ''],
  columns: { number: 'Number', deviceType: 'Device Type' },
  missing: ['mac', 'department'],
  sample: [
    ['3000', '5340 IP', 'A1', 'Kane'],
    ['3001', '5340 IP'],
    ['3002', '', 'A3', 'Poe'],
    ['3003', 'UC Endpoint', '', ''],
  ],
});
const groups = file({
  path: '/prg.csv',
  kind: 'groups',
  headers: ['Personal Ring Group', 'Number'],
  columns: { pilot: 'Personal Ring Group', member: 'Number' },
  sample: [['3000', '3001']],
});

/** Two group forms whose pilots have different headers by nature. */
const prg = file({
  path: '/prg.csv',
  kind: 'groups',
  headers: ['PRG Nr', 'Nummer'],
  missing: ['pilot', 'member'],
});
const mdug = file({
  path: '/mdug.csv',
  kind: 'groups',
  headers: ['MDUG Nr', 'Teilnehmer'],
  missing: ['pilot', 'member'],
});

const rowsOf = (one: File, columns = {}) => mapperFiles([one], { columns, forms: {} })[0]!.rows;

describe('the column mapper', () => {
  it('shows the columns that a file may have, with headers and first values', () => {
    const rows = rowsOf(devices);
    expect(rows.map(({ column }) => column)).not.toContain('pilot');
    expect(rows.find(({ column }) => column === 'number')).toMatchObject({
      required: 'yes',
      missing: false,
      found: 'Number',
      values: ['3000', '3001', '3002'],
    });
    expect(rows.find(({ column }) => column === 'deviceType')?.values).toEqual(['5340 IP', 'UC Endpoint']);
    // Headers that stand there twice, or are empty, are offered once, or not at all.
    expect(rows[0]?.headers).toEqual(['Number', 'Device Type', 'Set MAC', 'Last']);
    expect(rowsOf(groups).map(({ column, found }) => [column, found])).toEqual([
      ['pilot', 'Personal Ring Group'],
      ['member', 'Number'],
    ]);
  });

  it('asks what a file is that was taken for nothing, and never says that all is found then', () => {
    const unknown = file({ path: '/x/prg.csv', kind: 'unknown', headers: ['PRG Nr', 'Nummer'] });
    const files = mapperFiles([groups, unknown], { columns: {}, forms: {} });
    expect(files.map(({ unused, rows }) => [unused, rows.length])).toEqual([
      [false, 2],
      [true, 0],
    ]);
    expect(mapperWords(files, [], false)).toBe(
      'prg.csv was taken for nothing: no form is known by such headers. Say what it is, or leave it out on purpose.',
    );
    const forms = withForm({}, '/x/prg.csv', 'none');
    expect(forms).toEqual({ 'prg.csv': 'none' });
    expect(withForm(forms, '/x/prg.csv', null)).toEqual({});
    const left = mapperFiles([groups, { ...unknown, kind: 'left-out' }], { columns: {}, forms });
    expect(left[1]).toMatchObject({ form: 'none', unused: false });
    expect(mapperWords(left, [], false)).toBe('Every column that is needed was found by its usual header.');
    const text = file({ path: '/x/readme.txt', kind: 'unknown' });
    expect(mapperFiles([text], { columns: {}, forms: {} })[0]?.unused).toBe(false);
  });

  it('shows what is missing, what a person decided, and one header for two columns', () => {
    const rows = rowsOf({ ...devices, columns: { mac: 'Set MAC' } }, { name: null, mac: 'Set MAC' });
    expect(decidedRows(rows).map(({ column, choice }) => [column, choice.kind])).toEqual([
      ['mac', 'header'],
      ['name', 'none'],
      ['department', 'auto'],
    ]);
    const both = file({ headers: ['Last'], columns: { firstName: 'Last', lastName: 'Last' } });
    const files = mapperFiles([both], { columns: { firstName: 'Last', lastName: 'Last' }, forms: {} });
    expect(decidedRows(files[0]!.rows).map(({ shared }) => shared)).toEqual([['lastName'], ['firstName']]);
    expect(mapperWords(files, [], false)).toBe('A header can be one column only.');
  });

  it('keeps a choice to be seen when its file is gone, and lets it be taken back', () => {
    expect(strayRows([], { mac: 'Set MAC', name: null })).toMatchObject([
      { column: 'mac', choice: { kind: 'header', header: 'Set MAC' } },
      { column: 'name', choice: { kind: 'none' } },
    ]);
    expect(strayRows([devices], { mac: ['set-mac', 'Old'], name: null })).toMatchObject([
      { column: 'mac', choice: { kind: 'header', header: 'Old' } },
    ]);
    expect(withoutStrays({ mac: ['set-mac', 'Old'] }, [devices], 'mac')).toEqual({ mac: 'set-mac' });
  });

  it('D18: a column may be mapped to a header, to none on purpose, or left to be found', () => {
    const at = { path: '/x.csv', column: 'mac' } as const;
    expect(withChoice({}, [devices], at, { kind: 'header', header: 'Set MAC' })).toEqual({ mac: 'Set MAC' });
    expect(withChoice({ mac: 'Set MAC' }, [devices], at, { kind: 'none' })).toEqual({ mac: null });
    expect(withChoice({ mac: null, name: 'N' }, [devices], at, { kind: 'auto' })).toEqual({ name: 'N' });
    expect(withChoice({ mac: 'Set MAC' }, [devices], at, { kind: 'auto' })).toEqual({});
    expect(withChoice({ mac: 'Gone' }, [devices], at, { kind: 'header', header: 'Last' })).toEqual({
      mac: 'Last',
    });
  });

  it('each file has its own header: the others keep theirs', () => {
    const files = [devices, prg, mdug];
    const choose = (columns: object, path: string, header: string) =>
      withChoice(columns, files, { path, column: 'pilot' }, { kind: 'header', header });
    const both = choose(choose({}, '/prg.csv', 'PRG Nr'), '/mdug.csv', 'MDUG Nr');
    expect(both).toEqual({ pilot: ['PRG Nr', 'MDUG Nr'] });
    expect(choose(both, '/mdug.csv', 'Teilnehmer')).toEqual({ pilot: ['PRG Nr', 'Teilnehmer'] });
    const auto = { path: '/prg.csv', column: 'pilot' } as const;
    expect(withChoice(both, files, auto, { kind: 'auto' })).toEqual({ pilot: 'MDUG Nr' });
    // Of two headers that a file has, the one chosen for it goes first, and the other file keeps its own.
    const wide = { ...mdug, headers: ['PRG Nr', 'MDUG Nr'] };
    const at = { path: '/mdug.csv', column: 'pilot' } as const;
    expect(withChoice({ pilot: 'PRG Nr' }, [prg, wide], at, { kind: 'header', header: 'MDUG Nr' })).toEqual({
      pilot: ['MDUG Nr', 'PRG Nr'],
    });
  });

  it('a device form whose column was found by itself keeps it when another file is mapped', () => {
    const directory = file({ path: '/dir.csv', kind: 'directory', headers: ['Nebenstelle', 'Name'] });
    const at = { path: '/dir.csv', column: 'number' } as const;
    expect(withChoice({}, [devices, directory], at, { kind: 'header', header: 'Nebenstelle' })).toEqual({
      number: ['Number', 'Nebenstelle'],
    });
  });
});
