import { RollcallError } from '../../../shared/domain/errors.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { LdapConnection } from './connection.ts';
import { cancelled, firstReachable } from './dial.ts';
import { bindError, RESULT } from './errors.ts';
import { TAG } from './frames.ts';
import { encodeBind } from './messages.ts';
import { SmallSearches } from './small-search.ts';
import { findPerson, type KnownPerson } from './verify-entry.ts';

/** A person waits at the sign-in: however many servers there are, the answer comes by then. */
const MOST_MS = 30_000;

/**
 * Results of a bind that speak of this person: wrong password, disabled, locked, expired, not to be bound as. They are
 * constraintViolation, noSuchObject, inappropriateAuthentication, invalidCredentials (with Active Directory's reasons),
 * insufficientAccessRights and unwillingToPerform (RFC 4511 A.2; 389 Directory Server locks with 19 and 53).
 */
const REFUSED: readonly number[] = [
  19,
  RESULT.noSuchObject,
  RESULT.inappropriateAuthentication,
  RESULT.invalidCredentials,
  50,
  53,
];

/** How a sign-in binds as a person. */
export interface PersonBind {
  /** When to give up. */
  signal: AbortSignal;
  /** Called before their password is sent, at most once: from then on a guess was made, whatever comes of it. */
  onSent: () => void;
}

/**
 * Whether a password is that of a person in their directory (E15): finds the entry by its key as the bind account, looks
 * that it is one, enabled and inside the query, and binds as its DN on a connection of its own. Nothing is ever asked with
 * an empty password, which a server may answer with success (RFC 4513 5.1.2).
 *
 * Throws `sign-in.unprotected` rather than send a password over a plain connection off this machine, and
 * `sign-in.unavailable` whenever the answer would say nothing about the password; its cause says why. Once the password was
 * sent, no other server is asked: each would count one wrong try more, and lock the person out the sooner.
 */
export async function verifyPassword(
  settings: SynchronizerSettings,
  bindPassword: string | null,
  person: KnownPerson,
  password: string,
  { signal, onSent }: PersonBind,
): Promise<boolean> {
  // A server that takes a password for a C string would see an empty one.
  if (password === '' || password.includes('\0')) return false;
  const within = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
  try {
    return await firstReachable(settings, ({ name }) =>
      verifyAt(name, settings, bindPassword, person, password, { signal: within, onSent }),
    );
  } catch (cause) {
    throw toSignInError(cause);
  }
}

/** The same at one server. The search and the bind go to the same one: another may not know of a new password yet. */
async function verifyAt(
  server: string,
  settings: SynchronizerSettings,
  bindPassword: string | null,
  person: KnownPerson,
  password: string,
  bind: PersonBind,
): Promise<boolean> {
  const { signal } = bind;
  // Nobody's yet: as whom it is bound is known when the entry is found.
  const fresh = await LdapConnection.open({ ...settings, urls: [server], bindDn: '' }, null, signal);
  try {
    if (!fresh.isPrivate) {
      throw new RollcallError(
        'sign-in.unprotected',
        'Sign-in with the password of the directory needs a connection that is encrypted.',
      );
    }
    const searches = await SmallSearches.open(settings, bindPassword, server, signal);
    let dn: string | null;
    try {
      dn = await findPerson(searches, settings, person);
    } finally {
      searches.close();
    }
    return dn !== null && (await isBound(fresh, dn, password, settings.timeoutSeconds, bind));
  } finally {
    fresh.destroy();
  }
}

async function isBound(
  connection: LdapConnection,
  dn: string,
  password: string,
  timeoutSeconds: number,
  { signal, onSent }: PersonBind,
): Promise<boolean> {
  if (signal.aborted) throw cancelled();
  onSent();
  try {
    const result = await connection.exchange(
      (messageId) => encodeBind(messageId, dn, password),
      TAG.bindResponse,
      timeoutSeconds,
      signal,
    );
    if (result.code === RESULT.success) return true;
    if (REFUSED.includes(result.code)) return false;
    throw bindError(result, dn, connection.server);
  } catch (error) {
    // As an error of the sign-in, which has no other server tried.
    throw toSignInError(error);
  }
}

/** That a directory could not say anything about a password; why is kept as the cause. */
function toSignInError(cause: unknown): unknown {
  if (!(cause instanceof RollcallError) || cause.code.startsWith('sign-in.')) return cause;
  return new RollcallError('sign-in.unavailable', 'The directory cannot be asked now.', { cause });
}
