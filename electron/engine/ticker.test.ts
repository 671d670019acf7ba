import { describe, expect, test } from 'vitest';
import { startTicker } from './ticker.ts';

function setUp(startDue: () => Promise<unknown>) {
  let tick: () => void = () => undefined;
  let stopped = false;
  const faults: unknown[] = [];
  const stop = startTicker({
    startDue,
    log: (event, fields) => faults.push([event, fields.message]),
    everyMs: 20_000,
    repeat: (act, everyMs) => {
      expect(everyMs).toBe(20_000);
      tick = act;
      return () => (stopped = true);
    },
  });
  return { tick: () => tick(), stop, faults, stopped: () => stopped };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the ticker', () => {
  test('looks at the schedules at once, and at every tick', async () => {
    let looks = 0;
    const { tick, stop } = setUp(async () => (looks += 1));
    await settle();
    tick();
    await settle();
    expect(looks).toBe(2);
    await stop();
  });

  test('never looks twice at a time', async () => {
    let looks = 0;
    const held = Promise.withResolvers<void>();
    const { tick, stop } = setUp(async () => {
      looks += 1;
      await held.promise;
    });
    await settle();
    tick();
    tick();
    await settle();
    expect(looks).toBe(1);
    held.resolve();
    await settle();
    tick();
    await settle();
    expect(looks).toBe(2);
    await stop();
  });

  test('logs a fault and goes on', async () => {
    let looks = 0;
    const { tick, stop, faults } = setUp(() => {
      looks += 1;
      throw new Error('busy');
    });
    await settle();
    tick();
    await settle();
    expect(looks).toBe(2);
    expect(faults).toEqual([
      ['schedule.fault', 'busy'],
      ['schedule.fault', 'busy'],
    ]);
    await stop();
  });

  test('stopping waits for the look that is under way', async () => {
    const held = Promise.withResolvers<void>();
    const { stop, stopped } = setUp(() => held.promise);
    await settle();
    let over = false;
    const stopping = stop().then(() => (over = true));
    await settle();
    expect([stopped(), over]).toEqual([true, false]);
    held.resolve();
    await stopping;
  });
});
