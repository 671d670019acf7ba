import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { enterpriseName, nothing, procedure, writing } from './procedure.ts';

/** A password as it is typed. Longer ones are no passwords but an attack on the hash. */
export const password = z.string().max(1024);

/** Who works in this client now, and what they may do about it. Never a secret. */
const sessionSchema = z.object({
  role: z.enum(['admin', 'user', 'anyone']),
  /** The account of a `user`. */
  account: z
    .object({ accountId: z.int(), enterprise: z.string(), loginId: z.string(), name: z.string() })
    .nullable(),
  /** Whether somebody signed in here: then they can sign out, or lock. */
  canSignOut: z.boolean(),
  /** Whether this client may become the administrator at all, and whether that takes the lock's password. */
  administrator: z.enum(['no', 'free', 'locked']),
  /** Where people can sign in. */
  enterprises: z.array(z.object({ id: z.string(), description: z.string() })),
  /** Why somebody was signed out, for them to read; empty when nobody was, or when they did it themselves. */
  ended: z.enum(['', 'idle', 'account-gone', 'credential-changed']),
});

/**
 * Signing in and out (E15). The transport names the client: a window, later a browser's cookie. The engine remembers who
 * signed in there; the page holds no token, and says nothing about who it is.
 */
export const sessionProcedures = {
  current: procedure('anyone').input(nothing).output(sessionSchema),
  /** The same now and whenever it changes. */
  watch: procedure('anyone').input(nothing).output(eventIterator(sessionSchema)),
  /**
   * Signs a user in with their login ID and their directory password, password or one-time code. Every refusal says the same,
   * whatever was wrong. Wrong tries make the next one wait (`details.waitSeconds`), then lock the login for a while.
   */
  signIn: procedure(
    'anyone',
    'enterprise.not-found',
    'sign-in.refused',
    'sign-in.locked',
    'sign-in.unavailable',
    'sign-in.unprotected',
  )
    .input(z.object({ enterprise: enterpriseName, loginId: z.string().min(1).max(256), password }))
    .output(sessionSchema),
  /** Becomes the administrator, where this client may. The password is that of the lock; empty where there is none. */
  unlock: procedure('anyone', 'lock.refused', 'sign-in.locked')
    .input(z.object({ password }))
    .output(sessionSchema),
  /** Ends the session: a user signs out, an administrator locks. What was asked and not answered yet is not answered any more. */
  signOut: procedure('anyone').input(nothing).output(sessionSchema),
  /** A person is there: sessions end by themselves when nobody is for a while. */
  touch: procedure('anyone').input(nothing).output(z.object({})),
  /** How this data folder's lock is set. */
  lock: procedure('admin')
    .input(nothing)
    .output(z.object({ isSet: z.boolean(), idleMinutes: z.int() })),
  /**
   * Sets, changes or (with null) removes the lock of administration. One that is set is changed with its password only; a
   * process on the data folder needs none, since it could write the folder itself.
   */
  setLock: writing('lock.refused', 'sign-in.locked', 'password.weak')
    .input(
      z.object({
        current: password.default(''),
        next: password.nullable(),
        /** Minutes without use until it locks itself. */
        idleMinutes: z.int().min(1).max(1440).default(15),
      }),
    )
    .output(z.object({ isSet: z.boolean(), idleMinutes: z.int() })),
};

export type SessionView = z.infer<typeof sessionSchema>;
