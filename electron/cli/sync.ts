import type { Run } from '../../shared/contract/index.ts';
import { combinedExitStatus, exitStatusOf } from '../../shared/domain/run.ts';
import type { EngineClient } from '../engine/index.ts';
import { answerCommand, approveCommand } from './answer.ts';
import { applyCommand } from './apply.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { devicesLines } from './devices.ts';
import { waitForJob, withProgress } from './job.ts';
import { writeList } from './json.ts';
import { previewCommand } from './preview.ts';
import { runReport } from './run-report.ts';
import { checkSyncOptions, chosenSources, noSource, type SyncOptions } from './sync-options.ts';
import { plain } from './text.ts';

/** `rollcall sync`, and what its options make of it: a preview, its application, or an answer to waiting rows. */
export function syncCommand(options: SyncOptions): Command {
  checkSyncOptions(options);
  const { apply, approve, reject, keep } = options;
  if (options.preview) return previewCommand(options);
  if (apply !== undefined) return applyCommand(apply);
  if (approve !== undefined) return approveCommand(approve, options.login, options.same);
  if (reject !== undefined) return answerCommand('reject', reject, options.login);
  if (keep !== undefined) return answerCommand('keep', keep, options.login);
  return (context) => withEngine(context, (client) => synchronize(context, client, options));
}

async function synchronize(
  context: CommandContext,
  client: EngineClient,
  options: SyncOptions,
): Promise<number> {
  const { out, err, json } = context;
  const { sources, passedOver, runs, cancelled } = await withProgress(context, client, async () => {
    const started = await start(client, options);
    for (const each of started.passedOver) err.line(`Passed over ${plain(each)}.`);
    if (started.sources === 0) return { ...started, runs: [], cancelled: false };
    const { jobId } = started;
    const end = await waitForJob(context, client, jobId, () => client.synchronization.wait({ jobId }));
    return { ...started, runs: end.result.runs, cancelled: end.cancelled };
  });
  if (sources === 0) return nothingToDo(context, options, passedOver);
  for (const run of runs) {
    if (options.incremental && run.feed === 'full') {
      err.line(`${plain(run.source)} was read in full: this version has no change feed.`);
    }
  }
  if (json) await writeList(out, 'runs', [runs]);
  else await out.write(`${reports(runs, out).join('\n')}\n`);
  const cutShort = cancelled && runs.length < sources;
  return combinedExitStatus([...runs.map(exitStatusOf), ...(cutShort ? [1] : [])]);
}

function reports(runs: readonly Run[], out: CommandContext['out']): string[] {
  const withEnterprise = new Set(runs.map((run) => run.enterpriseId)).size > 1;
  return runs.flatMap((run) => [
    ...runReport(run, out, { allIssues: false, withEnterprise }),
    ...devicesLines(run),
  ]);
}

function start(client: EngineClient, options: SyncOptions) {
  const chosen = chosenSources(options);
  if (options.due) return client.synchronization.startDue(chosen);
  return client.synchronization.start({ ...chosen, mode: options.incremental ? 'incremental' : 'full' });
}

async function nothingToDo(
  { out, json }: CommandContext,
  options: SyncOptions,
  passedOver: readonly string[],
): Promise<number> {
  if (!options.due) throw noSource(options.enterprise, passedOver);
  if (json) await writeList(out, 'runs', []);
  else await out.write('Nothing is due.\n');
  return 0;
}
