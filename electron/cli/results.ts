import path from 'node:path';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command } from './command.ts';
import { usageError } from './failures.ts';
import { counted, plain } from './text.ts';

export interface ResultsExportOptions {
  enterprise?: string;
  overwrite?: true;
}

/** `rollcall results export`: runs, issues, changes and accounts of one Enterprise as a file, without secrets. */
export function exportResultsCommand(file: string, options: ResultsExportOptions): Command {
  return (context) => {
    if (file === '') throw usageError('the file has no name');
    return withEngine(context, async (client) => {
      const { world, out, json } = context;
      const { counts, ...written } = await client.results.export({
        enterprise: options.enterprise ?? (await onlyEnterprise(client)),
        file: path.resolve(world.cwd, file),
        overwrite: options.overwrite === true,
      });
      if (json) {
        await out.write(`${JSON.stringify({ ...written, counts }, null, 2)}\n`);
        return 0;
      }
      const { run = 0, account = 0 } = counts;
      await out.write(
        `${counted(run, 'run')} and ${counted(account, 'account')} are in ${plain(written.file)}.\n`,
      );
      return 0;
    });
  };
}

/** A results file is of one Enterprise: where there are several, a person says which. */
async function onlyEnterprise(client: EngineClient): Promise<string> {
  const { enterprises } = await client.enterprises.list();
  const [first, ...others] = enterprises;
  if (first === undefined) throw new RollcallError('enterprise.not-found', 'There is no Enterprise yet.');
  if (others.length === 0) return first.id;
  const names = enterprises.map(({ id }) => id).join(', ');
  throw usageError(`there are several Enterprises; name one with --enterprise: ${names}`);
}
