import { withEngine } from './engine-client.ts';
import type { EngineClient } from '../engine/index.ts';
import type { EngineHost } from './engine-host.ts';

/** What a line says of a run. */
interface EndedRun {
  source: string;
  outcome: string;
  endedAt: string;
}

/**
 * Keeps one line about the newest run, for the tray: read anew whenever a run ended, and whenever there is a new
 * engine. `changed` is told every line.
 */
export function watchEngine(
  host: Pick<EngineHost, 'connect' | 'onState' | 'state'>,
  changed: (line: string) => void,
): void {
  const follow = ({ state, message }: EngineHost['state']): void => {
    if (state !== 'running') changed(message);
    // When the engine is gone this ends; its state says so, and the next one is followed anew.
    else withEngine(host, { role: 'admin' }, (client) => followRuns(client, changed)).catch(() => undefined);
  };
  host.onState(follow);
  follow(host.state);
}

async function followRuns(client: EngineClient, changed: (line: string) => void): Promise<void> {
  const look = async (): Promise<void> => {
    const { runs } = await client.runs.list({ limit: 1 });
    changed(runs[0] === undefined ? 'Nothing was synchronized yet.' : outcomeLine(runs[0]));
  };
  const events = await client.synchronization.events();
  await look();
  for await (const event of events) {
    if (event.type === 'run-started') changed(`Synchronizing ${event.source}…`);
    else if (event.type === 'run-ended') await look();
  }
}

/** The line about an ended run, with the local time of its end. */
function outcomeLine({ source, outcome, endedAt }: EndedRun): string {
  const when = new Date(endedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return `Last: ${source}, ${outcome}, ${when}`;
}
