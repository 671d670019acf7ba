import { describe, expect, it } from 'vitest';
import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { inspectionSentence, inspectionTrouble, unusedFiles } from './inspection-words.ts';

type File = PbxInspection['files'][number];

const fine = { path: '/hq/users.csv', problem: null, missing: [] as File['missing'] } as File;
const inspection = (change: Partial<PbxInspection>): PbxInspection => ({
  files: [fine],
  devices: 250,
  groups: 80,
  result: { people: 190, notAssigned: 4, issues: 6 },
  deviceTypes: [],
  excluded: { deviceTypes: [], numbers: [], names: [] },
  ...change,
});

describe('what the files say', () => {
  it('is what would come of them', () => {
    expect(inspectionSentence(inspection({}))).toBe(
      '250 devices and 80 groups: a synchronization would make 190 accounts of them, 4 devices would be in no account and 6 issues would be reported.',
    );
    const clean = inspection({ devices: 1, groups: 0, result: { people: 1, notAssigned: 0, issues: 0 } });
    expect(inspectionSentence(clean)).toBe(
      '1 device and 0 groups: a synchronization would make 1 account of them and every device would be in an account.',
    );
    const excluded = inspection({ deviceTypes: [{ deviceType: 'IVR', devices: 3, excluded: 3 }] });
    expect(inspectionSentence(excluded)).toMatch(/4 devices would be in no account \(excluded: 3\)/);
    expect(inspectionSentence(inspection({ result: null }))).toMatch(/cannot be said yet/);
  });

  it('names what keeps a synchronization from reading them', () => {
    expect(inspectionTrouble(inspection({}))).toEqual([]);
    const problem = { code: 'csv.malformed' as const, message: 'Row 7 has 3 columns.', hint: '' };
    const files = [
      { ...fine, problem },
      { ...fine, missing: ['mac', 'department'] as File['missing'] },
    ];
    expect(inspectionTrouble(inspection({ files, result: null }))).toEqual([
      'users.csv: Row 7 has 3 columns. (csv.malformed)',
      'users.csv: No column was found for MAC address and department.',
    ]);
    const said = {
      code: 'csv.missing-column' as const,
      message: 'It has no column for the MAC address.',
      hint: '',
    };
    const missing = [{ ...fine, problem: said, missing: ['mac'] as File['missing'] }];
    expect(inspectionTrouble(inspection({ files: missing, result: null }))).toEqual([
      'users.csv: No column was found for MAC address.',
    ]);
    const repeated = [{ ...fine, problem: said }];
    expect(inspectionTrouble(inspection({ files: repeated, result: null }))).toHaveLength(1);
    expect(inspectionTrouble(inspection({ result: null }))).toHaveLength(1);
  });

  it('names a CSV file that was taken for nothing, and not one that was left out on purpose', () => {
    const prg = { ...fine, path: '/hq/prg.csv', kind: 'unknown' as const };
    const files = [fine, prg, { ...prg, kind: 'left-out' as const }, { ...prg, path: '/hq/readme.txt' }];
    expect(unusedFiles(inspection({ files }))).toEqual([
      'prg.csv: It was taken for nothing, so nothing of it is read. Say under Columns what it is, or leave it out on purpose.',
    ]);
    expect(inspectionTrouble(inspection({ files }))).toEqual([]);
  });
});
