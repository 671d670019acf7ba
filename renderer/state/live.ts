import { create } from 'zustand';
import type { LiveJob, RollcallEvent, ShellEvent } from '../../shared/contract/index.ts';

/** One source that is being synchronized, or waits for it. */
export type LiveTask = LiveJob['tasks'][number];

/** What runs in this engine right now, as the events tell it. */
interface LiveState {
  jobs: LiveJob[];
  /** Whether the engine is alive (E1); `opening` until it is for the first time. */
  engine: Omit<Extract<ShellEvent, { type: 'engine' }>, 'type'>;
  setJobs: (jobs: LiveJob[]) => void;
  setEngine: (engine: LiveState['engine']) => void;
  progress: (event: Extract<RollcallEvent, { type: 'progress' }>) => void;
  cancelling: (jobId: number) => void;
}

export const useLive = create<LiveState>()((set) => ({
  jobs: [],
  engine: { state: 'opening', message: '' },
  setJobs: (jobs) => {
    set({ jobs });
  },
  setEngine: (engine) => {
    set(engine.state === 'running' ? { engine } : { engine, jobs: [] });
  },
  progress: ({ jobId, sourceId, runId, phase, done, total }) => {
    set(({ jobs }) => ({
      jobs: jobs.map((job) =>
        job.jobId === jobId
          ? {
              ...job,
              tasks: job.tasks.map((task) =>
                task.sourceId === sourceId
                  ? { ...task, phase, done, total, runId: runId === 0 ? task.runId : runId }
                  : task,
              ),
            }
          : job,
      ),
    }));
  },
  cancelling: (jobId) => {
    set(({ jobs }) => ({
      jobs: jobs.map((job) => (job.jobId === jobId ? { ...job, cancelling: true } : job)),
    }));
  },
}));

/** The tasks of an Enterprise that have not ended, each with its job. */
export function liveTasks(jobs: LiveJob[], enterpriseId: number): { job: LiveJob; task: LiveTask }[] {
  return jobs.flatMap((job) =>
    job.tasks
      .filter((task) => task.enterpriseId === enterpriseId && task.outcome === null)
      .map((task) => ({ job, task })),
  );
}
