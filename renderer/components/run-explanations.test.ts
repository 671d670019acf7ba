import { describe, expect, test } from 'vitest';
import type { PlanView, RunView } from '../../shared/contract/index.ts';
import { hintOf, type Code } from '../../shared/domain/codes.ts';
import { zeroCounters, type Counters } from '../../shared/domain/run.ts';
import { explanations, HELD_NEXT } from './run-explanations.ts';

type Given = Partial<Omit<RunView, 'counters' | 'error' | 'changes'>> & {
  counters?: Partial<Counters>;
  error?: Code;
  refused?: number;
};

function view(given: Given, codes: [Code, 'info' | 'warning' | 'error'][] = []): RunView {
  const { counters, error, refused = 0, ...more } = given;
  return {
    kind: 'sync',
    sourceKind: 'directory',
    outcome: 'success',
    complete: true,
    waiting: 0,
    ...more,
    counters: { ...zeroCounters(), ...counters },
    error: error === undefined ? null : { code: error, message: 'It happened.', hint: hintOf(error) },
    changes: { created: 0, updated: 0, deleted: 0, held: 0, refused, numbers: 0 },
    codes: codes.map(([code, severity]) => ({ code, severity, issues: 1, count: 1, hint: hintOf(code) })),
  } as RunView;
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
        tab: null,
      },
    ]);
  });

  test('a partial read says what became of the part', () => {
    const [only] = explanations(view({ outcome: 'warnings', complete: false, error: 'ldap.size-limit' }));
    expect(only?.title).toBe('Read only in part');
    expect(only?.text).toContain('It happened. What was read was imported. Nothing was deleted');
  });

  test('held rows name what holds them; other issues stand apart', () => {
    const run = view({ outcome: 'held', waiting: 3, counters: { heldDeletes: 3, failed: 1 } }, [
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
    expect(titles(view({ outcome: 'held', waiting: 1, counters: { heldCreates: 1 } }))).toEqual([
      'held: 1 row waits for approval',
    ]);
  });

  test('some of what was held still waits, or none', () => {
    const held = { outcome: 'held', counters: { heldDeletes: 3 } } as const;
    expect(titles(view({ ...held, waiting: 1 }))).toEqual([
      'held: 1 row waits for approval, of 3 rows that this run held',
    ]);
    expect(titles(view(held))).toEqual(['idle: 3 rows were held']);
    expect(explanations(view(held))[0]?.hint).toBe('');
  });

  test('refused rows stand apart from entries that were left out', () => {
    const run = view({ outcome: 'warnings', refused: 2 }, [
      ['row.moved', 'warning'],
      ['entry.missing-field', 'warning'],
    ]);
    const [refused, others] = explanations(run);
    expect(refused).toMatchObject({ tone: 'warn', title: '2 rows were refused', tab: 'refused' });
    expect(refused?.causes.map(({ code }) => code)).toEqual(['row.moved']);
    expect(others?.causes.map(({ code }) => code)).toEqual(['entry.missing-field']);
  });

  test('a preview speaks of what would be', () => {
    const run = view({ outcome: 'held', counters: { heldDeletes: 2 } }, [
      ['guard.deletes', 'warning'],
      ['entry.missing-field', 'warning'],
    ]);
    const preview = { ...run, preview: true } as unknown as PlanView;
    const [held, others] = explanations(preview);
    expect(held?.title).toBe('2 rows would be held');
    expect(others?.text).toContain('would be left out');
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

  test('D17: an export that is not complete changes nothing, and says so', () => {
    const given = {
      sourceKind: 'pbx',
      outcome: 'warnings',
      complete: false,
      error: 'file.truncated',
    } as const;
    const [only] = explanations(view(given));
    expect(only?.title).toBe('Not read completely');
    expect(only?.text).toBe(
      'It happened. Nothing was changed: people cannot be put together from a part of an export.',
    );
  });

  test('D8: rows that ask for the person are told from those that look like an accident', () => {
    const given = { sourceKind: 'pbx', outcome: 'held', waiting: 2, counters: { heldUpdates: 2 } } as const;
    const text = (codes: [Code, 'warning'][]) => explanations(view(given, codes))[0]?.text;
    expect(text([['pbx.identity-changed', 'warning']])).toBe(
      'Their number may belong to somebody new, so they were not applied.',
    );
    expect(
      text([
        ['pbx.identity-changed', 'warning'],
        ['guard.numbers', 'warning'],
      ]),
    ).toBe(
      'They look like an accident, or their number may belong to somebody new, so they were not applied.',
    );
    expect(text([['guard.groups', 'warning']])).toBe(
      'They look like an accident, or depend on one that does, so they were not applied.',
    );
  });

  test('what is amiss with an export is not called an entry', () => {
    const given = { sourceKind: 'pbx', outcome: 'warnings' } as const;
    const [only] = explanations(view(given, [['pbx.needs-group', 'warning']]));
    expect(only?.title).toBe('Parts of the export need a look');
  });
});
