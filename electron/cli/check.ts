import type { PreflightReport } from '../../shared/contract/index.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { checkReport, stepsReport } from './check-report.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { usageError } from './failures.ts';
import { ProgressBar } from './progress.ts';
import { plain } from './text.ts';

export interface CheckOptions {
  enterprise?: string;
  json?: true;
  csv?: true;
}

/** Codes that say that the check was stopped. */
const STOPPED = 'run.cancelled';

/**
 * `rollcall check SOURCE`: reads a whole directory and reports what would keep entries out; reads the files of a PBX node
 * and says what is wrong with them. Changes nothing.
 */
export function checkCommand(name: string, options: CheckOptions): Command {
  if (options.csv && options.json) throw usageError('--csv and --json exclude each other');
  return (context) =>
    withEngine(context, async (client) => {
      const { sourceId, ...found } = await findSource(client, name, options.enterprise);
      if (found.kind === 'pbx') {
        if (options.csv)
          throw usageError(`--csv lists entries of a directory, and ${found.name} is a PBX node`);
        return checkSteps(context, client, found);
      }
      const { enterprise, name: source, draft } = await client.synchronizers.get({ sourceId });
      const report = await follow(context, client, { sourceId, draft, source, csv: options.csv === true });
      const { out, err, json } = context;
      if (json) await out.write(`${JSON.stringify({ enterprise, source, ...report })}\n`);
      else {
        const to = options.csv ? err : out;
        await to.write(`${checkReport(`${enterprise}/${source}`, report, to).join('\n')}\n`);
      }
      return statusOf(report);
    });
}

/** `rollcall doctor SOURCE`: connects to a source, or looks for its files, and says step by step what is wrong. */
export function doctorCommand(name: string, options: Pick<CheckOptions, 'enterprise'>): Command {
  return (context) =>
    withEngine(context, async (client) =>
      checkSteps(context, client, await findSource(client, name, options.enterprise)),
    );
}

/** A source, and the Enterprise that has it. */
interface FoundSource {
  enterprise: string;
  sourceId: number;
  kind: string;
  name: string;
}

/** The source with that name; of several Enterprises that have one, the person must say which. */
async function findSource(
  client: EngineClient,
  name: string,
  enterprise: string | undefined,
): Promise<FoundSource> {
  const names =
    enterprise === undefined
      ? (await client.enterprises.list()).enterprises.map(({ id }) => id)
      : [enterprise];
  const found: FoundSource[] = [];
  for (const each of names) {
    const { sources } = await client.sources.list({ enterprise: each });
    for (const source of sources) {
      if (source.name.toLowerCase() === name.toLowerCase()) found.push({ enterprise: each, ...source });
    }
  }
  const [first, ...more] = found;
  if (first === undefined) throw new RollcallError('source.not-found', `There is no source ${name}.`);
  if (more.length > 0) {
    throw usageError(
      `${name} is a source of several Enterprises (${found.map((each) => each.enterprise).join(', ')}): name one with --enterprise`,
    );
  }
  return first;
}

/** Looks at a source without changing anything, and says step by step what is there. */
async function checkSteps(
  context: CommandContext,
  client: EngineClient,
  { enterprise, name: source }: Pick<FoundSource, 'enterprise' | 'name'>,
): Promise<number> {
  const { out, json } = context;
  const { steps } = await stoppable(context, source, (signal) =>
    client.sources.test({ enterprise, source }, { signal }),
  );
  if (json) await out.write(`${JSON.stringify({ enterprise, source, steps })}\n`);
  else await out.write(`${stepsReport(`${enterprise}/${source}`, steps, out).join('\n')}\n`);
  if (steps.some(({ result }) => result === 'failed')) return 4;
  return steps.some(({ result }) => result === 'warning') ? 2 : 0;
}

/** Does something that the first signal stops; the second ends the process. */
async function stoppable<T>(
  { world }: CommandContext,
  source: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const unlisten = world.onSignal((signal) => {
    if (stop.signal.aborted) world.exitAtOnce(signal === 'SIGINT' ? 130 : 143);
    stop.abort();
  });
  try {
    return await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new RollcallError(STOPPED, `The check of ${plain(source)} was cancelled.`);
  } finally {
    unlisten();
  }
}

type Checked = Awaited<ReturnType<EngineClient['synchronizers']['get']>>['draft'];

/** Draws progress until the report is there. */
async function follow(
  context: CommandContext,
  client: EngineClient,
  { sourceId, draft, source, csv }: { sourceId: number; draft: Checked; source: string; csv: boolean },
): Promise<PreflightReport> {
  const { world, out, err } = context;
  const bar = new ProgressBar(err, () => world.now());
  try {
    const report = await stoppable(context, source, async (signal) => {
      const input = { sourceId, draft, password: { kind: 'keep' } } as const;
      for await (const event of await client.synchronizers.preflight(input, { signal })) {
        if (event.type === 'report') return event.report;
        if (event.type === 'csv') {
          if (csv) await out.write(event.text);
        } else bar.show(progressOf(source, event));
      }
      return null;
    });
    if (report !== null) return report;
  } finally {
    bar.stop();
  }
  throw new RollcallError(STOPPED, `The check of ${plain(source)} was cancelled.`);
}

/** As the bar of a synchronization takes it. */
function progressOf(
  source: string,
  { phase, done, total }: { phase: 'connecting' | 'reading' | 'looking'; done: number; total: number },
): Parameters<ProgressBar['show']>[0] {
  const ids = { jobId: 0, runId: 0, enterpriseId: 0, sourceId: 0 };
  return { type: 'progress', ...ids, source, phase: phase === 'looking' ? 'planning' : phase, done, total };
}

/** E10: 4 when not everything could be read, 2 when something would be kept out, else 0. */
function statusOf({ complete, codes }: PreflightReport): number {
  if (!complete) return 4;
  return codes.some(({ severity }) => severity !== 'info') ? 2 : 0;
}
