import { Command as Commander, InvalidArgumentError, Option } from 'commander';
import { ALL_CODES, type Code } from '../../shared/domain/codes.ts';
import { historyCommand } from './account-history.ts';
import { accountsCommand, exportAccountsCommand } from './accounts.ts';
import { checkCommand, doctorCommand, type CheckOptions } from './check.ts';
import { codesCommand, type CodesOptions } from './codes.ts';
import type { Command } from './command.ts';
import { exportCommand, importCommand } from './config.ts';
import { devicesCommand, type DevicesOptions } from './devices.ts';
import { answersCommand, forgetCommand, heldCommand } from './held.ts';
import { lockCommand, removeLockCommand, setLockCommand, type LockOptions } from './lock.ts';
import { deleteNumberCommand, numbersCommand, repointCommand, type NumbersOptions } from './numbers.ts';
import { releaseCommand } from './orphans.ts';
import { remindCommand, type RemindOptions } from './remind.ts';
import { exportResultsCommand, type ResultsExportOptions } from './results.ts';
import { runsCommand, showRunCommand } from './runs.ts';
import type { SourceOptions } from './source-condition.ts';
import { setStatusCommand, statusesCommand, type StatusOptions } from './statuses.ts';
import type { SyncOptions } from './sync-options.ts';
import { syncCommand } from './sync.ts';
import { undoCommand } from './undo.ts';

/** What stands before or after every command. */
export interface GlobalOptions {
  data?: string;
  json?: true;
  /** Of commands that only look: a results file in place of the data folder. */
  file?: string;
}

/** A command line that was understood. */
export interface Invocation {
  command: Command;
  options: GlobalOptions;
}

const MOST_RUNS = 1000;
const MOST_DAYS = 90;
const MOST_IDLE_MINUTES = 1440;

/** E10, for people. */
const EXIT_STATUSES = `
Exit status:
  0   done
  2   done with warnings, or refused as things stand (rows, a number that is still used or still on
      the phone system), or accounts were passed over
  3   rows wait for approval
  4   a source could not be read, or not completely
  64  wrong usage or configuration, or what was named is not there, expired or already done
  1   cancelled, skipped, interrupted, or anything unexpected`;

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
  const choose = <Options extends object>(make: (options: Options, ...named: string[]) => Command) =>
    function (this: Commander, ...parameters: unknown[]): void {
      const options = this.optsWithGlobals<Options & GlobalOptions>();
      // After what was named come the command's own options and the command.
      chosen = { command: make(options, ...parameters.slice(0, -2).map(String)), options };
    };

  program
    .description('Keeps the account list of MiCollab Client in step with directories or phone systems.')
    .version(version)
    .option('--data <dir>', 'data folder (default: ROLLCALL_DATA, else that of the app)')
    .option('--json', 'print one JSON document on standard output and nothing else')
    .addHelpText('after', EXIT_STATUSES)
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

  sourceOption(program.command('sync'))
    .description('synchronize all matching sources, and wait for it')
    .option('--full', 'read everything (the default)')
    .option('--incremental', 'read changes only, where the directory can tell them')
    .option('--due', 'what the schedules say is due: for cron, systemd and Task Scheduler')
    .option('--preview', 'store and print what it would do as a plan, and change no account')
    .option('--apply <plan>', 'apply exactly this plan (its sha256, or the first 8 characters or more)')
    .option('--approve <run>', 'apply the rows of this run that wait for approval', runNumber)
    .option('--reject <run>', 'turn them down, until the source has another value', runNumber)
    .option('--keep <run>', 'keep the accounts that would be deleted, until their entry is back', runNumber)
    .option('--login <login...>', 'with --approve, --reject and --keep: only the rows of these login IDs')
    .option(
      '--same <login...>',
      'with --approve: only these rows, and each is the same person under another name; approved without it, a new account takes the place of the old one',
    )
    .action(choose<SyncOptions>(syncCommand));

  enterpriseOption(program.command('check'))
    .argument('<source>', 'name of a synchronizer or PBX node')
    .description(
      'read its whole directory, or its files, and report what would keep people from being imported',
    )
    .option('--csv', 'print the whole list of remarks as CSV, and the report on standard error')
    .action(choose<CheckOptions>((options, source) => checkCommand(source, options)));

  enterpriseOption(program.command('doctor'))
    .argument('<source>', 'name of a synchronizer or PBX node')
    .description('connect and look at it step by step, without changing anything')
    .action(choose<CheckOptions>((options, source) => doctorCommand(source, options)));

  const held = sourceOption(program.command('held').enablePositionalOptions())
    .description('rows that wait for approval, and accounts that are gone from their PBX and kept')
    .action(choose<SourceOptions>(heldCommand));
  sourceOption(held.command('answers'))
    .description('what was rejected, kept or undone, and is therefore not done by itself')
    .action(choose<SourceOptions>(answersCommand));
  enterpriseOption(held.command('release'))
    .argument('<login>', 'login ID of an account that is gone from its PBX and is kept')
    .description('delete it, with the numbers and statuses that keep it')
    .action(choose<{ enterprise?: string }>(releaseCommand));
  sourceOption(held.command('forget'))
    .argument('<login>', 'login ID that the answer is about, or the key of its entry')
    .description('forget an answer, so that the next run asks again')
    .action(choose<SourceOptions>(forgetCommand));

  program
    .command('undo')
    .argument('<run>', 'number of the run', runNumber)
    .option('--login <login...>', 'only the accounts with these login IDs')
    .description('put back what a run changed')
    .action(choose<{ login?: string[] }>((options, id) => undoCommand(Number(id), options)));

  const runs = lookingOption(program.command('runs').enablePositionalOptions())
    .description('results of past runs, newest first')
    .addOption(
      new Option('--limit <n>', 'how many').default(20).argParser((text) => wholeNumber(text, MOST_RUNS)),
    )
    .action(choose<{ enterprise?: string; limit: number }>(runsCommand));
  fileOption(runs.command('show'))
    .argument('<id>', 'number of the run', runNumber)
    .description('one run with its issues and changes')
    .action(choose((_, id) => showRunCommand(Number(id))));

  const accounts = lookingOption(program.command('accounts').enablePositionalOptions())
    .description('accounts with their numbers')
    .action(choose<{ enterprise?: string }>(accountsCommand));
  lookingOption(accounts.command('export'))
    .description('the account list for other programs')
    .addOption(
      new Option('--format <format>', 'form of the list').choices(['csv', 'ldif']).makeOptionMandatory(),
    )
    .action(choose<{ enterprise?: string; format: 'csv' | 'ldif' }>(exportAccountsCommand));

  lookingOption(accounts.command('history'))
    .argument('<login>', 'login ID, also of an account that is gone')
    .description('why an account is as it is, or why it is gone')
    .action(choose<{ enterprise?: string }>(historyCommand));

  const numbers = sourceOption(fileOption(program.command('numbers').enablePositionalOptions()))
    .description('numbers, and what holds them')
    .option('--held', 'only numbers that are gone and kept, with why and who must act')
    .option('--conflicts', 'only numbers that more than one account has')
    .action(choose<NumbersOptions>(numbersCommand));
  enterpriseOption(numbers.command('repoint'))
    .argument('<login>', 'login ID')
    .argument('<from>', 'number that statuses of the account use')
    .argument('<to>', 'number of the account, or desk-phone, soft-phone or prime-phone')
    .description('point every status of an account that uses a number at another one')
    .action(choose<{ enterprise?: string }>(repointCommand));
  enterpriseOption(numbers.command('delete'))
    .argument('<login>', 'login ID')
    .argument('<number>', 'number of the account')
    .description('delete a number that a person added, or that is gone, once nothing uses it')
    .action(choose<{ enterprise?: string }>(deleteNumberCommand));

  enterpriseOption(numbers.command('remind'))
    .description('a letter to each user who must act so that a held number can go, with the steps')
    .option('--csv', 'print the letters as CSV, one a line')
    .action(choose<RemindOptions>(remindCommand));

  sourceOption(program.command('devices'))
    .description('devices of PBX nodes, as the last complete read found them')
    .option('--not-assigned', 'devices that are in no account, each with its code and why')
    .addOption(new Option('--code <code>', 'only those with this code').argParser(knownCode))
    .action(choose<DevicesOptions>(devicesCommand));

  const statuses = lookingOption(program.command('statuses').enablePositionalOptions())
    .argument('<login>', 'login ID')
    .description('dynamic statuses of an account')
    .action(choose<{ enterprise?: string }>(statusesCommand));
  enterpriseOption(statuses.command('set'))
    .argument('<login>', 'login ID')
    .argument('<status>', 'name of the status')
    .option('--make-call-from <target>', 'number, desk-phone, soft-phone or prime-phone; "" for none')
    .option('--send-calls-to <target...>', 'the same, ring-group or all-devices')
    .option('--when-busy <target>', 'pbx-default, client-default, none, voicemail, a phone or a number')
    .option('--when-no-answer <target>', 'the same')
    .option('--lock', 'only administrators may change it from now on')
    .option('--unlock', 'the user may change it again')
    .description('set what is given of a status')
    .action(choose<StatusOptions>(setStatusCommand));

  enterpriseOption(program.command('codes'))
    .option('--login <login...>', 'for these login IDs; else for all that have neither password nor code')
    .addOption(
      new Option('--days <n>', 'for how long they hold')
        .default(14)
        .argParser((text) => wholeNumber(text, MOST_DAYS)),
    )
    .description('make one-time codes to sign in with, and print them as CSV')
    .action(choose<CodesOptions>(codesCommand));

  const lock = program
    .command('lock')
    .enablePositionalOptions()
    .description('the lock of administration')
    .action(choose(lockCommand));
  lock
    .command('set')
    .addOption(
      new Option('--idle <minutes>', 'lock by itself after so long without use').argParser((text) =>
        wholeNumber(text, MOST_IDLE_MINUTES),
      ),
    )
    .description('set its password: the first line of standard input, or ROLLCALL_LOCK_PASSWORD')
    .action(choose<LockOptions>(setLockCommand));
  lock
    .command('remove')
    .description('let whoever opens the app be the administrator')
    .action(choose(removeLockCommand));

  const results = program.command('results').description('results as a file, to be looked at elsewhere');
  enterpriseOption(results.command('export'))
    .argument('<file>', 'file to write; its name should end in .rollcall')
    .option('--overwrite', 'replace the file if it exists')
    .description('write runs, changes and accounts of an Enterprise, without secrets')
    .action(choose<ResultsExportOptions>((options, file) => exportResultsCommand(file, options)));

  program.parse(argv, { from: 'user' });
  if (chosen === null) throw new Error('the command line was parsed and chose no command');
  return chosen;
}

function enterpriseOption(command: Commander): Commander {
  return command.option('--enterprise <id>', 'only this Enterprise');
}

function fileOption(command: Commander): Commander {
  return command.option('--file <results>', 'look at a results file (.rollcall) in place of the data folder');
}

function lookingOption(command: Commander): Commander {
  return fileOption(enterpriseOption(command));
}

function sourceOption(command: Commander): Commander {
  return enterpriseOption(command).option('--source <name>', 'only the source with this name');
}

function knownCode(text: string): Code {
  const code = ALL_CODES.find((each) => each === text);
  if (code === undefined) throw new InvalidArgumentError('There is no such code.');
  return code;
}

function runNumber(text: string): number {
  return wholeNumber(text, Number.MAX_SAFE_INTEGER);
}

function wholeNumber(text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  }
  return number;
}
