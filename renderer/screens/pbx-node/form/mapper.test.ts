import { describe, expect, it } from 'vitest';
import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { decidedRows, mapperRows, withChoice } from './mapper.ts';

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

describe('the column mapper', () => {
  it('shows the columns that the files may have, with headers and first values', () => {
    const rows = mapperRows([devices], {});
    expect(rows.map(({ column }) => column)).not.toContain('pilot');
    expect(rows.find(({ column }) => column === 'number')).toMatchObject({
      required: 'yes',
      missing: false,
      found: ['Number'],
      values: ['3000', '3001', '3002'],
    });
    expect(rows.find(({ column }) => column === 'deviceType')?.values).toEqual(['5340 IP', 'UC Endpoint']);
    // Headers that stand there twice, or are empty, are offered once, or not at all.
    expect(rows[0]?.headers).toEqual(['Number', 'Device Type', 'Set MAC', 'Last']);
  });

  it('offers a group column the headers of groups', () => {
    const rows = mapperRows([devices, groups], {});
    expect(rows.find(({ column }) => column === 'pilot')).toMatchObject({
      headers: ['Personal Ring Group', 'Number'],
      values: ['3000'],
    });
    expect(rows.find(({ column }) => column === 'mac')?.headers).not.toContain('Personal Ring Group');
  });

  it('offers every column to a file that was not recognized', () => {
    const unknown = file({ kind: 'unknown', headers: ['A', 'B'] });
    expect(mapperRows([unknown], {}).map(({ column }) => column)).toContain('member');
    expect(mapperRows([file({ kind: 'multiline', headers: ['A'] })], {})).toEqual([]);
  });

  it('shows first what is missing, and what a person decided', () => {
    const rows = mapperRows([devices], { name: null, mac: 'Set MAC' });
    expect(decidedRows(rows).map(({ column, choice }) => [column, choice.kind])).toEqual([
      ['mac', 'header'],
      ['name', 'none'],
      ['department', 'auto'],
    ]);
  });

  it('keeps a choice to be seen when its file is gone', () => {
    expect(mapperRows([], { mac: 'Set MAC' })).toMatchObject([
      { column: 'mac', choice: { kind: 'header', header: 'Set MAC' }, headers: [], values: [] },
    ]);
  });

  it('D18: a column may be mapped to a header, to none on purpose, or left to be found', () => {
    expect(withChoice({}, 'mac', { kind: 'header', header: 'Set MAC' })).toEqual({ mac: 'Set MAC' });
    expect(withChoice({ mac: 'Set MAC' }, 'mac', { kind: 'none' })).toEqual({ mac: null });
    expect(withChoice({ mac: null, name: 'N' }, 'mac', { kind: 'auto' })).toEqual({ name: 'N' });
  });
});
