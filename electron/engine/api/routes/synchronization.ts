import { nextTimes } from '../../sync/index.ts';
import { configureSynchronization, previewSchedule } from '../configure.ts';
import { requireEnterprise } from '../context.ts';
import { toRun } from '../runs.ts';
import { startDue, startSynchronization } from '../synchronization.ts';
import { os } from './base.ts';

/** Synchronizations, what they do as it happens, and when the next ones are due. */
export const synchronizationRoutes = {
  start: os.synchronization.start.handler(({ context: { services }, input }) =>
    startSynchronization(services, input),
  ),
  startDue: os.synchronization.startDue.handler(({ context: { services }, input }) =>
    startDue(services, input ?? {}),
  ),
  wait: os.synchronization.wait.handler(async ({ context: { services }, input }) => {
    const runIds = await services.jobs.wait(input.jobId);
    const runs = runIds.flatMap((runId) => services.store.runs.get(runId) ?? []);
    return { runs: runs.map((run) => toRun(services.store, run)) };
  }),
  cancel: os.synchronization.cancel.handler(({ context: { services }, input }) => ({
    cancelled: services.jobs.cancel(input.jobId),
  })),
  events: os.synchronization.events.handler(({ context: { services }, signal }) =>
    services.events.subscribe(signal),
  ),
  configure: os.synchronization.configure.handler(({ context: { services }, input }) =>
    configureSynchronization(services, input),
  ),
  previewSchedule: os.synchronization.previewSchedule.handler(({ context: { services }, input }) =>
    isoTimes(previewSchedule(services, input)),
  ),
  running: os.synchronization.running.handler(({ context: { services } }) => services.jobs.running()),
  nextDue: os.synchronization.nextDue.handler(({ context: { services }, input }) => {
    const enterprise = requireEnterprise(services.store, input.enterprise);
    // A results file is of a Rollcall elsewhere: here nothing will ever be due.
    if (services.results !== undefined) return isoTimes([]);
    return isoTimes(nextTimes(enterprise, services.now(), input.count));
  }),
};

function isoTimes(times: number[]): { times: string[] } {
  return { times: times.map((time) => new Date(time).toISOString()) };
}
