import { notifications } from '@mantine/notifications';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { refreshJobs } from '../state/events.ts';
import { liveTasks, useLive } from '../state/live.ts';
import { engine } from '../state/ports.ts';
import { isolated } from './isolated.ts';
import { tellFailed } from './use-save-text.ts';

/** Starts and cancels synchronizations of an Enterprise, and says what of it runs in this engine. */
export function useSynchronize(enterprise: EnterpriseView) {
  const jobs = useLive((state) => state.jobs);
  return {
    running: liveTasks(jobs, enterprise.enterpriseId),
    /** Synchronizes one source, or all of the Enterprise's type. */
    start: (source?: string) => {
      void startSynchronization(enterprise.id, source);
    },
    cancel: cancelJob,
  };
}

/** Why an Enterprise cannot be synchronized or previewed as a whole right now; null when it can. */
export function whyNotNow(
  { type, synchronizers, pbxNodes }: EnterpriseView,
  running: boolean,
): string | null {
  if (type === 'none') return 'The synchronization type is None.';
  if (type === 'pbx' && pbxNodes === 0) return 'There is no PBX node yet.';
  if (type === 'directory' && synchronizers === 0) return 'There is no synchronizer yet.';
  return running ? 'A synchronization is running.' : null;
}

/** Starts a synchronization and says so when there was nothing to start. */
export async function startSynchronization(enterprise: string, source?: string): Promise<void> {
  try {
    const started = await engine.synchronization.start({
      enterprise,
      ...(source === undefined ? {} : { source }),
    });
    if (started.sources === 0) {
      notifications.show({
        title: 'Nothing to synchronize',
        message: started.passedOver.map(isolated).join('; ') || 'There is no source of the chosen type yet.',
        color: 'yellow',
      });
    }
    await refreshJobs();
  } catch (error) {
    tellFailed(error);
  }
}

/** Asks a job to stop; it ends within a second and changes nothing that it has not saved. */
export function cancelJob(jobId: number): void {
  useLive.getState().cancelling(jobId);
  engine.synchronization.cancel({ jobId }).catch(tellFailed);
}
