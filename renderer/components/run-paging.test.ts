import { describe, expect, test, vi } from 'vitest';
import { collect, gather, type Piece } from './run-paging.ts';

/** The numbers up to `end`, three at a time. */
const numbers = (end: number) =>
  vi.fn(async (after: number): Promise<Piece<number, number>> => {
    const rows = [after + 1, after + 2, after + 3].filter((each) => each <= end);
    return { rows, next: rows.length < 3 ? null : after + 3 };
  });
const { signal } = new AbortController();

describe('gather', () => {
  test('stops as soon as enough fit, and says where to go on', async () => {
    const fetch = numbers(100);
    const piece = await gather(fetch, { from: 0, enough: 2, fits: (each) => each % 5 === 0, signal });
    expect(piece).toEqual({ rows: [5, 10], next: 12 });
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  test('ends with what there is', async () => {
    const piece = await gather(numbers(7), { from: 0, enough: 9, fits: (each) => each > 5, signal });
    expect(piece).toEqual({ rows: [6, 7], next: null });
  });

  test('stops when nobody waits any more', async () => {
    const fetch = numbers(100);
    const wait = gather(fetch, { from: 0, enough: 1, fits: () => true, signal: AbortSignal.abort() });
    await expect(wait).rejects.toThrow();
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('collect', () => {
  test('takes all, and tells how far it is', async () => {
    const progress = vi.fn();
    expect(await collect(numbers(7), { from: 0, signal, progress })).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(progress.mock.calls.flat()).toEqual([3, 6, 7]);
  });

  test('can be cancelled between two pieces', async () => {
    const abort = new AbortController();
    const wait = collect(numbers(100), { from: 0, signal: abort.signal, progress: () => abort.abort() });
    await expect(wait).rejects.toThrow();
  });
});
