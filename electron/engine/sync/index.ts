export { nextDueTimes } from './due.ts';
export { answerGround } from './ground.ts';
export { Events } from './events.ts';
export type { JobTask } from './job.ts';
export { Jobs } from './jobs.ts';
export { Preflights } from './preflights.ts';
export { claimDue, nextTimes } from './scheduler.ts';
export { requireFreeName } from './undo-source.ts';
