import type { Run } from '../../shared/contract/index.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import { combinedExitStatus, exitStatusOf } from '../../shared/domain/run.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { usageError } from './failures.ts';
import { writeList } from './json.ts';
import { ProgressBar } from './progress.ts';
import { runReport } from './run-report.ts';
import { plain } from './text.ts';

export interface SyncOptions {
  enterprise?: string;
  source?: string;
  full?: true;
  incremental?: true;
  due?: true;
}

/** `rollcall sync`: synchronizes what matches, or what is due, and waits for it. */
export function syncCommand(options: SyncOptions): Command {
  if (options.full && options.incremental) {
    throw usageError('--full and --incremental exclude each other');
  }
  return (context) => withEngine(context, (client) => synchronize(context, client, options));
}

async function synchronize(
  context: CommandContext,
  client: EngineClient,
  options: SyncOptions,
): Promise<number> {
  const { out, err, json } = context;
  const listening = new AbortController();
  const bar = new ProgressBar(err, () => context.world.now());
  try {
    // Listening comes first, so that no event is missed.
    if (err.isTerminal) {
      const events = await client.synchronization.events(undefined, { signal: listening.signal });
      void follow(events, bar);
    }
    const { jobId, sources, passedOver } = await start(client, options);
    for (const each of passedOver) err.line(`Passed over ${plain(each)}.`);
    if (sources === 0) return await nothingToDo(context, options, passedOver);
    const { runs, cancelled } = await waitFor(context, client, jobId);
    bar.stop();
    for (const run of runs) {
      if (options.incremental && run.feed === 'full') {
        err.line(`${plain(run.source)} was read in full: this version has no change feed.`);
      }
    }
    if (json) await writeList(out, 'runs', [runs]);
    else await out.write(`${reports(runs, out).join('\n')}\n`);
    return exitStatus(runs, cancelled && runs.length < sources);
  } finally {
    bar.stop();
    listening.abort();
  }
}

function reports(runs: readonly Run[], out: CommandContext['out']): string[] {
  const withEnterprise = new Set(runs.map((run) => run.enterpriseId)).size > 1;
  return runs.flatMap((run) => runReport(run, out, { allIssues: false, withEnterprise }));
}

function start(client: EngineClient, options: SyncOptions) {
  const chosen = {
    ...(options.enterprise === undefined ? {} : { enterprise: options.enterprise }),
    ...(options.source === undefined ? {} : { source: options.source }),
  };
  if (options.due) return client.synchronization.startDue(chosen);
  return client.synchronization.start({ ...chosen, mode: options.incremental ? 'incremental' : 'full' });
}

/** Draws until the job is over; whatever goes wrong here is no concern of the synchronization. */
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

/** Waits for the job. The first signal cancels it, the second ends the process. */
async function waitFor(
  { world, err }: CommandContext,
  client: EngineClient,
  jobId: number,
): Promise<{ runs: Run[]; cancelled: boolean }> {
  let cancelled = false;
  const unlisten = world.onSignal((signal) => {
    if (cancelled) {
      world.exitAtOnce(signal === 'SIGINT' ? 130 : 143);
      return;
    }
    cancelled = true;
    err.line(signal === 'SIGINT' ? 'Cancelling; Ctrl+C again ends at once.' : 'Cancelling.');
    client.synchronization.cancel({ jobId }).catch((error: unknown) => {
      err.line(`The synchronization could not be cancelled: ${String(error)}`);
    });
  });
  try {
    const { runs } = await client.synchronization.wait({ jobId });
    return { runs, cancelled };
  } finally {
    unlisten();
  }
}

async function nothingToDo(
  { out, json }: CommandContext,
  options: SyncOptions,
  passedOver: string[],
): Promise<number> {
  if (options.due) {
    if (json) await writeList(out, 'runs', []);
    else await out.write('Nothing is due.\n');
    return 0;
  }
  const where = options.enterprise === undefined ? '' : ` in the Enterprise ${options.enterprise}`;
  throw passedOver.length > 0
    ? new RollcallError('source.inactive', `There is nothing to synchronize${where}: no source is active.`)
    : new RollcallError(
        'source.not-found',
        `There is nothing to synchronize${where}: no source is configured.`,
      );
}

function exitStatus(runs: readonly Run[], cutShort: boolean): number {
  return combinedExitStatus([...runs.map(exitStatusOf), ...(cutShort ? [1] : [])]);
}
