import { Command as Commander, InvalidArgumentError, Option } from 'commander';
import { accountsCommand, exportAccountsCommand } from './accounts.ts';
import type { Command } from './command.ts';
import { exportCommand, importCommand } from './config.ts';
import { runsCommand, showRunCommand } from './runs.ts';
import { syncCommand, type SyncOptions } from './sync.ts';

/** What stands before or after every command. */
export interface GlobalOptions {
  data?: string;
  json?: true;
}

/** A command line that was understood. */
export interface Invocation {
  command: Command;
  options: GlobalOptions;
}

const MOST_RUNS = 1000;

/**
 * Understands a command line. Help and version go to `write`. Throws a CommanderError, whose `exitCode` is 0 after
 * help and version that were asked for, or a RollcallError.
 */
export function parseCommandLine(
  argv: readonly string[],
  { version, write }: { version: string; write: (text: string) => void },
): Invocation {
  let chosen: Invocation | null = null;
  const program = new Commander('rollcall');
  /** Merges the options of a command with those of the commands above it, which may have taken them. */
  const choose = <Options extends object>(make: (options: Options, argument: string) => Command) =>
    function (this: Commander, ...parameters: unknown[]): void {
      const options = this.optsWithGlobals<Options & GlobalOptions>();
      chosen = { command: make(options, String(parameters[0])), options };
    };

  program
    .description('Keeps the account list of MiCollab Client in step with directories.')
    .version(version)
    .option('--data <dir>', 'data folder (default: ROLLCALL_DATA, else that of the app)')
    .option('--json', 'print one JSON document on standard output and nothing else')
    .showHelpAfterError(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined })
    .exitOverride();

  const config = program.command('config').description('the configuration as a file');
  config
    .command('import')
    .argument('<file>', 'configuration file; - is standard input')
    .description('create or update what the file names, all or nothing')
    .action(choose((_, file) => importCommand(file)));
  enterpriseOption(config.command('export'))
    .description('print the configuration, without secrets')
    .action(choose<{ enterprise?: string }>(exportCommand));

  enterpriseOption(program.command('sync'))
    .description('synchronize all matching sources, and wait for it')
    .option('--source <name>', 'only the source with this name')
    .option('--full', 'read everything (the default)')
    .option('--incremental', 'read changes only, where the directory can tell them')
    .option('--due', 'what the schedules say is due: for cron, systemd and Task Scheduler')
    .action(choose<SyncOptions>(syncCommand));

  const runs = enterpriseOption(program.command('runs').enablePositionalOptions())
    .description('results of past runs, newest first')
    .addOption(
      new Option('--limit <n>', 'how many').default(20).argParser((text) => wholeNumber(text, MOST_RUNS)),
    )
    .action(choose<{ enterprise?: string; limit: number }>(runsCommand));
  runs
    .command('show')
    .argument('<id>', 'number of the run', (text) => wholeNumber(text, Number.MAX_SAFE_INTEGER))
    .description('one run with its issues and changes')
    .action(choose((_, id) => showRunCommand(Number(id))));

  const accounts = enterpriseOption(program.command('accounts').enablePositionalOptions())
    .description('accounts with their numbers')
    .action(choose<{ enterprise?: string }>(accountsCommand));
  enterpriseOption(accounts.command('export'))
    .description('the account list for other programs')
    .addOption(
      new Option('--format <format>', 'form of the list').choices(['csv', 'ldif']).makeOptionMandatory(),
    )
    .action(choose<{ enterprise?: string; format: 'csv' | 'ldif' }>(exportAccountsCommand));

  program.parse(argv, { from: 'user' });
  if (chosen === null) throw new Error('the command line was parsed and chose no command');
  return chosen;
}

function enterpriseOption(command: Commander): Commander {
  return command.option('--enterprise <id>', 'only this Enterprise');
}

function wholeNumber(text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  }
  return number;
}
