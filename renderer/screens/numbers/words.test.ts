import { expect, test } from 'vitest';
import type { NumberRow } from '../../../shared/contract/index.ts';
import { numbersCsv } from './number-csv.ts';
import { heldByText, othersText } from './words.ts';

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
  others: [],
  otherCount: 0,
  ...more,
});

test('what holds a number, in few words', () => {
  const gone = { state: 'deleted-on-pbx' } as const;
  expect(heldByText(row({ ...gone, heldBy: ['manual', 'status:Mobile'] }))).toBe('Mobile, added by a person');
  expect(heldByText(row(gone))).toBe('');
});

test('a number that is there is held by nothing, whatever points at it', () => {
  expect(heldByText(row({ heldBy: ['manual', 'status:Mobile'] }))).toBe('');
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

test('who else has a number is named with the number where it is written in another way', () => {
  const other = { accountId: 8, loginId: '5000', firstName: 'Eva', lastName: 'Kane', source: 'HQ' };
  const shared = row({
    number: '+44 20 7946 0123',
    others: [
      { ...other, number: '0044 20 7946 0123' },
      {
        ...other,
        ...{ accountId: 9, loginId: 'lobby', firstName: '', lastName: '' },
        source: null,
        number: '+44 20 7946 0123',
      },
    ],
    otherCount: 5,
  });
  expect(othersText(shared)).toBe('Eva Kane (5000), HQ, as 0044 20 7946 0123; lobby, by hand; and 3 more');
  expect(othersText(row({}))).toBe('');
});
