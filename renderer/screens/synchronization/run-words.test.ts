import { describe, expect, it } from 'vitest';
import { zeroCounters } from '../../../shared/domain/run.ts';
import { changedBy } from './run-words.ts';

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
});
