import type { LiveJob } from '../../../shared/contract/index.ts';
import type { ErrorInfo } from '../../../shared/domain/errors.ts';
import type { Outcome, RunKind, Trigger } from '../../../shared/domain/run.ts';
import type { SeenRow } from './stored-run.ts';
import type { Source, Store } from '../store/index.ts';

/** What a job is asked to do. */
export interface JobRequest {
  kind: LiveJob['kind'];
  tasks: JobTask[];
  mode: 'full' | 'incremental';
}

/** One source to do something with, and what asked for it. */
export interface JobTask {
  source: Source;
  trigger: Trigger;
  /** Of a job that applies a preview. */
  planId?: number;
  /** Of an approval: the waiting rows. */
  approved?: readonly SeenRow[];
  /** Of an undo: the run, and which of its rows; all when none is named. */
  undo?: { target: number; logins?: string[] | undefined; accountIds?: number[] | undefined };
}

/** The kind of the runs of a job; null when it makes none. */
export function runKindOf(kind: JobRequest['kind']): RunKind | null {
  if (kind === 'preview') return null;
  return kind === 'apply' ? 'sync' : kind;
}

type LiveTask = LiveJob['tasks'][number];

/** How far one task of a job is. */
export class TaskState {
  readonly task: JobTask;
  runId: number | null = null;
  phase: LiveTask['phase'] = null;
  done = 0;
  total = 0;
  outcome: Outcome | null = null;
  /** Of a preview: the sha256 of its plan, or why there is none. */
  plan: string | null = null;
  failure: ErrorInfo | null = null;

  constructor(task: JobTask) {
    this.task = task;
  }

  at(phase: LiveTask['phase'], done: number, total: number): void {
    this.phase = phase;
    this.done = done;
    this.total = total;
  }
}

/** A job that was asked for. */
export class Job {
  readonly jobId: number;
  readonly request: JobRequest;
  readonly startedAt: number;
  readonly tasks: TaskState[];
  /** One Int32 that run workers share: not zero means stop. */
  readonly #cancel = new Int32Array(new SharedArrayBuffer(4));
  readonly runIds: number[] = [];
  done: Promise<void> = Promise.resolve();
  ended = false;
  /** What kept the job from its end, such as a store that stayed busy; null when nothing did. */
  fault: Error | null = null;

  constructor(jobId: number, request: JobRequest, startedAt: number) {
    this.jobId = jobId;
    this.request = request;
    this.startedAt = startedAt;
    this.tasks = request.tasks.map((task) => new TaskState(task));
  }

  get cancelFlag(): SharedArrayBuffer {
    return this.#cancel.buffer;
  }

  get isCancelled(): boolean {
    return Atomics.load(this.#cancel, 0) !== 0;
  }

  cancel(): void {
    Atomics.store(this.#cancel, 0, 1);
  }

  /** The job as the contract shows it. */
  view(store: Store): LiveJob {
    const names = new Map(store.enterprises.list().map(({ enterpriseId, name }) => [enterpriseId, name]));
    return {
      jobId: this.jobId,
      trigger: this.request.tasks[0]?.trigger ?? 'manual',
      kind: this.request.kind,
      startedAt: new Date(this.startedAt).toISOString(),
      cancelling: this.isCancelled,
      tasks: this.tasks.map(({ task, runId, phase, done, total, outcome }) => ({
        enterpriseId: task.source.enterpriseId,
        enterprise: names.get(task.source.enterpriseId) ?? '',
        sourceId: task.source.sourceId,
        source: task.source.name,
        sourceKind: task.source.kind,
        runId,
        phase,
        done,
        total,
        outcome,
      })),
    };
  }
}
