import { rmSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { EventPublisher } from '@orpc/server';
import type { RollcallEvent } from '../../../shared/contract/index.ts';
import { errorInfo, RollcallError } from '../../../shared/domain/errors.ts';
import { zeroCounters, type Outcome, type Trigger } from '../../../shared/domain/run.ts';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import type { DirectorySource, Lease, RunRecord, Store } from '../store/index.ts';
import { runInWorker } from './worker-run.ts';

/** How often a waiting job looks whether the lease is free, in milliseconds. */
const LEASE_POLL_MS = 100;
/** How often a small write looks whether the store is free, and how long it does so. */
const BUSY_POLL_MS = 25;
const MOST_BUSY_MS = 60_000;
/** Ended jobs that are remembered, for whoever asks late. */
const REMEMBERED_JOBS = 100;

/** What a job is asked to do. */
export interface JobRequest {
  tasks: JobTask[];
  mode: 'full' | 'incremental';
}

/** One source to synchronize, and what asked for it. */
export interface JobTask {
  source: DirectorySource;
  trigger: Trigger;
}

interface Job {
  jobId: number;
  request: JobRequest;
  cancel: Int32Array<SharedArrayBuffer>;
  runIds: number[];
  done: Promise<void>;
  ended: boolean;
  /** What kept the job from its end, such as a store that stayed busy; null when nothing did. */
  fault: Error | null;
}

/** What jobs rest on. */
export interface JobsOptions {
  store: Store;
  /** The password of a source; throws a `vault.` error when it cannot be had. */
  passwordOf(source: DirectorySource): string | null;
  now(): number;
  /** Where the run worker's module lies. */
  workerUrl: URL;
  /** Faults that belong into the log. */
  log: (event: string, fields: Record<string, unknown>) => void;
}

/**
 * Runs synchronizations: one lease per Enterprise (E3), one run worker per run (E1), events for whoever listens.
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #jobs = new Map<number, Job>();
  readonly #publisher = new EventPublisher<{ event: RollcallEvent }>({ maxBufferedEvents: 10_000 });
  #lastId = 0;
  #closing = false;
  readonly #closed = new AbortController();
  /** Enterprises whose lease this engine holds, so that it never takes its own live runs for dead ones. */
  readonly #holding = new Set<number>();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** All events from now on, until the engine closes. */
  events(signal?: AbortSignal): AsyncGenerator<RollcallEvent> {
    const closed = this.#closed.signal;
    // Subscribed here and now, not when somebody first looks.
    const events = this.#publisher.subscribe('event', {
      signal: signal ? AbortSignal.any([signal, closed]) : closed,
    });
    return endingWith(closed, events);
  }

  /** Starts a job and returns its id at once. */
  start(request: JobRequest): number {
    if (this.#closing) throw new RollcallError('store.busy', 'The engine is closing.');
    for (const [id, job] of this.#jobs) {
      if (this.#jobs.size < REMEMBERED_JOBS) break;
      if (job.ended) this.#jobs.delete(id);
    }
    const jobId = (this.#lastId += 1);
    const job: Job = {
      jobId,
      request,
      cancel: new Int32Array(new SharedArrayBuffer(4)),
      runIds: [],
      done: Promise.resolve(),
      ended: false,
      fault: null,
    };
    this.#jobs.set(jobId, job);
    // Starts in a later turn, so that whoever asked can listen to the events from the first one.
    job.done = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#run(job))
      .catch((error: unknown) => {
        job.fault = error instanceof Error ? error : new Error(String(error));
        this.#options.log('job.failed', { jobId, error: errorInfo(error).message });
      })
      .finally(() => {
        job.ended = true;
        this.#publish({ type: 'job-ended', jobId });
      });
    return jobId;
  }

  /** Waits for a job; the ids of its runs, in order. Throws what kept the job from its end. */
  async wait(jobId: number): Promise<number[]> {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return [];
    await job.done;
    if (job.fault !== null) throw job.fault;
    return job.runIds;
  }

  /** Asks a job to stop. False when there is no such job. */
  cancel(jobId: number): boolean {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return false;
    Atomics.store(job.cancel, 0, 1);
    return true;
  }

  /** Cancels everything and waits until it has stopped. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const job of this.#jobs.values()) Atomics.store(job.cancel, 0, 1);
    await Promise.all([...this.#jobs.values()].map((job) => job.done));
    this.#closed.abort();
  }

  /**
   * Runs whose process died are `interrupted`: nobody holds the lease of their Enterprise any more. They changed
   * nothing, since a run commits its changes and its ending together.
   */
  recoverInterrupted(): void {
    for (const run of this.#options.store.runs.running()) {
      if (this.#holding.has(run.enterpriseId)) continue;
      const lease = this.#options.store.leases.tryTake(run.enterpriseId, 'recovery', this.#options.now());
      if (lease === null) continue;
      try {
        // Looked up again under the lease: it may have ended meanwhile.
        if (this.#options.store.runs.get(run.runId)?.outcome === null) this.#interrupt(run);
      } finally {
        lease.release();
      }
    }
  }

  #interrupt(run: RunRecord): void {
    this.#end(
      run.runId,
      'interrupted',
      'run.interrupted',
      'The process that ran this synchronization was cut off.',
    );
    this.#removeSpool(run.runId);
  }

  #removeSpool(runId: number): void {
    const { spool } = this.#options.store.folder;
    for (const name of readdirSync(spool)) {
      if (name.startsWith(`run-${runId}-`)) rmSync(path.join(spool, name), { force: true });
    }
  }

  async #run(job: Job): Promise<void> {
    const byEnterprise = Map.groupBy(job.request.tasks, (task) => task.source.enterpriseId);
    for (const [enterpriseId, tasks] of byEnterprise) {
      await this.#catching(job, async () => {
        const lease = await this.#lease(job, enterpriseId, tasks);
        if (lease === null) return;
        this.#holding.add(enterpriseId);
        try {
          for (const task of tasks) await this.#catching(job, () => this.#runTask(job, task));
        } finally {
          this.#holding.delete(enterpriseId);
          lease.release();
        }
      });
    }
  }

  /** What keeps one source from running must not keep the others: the first fault is told at the end. */
  async #catching(job: Job, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      job.fault ??= error instanceof Error ? error : new Error(String(error));
      this.#options.log('job.fault', { jobId: job.jobId, message: errorInfo(error).message });
    }
  }

  /** A small write: it waits while somebody else's run saves, without standing in the way of this thread (E1). */
  async #write<T>(work: () => T): Promise<T> {
    const { store } = this.#options;
    for (let waited = 0; ; waited += BUSY_POLL_MS) {
      try {
        return store.connection.withoutWaiting(() => store.transaction(work));
      } catch (error) {
        const busy = error instanceof RollcallError && error.code === 'store.busy';
        if (!busy || waited >= MOST_BUSY_MS) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, BUSY_POLL_MS));
    }
  }

  /** The lease of an Enterprise: a person waits their turn, a schedule passes (E3). */
  async #lease(job: Job, enterpriseId: number, tasks: JobTask[]): Promise<Lease | null> {
    const holder = `process ${process.pid}`;
    const patient = tasks.some((task) => task.trigger === 'manual');
    let announced = false;
    for (;;) {
      const lease = this.#options.store.leases.tryTake(enterpriseId, holder, this.#options.now());
      if (lease !== null) return lease;
      const stopped = Atomics.load(job.cancel, 0) !== 0;
      if (!patient || stopped) {
        for (const task of tasks) {
          if (stopped)
            await this.#pass(
              job,
              task,
              'cancelled',
              'run.cancelled',
              'The synchronization was cancelled while it waited.',
            );
          else
            await this.#pass(
              job,
              task,
              'skipped',
              'run.skipped',
              'Another synchronization of this Enterprise was running.',
            );
        }
        return null;
      }
      if (!announced) {
        announced = true;
        const source = tasks[0]!.source.name;
        this.#publish({
          type: 'progress',
          jobId: job.jobId,
          runId: 0,
          source,
          phase: 'waiting',
          done: 0,
          total: 0,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, LEASE_POLL_MS));
    }
  }

  /** Records a run that never began: its begin and end are one write, so that nobody finds it half done. */
  async #pass(job: Job, task: JobTask, outcome: Outcome, code: Code, message: string): Promise<void> {
    const runId = await this.#write(() => {
      const id = this.#begin(task);
      this.#end(id, outcome, code, message);
      return id;
    });
    this.#announce(job, runId, task);
    this.#publish({ type: 'run-ended', jobId: job.jobId, runId, outcome });
  }

  #begin({ source, trigger }: JobTask): number {
    return this.#options.store.runs.start({
      enterpriseId: source.enterpriseId,
      sourceId: source.sourceId,
      kind: 'sync',
      trigger,
      mode: 'full',
      startedAt: this.#options.now(),
    });
  }

  #announce(job: Job, runId: number, { source }: JobTask): void {
    job.runIds.push(runId);
    this.#publish({ type: 'run-started', jobId: job.jobId, runId, source: source.name });
  }

  async #runTask(job: Job, { source, trigger }: JobTask): Promise<void> {
    const { store } = this.#options;
    // The settings may have changed while the job waited for its turn.
    const fresh = store.sources.get(source.sourceId);
    if (fresh?.kind !== 'directory') return;
    const task = { source: fresh, trigger };
    if (Atomics.load(job.cancel, 0) !== 0) {
      await this.#pass(
        job,
        task,
        'cancelled',
        'run.cancelled',
        'The synchronization was cancelled before it began.',
      );
      return;
    }
    if (store.enterprises.get(fresh.enterpriseId)?.type !== 'directory') {
      await this.#pass(
        job,
        task,
        'skipped',
        'source.inactive',
        `${fresh.name} is not of the chosen synchronization type any more.`,
      );
      return;
    }
    const runId = await this.#write(() => this.#begin(task));
    this.#announce(job, runId, task);
    try {
      await this.#runWorker(job, fresh, runId);
    } catch (error) {
      const info = errorInfo(error);
      this.#options.log('run.fault', { runId, code: info.code, message: info.message });
      if (store.runs.get(runId)?.outcome === null) {
        await this.#write(() => this.#end(runId, 'failed', info.code, info.message));
      }
    } finally {
      // A worker that died hard has not tidied up, and a spool holds people's data.
      this.#removeSpool(runId);
    }
    const outcome: Outcome = store.runs.get(runId)?.outcome ?? 'failed';
    this.#publish({ type: 'run-ended', jobId: job.jobId, runId, outcome });
  }

  async #runWorker(job: Job, source: DirectorySource, runId: number): Promise<void> {
    const { store, workerUrl, log } = this.#options;
    const data = {
      folder: store.folder.root,
      runId,
      source,
      password: this.#options.passwordOf(source),
      mode: job.request.mode,
      cancel: job.cancel.buffer,
    };
    const done = await runInWorker(workerUrl, data, ({ phase, done: count, total }) => {
      const { jobId } = job;
      this.#publish({ type: 'progress', jobId, runId, source: source.name, phase, done: count, total });
    });
    if (done !== null) log('run.ended', { runId, outcome: done.outcome, peakMemory: done.peakMemory });
    if (store.runs.get(runId)?.outcome === null) {
      throw new RollcallError('internal', 'The run worker stopped without a result.');
    }
  }

  /** Records an ending that changed nothing. */
  #end(runId: number, outcome: Outcome, code: Code, message: string): void {
    const { store } = this.#options;
    const error = { code, message, hint: hintOf(code) };
    const severity = outcome === 'failed' ? 'error' : 'info';
    store.transaction(() =>
      store.runs.finish(runId, {
        outcome,
        complete: false,
        baseline: false,
        endedAt: this.#options.now(),
        counters: zeroCounters(),
        error,
        evidence: null,
        phases: {},
        plan: null,
        feed: 'full',
        mode: 'full',
        issues: [{ severity, subject: '', field: '', ...error }],
      }),
    );
  }

  #publish(event: RollcallEvent): void {
    if (!this.#closing || event.type !== 'progress') this.#publisher.publish('event', event);
  }
}

/** The same events; when the signal ends them they are over, which is no error. */
async function* endingWith(
  closed: AbortSignal,
  events: AsyncGenerator<RollcallEvent>,
): AsyncGenerator<RollcallEvent> {
  try {
    yield* events;
  } catch (error) {
    if (!closed.aborted) throw error;
  }
}
