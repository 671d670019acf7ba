import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../shared/contract/index.ts';
import { hintOf, type Code } from '../../shared/domain/codes.ts';
import { zeroCounters, type Counters } from '../../shared/domain/run.ts';
import { runSentence } from './run-sentence.ts';

type Given = Partial<Omit<RunSummary, 'counters' | 'error'>> & { counters?: Partial<Counters>; error?: Code };

function summary({ counters, error, ...more }: Given): RunSummary {
  return {
    id: 7,
    enterprise: 'acme',
    enterpriseId: 1,
    source: 'HQ',
    sourceId: 1,
    sourceKind: 'directory',
    kind: 'sync',
    trigger: 'manual',
    mode: 'full',
    feed: 'full',
    outcome: 'success',
    complete: true,
    baseline: false,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:01.000Z',
    plan: null,
    undoes: null,
    issues: { info: 0, warning: 0, error: 0 },
    ...more,
    counters: { ...zeroCounters(), ...counters },
    error: error === undefined ? null : { code: error, message: 'It happened.', hint: hintOf(error) },
  };
}

describe('the sentence of a run', () => {
  test.each<[Given, string]>([
    [
      {
        outcome: 'held',
        counters: {
          read: 54,
          created: 12,
          updated: 40,
          deleted: 3,
          heldUpdates: 1,
          heldDeletes: 1,
          failed: 1,
        },
      },
      'Created 12, changed 40, deleted 3; 1 deletion and 1 change are held; 1 entry could not be imported.',
    ],
    [{ counters: { read: 1204, created: 1204 } }, 'Created 1,204.'],
    [{ counters: { read: 3, updated: 1, unchanged: 2 } }, 'Changed 1.'],
    [{ counters: { read: 0 } }, 'Found no entries and changed nothing.'],
    [{ counters: { read: 1, unchanged: 1 } }, 'Changed nothing: the 1 entry is as before.'],
    [{ counters: { read: 250, unchanged: 250 } }, 'Changed nothing: all 250 entries are as before.'],
    [
      { counters: { read: 250, unchanged: 240, skipped: 10 } },
      'Changed nothing of 250 entries; 10 entries were passed over.',
    ],
    [
      { outcome: 'held', counters: { heldDeletes: 250 } },
      'Found no entries and changed nothing; 250 deletions are held.',
    ],
    [
      { outcome: 'held', counters: { read: 4, unchanged: 1, heldCreates: 1, heldUpdates: 2 } },
      'Changed nothing of 4 entries; 2 changes and 1 creation are held.',
    ],
    [
      { outcome: 'held', counters: { read: 2, unchanged: 2, heldDeletes: 1 } },
      'Changed nothing: all 2 entries are as before; 1 deletion is held.',
    ],
    [
      { outcome: 'warnings', counters: { read: 9, created: 7, failed: 2 } },
      'Created 7; 2 entries could not be imported.',
    ],
    [
      { outcome: 'warnings', complete: false, error: 'ldap.size-limit', counters: { read: 5, created: 5 } },
      'Created 5. The directory was not read completely, so nothing was deleted.',
    ],
    [
      { counters: { read: 2, updated: 2, numbersHeld: 1 } },
      'Changed 2; 1 number is kept, because dynamic statuses point at it.',
    ],
    [
      { outcome: 'failed', complete: false, error: 'ldap.unreachable' },
      'The directory could not be read. Nothing was changed.',
    ],
    [
      { outcome: 'failed', complete: false, error: 'tls.expired' },
      'The directory could not be read. Nothing was changed.',
    ],
    [
      { outcome: 'failed', complete: false, error: 'vault.locked' },
      'The password for the directory could not be used. Nothing was changed.',
    ],
    [
      { outcome: 'failed', error: 'run.unbalanced' },
      'The synchronization failed before it saved anything. Nothing was changed.',
    ],
    [{ outcome: 'failed' }, 'The synchronization failed before it saved anything. Nothing was changed.'],
    [
      { outcome: 'cancelled', error: 'run.cancelled' },
      'This synchronization was cancelled. Nothing was changed.',
    ],
    [
      { outcome: 'interrupted', error: 'run.interrupted' },
      'This synchronization was cut off before it saved anything. Nothing was changed.',
    ],
    [{ outcome: 'skipped', error: 'run.skipped' }, 'This synchronization did not run. Nothing was changed.'],
    [
      {
        sourceKind: 'pbx',
        counters: {
          read: 6,
          created: 2,
          unchanged: 4,
          devices: 11,
          assigned: 9,
          notAssigned: 2,
          numbersAdded: 4,
          numbersHeld: 1,
        },
      },
      'Created 2; 4 numbers were added; 1 number is kept, because dynamic statuses point at it. Of 11 devices, 9 are in accounts and 2 are not assigned.',
    ],
    [
      { sourceKind: 'pbx', counters: { read: 2, unchanged: 2, devices: 3, assigned: 3 } },
      'Changed nothing: all 2 people are as before. All 3 devices are in accounts.',
    ],
    [{ sourceKind: 'pbx', counters: {} }, 'Found no people and changed nothing.'],
    [
      { sourceKind: 'pbx', outcome: 'warnings', complete: false, error: 'file.truncated' },
      'The PBX was not read completely. Nothing was changed.',
    ],
    [
      { sourceKind: 'pbx', outcome: 'failed', complete: false, error: 'csv.missing-column' },
      'The PBX could not be read. Nothing was changed.',
    ],
    [{ kind: 'removal', counters: { deleted: 250 } }, 'Deleted the synchronizer HQ and its 250 accounts.'],
    [{ kind: 'removal', counters: { deleted: 1 } }, 'Deleted the synchronizer HQ and its 1 account.'],
    [{ kind: 'removal' }, 'Deleted the synchronizer HQ; it had no accounts.'],
    [
      { kind: 'removal', sourceKind: 'pbx', counters: { deleted: 2 } },
      'Deleted the PBX node HQ and its 2 accounts.',
    ],
    [
      { kind: 'removal', outcome: 'failed', error: 'store.full' },
      'The synchronizer HQ could not be deleted. Nothing was changed.',
    ],
    [
      { kind: 'removal', outcome: 'cancelled' },
      'The deletion of the synchronizer HQ was cancelled. Nothing was changed.',
    ],
    [
      { kind: 'removal', outcome: 'interrupted' },
      'The deletion of the synchronizer HQ was cut off before it saved anything. Nothing was changed.',
    ],
    [
      { kind: 'removal', outcome: 'skipped' },
      'The deletion of the synchronizer HQ did not run. Nothing was changed.',
    ],
  ])('%j: %s', (given, sentence) => {
    expect(runSentence(summary(given))).toBe(sentence);
  });

  test.each<[Given, number, string]>([
    [{ kind: 'approval', counters: { deleted: 12 } }, 0, 'Approved: deleted 12.'],
    [
      { kind: 'approval', counters: { created: 1, updated: 2, deleted: 3 } },
      1,
      'Approved: created 1, changed 2, deleted 3; 1 row was refused.',
    ],
    [{ kind: 'approval', outcome: 'warnings' }, 2, 'No row was applied; 2 rows were refused.'],
    [{ kind: 'approval', outcome: 'cancelled' }, 0, 'The approval was cancelled. Nothing was changed.'],
    [
      { kind: 'undo', undoes: 4, counters: { created: 3, updated: 2, deleted: 1 } },
      2,
      'Undid run 4: brought back 3, changed back 2, deleted 1; 2 rows were refused.',
    ],
    [{ kind: 'undo', undoes: 4, outcome: 'failed' }, 0, 'The undo of run 4 failed. Nothing was changed.'],
    [{ counters: { read: 1, deleted: 1 } }, 1, 'Deleted 1; 1 row was refused.'],
  ])('%j with %i refused: %s', (given, refused, sentence) => {
    const changes = { created: 0, updated: 0, deleted: 0, held: 0, refused, numbers: 0 };
    expect(runSentence({ ...summary(given), changes })).toBe(sentence);
  });

  test('an approval that is known from its job says what was refused, too', () => {
    const counters = { read: 2, deleted: 1, failed: 1 };
    expect(runSentence(summary({ kind: 'approval', counters }))).toBe(
      'Approved: deleted 1; 1 row was refused.',
    );
  });

  test('what is held was held once nothing waits any more', () => {
    const run = summary({ outcome: 'held', counters: { read: 1, created: 1, heldDeletes: 2 } });
    expect(runSentence({ ...run, waiting: 1 })).toBe('Created 1; 2 deletions are held.');
    expect(runSentence({ ...run, waiting: 0 })).toBe('Created 1; 2 deletions were held.');
  });
});
