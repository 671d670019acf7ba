import { describe, expect, it } from 'vitest';
import { Housekeeping } from './housekeeping.ts';

/** Housekeeping whose looks are let go by hand. */
function kept() {
  const looks: { end: () => void; isStopped: () => boolean }[] = [];
  const logged: string[] = [];
  let timers = 0;
  let tick = (): void => undefined;
  let begun = (): void => undefined;
  const keeping = new Housekeeping({
    prune: (isStopped) =>
      new Promise<void>((resolve) => {
        looks.push({ end: resolve, isStopped });
        begun();
      }),
    log: (event) => logged.push(event),
    repeat: (act) => {
      timers += 1;
      tick = act;
      return () => (timers -= 1);
    },
  });
  /** Resolves when so many looks have begun. */
  const begin = async (count: number) => {
    while (looks.length < count) await new Promise<void>((resolve) => (begun = resolve));
  };
  return { keeping, looks, logged, begin, timers: () => timers, tick: () => tick() };
}

describe('housekeeping', () => {
  it('looks when it starts, daily, and when it is woken, one look at a time', async () => {
    const { keeping, looks, begin, tick } = kept();
    keeping.start();
    await begin(1);
    tick();
    keeping.wake();
    expect(looks).toHaveLength(1);
    looks[0]!.end();
    await begin(2);
    looks[1]!.end();
    await keeping.stop();
    expect(looks).toHaveLength(2);
  });

  it('tells the look that is under way to stop, waits for it, and begins no other', async () => {
    const { keeping, looks, begin, timers } = kept();
    keeping.start();
    await begin(1);
    keeping.wake();
    const stopped = keeping.stop();
    expect(looks[0]!.isStopped()).toBe(true);
    looks[0]!.end();
    await stopped;
    keeping.wake();
    expect([looks.length, timers()]).toEqual([1, 0]);
  });

  it('logs a fault and goes on', async () => {
    const logged: string[] = [];
    let looks = 0;
    let looked = (): void => undefined;
    const twice = new Promise<void>((resolve) => (looked = resolve));
    const keeping: Housekeeping = new Housekeeping({
      prune: () => {
        looks += 1;
        if (looks === 2) looked();
        else keeping.wake();
        return Promise.reject(new Error('no'));
      },
      log: (event) => logged.push(event),
    });
    keeping.wake();
    await twice;
    await keeping.stop();
    expect(logged).toEqual(['history.fault', 'history.fault']);
  });
});
