import { withEngine, type Command, type CommandContext } from './command.ts';
import { usageError } from './failures.ts';

/** Bytes of a password that are read at most: 1024 characters of four bytes each, and a line end. */
const LONGEST_LINE = 4 * 1024 + 2;

export interface LockOptions {
  /** Minutes without use until it locks itself; as it is now when left out. */
  idle?: number;
}

interface LockState {
  isSet: boolean;
  idleMinutes: number;
}

/** `rollcall lock`: whether administration is locked. */
export function lockCommand(): Command {
  return (context) => withEngine(context, async (client) => answer(context, await client.session.lock()));
}

/**
 * `rollcall lock set`: sets or changes the lock. Its password comes from the environment or standard input: what stands
 * on a command line, everybody on the machine can read. No older one is asked for (docs/decisions/028).
 */
export function setLockCommand({ idle }: LockOptions): Command {
  return async (context) => {
    const next = await givenPassword(context);
    return withEngine(context, async (client) => {
      const idleMinutes = idle ?? (await client.session.lock()).idleMinutes;
      return answer(context, await client.session.setLock({ next, idleMinutes }));
    });
  };
}

/** `rollcall lock remove`: whoever opens the app is the administrator again. */
export function removeLockCommand(): Command {
  return (context) =>
    withEngine(context, async (client) => answer(context, await client.session.setLock({ next: null })));
}

async function answer({ out, json }: CommandContext, { isSet, idleMinutes }: LockState): Promise<number> {
  if (json) await out.write(`${JSON.stringify({ isSet, idleMinutes })}\n`);
  else if (!isSet) await out.write('No lock: whoever opens the app is the administrator.\n');
  else {
    const minutes = `${idleMinutes} ${idleMinutes === 1 ? 'minute' : 'minutes'}`;
    await out.write(`Locked with a password; it locks itself after ${minutes} without use.\n`);
  }
  return 0;
}

async function givenPassword({ world }: CommandContext): Promise<string> {
  const password = world.env['ROLLCALL_LOCK_PASSWORD'] || (await firstLine(world.stdin));
  if (password !== '') return password;
  throw usageError('give the password as a line of standard input, or in ROLLCALL_LOCK_PASSWORD');
}

/** The first line, without waiting for the end of what is typed. */
async function firstLine(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stdin) {
    pieces.push(piece);
    size += piece.length;
    if (piece.includes(0x0a)) break;
    if (size > LONGEST_LINE) throw usageError('the password is too long');
  }
  // A byte order mark is PowerShell's, not the password's.
  return Buffer.concat(pieces)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n[^]*$/, '');
}
