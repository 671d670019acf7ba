import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import type { Code } from '../domain/codes.ts';
import { directoryNumber, newNumber, settingsSchema, statusName, statusSchema } from './numbers.ts';
import { nothing, procedure } from './procedure.ts';
import { stepOfLifeSchema } from './life.ts';
import { password } from './session.ts';

const myNumberSchema = z.object({
  number: z.string(),
  kind: z.enum(['desk', 'soft', 'external', 'other']),
  origin: z.enum(['pbx', 'directory', 'manual', 'user']),
  state: z.enum(['present', 'deleted-on-pbx', 'reassigned']),
  /** Since when it is in this state, ISO 8601; null of a directory account's own phone. */
  since: z.string().nullable(),
  /** The statuses that point at it, and from which places. */
  usedBy: z.array(
    z.object({
      status: z.string(),
      slots: z.array(z.enum(['makeCallFrom', 'sendCallsTo', 'whenBusy', 'whenNoAnswer'])),
      locked: z.boolean(),
    }),
  ),
  canDelete: z.boolean(),
  /** Why it cannot be deleted now, as a sentence; empty when it can. */
  whyNot: z.string(),
});

const meSchema = z.object({
  account: z.object({
    enterprise: z.string(),
    loginId: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    department: z.string(),
    deskPhone: z.string(),
    softPhone: z.string(),
  }),
  statuses: z.array(statusSchema),
  numbers: z.array(myNumberSchema),
  /** Whether this Enterprise lets users add statuses of their own (domain.md 5.1). */
  mayAddStatuses: z.boolean(),
  /** The last change, when it was the user's own and nothing happened since: it can be put back. */
  undo: z.object({ changeId: z.int(), sentence: z.string() }).nullable(),
  /** Whether the user has a password of Rollcall's, or none because they sign in with the directory's. */
  signIn: z.enum(['directory', 'password', 'code']),
  /** One more with each change of the account. */
  version: z.int(),
});

/** A procedure of a signed-in user that changes their own account. */
function mine<const Codes extends Code>(...codes: Codes[]) {
  return procedure('user', ...codes).meta({ role: 'user', writes: true });
}

/**
 * What a signed-in user can do, with their own account only: nothing here names an account (E15). Whoever has no account,
 * such as the administrator, is refused with `access.denied`.
 */
export const myProcedures = {
  get: procedure('user').input(nothing).output(meSchema),
  /** The version of the account, now and whenever something of it changed, also by a synchronization. */
  events: procedure('user')
    .input(nothing)
    .output(eventIterator(z.object({ version: z.int() }))),
  /** Sets what is given of a status. An administrator's is refused: `status.locked`. */
  setStatus: mine('status.not-found', 'status.locked', 'status.exists', 'number.not-found', 'number.gone')
    .input(z.object({ name: statusName, rename: statusName.optional(), settings: settingsSchema.partial() }))
    .output(meSchema),
  addStatus: mine('status.exists', 'status.not-allowed', 'number.not-found', 'number.gone')
    .input(z.object({ name: statusName, settings: settingsSchema.partial() }))
    .output(meSchema),
  /** Deletes a status of the user's own; its references go with it. One of the Enterprise goes back to its default instead. */
  deleteStatus: mine('status.not-found', 'status.locked')
    .input(z.object({ name: statusName }))
    .output(meSchema),
  activate: mine('status.not-found')
    .input(z.object({ name: statusName }))
    .output(meSchema),
  /** Points every status that uses `from` at `to`; those of an administrator are left, and named. */
  repoint: mine('number.not-found', 'number.gone', 'status.locked')
    .input(z.object({ from: directoryNumber, to: directoryNumber }))
    .output(z.object({ me: meSchema, statuses: z.array(z.string()), left: z.array(z.string()) })),
  /** Adds a number of the user's own (domain.md 5.2, A13). */
  addNumber: mine('number.exists')
    .input(z.object({ number: newNumber, kind: z.enum(['external', 'other']) }))
    .output(meSchema),
  /**
   * Deletes a number that is gone or the user's own, once nothing points at it (D4, rule 6). One that an administrator added
   * and that works is refused: `number.present`.
   */
  deleteNumber: mine('number.not-found', 'number.held', 'number.present')
    .input(z.object({ number: directoryNumber }))
    .output(meSchema),
  /** Puts the last change back; `row.moved` when something happened since. */
  undo: mine('row.moved')
    .input(z.object({ changeId: z.int() }))
    .output(meSchema),
  /** What happened to the user's numbers and statuses, newest first. */
  history: procedure('user')
    .input(z.object({ limit: z.int().min(1).max(200).default(50) }))
    .output(z.object({ steps: z.array(stepOfLifeSchema) })),
  /** Sets a password of the user's own; whoever signed in with a one-time code gives none as the current one. */
  setPassword: mine('sign-in.refused', 'sign-in.locked', 'sign-in.of-directory', 'password.weak')
    .input(z.object({ current: password.default(''), next: password }))
    .output(meSchema),
};

export type Me = z.infer<typeof meSchema>;
export type MyNumber = z.infer<typeof myNumberSchema>;
