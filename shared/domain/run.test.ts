import { describe, expect, test } from 'vitest';
import { hintOf, type Code } from './codes.ts';
import type { ErrorInfo } from './errors.ts';
import {
  combinedExitStatus,
  exitStatusOf,
  imbalance,
  outcomeOf,
  zeroCounters,
  type Counters,
  type Outcome,
  type Severity,
} from './run.ts';

const counters = (values: Partial<Counters>): Counters => ({ ...zeroCounters(), ...values });
const errorOf = (code: Code): ErrorInfo => ({ code, message: 'x', hint: hintOf(code) });

describe('E10: the identities of a run', () => {
  const parts = [
    'created',
    'updated',
    'unchanged',
    'skipped',
    'failed',
    'heldCreates',
    'heldUpdates',
  ] as const;
  const others = [
    ...['deleted', 'heldDeletes', 'numbersHeld', 'numbersAdded', 'numbersRemoved', 'orphaned'],
  ] as (keyof Counters)[];
  const devices = ['devices', 'assigned', 'notAssigned'];

  test('E10: each part counts once', () => {
    expect(imbalance(zeroCounters())).toBe(0);
    for (const part of parts) {
      expect([part, imbalance(counters({ read: 3, [part]: 3 }))]).toEqual([part, 0]);
      expect([part, imbalance(counters({ read: 3, [part]: 2 }))]).toEqual([part, 1]);
    }
    expect(imbalance(counters({ read: 1, created: 1, updated: 1 }))).toBe(1);
  });

  test('E10: each device of a PBX is assigned or not', () => {
    expect(imbalance(counters({ devices: 5, assigned: 3, notAssigned: 2 }))).toBe(0);
    expect(imbalance(counters({ devices: 5, assigned: 3 }))).toBe(2);
    expect(imbalance(counters({ assigned: 1 }))).toBe(1);
    // One breach does not make up for the other.
    expect(imbalance(counters({ read: 1, assigned: 1 }))).toBe(2);
  });

  test('E10: deletions and held numbers are no entries', () => {
    for (const other of others) expect(imbalance(counters({ [other]: 7 }))).toBe(0);
    expect([...parts, ...others, ...devices, 'read'].sort()).toEqual(Object.keys(zeroCounters()).sort());
  });
});

describe('E10: outcomes', () => {
  const base = {
    failed: false,
    complete: true,
    counters: zeroCounters(),
    issues: [] as { severity: Severity }[],
  };

  test('E10: a run without remarks is a success; info issues never make warnings', () => {
    expect(outcomeOf(base)).toBe('success');
    expect(outcomeOf({ ...base, issues: [{ severity: 'info' }, { severity: 'info' }] })).toBe('success');
    expect(outcomeOf({ ...base, counters: counters({ read: 4, skipped: 4 }) })).toBe('success');
    expect(outcomeOf({ ...base, counters: counters({ numbersHeld: 2 }) })).toBe('success');
  });

  test('E10: warnings and errors among the issues, or a failed entry, make warnings', () => {
    expect(outcomeOf({ ...base, issues: [{ severity: 'info' }, { severity: 'warning' }] })).toBe('warnings');
    expect(outcomeOf({ ...base, issues: [{ severity: 'error' }] })).toBe('warnings');
    // safety.md 6: a run with a failed entry is never plain green.
    expect(outcomeOf({ ...base, counters: counters({ failed: 1 }) })).toBe('warnings');
  });

  test('E10: held rows of each kind make it held, before warnings', () => {
    for (const held of ['heldCreates', 'heldUpdates', 'heldDeletes'] as const) {
      expect(
        outcomeOf({ ...base, counters: counters({ [held]: 1 }), issues: [{ severity: 'warning' }] }),
      ).toBe('held');
    }
  });

  test('E10: a partial read is warnings; failed beats everything', () => {
    expect(outcomeOf({ ...base, complete: false })).toBe('warnings');
    expect(outcomeOf({ ...base, complete: false, counters: counters({ heldUpdates: 1 }) })).toBe('warnings');
    expect(outcomeOf({ ...base, failed: true, counters: counters({ heldDeletes: 1 }) })).toBe('failed');
  });
});

describe('E10: exit statuses', () => {
  const cases: [Outcome, boolean, Code | null, number][] = [
    ['success', true, null, 0],
    ['warnings', true, null, 2],
    ['warnings', false, 'ldap.incomplete', 4],
    ['warnings', false, 'ldap.referral', 4],
    ['warnings', false, 'entry.missing-field', 4],
    ['held', true, null, 3],
    ['held', false, 'ldap.size-limit', 4],
    ['failed', false, 'ldap.unreachable', 4],
    ['failed', false, 'ldap.invalid-credentials', 4],
    ['failed', false, 'ldap.account-locked', 4],
    ['failed', false, 'ldap.base-not-found', 4],
    ['failed', false, 'tls.untrusted', 4],
    ['failed', false, 'tls.expired', 4],
    ['failed', false, 'file.unreadable', 4],
    ['failed', false, 'vault.missing-secret', 4],
    ['failed', false, 'store.full', 1],
    ['failed', true, 'store.full', 1],
    ['failed', true, 'run.unbalanced', 1],
    ['failed', false, 'internal', 1],
    ['failed', false, null, 1],
    ['cancelled', false, 'run.cancelled', 1],
    ['interrupted', false, 'run.interrupted', 1],
    ['skipped', false, 'run.skipped', 1],
  ];
  test.each(cases)('E10: %s, complete %s, error %s', (outcome, complete, code, status) => {
    expect(exitStatusOf({ outcome, complete, error: code && errorOf(code) })).toBe(status);
  });

  test('E10: several sources: the first that occurs of 1, 4, 3, 2, 0', () => {
    expect(combinedExitStatus([])).toBe(0);
    const order = [1, 4, 3, 2, 0];
    // Every subset of the statuses, in both orders.
    for (let chosen = 1; chosen < 32; chosen += 1) {
      const statuses = order.filter((_, bit) => chosen & (1 << bit));
      expect(combinedExitStatus(statuses)).toBe(statuses[0]);
      expect(combinedExitStatus([...statuses].reverse())).toBe(statuses[0]);
    }
  });
});
