import type { EngineClient } from '../engine/index.ts';
import { changeLines } from './change-lines.ts';
import { withEngine, type Command } from './command.ts';
import { writeList, writeObjectWithList } from './json.ts';
import { changePages } from './pages.ts';
import { devicesLines } from './devices.ts';
import { runFacts, runNext, runReport, runTable } from './run-report.ts';

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
      const { out, json, resultsFile } = context;
      const run = await client.runs.get({ id });
      if (json) {
        await writeObjectWithList(out, run, 'changes', rowsOf(client, id));
        return 0;
      }
      const view = await client.runs.view({ id });
      const { waiting } = view;
      // In a results file there is nothing to be done.
      const readOnly = resultsFile !== null;
      const report = runReport(run, out, { allIssues: true, withEnterprise: false, waiting, readOnly });
      report.push(...runFacts(run));
      if (!readOnly) report.push(...runNext(view), ...devicesLines(run));
      await out.write(`${report.join('\n')}\n`);
      for await (const page of rowsOf(client, id)) {
        if (out.closed) break;
        await out.write(`${changeLines(page).join('\n')}\n`);
      }
      return 0;
    });
}

function rowsOf(client: EngineClient, id: number) {
  return changePages((after) => client.runs.changes({ id, after }), 0);
}
