import { setTimeout as delay } from 'node:timers/promises';
import type { LiveJob, RollcallEvent, RunElsewhere } from '../../../shared/contract/index.ts';
import { errorInfo, RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import type { RunKind } from '../../../shared/domain/run.ts';
import type { Lease, Source, Store } from '../store/index.ts';
import { deleteInWorker } from './enterprise-deletion.ts';
import type { Events } from './events.ts';
import { nodesToPreviewAgain, nodesToReadAgain, plansOf } from './freed-copies.ts';
import { HeldLeases } from './held-leases.ts';
import { Job, runKindOf, type JobRequest, type TaskState } from './job.ts';
import { Places } from './places.ts';
import { recoverInterrupted } from './recovery.ts';
import {
  beginRun,
  cancelledEnding,
  endRun,
  removeSpool,
  skippedEnding,
  type EmptyEnding,
} from './run-endings.ts';
import type { WorkerTask } from './run-worker.ts';
import { runInWorker } from './worker-run.ts';

/** How often a waiting job looks whether the lease is free, in milliseconds. */
const LEASE_POLL_MS = 100;
/** Ended jobs that are remembered, for whoever asks late. */
const REMEMBERED_JOBS = 100;

/** What jobs rest on. */
export interface JobsOptions {
  store: Store;
  /** Where it is said how they go. */
  events: Events;
  /** The password of a source; throws a `vault.` error when it cannot be had. */
  passwordOf(source: Source): string | null;
  now(): number;
  /** Where the run worker's module lies. */
  workerUrl: URL;
  /** Faults that belong into the log. */
  log: (event: string, fields: Record<string, unknown>) => void;
}

/**
 * Runs synchronizations and removals: one lease per Enterprise (E3), one run worker per run (E1), events for whoever
 * listens.
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #jobs = new Map<number, Job>();
  #lastId = 0;
  #closing = false;
  readonly #leases: HeldLeases;
  readonly #places = new Places();

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#leases = new HeldLeases(options.store, () => options.now());
  }

  /** Starts a job and returns its id at once. */
  start(request: JobRequest): number {
    if (this.#closing) throw closing();
    for (const [id, job] of this.#jobs) {
      if (this.#jobs.size < REMEMBERED_JOBS) break;
      if (job.ended) this.#jobs.delete(id);
    }
    const jobId = (this.#lastId += 1);
    const job = new Job(jobId, request, this.#options.now());
    this.#jobs.set(jobId, job);
    // Starts in a later turn, so that whoever asked can listen to the events from the first one.
    job.done = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => {
        this.#publish({ type: 'job-started', jobId });
        return this.#run(job);
      })
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

  /** Waits for a job of previews: the sha256 of each plan, and why a source has none. */
  async waitForPlans(
    jobId: number,
  ): Promise<{ plans: string[]; failures: { source: Source; error: ErrorInfo }[] }> {
    await this.wait(jobId);
    const tasks = this.#jobs.get(jobId)?.tasks ?? [];
    return {
      plans: tasks.flatMap(({ plan }) => plan ?? []),
      failures: tasks.flatMap(({ task, failure }) =>
        failure === null ? [] : [{ source: task.source, error: failure }],
      ),
    };
  }

  /** Asks a job to stop. False when there is no such job. */
  cancel(jobId: number): boolean {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return false;
    job.cancel();
    return true;
  }

  /** The jobs of this engine that have not ended, and the runs of other processes on the same data folder. */
  running(): { jobs: LiveJob[]; elsewhere: RunElsewhere[] } {
    const { store } = this.#options;
    this.recoverInterrupted();
    const jobs = [...this.#jobs.values()].filter(({ ended }) => !ended).map((job) => job.view(store));
    const elsewhere = store.runs
      .running()
      .filter(({ enterpriseId }) => !this.#leases.has(enterpriseId) && !store.leases.isFree(enterpriseId))
      .map(({ runId, enterpriseId, enterprise, source, startedAt }) => ({
        runId,
        enterpriseId,
        enterprise,
        source,
        startedAt: new Date(startedAt).toISOString(),
        holder: this.#leases.holderOf(enterpriseId),
      }));
    return { jobs, elsewhere };
  }

  /** Cancels everything and waits until it has stopped. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const job of this.#jobs.values()) job.cancel();
    await Promise.all([...this.#jobs.values()].map((job) => job.done));
    await this.#leases.settled();
  }

  /** Records the end of runs whose process died. */
  recoverInterrupted(): void {
    const { store } = this.#options;
    recoverInterrupted(store, (enterpriseId) => this.#leases.has(enterpriseId), this.#options.now());
  }

  /**
   * Does something that must not meet a synchronization of an Enterprise, under its lease. `enterprise.busy` when
   * somebody else has it.
   */
  async withLease<T>(enterpriseId: number, work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw closing();
    return this.#leases.withLease(enterpriseId, work);
  }

  /** Deletes an Enterprise after `before` was done under the same lock. Call it under the lease. */
  async deleteEnterprise<T>(enterpriseId: number, before: () => Promise<T>): Promise<T> {
    const { store, workerUrl } = this.#options;
    return deleteInWorker({ workerUrl, folder: store.folder.root, enterpriseId, before });
  }

  async #run(job: Job): Promise<void> {
    if (job.request.kind === 'preview') {
      for (const task of job.tasks) {
        await this.#catching(job, () => this.#preview(job, task, plansOf(job.tasks, task)));
      }
      await this.#catching(job, () => this.#previewAgain(job));
      return;
    }
    const byEnterprise = Map.groupBy(job.tasks, ({ task }) => task.source.enterpriseId);
    for (const [enterpriseId, tasks] of byEnterprise) {
      await this.#catching(job, async () => {
        const lease = await this.#lease(job, enterpriseId, tasks);
        if (lease === null) return;
        await this.#leases.during(enterpriseId, lease, async () => {
          for (const task of tasks) await this.#catching(job, () => this.#runInPlace(job, task));
          await this.#catching(job, () => this.#readAgain(job, tasks));
        });
      });
    }
  }

  /** Once more those nodes that have people now whom a later one let go (docs/decisions/030). */
  async #readAgain(job: Job, tasks: TaskState[]): Promise<void> {
    if (job.request.kind !== 'sync' || job.isCancelled) return;
    for (const task of nodesToReadAgain(this.#options.store, tasks)) {
      job.tasks.push(task);
      await this.#catching(job, () => this.#runInPlace(job, task));
    }
  }

  /** Once more the previews of nodes that would have people whom a later one lets go: as if those were applied first. */
  async #previewAgain(job: Job): Promise<void> {
    const { store } = this.#options;
    for (const task of job.isCancelled ? [] : nodesToPreviewAgain(store, job.tasks)) {
      const first = task.plan;
      await this.#preview(job, task, plansOf(job.tasks, task));
      if (first === null || task.plan === first) continue;
      // What could not be said again was said already.
      if (task.plan === null) Object.assign(task, { plan: first, failure: null, outcome: 'success' });
      else
        await store.write(() => store.plans.find(first).forEach(({ planId }) => store.plans.remove(planId)));
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

  /** The lease of an Enterprise: a person waits their turn, a schedule passes (E3). */
  async #lease(job: Job, enterpriseId: number, tasks: TaskState[]): Promise<Lease | null> {
    const kind = this.#runKind(job);
    // The watch asks once for each export, so that what it is refused would never come again.
    const patient = tasks.some(({ task }) => ['manual', 'approval', 'undo', 'watch'].includes(task.trigger));
    for (let announced = false; ; announced = true) {
      // An Enterprise that was deleted meanwhile has neither a lease nor runs.
      if (this.#options.store.enterprises.get(enterpriseId) === undefined) return null;
      const lease = this.#leases.tryTake(enterpriseId);
      if (lease !== null) return lease;
      if (job.isCancelled || !patient) {
        for (const task of tasks) {
          const ending = job.isCancelled
            ? cancelledEnding(kind, 'while it waited')
            : skippedEnding(kind, 'run.skipped', 'Another synchronization of this Enterprise was running.');
          await this.#pass(job, task, ending);
        }
        return null;
      }
      if (!announced) this.#progress(job, tasks[0]!, 'waiting', 0, 0);
      await delay(LEASE_POLL_MS);
    }
  }

  /** Records a run that never began: its begin and end are one write, so that nobody finds it half done. */
  async #pass(job: Job, task: TaskState, ending: EmptyEnding): Promise<void> {
    const { store } = this.#options;
    const runId = await store.write(() => {
      const id = this.#begin(job, task);
      endRun(store, id, ending, this.#options.now());
      return id;
    });
    this.#announce(job, task, runId);
    this.#ended(job, task);
  }

  #begin(job: Job, { task: { source, trigger, undo } }: TaskState): number {
    const { store } = this.#options;
    const now = this.#options.now();
    return beginRun(store, { source, kind: this.#runKind(job), trigger, undoes: undo?.target, now });
  }

  #runKind(job: Job): RunKind {
    return runKindOf(job.request.kind) ?? 'sync';
  }

  #announce(job: Job, task: TaskState, runId: number): void {
    task.runId = runId;
    job.runIds.push(runId);
    this.#publish({ type: 'run-started', jobId: job.jobId, runId, source: task.task.source.name });
  }

  #ended(job: Job, task: TaskState): void {
    const runId = task.runId!;
    const outcome = this.#options.store.runs.get(runId)?.outcome ?? 'failed';
    task.at(null, task.done, task.total);
    task.outcome = outcome;
    this.#publish({ type: 'run-ended', jobId: job.jobId, runId, outcome });
  }

  #progress(
    job: Job,
    task: TaskState,
    phase: NonNullable<TaskState['phase']>,
    done: number,
    total: number,
  ): void {
    task.at(phase, done, total);
    const { enterpriseId, sourceId, name: source } = task.task.source;
    const runId = task.runId ?? 0;
    this.#publish({
      type: 'progress',
      jobId: job.jobId,
      runId,
      enterpriseId,
      sourceId,
      source,
      phase,
      done,
      total,
    });
  }

  #runInPlace(job: Job, task: TaskState): Promise<void> {
    const waiting = {
      isCancelled: () => job.isCancelled,
      begun: () => this.#progress(job, task, 'waiting', 0, 0),
    };
    return this.#places.during(waiting, () => this.#runTask(job, task));
  }

  /**
   * Reads and plans one source, and stores the plan. Takes no lease: a preview stands in nobody's way, and what moves
   * meanwhile is found out when it is applied (E7).
   */
  #preview(job: Job, task: TaskState, before: string[]): Promise<void> {
    const waiting = {
      isCancelled: () => job.isCancelled,
      begun: () => this.#progress(job, task, 'waiting', 0, 0),
    };
    return this.#places.during(waiting, async () => {
      const { store } = this.#options;
      const source = store.sources.get(task.task.source.sourceId);
      // A number that no run has, so that nobody takes its spool for one that a dead run left.
      const spoolId = -job.jobId;
      try {
        if (job.isCancelled) throw new RollcallError('run.cancelled', 'The preview was cancelled.');
        if (source === undefined) throw new RollcallError('source.not-found', 'The source is gone.');
        const password = this.#options.passwordOf(source);
        const done = await this.#work(job, task, { kind: 'preview', spoolId, source, password, before });
        task.plan = done?.plan ?? null;
        task.failure = done?.error ?? null;
        if (done === null) task.failure = errorInfo(new Error('The worker stopped without a result.'));
      } catch (error) {
        task.failure = errorInfo(error);
      } finally {
        removeSpool(store, spoolId);
      }
      task.at(null, task.done, task.total);
      task.outcome = task.failure === null ? 'success' : 'failed';
    });
  }

  async #runTask(job: Job, task: TaskState): Promise<void> {
    const { store } = this.#options;
    const kind = this.#runKind(job);
    // The settings may have changed while the job waited for its turn. What a removal took away can be undone.
    const { sourceId } = task.task.source;
    const source = kind === 'undo' ? store.sources.getEvenRemoved(sourceId) : store.sources.get(sourceId);
    if (source === undefined) return;
    if (job.isCancelled) {
      await this.#pass(job, task, cancelledEnding(kind, 'before it began'));
      return;
    }
    const enterprise = store.enterprises.get(source.enterpriseId);
    if ((kind === 'sync' || kind === 'approval') && enterprise?.type !== source.kind) {
      const message = `${source.name} is not of the chosen synchronization type any more.`;
      await this.#pass(job, task, skippedEnding(kind, 'source.inactive', message));
      return;
    }
    if ((kind === 'removal' || kind === 'undo') && enterprise?.mode === 'integrated') {
      const message = `The Enterprise of ${source.name} is in MiCollab-integrated mode now.`;
      await this.#pass(job, task, skippedEnding(kind, 'enterprise.integrated', message));
      return;
    }
    const runId = await store.write(() => this.#begin(job, task));
    this.#announce(job, task, runId);
    try {
      await this.#runWorker(job, task, source, runId);
    } catch (error) {
      const { code, message } = errorInfo(error);
      this.#options.log('run.fault', { runId, code, message });
      if (store.runs.get(runId)?.outcome === null) {
        await store.write(() =>
          endRun(store, runId, { outcome: 'failed', code, message, kind }, this.#options.now()),
        );
      }
    } finally {
      removeSpool(store, runId);
    }
    this.#ended(job, task);
  }

  async #runWorker(job: Job, task: TaskState, source: Source, runId: number): Promise<void> {
    const { store, log } = this.#options;
    const done = await this.#work(job, task, this.#workOf(job, task, source, runId));
    if (done !== null) log('run.ended', { runId, outcome: done.outcome, peakMemory: done.peakMemory });
    if (store.runs.get(runId)?.outcome === null) {
      throw new RollcallError('internal', 'The run worker stopped without a result.');
    }
  }

  #workOf(job: Job, { task }: TaskState, source: Source, runId: number): WorkerTask {
    const { kind, mode } = job.request;
    switch (kind) {
      case 'removal':
        return { kind, runId, source };
      case 'undo': {
        const { target, logins, accountIds } = task.undo!;
        return {
          kind,
          runId,
          target,
          chosen: { ...(logins && { logins }), ...(accountIds && { accountIds }) },
        };
      }
      case 'apply':
        return { kind, runId, source, password: this.#options.passwordOf(source), planId: task.planId! };
      case 'approval':
        return { kind, runId, source, password: this.#options.passwordOf(source), approved: task.approved! };
      case 'sync':
      case 'preview':
        return { kind: 'sync', runId, source, password: this.#options.passwordOf(source), mode };
    }
  }

  #work(job: Job, task: TaskState, work: WorkerTask) {
    const { store, workerUrl } = this.#options;
    const data = { folder: store.folder.root, work, cancel: job.cancelFlag };
    return runInWorker(workerUrl, data, (news) => {
      if (news.type === 'progress') this.#progress(job, task, news.phase, news.done, news.total);
    });
  }

  #publish(event: RollcallEvent): void {
    if (!this.#closing || event.type !== 'progress') this.#options.events.publish(event);
  }
}

function closing(): RollcallError {
  return new RollcallError('store.busy', 'The engine is closing.');
}
