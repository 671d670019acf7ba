import { RollcallError } from '../../../shared/domain/errors.ts';
import { cancelled, timeout, type LdapConnection } from './connection.ts';
import { asError, spoken } from './errors.ts';
import { protocolError, TAG, type Frame } from './frames.ts';
import { LIMITS } from './limits.ts';
import { decodeResult } from './messages.ts';

/** How often silence and cancellation are looked at, in milliseconds. */
const WATCH_MS = 50;

/** How long a conversation may take, and who may end it. */
export interface Patience {
  /** Seconds that the server may be silent, and that a message may take that has begun to arrive. */
  timeoutSeconds: number;
  /** When the whole read has to be done: `performance.now()`. */
  deadline: number;
  signal: AbortSignal;
}

/**
 * One request and all that comes of it: `ask` sends, `take` is called whenever bytes came in, until it returns
 * something other than null. Rejects with `ldap.timeout` when the server is silent for too long, lets a message drip in
 * (LIMITS.slowestBytesPerSecond) or does not get done by the deadline; with the error of a connection that broke; and
 * with whatever `ask` and `take` throw. Time spent in `take` is ours, and not held against the server.
 */
export function converse<T>(
  connection: LdapConnection,
  patience: Patience,
  ask: () => void,
  take: () => T | null,
): Promise<T> {
  const { inbox, server } = connection;
  const { timeoutSeconds, deadline, signal } = patience;
  return new Promise<T>((resolve, reject) => {
    let heardAt = performance.now();
    /** When the message that is under way, or awaited, could have begun. */
    let messageSince = heardAt;
    let taken = inbox.taken;
    const finish = (settle: () => void) => {
      clearInterval(watch);
      connection.attach(
        () => undefined,
        () => undefined,
      );
      settle();
    };
    const fail = (error: unknown) => finish(() => reject(asError(error, server)));
    const onData = () => {
      try {
        const result = take();
        heardAt = performance.now();
        if (inbox.taken !== taken) {
          taken = inbox.taken;
          messageSince = heardAt;
        }
        if (result !== null) finish(() => resolve(result));
      } catch (error) {
        fail(error);
      }
    };
    const look = () => {
      const problem = impatience(performance.now());
      if (problem !== null) fail(problem);
    };
    const impatience = (now: number): RollcallError | null => {
      if (signal.aborted) return cancelled();
      if (now - heardAt > timeoutSeconds * 1000) return timeout(server, timeoutSeconds);
      const allowed = timeoutSeconds + inbox.waiting / LIMITS.slowestBytesPerSecond;
      if (now - messageSince > allowed * 1000) {
        return new RollcallError(
          'ldap.timeout',
          `${server} sent only ${inbox.waiting} bytes of a message within ${Math.round(allowed)} seconds.`,
        );
      }
      if (now <= deadline) return null;
      const hours = LIMITS.readMs / 3_600_000;
      return new RollcallError('ldap.timeout', `${server} was not done after ${hours} hours.`);
    };
    const watch = setInterval(look, WATCH_MS);
    connection.attach(onData, fail);
    try {
      ask();
    } catch (error) {
      fail(error);
    }
  });
}

/** An answer that nobody asked for: the server's notice that it hangs up (RFC 4511 4.4.1), or a mistake of its. */
export function refuse(connection: LdapConnection, frame: Frame, expected: number): never {
  if (frame.messageId === 0 && frame.tag === TAG.extendedResponse) {
    const notice = decodeResult(connection.inbox.bytes, frame);
    throw new RollcallError(
      'ldap.incomplete',
      `${connection.server} ended the connection: ${spoken(notice.message) || 'it gave no reason'}.`,
    );
  }
  throw protocolError(`an answer to message ${frame.messageId} where ${expected} is expected`);
}
