import { expect, test } from 'vitest';
import { hintOf, type Code } from '../../shared/domain/codes.ts';
import { zeroCounters, type Counters } from '../../shared/domain/run.ts';
import { previewSentence, rowsToApply } from './preview-sentence.ts';

type Given = { counters?: Partial<Counters>; error?: Code } & Partial<
  Pick<Parameters<typeof previewSentence>[0], 'outcome' | 'complete' | 'sourceKind'>
>;

function plan({ counters, error, ...more }: Given) {
  return {
    outcome: 'success' as const,
    complete: true,
    sourceKind: 'directory' as const,
    ...more,
    counters: { ...zeroCounters(), ...counters },
    error: error === undefined ? null : { code: error, message: 'It happened.', hint: hintOf(error) },
  };
}

test.each<[Given, string]>([
  [
    { counters: { created: 12, updated: 40, deleted: 3, heldDeletes: 1, heldUpdates: 1, failed: 1 } },
    'Would create 12, change 40, delete 3, hold 2; 1 entry cannot be read.',
  ],
  [{ counters: { read: 1204, created: 1204 } }, 'Would create 1,204.'],
  [{ counters: {} }, 'Found no entries and would change nothing.'],
  [{ counters: { heldDeletes: 250 } }, 'Would hold 250.'],
  [{ counters: { read: 1, unchanged: 1 } }, 'Would change nothing: the 1 entry is as before.'],
  [{ counters: { read: 250, unchanged: 250 } }, 'Would change nothing: all 250 entries are as before.'],
  [
    { counters: { read: 250, unchanged: 240, skipped: 10 } },
    'Would change nothing of 250 entries; 10 entries would be passed over.',
  ],
  [
    { outcome: 'warnings', complete: false, error: 'ldap.size-limit', counters: { read: 5, created: 5 } },
    'Would create 5. The directory was not read completely, so nothing would be deleted.',
  ],
  [
    { outcome: 'failed', complete: false, error: 'ldap.unreachable' },
    'The directory could not be read. There is nothing to apply.',
  ],
  [
    {
      sourceKind: 'pbx',
      counters: {
        read: 4,
        created: 3,
        heldDeletes: 14,
        numbersAdded: 5,
        devices: 9,
        assigned: 5,
        notAssigned: 4,
      },
    },
    'Would create 3, hold 14; 5 numbers would be added. Of 9 devices, 5 are in accounts and 4 are not assigned.',
  ],
  [
    { sourceKind: 'pbx', counters: { read: 1, unchanged: 1, devices: 2, assigned: 2 } },
    'Would change nothing: the 1 person is as before. All 2 devices are in accounts.',
  ],
  [
    { sourceKind: 'pbx', outcome: 'warnings', complete: false, error: 'file.truncated' },
    'The PBX was not read completely, so nothing would be changed.',
  ],
])('%j: %s', (given, sentence) => {
  expect(previewSentence(plan(given))).toBe(sentence);
});

test('held rows are not among those to apply', () => {
  const counters = { ...zeroCounters(), created: 1, updated: 2, deleted: 3, heldDeletes: 9 };
  expect(rowsToApply(counters)).toBe(6);
});
