import { z } from 'zod';
import { enterpriseName, id, procedure, writing } from './procedure.ts';
import { password } from './session.ts';

const days = z.int().min(1).max(90).default(14);

const signInSchema = z.object({
  /** `directory`: with the password of the directory. `own`: with a password or a one-time code of Rollcall. */
  kind: z.enum(['directory', 'own']),
  /** The synchronizer that a directory account signs in over. */
  source: z.string().nullable(),
  hasPassword: z.boolean(),
  /** Until when a one-time code holds, ISO 8601; null when there is none, or it was used. */
  codeUntil: z.string().nullable(),
  /** Until when wrong tries keep the login out, ISO 8601. */
  lockedUntil: z.string().nullable(),
  lastSignIn: z.string().nullable(),
});

const codeSchema = z.object({
  accountId: z.int(),
  loginId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  /** Such as `7KQ4-M2XD-9TRP-C3WN`: shown once, stored as a hash. */
  code: z.string(),
  /** ISO 8601. */
  expiresAt: z.string(),
});

/** How users sign in, for administrators. */
export const signInProcedures = {
  get: procedure('admin', 'account.not-found')
    .input(z.object({ accountId: id }))
    .output(signInSchema),
  /** How many accounts sign in how: what making codes for many would mean. */
  overview: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName }))
    .output(
      z.object({
        directory: z.int(),
        own: z.int(),
        withPassword: z.int(),
        withCode: z.int(),
        /** Accounts that could not sign in: neither password nor code. */
        without: z.int(),
      }),
    ),
  /** Gives an account of a PBX, or one that was made by hand, a password. */
  setPassword: writing('account.not-found', 'sign-in.of-directory', 'password.weak')
    .input(z.object({ accountId: id, password }))
    .output(signInSchema),
  /** Makes a one-time code for one account, in the place of an older one; the answer is the only time it is seen. */
  makeCode: writing('account.not-found', 'sign-in.of-directory')
    .input(z.object({ accountId: id, days }))
    .output(codeSchema),
  /**
   * The same for many, to be handed out: for these accounts, or for all that have neither password nor code. Accounts of a
   * directory are passed over. No window may call it: the shell does, and writes the file that the person named.
   */
  makeCodes: writing('enterprise.not-found')
    .meta({
      role: 'admin',
      writes: true,
      notFromWindows: 'Codes for many people go into a file, not into a window.',
    })
    .input(z.object({ enterprise: enterpriseName, accountIds: z.array(id).max(100_000).optional(), days }))
    .output(
      z.object({
        codes: z.array(codeSchema),
        passedOver: z.array(z.object({ loginId: z.string(), why: z.string() })),
      }),
    ),
  /** Takes password and code away, and signs the user out wherever they are. */
  revoke: writing('account.not-found')
    .input(z.object({ accountId: id }))
    .output(signInSchema),
  /** Forgets the wrong tries of an account, so that it may try again at once. */
  unlock: writing('account.not-found')
    .input(z.object({ accountId: id }))
    .output(signInSchema),
};

export type SignIn = z.infer<typeof signInSchema>;
export type SignInCode = z.infer<typeof codeSchema>;
