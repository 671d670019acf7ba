import { MessageChannel } from 'node:worker_threads';
import { os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { expect, test, vi } from 'vitest';
import type { RollcallEvent } from '../../shared/contract/index.ts';
import type { EngineState } from './engine-host.ts';
import { watchEngine } from './engine-watch.ts';

const summary = (source: string) => ({ source, outcome: 'success', endedAt: '2026-05-04T08:00:00.000Z' });

/** A host with an engine that answers what the shell asks, and nothing else: a list of issues is not asked for. */
function setUp() {
  let newest = 'HQ';
  const published: RollcallEvent[] = [];
  let wake = (): void => undefined;
  const router = {
    runs: { summaries: os.handler(() => ({ runs: [summary(newest)], next: null })) },
    synchronization: {
      running: os.handler(() => ({ jobs: [{ jobId: 3 }], elsewhere: [] })),
      events: os.handler(async function* () {
        for (;;) {
          const next = published.shift();
          if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
          else yield next;
        }
      }),
    },
  };
  const listeners: ((state: EngineState) => void)[] = [];
  const lines: string[] = [];
  const running: number[][] = [];
  const host = {
    state: { state: 'opening', message: 'Opening.' } as EngineState,
    connect: () => {
      const { port1, port2 } = new MessageChannel();
      new RPCHandler(router).upgrade(port2);
      port2.start();
      return port1;
    },
    onState: (listener: (state: EngineState) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
  };
  watchEngine(host, { line: (line) => lines.push(line), running: (jobs) => running.push([...jobs]) });
  return {
    lines,
    running,
    become: (state: EngineState['state'], message = '') => {
      host.state = { state, message };
      for (const listener of listeners) listener(host.state);
    },
    publish: (event: RollcallEvent) => {
      if (event.type === 'run-ended') newest = 'Branch';
      published.push(event);
      wake();
    },
  };
}

test('keeps a line about the newest run, and tells what is running', async () => {
  const { lines, running, become, publish } = setUp();
  expect(lines).toEqual(['Opening.']);
  become('running');
  await vi.waitFor(() => expect(lines.at(-1)).toMatch(/^Last: HQ, success, /));
  expect(running.at(-1)).toEqual([3]);
  publish({ type: 'job-started', jobId: 4 });
  publish({ type: 'run-started', jobId: 4, runId: 9, source: 'Branch' });
  await vi.waitFor(() => expect(lines.at(-1)).toBe('Synchronizing Branch…'));
  expect(running.at(-1)).toEqual([3, 4]);
  publish({ type: 'run-ended', jobId: 4, runId: 9, outcome: 'success' });
  publish({ type: 'job-ended', jobId: 4 });
  await vi.waitFor(() => expect(running.at(-1)).toEqual([3]));
  expect(lines.at(-1)).toMatch(/^Last: Branch, success, /);
});

test('an engine that died runs nothing', async () => {
  const { lines, running, become } = setUp();
  become('running');
  await vi.waitFor(() => expect(running.at(-1)).toEqual([3]));
  become('restarting', 'It stopped.');
  expect(running.at(-1)).toEqual([]);
  expect(lines.at(-1)).toBe('It stopped.');
});
