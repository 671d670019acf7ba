import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RollcallEvent } from '../../../shared/contract/index.ts';
import { openSecondConnection, openStore, type Store } from '../store/index.ts';
import { Events } from './events.ts';

let root: string;
let store: Store;
let other: Store;
let events: Events;

beforeEach(() => {
  vi.useFakeTimers();
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-events-'));
  store = openStore(root);
  other = openSecondConnection(store.folder);
  events = new Events(store);
});

afterEach(() => {
  events.close();
  other.close();
  store.close();
  rmSync(root, { recursive: true, force: true });
  vi.useRealTimers();
});

const progress = (done: number, rest: Partial<Extract<RollcallEvent, { type: 'progress' }>> = {}) =>
  ({
    type: 'progress',
    jobId: 1,
    runId: 1,
    enterpriseId: 1,
    sourceId: 1,
    source: 'HQ',
    phase: 'reading',
    done,
    total: 0,
    ...rest,
  }) as const;

/** What a listener has been told and not taken yet. */
async function heard(stream: AsyncGenerator<RollcallEvent>): Promise<RollcallEvent[]> {
  const found: RollcallEvent[] = [];
  events.close();
  for await (const event of stream) found.push(event);
  return found;
}

function write(to: Store): void {
  to.transaction(() => to.secrets.put({ name: 'x', keyId: 'x', nonce: Buffer.of(1), sealed: Buffer.of(1) }));
}

describe('what a slow listener finds', () => {
  it('is one `changed`, however many writes there were', async () => {
    const stream = events.subscribe();
    for (let count = 0; count < 1000; count += 1) events.storeChanged();
    expect(await heard(stream)).toEqual([{ type: 'changed' }]);
  });

  it('is the newest progress of each run and phase, also of two runs at once', async () => {
    const stream = events.subscribe();
    for (let done = 0; done < 500; done += 1) {
      events.publish(progress(done));
      events.publish(progress(done, { runId: 2, sourceId: 2 }));
    }
    events.publish(progress(1, { phase: 'saving' }));
    expect(await heard(stream)).toEqual([
      progress(499),
      progress(499, { runId: 2, sourceId: 2 }),
      progress(1, { phase: 'saving' }),
    ]);
  });

  it('is every other event, in order', async () => {
    const stream = events.subscribe();
    const said: RollcallEvent[] = [
      { type: 'job-started', jobId: 1 },
      { type: 'run-started', jobId: 1, runId: 1, source: 'HQ' },
      { type: 'run-ended', jobId: 1, runId: 1, outcome: 'success' },
      { type: 'job-ended', jobId: 1 },
      { type: 'job-started', jobId: 2 },
    ];
    for (const event of said) events.publish(event);
    expect(await heard(stream)).toEqual(said);
  });
});

describe('`changed`', () => {
  it('comes after a write of another connection, once', async () => {
    const stream = events.subscribe();
    write(other);
    const next = stream.next();
    await vi.advanceTimersByTimeAsync(500);
    expect(await next).toEqual({ done: false, value: { type: 'changed' } });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await heard(stream)).toEqual([]);
  });

  it('comes after a write of this connection that nobody announced, too', async () => {
    const stream = events.subscribe();
    write(store);
    await vi.advanceTimersByTimeAsync(500);
    expect(await heard(stream)).toEqual([{ type: 'changed' }]);
  });

  it('does not come twice for a write that was announced', async () => {
    const stream = events.subscribe();
    write(store);
    events.storeChanged();
    expect(await stream.next()).toEqual({ done: false, value: { type: 'changed' } });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await heard(stream)).toEqual([]);
  });

  it('is not about what was written before one listened', async () => {
    write(other);
    const stream = events.subscribe();
    await vi.advanceTimersByTimeAsync(5000);
    expect(await heard(stream)).toEqual([]);
  });
});

describe('the store is looked at', () => {
  it('only while somebody listens', async () => {
    expect(vi.getTimerCount()).toBe(0);
    const [one, two] = [new AbortController(), new AbortController()];
    const first = events.subscribe(one.signal);
    events.subscribe(two.signal);
    expect(vi.getTimerCount()).toBe(1);
    one.abort();
    expect(await first.next()).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(1);
    two.abort();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('no more when the engine closed, which ends every stream', async () => {
    const stream = events.subscribe();
    const next = stream.next();
    events.close();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
    expect(await events.subscribe().next()).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('no more when a listener broke off in the middle', async () => {
    const stream = events.subscribe();
    events.publish({ type: 'job-started', jobId: 1 });
    for await (const event of stream) {
      expect(event.type).toBe('job-started');
      break;
    }
    expect(vi.getTimerCount()).toBe(0);
  });
});
