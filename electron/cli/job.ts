import type { EngineClient } from '../engine/index.ts';
import type { Run } from '../../shared/contract/index.ts';
import type { CommandContext } from './command.ts';
import { ProgressBar } from './progress.ts';

/** What came of a job, and whether a signal cancelled it. */
export interface JobEnd<T> {
  result: T;
  cancelled: boolean;
}

/** Does work with a job in it, and draws on the terminal meanwhile how the job goes. */
export async function withProgress<T>(
  { err, world }: CommandContext,
  client: EngineClient,
  work: () => Promise<T>,
): Promise<T> {
  const listening = new AbortController();
  const bar = new ProgressBar(err, () => world.now());
  try {
    // Listening comes first, so that no event is missed.
    if (err.isTerminal) {
      const events = await client.synchronization.events(undefined, { signal: listening.signal });
      void follow(events, bar);
    }
    return await work();
  } finally {
    bar.stop();
    listening.abort();
  }
}

/** Draws until the job is over; whatever goes wrong here is no concern of the job. */
async function follow(
  events: AsyncIterable<Parameters<ProgressBar['show']>[0]>,
  bar: ProgressBar,
): Promise<void> {
  try {
    for await (const event of events) {
      if (event.type === 'job-ended') return;
      bar.show(event);
    }
  } catch {
    // Stopped listening.
  }
}

/** Waits for a job with `wait`. The first signal cancels the job, the second ends the process. */
export async function waitForJob<T>(
  { world, err }: CommandContext,
  client: EngineClient,
  jobId: number,
  wait: () => Promise<T>,
): Promise<JobEnd<T>> {
  let cancelled = false;
  const unlisten = world.onSignal((signal) => {
    if (cancelled) {
      world.exitAtOnce(signal === 'SIGINT' ? 130 : 143);
      return;
    }
    cancelled = true;
    err.line(signal === 'SIGINT' ? 'Cancelling; Ctrl+C again ends at once.' : 'Cancelling.');
    client.synchronization.cancel({ jobId }).catch((error: unknown) => {
      err.line(`It could not be cancelled: ${String(error)}`);
    });
  });
  try {
    return { result: await wait(), cancelled };
  } finally {
    unlisten();
  }
}

/** Starts a job that makes runs, and waits for them. */
export function runsOfJob(
  context: CommandContext,
  client: EngineClient,
  start: () => Promise<{ jobId: number }>,
): Promise<JobEnd<Run[]>> {
  return withProgress(context, client, async () => {
    const { jobId } = await start();
    return waitForJob(
      context,
      client,
      jobId,
      async () => (await client.synchronization.wait({ jobId })).runs,
    );
  });
}
