import { answerHeld, approveHeld, forgetMemory, listHeld, listMemories } from '../held.ts';
import {
  applyPreview,
  discardPlan,
  listPlans,
  planChanges,
  planIssues,
  startPreview,
  viewPlan,
  waitForPreviews,
} from '../plans.ts';
import { os } from './base.ts';

/** Previews (E7). */
export const planRoutes = {
  preview: os.plans.preview.handler(({ context: { services }, input }) => startPreview(services, input)),
  wait: os.plans.wait.handler(({ context: { services }, input }) => waitForPreviews(services, input.jobId)),
  list: os.plans.list.handler(({ context: { services }, input }) => listPlans(services, input)),
  view: os.plans.view.handler(({ context: { services }, input }) => viewPlan(services, input.plan)),
  changes: os.plans.changes.handler(({ context: { services }, input }) => planChanges(services.store, input)),
  issues: os.plans.issues.handler(({ context: { services }, input }) => planIssues(services.store, input)),
  apply: os.plans.apply.handler(({ context: { services }, input }) => applyPreview(services, input.plan)),
  discard: os.plans.discard.handler(({ context: { services }, input }) => discardPlan(services, input.plan)),
};

/** Rows that wait, and what was answered (E8). */
export const heldRoutes = {
  list: os.held.list.handler(({ context: { services }, input }) => listHeld(services.store, input)),
  approve: os.held.approve.handler(({ context: { services }, input }) => approveHeld(services, input)),
  reject: os.held.reject.handler(({ context: { services }, input }) =>
    answerHeld(services, input, 'rejected'),
  ),
  keep: os.held.keep.handler(({ context: { services }, input }) => answerHeld(services, input, 'kept')),
  memories: os.held.memories.handler(({ context: { services }, input }) =>
    listMemories(services.store, input),
  ),
  forget: os.held.forget.handler(({ context: { services }, input }) => forgetMemory(services, input)),
};
