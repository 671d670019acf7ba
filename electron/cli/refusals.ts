import type { Change, Run } from '../../shared/contract/index.ts';
import { combinedExitStatus, exitStatusOf } from '../../shared/domain/run.ts';
import type { EngineClient } from '../engine/index.ts';
import { changeLines } from './change-lines.ts';
import type { CommandContext } from './command.ts';
import { writeListOfObjects } from './json.ts';
import { changePages } from './pages.ts';
import { issueLines, runHead } from './run-report.ts';
import { counted } from './text.ts';

/**
 * Writes runs that take up rows one by one (an applied plan, an approval, an undo), each with the rows that it refused,
 * by name and why. Answers the exit status (E10): at least 2 when a row was refused.
 */
export async function writeWithRefusals(
  context: CommandContext,
  client: EngineClient,
  runs: readonly Run[],
): Promise<number> {
  const { out, json } = context;
  const refused = runs.map((run) => new Refused(client, run));
  if (json) {
    const items = refused.map((each) => ({ object: each.run, pages: each.pages() }));
    await writeListOfObjects(out, 'runs', 'refused', items);
  } else {
    const withEnterprise = new Set(runs.map((run) => run.enterpriseId)).size > 1;
    for (const each of refused) {
      await out.write(`${runHead(each.run, out, { withEnterprise }).join('\n')}\n`);
      for await (const page of each.pages()) await out.write(`${changeLines(page).join('\n')}\n`);
      if (each.count > 0) {
        const stay = each.count === 1 ? 'was refused and stays' : 'were refused and stay';
        await out.write(`  ${counted(each.count, 'row')} ${stay} undone.\n`);
      }
      // The rows were named above; what is left to say of them is the next step.
      const issues = issueLines(each.run, out, { allIssues: false, named: each.codes });
      if (issues.length > 0) await out.write(`${issues.join('\n')}\n`);
    }
  }
  const statuses = refused.map((each) => exitStatusOf(each.run) || (each.count > 0 ? 2 : 0));
  // A job that was cancelled before it began has no run.
  return combinedExitStatus(runs.length === 0 ? [1] : statuses);
}

/** The refused rows of a run; how many there are and of which codes is known when they were gone through. */
class Refused {
  readonly run: Run;
  readonly codes = new Set<string>();
  count = 0;
  readonly #client: EngineClient;

  constructor(client: EngineClient, run: Run) {
    this.#client = client;
    this.run = run;
  }

  async *pages(): AsyncGenerator<Change[]> {
    const { id } = this.run;
    for await (const page of changePages(
      (after) => this.#client.runs.changes({ id, after, only: 'refused' }),
      0,
    )) {
      for (const { reasonCode } of page) this.codes.add(reasonCode);
      this.count += page.length;
      yield page;
    }
  }
}
