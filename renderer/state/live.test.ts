import { beforeEach, expect, test } from 'vitest';
import type { LiveJob } from '../../shared/contract/index.ts';
import { liveTasks, useLive } from './live.ts';

const task = {
  enterpriseId: 1,
  enterprise: 'acme',
  sourceId: 7,
  source: 'HQ',
  sourceKind: 'pbx' as const,
  runId: null,
  phase: null,
  done: 0,
  total: 0,
  outcome: null,
};
const job: LiveJob = {
  jobId: 3,
  trigger: 'manual',
  kind: 'sync',
  startedAt: '2026-11-23T10:00:00.000Z',
  cancelling: false,
  tasks: [task, { ...task, sourceId: 8, source: 'Branch' }],
};

beforeEach(() => {
  useLive.getState().setEngine({ state: 'running', message: '' });
  useLive.getState().setJobs([job]);
});

test('progress reaches its own task only, and a wait for the turn does not forget the run', () => {
  const event = { type: 'progress', jobId: 3, enterpriseId: 1, sourceId: 7, source: 'HQ' } as const;
  useLive.getState().progress({ ...event, runId: 12, phase: 'reading', done: 500, total: 0 });
  useLive.getState().progress({ ...event, runId: 0, phase: 'waiting', done: 0, total: 0 });
  const [first, second] = useLive.getState().jobs[0]!.tasks;
  expect(first).toMatchObject({ runId: 12, phase: 'waiting' });
  expect(second).toEqual(job.tasks[1]);
});

test('tasks that ended, or belong to another Enterprise, are not live', () => {
  const ended = {
    ...job,
    tasks: [{ ...task, outcome: 'success' as const }, { ...task, enterpriseId: 2 }, task],
  };
  expect(liveTasks([ended], 1)).toEqual([{ job: ended, task }]);
});

test('an engine that died has no jobs', () => {
  useLive.getState().setEngine({ state: 'restarting', message: '' });
  expect(useLive.getState().jobs).toEqual([]);
});
