import { describe, expect, it } from 'vitest';
import { zeroCounters } from '../../../shared/domain/run.ts';
import { changedBy, trouble } from './run-words.ts';

describe('a run in words', () => {
  it('adds up what it changed', () => {
    const counters = {
      ...zeroCounters(),
      created: 1,
      updated: 2,
      deleted: 3,
      heldDeletes: 4,
      heldUpdates: 5,
    };
    expect(changedBy({ counters })).toBe(6);
  });

  it('says why it failed, and why it is partial', () => {
    const error = { code: 'ldap.unreachable' as const, message: 'Nobody answers.', hint: 'Check.' };
    expect(trouble({ outcome: 'cancelled', complete: false, error })).toBeNull();
    expect(trouble({ outcome: 'failed', complete: false, error })).toBe(error);
    expect(trouble({ outcome: 'warnings', complete: false, error: null })?.code).toBe('ldap.incomplete');
    expect(trouble({ outcome: 'warnings', complete: true, error: null })).toBeNull();
    expect(trouble({ outcome: 'held', complete: true, error: null })).toBeNull();
    expect(trouble({ outcome: 'interrupted', complete: false, error: null })?.code).toBe('run.interrupted');
  });
});
