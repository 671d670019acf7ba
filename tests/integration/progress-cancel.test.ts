import { describe, expect, it, onTestFinished } from 'vitest';
import type { RollcallEvent, Run } from '../../shared/contract/index.ts';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap, type ScriptedEntry, type ScriptedLdapOptions } from '../servers/scripted-ldap.ts';
import { changed, entryOf, suffix } from './scripted-people.ts';
import { configuration, expectSentence, Workbench, type Overrides } from './workbench.ts';

function entriesOf(count: number): ScriptedEntry[] {
  return makePeople(count).map(entryOf);
}

async function started(options: ScriptedLdapOptions, overrides: Overrides = {}) {
  const server = await startScriptedLdap(options);
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  await bench.import(configuration({ url: server.url, ...overrides }));
  return { server, bench };
}

/** Starts a synchronization and collects what is said about it; `seen` resolves with the first event that fits. */
async function watch(bench: Workbench) {
  const events: RollcallEvent[] = [];
  const waiting: { fits: (event: RollcallEvent) => boolean; resolve: () => void }[] = [];
  const stream = await bench.client.synchronization.events();
  const { jobId } = await bench.client.synchronization.start({});
  const listening = (async () => {
    for await (const event of stream) {
      events.push(event);
      for (const each of waiting) if (each.fits(event)) each.resolve();
      if (event.type === 'job-ended' && event.jobId === jobId) return;
    }
  })();
  return {
    jobId,
    events,
    listening,
    seen: (fits: (event: RollcallEvent) => boolean) =>
      new Promise<void>((resolve) => {
        waiting.push({ fits, resolve });
        if (events.some(fits)) resolve();
      }),
    progress: (phase: string) =>
      events.flatMap((event) => (event.type === 'progress' && event.phase === phase ? [event] : [])),
  };
}

function isProgress(phase: string, atLeast = 0): (event: RollcallEvent) => boolean {
  return (event) => event.type === 'progress' && event.phase === phase && event.done >= atLeast;
}

/** Cancels and measures how long it takes until the job is over. */
async function cancelWithinASecond(bench: Workbench, jobId: number): Promise<Run> {
  const at = performance.now();
  expect(await bench.client.synchronization.cancel({ jobId })).toEqual({ cancelled: true });
  const { runs } = await bench.client.synchronization.wait({ jobId });
  const took = performance.now() - at;
  expect(took).toBeLessThan(1000);
  expect(runs).toHaveLength(1);
  const run = runs[0]!;
  expect(run).toMatchObject({ outcome: 'cancelled', complete: false, error: { code: 'run.cancelled' } });
  expectSentence(run.error?.message ?? '');
  expect(run.counters).toMatchObject({ created: 0, updated: 0, deleted: 0, heldDeletes: 0 });
  expect(await bench.changes(run.id)).toEqual([]);
  return run;
}

describe('progress', () => {
  it('a slow server shows at least three different counts, rising to the end', async () => {
    const entries = entriesOf(600);
    const { bench } = await started({ entries, entryDelayMs: 1 }, { pageSize: 100 });
    const { jobId, listening, events, progress } = await watch(bench);
    await listening;
    const counts = progress('reading').map((event) => event.done);
    expect(new Set(counts).size).toBeGreaterThanOrEqual(3);
    expect([...counts].sort((left, right) => left - right)).toEqual(counts);
    expect(counts.at(-1)).toBe(600);
    expect(progress('reading').some((event) => event.total === 600)).toBe(true);
    const phases = events.flatMap((event) => (event.type === 'progress' ? [event.phase] : []));
    expect([...new Set(phases)]).toEqual(['connecting', 'reading', 'planning', 'saving']);
    const ofJob = events.filter(({ type }) => type !== 'changed');
    expect(ofJob.slice(0, 2)).toMatchObject([
      { type: 'job-started', jobId },
      { type: 'run-started', jobId, source: 'HQ directory' },
    ]);
    expect(ofJob.slice(-2)).toMatchObject([
      { type: 'run-ended', jobId, outcome: 'success' },
      { type: 'job-ended', jobId },
    ]);
  });

  it('a single large answer without pages shows counts too', async () => {
    const entries = entriesOf(600);
    const { bench } = await started({ entries, entryDelayMs: 2 }, { paging: false });
    const { listening, progress } = await watch(bench);
    await listening;
    expect(new Set(progress('reading').map((event) => event.done)).size).toBeGreaterThanOrEqual(3);
  });
});

describe('Cancel', () => {
  const entries = entriesOf(300);

  const login = { bindDn: `cn=reader,${suffix}`, password: { value: 'secret' } };
  const credentials = { [login.bindDn]: 'secret' };
  /** How the server keeps a run waiting; it says when it does. */
  const stalls: [string, (arrived: () => void) => ScriptedLdapOptions][] = [
    ['while the server does not answer the bind', (arrived) => ({ onBind: arrived })],
    ['while the server does not answer the search', (arrived) => ({ onSearch: arrived })],
    [
      'while it reads slowly',
      (arrived) => ({
        entryDelayMs: 20,
        onSearch: (_request, reply) => {
          void reply.delay(300).then(arrived);
          return reply.default();
        },
      }),
    ],
    [
      'between two pages',
      (arrived) => ({
        onSearch: (request, reply) => (request.cookie?.length === 0 ? reply.default() : arrived()),
      }),
    ],
  ];
  stalls.push([
    'while empty pages never end',
    (arrived) => ({
      onSearch: async (request, reply) => {
        if (request.cookie?.length === 0) arrived();
        await reply.delay(1);
        return reply.done({ cookie: '0' });
      },
    }),
  ]);
  it.each(stalls)('%s: over within a second, nothing changed, the next run right', async (_name, stall) => {
    const { server, bench } = await started({ entries, credentials }, { pageSize: 100, ...login });
    expect((await bench.synchronize()).outcome).toBe('success');
    const before = await bench.accounts();
    // Some people are gone and the others have no mail: a run that went on would show.
    const others = entries.slice(0, 280).map((entry) => changed(entry, { mail: [] }));
    let arrived = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (arrived = resolve));
    server.change({ entries: others, ...stall(arrived) });
    const { jobId, listening } = await watch(bench);
    await stalled;
    await cancelWithinASecond(bench, jobId);
    await listening;
    expect(await bench.accounts()).toEqual(before);

    server.change({
      entries,
      entryDelayMs: 0,
      onBind: (_request, reply) => reply.default(),
      onSearch: (_request, reply) => reply.default(),
    });
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'success', complete: true });
    expect(next.counters.unchanged).toBe(entries.length);
    expect(await bench.accounts()).toEqual(before);
  });

  it('while it saves: everything rolls back, and the next run saves it all', async () => {
    // More than the keys of stored accounts are fetched in one go.
    const many = entriesOf(20_500);
    const { bench } = await started({ entries: many }, { pageSize: 5000 });
    const { jobId, seen, listening, progress } = await watch(bench);
    await seen(isProgress('saving', 1));
    const run = await cancelWithinASecond(bench, jobId);
    await listening;
    const saved = progress('saving').map((event) => event.done);
    expect(saved.at(-1)).toBeGreaterThan(0);
    expect(saved.at(-1)).toBeLessThan(many.length);
    expect(run.counters.read).toBe(0);
    expect(await bench.accounts()).toEqual([]);
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'success', complete: true });
    expect(next.counters.created).toBe(many.length);
    expect(await bench.accounts()).toHaveLength(many.length);
    const again = await bench.synchronize();
    expect(again).toMatchObject({ outcome: 'success', counters: { unchanged: many.length } });
  });

  it('closing the engine cancels what runs', async () => {
    const { bench } = await started({ entries, onSearch: () => undefined });
    const { seen } = await watch(bench);
    await seen(isProgress('connecting'));
    const at = performance.now();
    await bench.closeEngine();
    expect(performance.now() - at).toBeLessThan(1000);
    const after = await Workbench.open({ folder: bench.folder });
    expect((await after.runs()).map((run) => run.outcome)).toEqual(['cancelled']);
    expect(await after.accounts()).toEqual([]);
  });
});
