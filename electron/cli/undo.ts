import { withEngine, type Command } from './command.ts';
import { runsOfJob } from './job.ts';
import { writeWithRefusals } from './refusals.ts';

/** `rollcall undo`: puts back what a run changed (E9), of these logins only if named, and waits for it. */
export function undoCommand(id: number, { login }: { login?: string[] }): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const end = await runsOfJob(context, client, () =>
        client.runs.undo({ id, ...(login === undefined ? {} : { logins: login }) }),
      );
      return writeWithRefusals(context, client, end.result);
    });
}
