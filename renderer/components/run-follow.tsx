import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import type { Run } from '../../shared/contract/index.ts';
import { addresses } from '../state/addresses.ts';
import { refreshJobs } from '../state/events.ts';
import { engine } from '../state/ports.ts';
import { isolated } from './isolated.ts';
import { runSentence } from './run-sentence.ts';
import { tellFailed } from './use-save-text.ts';
import { Value } from './value.tsx';

/** What a job was to do, in the words of its notification. */
export interface Followed {
  /** Enterprise ID, for links. */
  enterprise: string;
  jobId: number;
  /** What is said when it went well: `Approved`. */
  done: string;
  /** What is said when it did not: `Not approved`. */
  failed: string;
  /** Whether its run is opened at its end, if the person is still on the same screen. */
  open?: boolean;
}

/** Waits until a job has ended, and says how, with a link to each of its runs. */
export async function followRuns({ enterprise, jobId, done, failed, open = false }: Followed): Promise<void> {
  const from = location.pathname;
  try {
    await refreshJobs();
    const { runs } = await engine.synchronization.wait({ jobId });
    const only = runs.length === 1 ? runs[0] : undefined;
    if (open && only && location.pathname === from) {
      // Its page says how it went.
      navigate(addresses.run(enterprise, only.id));
      return;
    }
    for (const run of runs) {
      const well = isWell(run);
      notifications.show({
        title: `${well ? done : failed}: ${isolated(run.source)}`,
        message: <Ended enterprise={enterprise} run={run} />,
        color: well ? (run.outcome === 'success' ? 'green' : 'yellow') : 'red',
        autoClose: 15_000,
      });
    }
  } catch (error) {
    tellFailed(error);
  }
}

function isWell({ outcome }: Run): boolean {
  return outcome === 'success' || outcome === 'warnings' || outcome === 'held';
}

function Ended({ enterprise, run }: { enterprise: string; run: Run }) {
  return (
    <>
      {runSentence(run)} {run.error !== null && <Value>{run.error.message}</Value>}{' '}
      <Anchor component={Link} href={addresses.run(enterprise, run.id)} size="sm" underline="always">
        Show run {run.id}
      </Anchor>
    </>
  );
}
