import type { PreflightReport } from '../../shared/contract/index.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { checkReport } from './check-report.ts';
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

/** `rollcall check SOURCE`: reads a whole directory and reports what would keep entries out. Changes nothing. */
export function checkCommand(name: string, options: CheckOptions): Command {
  if (options.csv && options.json) throw usageError('--csv and --json exclude each other');
  return (context) =>
    withEngine(context, async (client) => {
      const sourceId = await findSynchronizer(client, name, options.enterprise);
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

/** The synchronizer with that name; of several Enterprises that have one, the person must say which. */
async function findSynchronizer(
  client: EngineClient,
  name: string,
  enterprise: string | undefined,
): Promise<number> {
  const names =
    enterprise === undefined
      ? (await client.enterprises.list()).enterprises.map(({ id }) => id)
      : [enterprise];
  const found: { enterprise: string; sourceId: number; kind: string }[] = [];
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
  if (first.kind !== 'directory') {
    throw new RollcallError('source.unsupported', `${name} is a PBX node, which this version cannot check.`);
  }
  return first.sourceId;
}

type Checked = Awaited<ReturnType<EngineClient['synchronizers']['get']>>['draft'];

/** Draws progress until the report is there. The first signal stops the check, the second ends the process. */
async function follow(
  { world, out, err }: CommandContext,
  client: EngineClient,
  { sourceId, draft, source, csv }: { sourceId: number; draft: Checked; source: string; csv: boolean },
): Promise<PreflightReport> {
  const stop = new AbortController();
  const unlisten = world.onSignal((signal) => {
    if (stop.signal.aborted) world.exitAtOnce(signal === 'SIGINT' ? 130 : 143);
    stop.abort();
  });
  const bar = new ProgressBar(err, () => world.now());
  try {
    const events = await client.synchronizers.preflight(
      { sourceId, draft, password: { kind: 'keep' } },
      { signal: stop.signal },
    );
    for await (const event of events) {
      if (event.type === 'report') return event.report;
      if (event.type === 'csv') {
        if (csv) await out.write(event.text);
      } else bar.show(progressOf(source, event));
    }
  } finally {
    bar.stop();
    unlisten();
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
