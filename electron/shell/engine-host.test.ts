import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { EngineWorkerMessage, EngineWorkerRequest } from '../engine/engine-worker.ts';
import { EngineHost, type EngineState } from './engine-host.ts';

class FakeWorker extends EventEmitter {
  readonly asked: EngineWorkerRequest[] = [];
  terminated = false;

  postMessage(message: EngineWorkerRequest): void {
    this.asked.push(message);
    if (message.type === 'connect') message.port.close();
  }

  say(message: EngineWorkerMessage): void {
    this.emit('message', message);
  }

  die(reason?: string): void {
    if (reason !== undefined) this.emit('error', new Error(reason));
    this.emit('exit');
  }

  async terminate(): Promise<void> {
    this.terminated = true;
    this.emit('exit');
  }
}

/** A host with a clock that is moved by hand. */
function setUp() {
  const workers: FakeWorker[] = [];
  const states: EngineState[] = [];
  const waits: number[] = [];
  let now = 0;
  let due: (() => void) | null = null;
  const host = new EngineHost({
    startWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    now: () => now,
    after: (act, ms) => {
      waits.push(ms);
      due = act;
      return () => (due = null);
    },
  });
  host.onState((state) => states.push(state));
  host.start();
  return {
    host,
    workers,
    states,
    waits,
    latest: () => workers.at(-1)!,
    pass: (ms: number) => (now += ms),
    timer: () => {
      const act = due;
      due = null;
      act?.();
    },
  };
}

const failure = (code: 'store.newer' | 'store.busy'): EngineWorkerMessage => ({
  type: 'failed',
  error: { code, message: 'It is so.', hint: 'Do this.' },
});

describe('the engine host', () => {
  test('hands out no port before the engine is open', () => {
    const { host, latest } = setUp();
    expect(host.connect({ role: 'admin' })).toBeNull();
    expect(host.state.state).toBe('opening');
    latest().say({ type: 'ready' });
    expect(host.state).toEqual({ state: 'running', message: '' });
    host.connect({ role: 'user', accountId: 7 })?.close();
    expect(latest().asked[0]).toMatchObject({ type: 'connect', session: { role: 'user', accountId: 7 } });
  });

  test('starts a dead engine again: after 0.2 s, 1 s, then 5 s', () => {
    const { host, workers, waits, latest, timer } = setUp();
    for (let death = 0; death < 4; death += 1) {
      latest().say({ type: 'ready' });
      latest().die(`fault ${death}`);
      expect(host.state.state).toBe('restarting');
      expect(host.state.message).toContain(`fault ${death}`);
      expect(host.connect({ role: 'admin' })).toBeNull();
      timer();
    }
    expect(waits).toEqual([200, 1000, 5000, 5000]);
    expect(workers).toHaveLength(5);
    latest().say({ type: 'ready' });
    expect(host.state.state).toBe('running');
  });

  test('gives up after five deaths within a minute, and tries again when asked', () => {
    const { host, states, workers, latest, timer } = setUp();
    for (let death = 0; death < 5; death += 1) {
      latest().die('fault');
      timer();
    }
    expect(host.state).toEqual({
      state: 'failed',
      message: 'The engine stopped 5 times within a minute. Reason: fault',
    });
    expect(workers).toHaveLength(5);
    host.retry();
    expect(workers).toHaveLength(6);
    latest().say({ type: 'ready' });
    expect(states.map(({ state }) => state).slice(-3)).toEqual(['failed', 'opening', 'running']);
  });

  test('deaths that lie apart are forgiven', () => {
    const { host, waits, latest, timer, pass } = setUp();
    for (let death = 0; death < 12; death += 1) {
      latest().say({ type: 'ready' });
      latest().die();
      expect(host.state.state).toBe('restarting');
      timer();
      pass(60_000);
    }
    expect(new Set(waits)).toEqual(new Set([200]));
  });

  test('a store that cannot be opened is told and not tried again by itself', () => {
    const { host, workers, waits, latest } = setUp();
    latest().say(failure('store.newer'));
    latest().die();
    expect(host.state).toEqual({ state: 'failed', message: 'It is so. Do this.' });
    expect(waits).toEqual([]);
    host.start();
    expect(workers).toHaveLength(2);
  });

  test('a store that somebody else is busy with is tried again', () => {
    const { host, waits, latest } = setUp();
    latest().say(failure('store.busy'));
    latest().die();
    // Nothing stopped: it never began.
    expect(host.state.state).toBe('opening');
    expect(host.state.message).toContain('It is so.');
    expect(waits).toEqual([200]);
  });

  test('retry does nothing to an engine that runs or is being started', () => {
    const { host, workers, latest } = setUp();
    host.retry();
    latest().say({ type: 'ready' });
    host.retry();
    expect(workers).toHaveLength(1);
  });

  test('has results files opened beside the engine, and hands out ports to them', async () => {
    const { host, latest } = setUp();
    const [one, two] = [host.openResults('/a.rollcall'), host.openResults('/b.rollcall')];
    const info = { file: '/a.rollcall', enterprise: 'acme', exportedAt: '', rollcallVersion: '1' };
    latest().say({ type: 'results-opened', results: 1, info });
    latest().say({
      type: 'results-failed',
      results: 2,
      error: { code: 'results.truncated', message: 'It ends early.', hint: '' },
    });
    expect(await one).toEqual({ results: 1, info });
    await expect(two).rejects.toMatchObject({ code: 'results.truncated', message: 'It ends early.' });
    // A refused file says nothing about the engine.
    expect(host.state.state).toBe('opening');
    latest().say({ type: 'ready' });
    host.connect({ role: 'admin' }, 1)?.close();
    host.closeResults(1);
    expect(latest().asked).toMatchObject([
      { type: 'open-results', results: 1, file: '/a.rollcall' },
      { type: 'open-results', results: 2, file: '/b.rollcall' },
      { type: 'connect', session: { role: 'admin' }, results: 1 },
      { type: 'close-results', results: 1 },
    ]);
  });

  test('whoever waits for a results file is told when the engine dies', async () => {
    const { host, latest } = setUp();
    const opening = host.openResults('/a.rollcall');
    latest().die();
    await expect(opening).rejects.toMatchObject({ code: 'store.busy' });
    await expect(host.openResults('/a.rollcall')).rejects.toMatchObject({ code: 'store.busy' });
  });

  test('closes in order, and hands out nothing while it does', async () => {
    const { host, waits, latest, states } = setUp();
    latest().say({ type: 'ready' });
    const closed = host.close(10_000);
    expect(latest().asked).toEqual([{ type: 'close' }]);
    expect(host.connect({ role: 'admin' })).toBeNull();
    latest().die();
    await closed;
    expect(waits).toEqual([10_000]);
    expect(states).toEqual([{ state: 'running', message: '' }]);
  });

  test('stops an engine that does not close', async () => {
    const { host, latest, timer } = setUp();
    const closed = host.close();
    timer();
    await closed;
    expect(latest().terminated).toBe(true);
  });

  test('closing calls off a restart', async () => {
    const { host, workers, latest, timer } = setUp();
    latest().die();
    await host.close();
    timer();
    expect(workers).toHaveLength(1);
  });
});
