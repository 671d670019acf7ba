export { nextDueTimes } from './due.ts';
export { Events } from './events.ts';
export type { JobTask } from './job.ts';
export { Jobs } from './jobs.ts';
export { claimDue, nextTimes } from './scheduler.ts';
