import type { Change } from '../../shared/contract/index.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command } from './command.ts';
import { writeList, writeObjectWithList } from './json.ts';
import { changeLines, runFacts, runReport, runTable } from './run-report.ts';

/** `rollcall runs`: past runs, newest first. */
export function runsCommand(options: { enterprise?: string; limit: number }): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { runs } = await client.runs.list({
        limit: options.limit,
        ...(options.enterprise === undefined ? {} : { enterprise: options.enterprise }),
      });
      if (json) await writeList(out, 'runs', [runs]);
      else await out.write(runs.length === 0 ? 'No run yet.\n' : `${runTable(runs).join('\n')}\n`);
      return 0;
    });
}

/** `rollcall runs show`: one run with all its issues and changes. */
export function showRunCommand(id: number): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const run = await client.runs.get({ id });
      if (json) {
        await writeObjectWithList(out, run, 'changes', changePages(client, id));
        return 0;
      }
      const report = [...runReport(run, out, { allIssues: true, withEnterprise: false }), ...runFacts(run)];
      await out.write(`${report.join('\n')}\n`);
      for await (const page of changePages(client, id)) {
        if (out.closed) break;
        await out.write(`${changeLines(page).join('\n')}\n`);
      }
      return 0;
    });
}

async function* changePages(client: EngineClient, id: number): AsyncGenerator<Change[]> {
  let after: number | null = 0;
  while (after !== null) {
    const page: { changes: Change[]; next: number | null } = await client.runs.changes({ id, after });
    if (page.changes.length > 0) yield page.changes;
    after = page.next;
  }
}
