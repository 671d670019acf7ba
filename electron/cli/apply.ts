import { withEngine, type Command } from './command.ts';
import { runsOfJob } from './job.ts';
import { writeWithRefusals } from './refusals.ts';

/** `rollcall sync --apply`: applies exactly the rows of a preview (E7), and waits for it. */
export function applyCommand(plan: string): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const end = await runsOfJob(context, client, () => client.plans.apply({ plan }));
      return writeWithRefusals(context, client, end.result);
    });
}
