import { describe, expect, test } from 'vitest';
import type { EnterpriseView, PbxNodeRow, RunSummary } from '../../../shared/contract/index.ts';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import { zeroCounters, type Counters } from '../../../shared/domain/run.ts';
import { attentionInResults, attentionOf, type Facts, type Source } from './attention.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-02T12:00:00.000Z');
const at = (ago: number) => new Date(NOW - ago).toISOString();

type Run = Partial<Omit<RunSummary, 'counters' | 'error' | 'issues'>> & {
  counters?: Partial<Counters>;
  error?: Code;
  warnings?: number;
};

function run({ counters, error, warnings = 0, ...more }: Run = {}): RunSummary {
  return {
    id: 7,
    outcome: 'success',
    complete: true,
    startedAt: at(2 * HOUR),
    issues: { info: 0, warning: warnings, error: 0 },
    ...more,
    counters: { ...zeroCounters(), ...counters },
    error: error === undefined ? null : { code: error, message: 'Nobody answers', hint: hintOf(error) },
  } as RunSummary;
}

function row(attempt: RunSummary | null, good: RunSummary | null = attempt): Source {
  const of = { kind: 'directory', sourceId: 1, name: 'HQ', accounts: 0, active: true, node: null } as const;
  return { ...of, lastAttempt: attempt, lastGood: good };
}

/** The same source as a PBX node. */
function node(attempt: RunSummary | null, more: Partial<PbxNodeRow> = {}): Source {
  const known = { newerExport: null, numbersHeld: 0, lastAttempt: attempt, ...more } as PbxNodeRow;
  return { ...row(attempt), kind: 'pbx', node: known };
}

function facts(sources: Source[], more: Partial<Facts> = {}): Facts {
  const schedule = { enabled: true, rule: { kind: 'interval', minutes: 1440 }, timeZone: null };
  return {
    enterprise: { id: 'acme', type: sources[0]?.kind ?? 'directory', schedule } as EnterpriseView,
    sources,
    passwordProblems: new Map(),
    vaultProblem: null,
    waiting: new Map(),
    due: [at(-10 * HOUR), at(-34 * HOUR), at(-58 * HOUR)],
    running: new Set(),
    now: NOW,
    ...more,
  };
}

const said = (given: Facts) => attentionOf(given).map(({ tone, sentence }) => `${tone}: ${sentence}`);
const step = (given: Facts) => attentionOf(given)[0]?.step;

describe('what needs attention', () => {
  test('nothing, when the last run was good and in time', () => {
    expect(said(facts([row(run())]))).toEqual([]);
  });

  test('a source that never ran can be started on the spot', () => {
    const given = facts([row(null)]);
    expect(said(given)).toEqual(['warn: HQ has not been synchronized yet.']);
    expect(step(given)).toEqual({ kind: 'sync', label: 'Sync Now', source: 'HQ' });
  });

  test('a failure says why, and leads to its explanation', () => {
    const given = facts([row(run({ outcome: 'failed', complete: false, error: 'ldap.unreachable' }))]);
    expect(said(given)).toEqual(['bad: HQ could not be synchronized, 2 h ago. Nobody answers.']);
    expect(step(given)).toMatchObject({ href: '/acme/runs/7' });
  });

  test('a partial read is told apart from warnings', () => {
    const partial = run({ outcome: 'warnings', complete: false, error: 'ldap.size-limit', warnings: 1 });
    expect(said(facts([row(partial)]))).toEqual([
      'warn: HQ was read only in part, 2 h ago, so nothing was deleted. Nobody answers.',
    ]);
    expect(said(facts([row(run({ outcome: 'warnings', warnings: 2 }))]))).toEqual([
      'warn: The last synchronization of HQ left 2 warnings.',
    ]);
  });

  test.each(['interrupted', 'cancelled'] as const)('%s: again', (outcome) => {
    const given = facts([row(run({ outcome }), run())]);
    expect(said(given)).toHaveLength(1);
    expect(step(given)?.kind).toBe('sync');
  });

  test('what waits is said after what failed, whatever the run that held it said', () => {
    const good = run({ id: 5, outcome: 'held', counters: { heldDeletes: 12 } });
    const failed = row(run({ outcome: 'failed', error: 'ldap.timeout' }), good);
    const given = facts([failed], { waiting: new Map([[1, { create: 0, update: 0, delete: 3 }]]) });
    expect(said(given)[1]).toBe('held: 3 deletions of HQ wait for approval.');
    expect(attentionOf(given)[1]?.step).toMatchObject({ href: '/acme/held?source=1' });
    expect(said(facts([row(good)]))).toEqual([]);
  });

  test('entries that were left out', () => {
    const given = facts([row(run({ outcome: 'warnings', counters: { failed: 1 }, warnings: 1 }))]);
    expect(said(given)).toEqual(['warn: 1 entry of HQ could not be imported.']);
  });

  test('a source that runs right now needs nothing', () => {
    expect(said(facts([row(null)], { running: new Set([1]) }))).toEqual([]);
  });

  test('an inactive source is not looked at', () => {
    expect(said(facts([{ ...row(null), active: false }]))).toEqual([]);
  });

  test('a run that is overdue', () => {
    expect(said(facts([row(run({ startedAt: at(50 * HOUR) }))]))).toEqual([
      'warn: HQ was last synchronized 2 days ago, though one is due every day: Rollcall was probably not running.',
    ]);
    expect(said(facts([row(run({ startedAt: at(24 * HOUR) }))]))).toEqual([]);
    expect(said(facts([row(run({ startedAt: at(50 * HOUR) }))], { due: [] }))).toEqual([]);
  });

  test('passwords and their key come first', () => {
    const given = facts([row(null)], {
      vaultProblem: 'It is gone',
      passwordProblems: new Map([[1, 'LDAP_PW is not set.']]),
    });
    expect(said(given)).toEqual([
      'bad: The key of the stored passwords cannot be used: It is gone.',
      'bad: The password of HQ cannot be used: LDAP_PW is not set.',
      'warn: HQ has not been synchronized yet.',
    ]);
  });

  test('what is missing to synchronize at all', () => {
    expect(said(facts([]))).toEqual([
      'warn: There is no synchronizer yet, so nothing keeps the accounts in step.',
    ]);
    const none = { ...facts([]).enterprise, type: 'none' } as EnterpriseView;
    const resting = { ...row(null), active: false };
    expect(said(facts([resting], { enterprise: none }))).toEqual([
      'idle: The synchronization type is None: accounts are kept by hand, and 1 synchronizer is inactive.',
    ]);
    const nodes = [node(null), { ...node(null), sourceId: 2 }].map((each) => ({ ...each, active: false }));
    expect(said(facts([resting, ...nodes], { enterprise: none }))).toEqual([
      'idle: The synchronization type is None: accounts are kept by hand, and 1 synchronizer and 2 PBX nodes are inactive.',
    ]);
    const pbx = { ...none, type: 'pbx' } as EnterpriseView;
    expect(said(facts([resting], { enterprise: pbx }))).toEqual([
      'warn: There is no PBX node yet, so nothing keeps the accounts in step.',
    ]);
    expect(step(facts([], { enterprise: pbx }))).toMatchObject({ href: '/acme/pbx-nodes/~new' });
  });

  test('D17: a PBX that was not read completely says that nothing was changed', () => {
    const partial = run({ outcome: 'warnings', complete: false, error: 'file.truncated' });
    expect(said(facts([node(partial)]))).toEqual([
      'warn: HQ was not read completely, 2 h ago, so nothing was changed. Nobody answers.',
    ]);
  });

  test('a newer export is offered, unless the node was never synchronized or runs right now', () => {
    const newerExport = at(HOUR);
    const given = facts([node(run(), { newerExport })]);
    expect(said(given)).toEqual(['warn: A newer export of HQ is there, written 1 h ago.']);
    expect(step(given)).toEqual({ kind: 'sync', label: 'Sync Now', source: 'HQ' });
    expect(said(facts([node(null, { newerExport })]))).toEqual(['warn: HQ has not been synchronized yet.']);
    expect(said(facts([node(run(), { newerExport })], { running: new Set([1]) }))).toEqual([]);
  });

  test('R6: numbers that are kept are no trouble, but said', () => {
    const given = facts([node(run(), { numbersHeld: 2 })]);
    expect(said(given)).toEqual([
      'idle: 2 numbers of HQ are gone from the PBX and kept until nothing holds them and they can go.',
    ]);
    expect(step(given)).toMatchObject({ href: '/acme/numbers?view=held&source=1' });
    expect(attentionInResults(attentionOf(given))).toHaveLength(1);
  });

  test('people that were left out are not called entries', () => {
    const given = facts([node(run({ outcome: 'warnings', counters: { failed: 2 }, warnings: 2 }))]);
    expect(said(given)).toEqual(['warn: 2 people of HQ could not be imported.']);
  });

  test('of a results file, only how runs went and what waited', () => {
    const { enterprise } = facts([]);
    const off = { ...enterprise, schedule: { ...enterprise.schedule, enabled: false } };
    const failed = row(run({ outcome: 'failed' }));
    const given = facts([failed], { enterprise: off, due: [], vaultProblem: 'It is gone' });
    expect(attentionOf(given).map(({ id }) => id)).toEqual(['vault', 'attempt 1', 'schedule']);
    expect(attentionInResults(attentionOf(given)).map(({ id }) => id)).toEqual(['attempt 1']);
    expect(attentionInResults(attentionOf(facts([])))).toEqual([]);
  });

  test('a schedule that is off is no trouble, but said', () => {
    const { enterprise } = facts([]);
    const off = { ...enterprise, schedule: { ...enterprise.schedule, enabled: false } };
    expect(said(facts([row(run())], { enterprise: off, due: [] }))).toEqual([
      'idle: There is no schedule: accounts change only when somebody synchronizes.',
    ]);
  });
});
