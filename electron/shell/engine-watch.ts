import { withEngine } from './engine-client.ts';
import type { EngineClient } from '../engine/index.ts';
import type { EngineHost } from './engine-host.ts';

/** What a line says of a run. */
interface EndedRun {
  source: string;
  outcome: string;
  endedAt: string;
}

/** What is told of the engine. */
export interface EngineNews {
  /** One line about the newest run, for the tray. */
  line: (line: string) => void;
  /** The jobs that have not ended, whenever they change. */
  running: (jobs: ReadonlySet<number>) => void;
}

/** Follows the engine, and every new one: what runs in it, and how the newest run ended. */
export function watchEngine(host: Pick<EngineHost, 'connect' | 'onState' | 'state'>, news: EngineNews): void {
  const follow = ({ state, message }: EngineHost['state']): void => {
    if (state === 'running') {
      // When the engine is gone this ends; its state says so, and the next one is followed anew.
      withEngine(host, { role: 'admin' }, (client) => followRuns(client, news)).catch(() => undefined);
    } else {
      news.line(message);
      news.running(new Set());
    }
  };
  host.onState(follow);
  follow(host.state);
}

async function followRuns(client: EngineClient, news: EngineNews): Promise<void> {
  const look = async (): Promise<void> => {
    // Without the issues, of which a run may have many.
    const { runs } = await client.runs.summaries({ limit: 1 });
    news.line(runs[0] === undefined ? 'Nothing was synchronized yet.' : outcomeLine(runs[0]));
  };
  const events = await client.synchronization.events();
  const { jobs } = await client.synchronization.running();
  let running: ReadonlySet<number> = new Set();
  const runs = (jobIds: Iterable<number>): void => {
    running = new Set(jobIds);
    news.running(running);
  };
  runs(jobs.map(({ jobId }) => jobId));
  await look();
  for await (const event of events) {
    if (event.type === 'run-started') news.line(`Synchronizing ${event.source}…`);
    else if (event.type === 'run-ended') await look();
    else if (event.type === 'job-started') runs([...running, event.jobId]);
    else if (event.type === 'job-ended') runs([...running].filter((jobId) => jobId !== event.jobId));
  }
}

/** The line about an ended run, with the local time of its end. */
function outcomeLine({ source, outcome, endedAt }: EndedRun): string {
  const when = new Date(endedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return `Last: ${source}, ${outcome}, ${when}`;
}
