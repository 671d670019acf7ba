import { expect, test } from 'vitest';
import { stateOf } from './preview-state.ts';

const now = Date.parse('2026-03-02T12:00:00.000Z');
const preview = {
  appliedRun: null,
  expiresAt: '2026-03-02T12:00:01.000Z',
  outcome: 'success',
  outdatedBy: null,
} as const;

test.each([
  [preview, 'open'],
  [{ ...preview, expiresAt: '2026-03-02T12:00:00.000Z' }, 'expired'],
  [{ ...preview, outcome: 'failed' as const }, 'failed'],
  [{ ...preview, outdatedBy: 'run' as const }, 'outdated'],
  [{ ...preview, outdatedBy: 'settings' as const }, 'outdated'],
  [{ ...preview, appliedRun: 7, outdatedBy: 'run' as const }, 'applied'],
  [{ ...preview, appliedRun: 7, expiresAt: '2026-01-01T00:00:00.000Z' }, 'applied'],
])('%j is %s', (given, state) => {
  expect(stateOf(given, now)).toBe(state);
});
