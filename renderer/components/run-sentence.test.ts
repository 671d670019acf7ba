import { describe, expect, test } from 'vitest';
import type { RunSummary, RunView } from '../../shared/contract/index.ts';
import { hintOf, type Code } from '../../shared/domain/codes.ts';
import { zeroCounters, type Counters } from '../../shared/domain/run.ts';
import { explanations, HELD_NEXT, runSentence } from './run-sentence.ts';

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
});

function view(given: Given, codes: [Code, 'info' | 'warning' | 'error'][] = []): RunView {
  return {
    ...summary(given),
    phases: {},
    evidence: null,
    changes: { created: 0, updated: 0, deleted: 0, held: 0, refused: 0, numbers: 0 },
    codes: codes.map(([code, severity]) => ({ code, severity, issues: 1, count: 1, hint: hintOf(code) })),
  };
}

describe('the explanation of an outcome', () => {
  const titles = (run: RunView) => explanations(run).map(({ tone, title }) => `${tone}: ${title}`);

  test('a success needs none, also with infos', () => {
    expect(explanations(view({}, [['entry.disabled', 'info']]))).toEqual([]);
  });

  test('a failure is its error, once, with code and next step', () => {
    const run = view({ outcome: 'failed', complete: false, error: 'ldap.unreachable' }, [
      ['ldap.unreachable', 'error'],
    ]);
    expect(explanations(run)).toEqual([
      {
        tone: 'bad',
        title: 'Why the synchronization failed',
        text: 'It happened.',
        hint: hintOf('ldap.unreachable'),
        code: 'ldap.unreachable',
        causes: [],
      },
    ]);
  });

  test('a partial read says what became of the part', () => {
    const [only] = explanations(view({ outcome: 'warnings', complete: false, error: 'ldap.size-limit' }));
    expect(only?.title).toBe('Read only in part');
    expect(only?.text).toContain('It happened. What was read was imported. Nothing was deleted');
  });

  test('held rows name what holds them; other issues stand apart', () => {
    const run = view({ outcome: 'held', counters: { heldDeletes: 3, failed: 1 } }, [
      ['guard.deletes', 'warning'],
      ['entry.missing-field', 'warning'],
      ['source.changed', 'info'],
    ]);
    const [held, others] = explanations(run);
    expect(held).toMatchObject({ tone: 'held', title: '3 rows wait for approval', hint: HELD_NEXT });
    expect(held?.causes.map(({ code }) => code)).toEqual(['guard.deletes']);
    expect(others?.causes.map(({ code }) => code)).toEqual(['entry.missing-field']);
  });

  test('one row waits', () => {
    expect(titles(view({ outcome: 'held', counters: { heldCreates: 1 } }))).toEqual([
      'held: 1 row waits for approval',
    ]);
  });

  test('a run that did not come to its end says how it ended', () => {
    expect(titles(view({ outcome: 'cancelled', error: 'run.cancelled' }))).toEqual([
      'idle: Somebody cancelled it',
    ]);
    expect(
      titles(view({ outcome: 'interrupted', error: 'run.interrupted' }, [['run.interrupted', 'error']])),
    ).toEqual(['bad: The synchronization was cut off']);
    expect(titles(view({ kind: 'removal', outcome: 'skipped', error: 'run.skipped' }))).toEqual([
      'idle: Why the deletion did not run',
    ]);
  });
});
