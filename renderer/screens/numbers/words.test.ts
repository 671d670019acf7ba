import { expect, test } from 'vitest';
import type { NumberRow } from '../../../shared/contract/index.ts';
import { numbersCsv } from './number-csv.ts';
import { heldByText } from './words.ts';

const row = (more: Partial<NumberRow>): NumberRow => ({
  accountId: 7,
  loginId: 'eva',
  firstName: 'Eva',
  lastName: 'Kane',
  enterprise: 'acme',
  source: 'HQ',
  sourceId: 3,
  number: '6001',
  kind: 'desk',
  origin: 'pbx',
  state: 'present',
  alsoOnPbx: false,
  heldBy: [],
  since: '2026-11-01T08:00:00.000Z',
  held: false,
  mustAct: null,
  why: '',
  conflicts: [],
  ...more,
});

test('what holds a number, in few words', () => {
  expect(heldByText(row({ heldBy: ['manual', 'status:Mobile'] }))).toBe('Mobile, added by a person');
  expect(heldByText(row({}))).toBe('');
});

test('a line of the CSV, with the number as typed and no formula', () => {
  const held = row({
    number: '+49 (30) 12-34',
    state: 'deleted-on-pbx',
    heldBy: ['status:=Mobile'],
    held: true,
    mustAct: 'user',
    why: 'Deleted on the phone system.',
    conflicts: ['ann (Branch)'],
  });
  const [, line] = numbersCsv([held]).split('\r\n');
  expect(line).toBe(
    "'+49 (30) 12-34,eva,Eva,Kane,HQ,Desk phone,from the PBX,deleted on the PBX,'=Mobile,2026-11-01T08:00:00.000Z,The user,Deleted on the phone system.,ann (Branch)",
  );
});
