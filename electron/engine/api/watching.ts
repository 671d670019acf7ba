import type { PbxSource } from '../store/index.ts';
import type { WatchActions } from '../sync/index.ts';
import type { Services } from './context.ts';

/** What becomes of an export that the watch finds: pages are told, and a node that asks for it is synchronized. */
export function watchActions(services: Services, log: WatchActions['log']): WatchActions {
  const { events, jobs } = services;
  return {
    log,
    changed: () => events.publish({ type: 'changed' }),
    isBusy: (source) => isBusy(services, source),
    synchronize: (source) => {
      jobs.start({ kind: 'sync', mode: 'full', tasks: [{ source, trigger: 'watch' }] });
    },
  };
}

/** Whether a job of this process has still to do with a node, or somebody else works on its Enterprise. */
function isBusy({ jobs }: Services, { sourceId, enterpriseId }: PbxSource): boolean {
  const { jobs: live, elsewhere } = jobs.running();
  return (
    elsewhere.some((run) => run.enterpriseId === enterpriseId) ||
    live.some(({ tasks }) => tasks.some((task) => task.sourceId === sourceId && task.outcome === null))
  );
}
