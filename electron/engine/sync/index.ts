export { Jobs, type JobTask } from './jobs.ts';
export { claimDue, nextTimes } from './scheduler.ts';
