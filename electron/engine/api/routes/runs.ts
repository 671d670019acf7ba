import { listRunSummaries, runIssues, viewRun } from '../run-window.ts';
import { changeRetention, getRetention } from '../retention.ts';
import { getRun, listRuns, runChanges } from '../runs.ts';
import { startUndo } from '../undo.ts';
import { os } from './base.ts';

/** Runs, their changes and their issues. */
export const runRoutes = {
  list: os.runs.list.handler(({ context: { services }, input }) => listRuns(services, input)),
  get: os.runs.get.handler(({ context: { services }, input }) => getRun(services.store, input.id)),
  changes: os.runs.changes.handler(({ context: { services }, input }) => runChanges(services.store, input)),
  summaries: os.runs.summaries.handler(({ context: { services }, input }) =>
    listRunSummaries(services, input),
  ),
  view: os.runs.view.handler(({ context: { services }, input }) =>
    viewRun(services.store, input.id, services.now()),
  ),
  undo: os.runs.undo.handler(({ context: { services }, input }) => startUndo(services, input)),
  retention: os.runs.retention.handler(({ context: { services } }) => getRetention(services.store)),
  setRetention: os.runs.setRetention.handler(({ context: { services }, input }) =>
    changeRetention(services, input),
  ),
  issues: os.runs.issues.handler(({ context: { services }, input }) => runIssues(services.store, input)),
};
