import type { Status } from '../../shared/contract/index.ts';
import { findAccount } from './account-of.ts';
import { withEngine, type Command } from './command.ts';
import { usageError } from './failures.ts';
import { writeList } from './json.ts';
import { plain, table } from './text.ts';

/** What is set of a status. */
export interface StatusOptions {
  enterprise?: string;
  makeCallFrom?: string;
  sendCallsTo?: string[];
  whenBusy?: string;
  whenNoAnswer?: string;
  lock?: true;
  unlock?: true;
}

/** `rollcall statuses`: the dynamic statuses of an account (domain.md 5). */
export function statusesCommand(options: { enterprise?: string }, login: string): Command {
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { accountId } = await findAccount(client, options, login);
      const { statuses } = await client.statuses.list({ accountId });
      if (json) await writeList(out, 'statuses', [statuses]);
      else await out.write(`${statusTable(statuses).join('\n')}\n`);
      return 0;
    });
}

/** `rollcall statuses set`: sets what is given of a status, as an administrator. */
export function setStatusCommand(options: StatusOptions, ...[login, name]: string[]): Command {
  const { makeCallFrom, sendCallsTo, whenBusy, whenNoAnswer, lock, unlock } = options;
  if (lock && unlock) throw usageError('--lock and --unlock exclude each other');
  const settings = {
    ...(makeCallFrom === undefined ? {} : { makeCallFrom }),
    ...(sendCallsTo === undefined ? {} : { sendCallsTo }),
    ...(whenBusy === undefined ? {} : { whenBusy }),
    ...(whenNoAnswer === undefined ? {} : { whenNoAnswer }),
  };
  if (Object.keys(settings).length === 0 && !lock && !unlock) {
    throw usageError('statuses set needs what to set, such as --make-call-from');
  }
  return (context) =>
    withEngine(context, async (client) => {
      const { out, json } = context;
      const { accountId, loginId } = await findAccount(client, options, login!);
      const locked = lock || unlock ? { locked: lock === true } : {};
      const status = await client.statuses.set({ accountId, name: name!, settings, ...locked });
      if (json) await writeList(out, 'statuses', [[status]]);
      else await out.write(`${plain(loginId)}:\n${statusTable([status]).join('\n')}\n`);
      return 0;
    });
}

const HEADERS = [
  'Status',
  'Make call from',
  'Send my calls to',
  'When I am on the phone',
  'If I do not answer',
  'Remarks',
];

function statusTable(statuses: readonly Status[]): string[] {
  return table(
    HEADERS.map((header) => ({ header })),
    statuses.map((status) => {
      const { name, makeCallFrom, sendCallsTo, whenBusy, whenNoAnswer } = status;
      const targets = [makeCallFrom, sendCallsTo.join(', '), whenBusy, whenNoAnswer];
      return [name, ...targets.map((target) => target || 'nothing'), remarks(status)].map(plain);
    }),
  );
}

function remarks({ active, locked, broken }: Status): string {
  return [
    ...(active ? ['active'] : []),
    ...(locked ? ['defined by an administrator'] : []),
    ...(broken ? ['broken: it points at a phone that is not there'] : []),
  ].join(', ');
}
