import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { openSecondConnection, type Store } from './store.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const folders = new TestFolders();
let store: Store;
let one = 0;
beforeAll(() => {
  store = openQuickStore(folders.next());
  one = store.enterprises.create(enterpriseValues('One'), 1);
});
beforeEach(() => {
  store.connection.exec('DELETE FROM due');
});
afterAll(() => {
  store.close();
  folders.remove();
});

describe('E4: due times', () => {
  test('E4: a due time is claimed once, whoever asks', () => {
    const other = openSecondConnection(store.folder);
    expect(store.due.claim(one, 1000, 1000)).toBe(true);
    expect(store.due.claim(one, 1000, 1001)).toBe(false);
    expect(other.due.claim(one, 1000, 1002)).toBe(false);
    expect(other.due.skip(one, 1000, 1002)).toBe(false);
    expect(other.due.claim(one, 2000, 2000)).toBe(true);
    expect(store.due.recent(one, 10)).toEqual([
      { dueAt: 2000, state: 'claimed' },
      { dueAt: 1000, state: 'claimed' },
    ]);
    other.close();
  });

  test('E4: a skipped due time is handled, and nobody claims it later', () => {
    expect(store.due.skip(one, 1000, 5000)).toBe(true);
    expect(store.due.claim(one, 1000, 5000)).toBe(false);
    expect(store.due.claim(one, 1000, 6000)).toBe(false);
    expect(store.due.isHandled(one, 1000, 5000)).toBe(true);
    expect(store.due.handledThrough(one, 5000)).toBe(1000);
  });

  test('E4: what a clock ahead of time skipped does not count; what it ran does', () => {
    store.due.skip(one, 1000, 9000);
    store.due.claim(one, 900, 9000);
    expect(store.due.isHandled(one, 1000, 5000)).toBe(false);
    expect(store.due.isHandled(one, 900, 5000)).toBe(true);
    expect(store.due.handledThrough(one, 5000)).toBe(900);
    // Once the clock gets there, the row counts.
    expect(store.due.isHandled(one, 1000, 9000)).toBe(true);
    expect(store.due.handledThrough(one, 9000)).toBe(1000);
    // Meanwhile it may be claimed.
    expect(store.due.claim(one, 1000, 5000)).toBe(true);
    expect(store.due.claim(one, 1000, 5000)).toBe(false);
    expect(store.due.isHandled(one, 1000, 5000)).toBe(true);
  });

  test('E4: due times of the future are not handled through now', () => {
    store.due.claim(one, 1000, 1000);
    store.due.claim(one, 8000, 8000);
    expect(store.due.handledThrough(one, 2000)).toBe(1000);
    expect(store.due.handledThrough(one, 999)).toBeNull();
    expect(store.due.handledThrough(one, 8000)).toBe(8000);
  });

  test('E4: Enterprises do not see each other’s', () => {
    const two = store.enterprises.create(enterpriseValues('Two'), 1);
    store.due.claim(one, 1000, 1000);
    expect(store.due.isHandled(two, 1000, 1000)).toBe(false);
    expect(store.due.claim(two, 1000, 1000)).toBe(true);
    expect(store.due.recent(two, 5)).toHaveLength(1);
  });

  test('E4: under any clock, a due time is claimed at most once, and the rows say what a model says', () => {
    const step = fc.record({
      what: fc.constantFrom('claim', 'skip'),
      dueAt: fc.integer({ min: 1, max: 4 }),
      now: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.integer({ min: 1, max: 7 }), (steps, now) => {
        store.connection.exec('DELETE FROM due');
        const model = new Map<number, { what: string; recordedAt: number }>();
        for (const each of steps) {
          const row = model.get(each.dueAt);
          const free = row === undefined || (row.what === 'skip' && row.recordedAt > each.now);
          if (free) model.set(each.dueAt, { what: each.what, recordedAt: each.now });
          const done =
            each.what === 'claim'
              ? store.due.claim(one, each.dueAt, each.now)
              : store.due.skip(one, each.dueAt, each.now);
          expect(done).toBe(free);
        }
        const counting = [...model]
          .filter(([, row]) => row.what === 'claim' || row.recordedAt <= now)
          .map(([dueAt]) => dueAt);
        for (let dueAt = 1; dueAt <= 4; dueAt += 1) {
          expect(store.due.isHandled(one, dueAt, now)).toBe(counting.includes(dueAt));
        }
        const past = counting.filter((dueAt) => dueAt <= now);
        expect(store.due.handledThrough(one, now)).toBe(past.length === 0 ? null : Math.max(...past));
      }),
      { numRuns },
    );
  });
});
