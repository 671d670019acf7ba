import type { Preview } from '../../shared/contract/index.ts';
import { combinedExitStatus, exitStatusOf, zeroCounters } from '../../shared/domain/run.ts';
import type { EngineClient } from '../engine/index.ts';
import { changeLines } from './change-lines.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { waitForJob, withProgress } from './job.ts';
import { writeListOfObjects } from './json.ts';
import { changePages } from './pages.ts';
import { planLines, previewHead } from './preview-report.ts';
import { errorLines } from './run-report.ts';
import { chosenSources, noSource, type SyncOptions } from './sync-options.ts';
import { plain } from './text.ts';

type Failure = Awaited<ReturnType<EngineClient['plans']['wait']>>['failures'][number];

/** `rollcall sync --preview`: stores and prints what a synchronization would do (E7), and changes no account. */
export function previewCommand(options: SyncOptions): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { err, json } = context;
      const { sources, passedOver, previews, failures, cancelled } = await withProgress(
        context,
        client,
        async () => {
          const started = await client.plans.preview(chosenSources(options));
          for (const each of started.passedOver) err.line(`Passed over ${plain(each)}.`);
          if (started.sources === 0) return { ...started, previews: [], failures: [], cancelled: false };
          const { jobId } = started;
          const end = await waitForJob(context, client, jobId, () => client.plans.wait({ jobId }));
          return { ...started, ...end.result, cancelled: end.cancelled };
        },
      );
      if (sources === 0) throw noSource(options.enterprise, passedOver);
      if (json) await writeJson(context, client, previews, failures);
      else await writeText(context, client, previews, failures);
      return combinedExitStatus([
        ...previews.map(exitStatusOf),
        ...failures.map((failure) => exitStatusOf({ outcome: 'failed', complete: false, error: failure })),
        ...(cancelled && previews.length + failures.length < sources ? [1] : []),
      ]);
    });
}

function rowsOf(client: EngineClient, { plan }: Preview) {
  return changePages((after) => client.plans.changes({ plan, after }), -1);
}

/** Previews in the form of runs (interfaces.md, "Results"), with what only a preview has. */
async function writeJson(
  { out }: CommandContext,
  client: EngineClient,
  previews: readonly Preview[],
  failures: readonly Failure[],
): Promise<void> {
  await writeListOfObjects(out, 'runs', 'changes', [
    ...previews.map((preview) => ({
      object: { ...preview, trigger: 'manual', startedAt: preview.madeAt, endedAt: preview.madeAt },
      pages: rowsOf(client, preview),
    })),
    ...failures.map((failure) => ({ object: failedPreview(failure), pages: noPages() })),
  ]);
}

async function* noPages(): AsyncGenerator<never[]> {}

/** A source that could not be read, in the form of a preview without a plan. */
function failedPreview({ enterprise, enterpriseId, source, sourceId, sourceKind, ...error }: Failure) {
  return {
    preview: true,
    id: null,
    plan: null,
    enterprise,
    enterpriseId,
    source,
    sourceId,
    sourceKind,
    kind: 'sync',
    trigger: 'manual',
    mode: 'full',
    outcome: 'failed',
    complete: false,
    counters: zeroCounters(),
    error,
    issues: [],
  };
}

async function writeText(
  { out }: CommandContext,
  client: EngineClient,
  previews: readonly Preview[],
  failures: readonly Failure[],
): Promise<void> {
  const withEnterprise = new Set([...previews, ...failures].map((each) => each.enterpriseId)).size > 1;
  for (const preview of previews) {
    await out.write(`${previewHead(preview, out, withEnterprise).join('\n')}\n`);
    for await (const page of rowsOf(client, preview)) {
      if (out.closed) return;
      await out.write(`${changeLines(page, 'would').join('\n')}\n`);
    }
    await out.write(`${planLines(preview).join('\n')}\n`);
  }
  for (const failure of failures) {
    const name = withEnterprise ? `${failure.enterprise}/${failure.source}` : failure.source;
    const lines = [out.paint('red', `${plain(name)}: no preview — failed`), ...errorLines(failure, out)];
    await out.write(`${lines.join('\n')}\n`);
  }
}
