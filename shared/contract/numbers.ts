import { z } from 'zod';
import { line } from './configuration-values.ts';
import { enterpriseName, id, procedure, writing } from './procedure.ts';

const directoryNumber = line(64).regex(/\S/, { error: 'must not be empty' });

const numberRowSchema = z.object({
  accountId: z.int(),
  loginId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  enterprise: z.string(),
  source: z.string().nullable(),
  sourceId: z.int().nullable(),
  number: z.string(),
  kind: z.enum(['desk', 'soft', 'external', 'other']),
  origin: z.enum(['pbx', 'directory', 'manual', 'user']),
  state: z.enum(['present', 'deleted-on-pbx', 'reassigned']),
  /** Whether the phone system has a number that a person added (A14). */
  alsoOnPbx: z.boolean(),
  /** `manual`, or `status:NAME` for each status that points at it. */
  heldBy: z.array(z.string()),
  /** Since when it is in this state, ISO 8601; null of a directory account's own phone, which has no row of its own. */
  since: z.string().nullable(),
  /** Whether it is kept only because something holds it (R6). */
  held: z.boolean(),
  /** Who must act so that it can go: the user, or an administrator when the status is admin-defined. Null: nobody. */
  mustAct: z.enum(['user', 'administrator']).nullable(),
  /** Why it is held and what frees it, in one sentence; empty when it is not held. */
  why: z.string(),
  /** Other accounts of the Enterprise with the same number, compared normalised: `LOGIN (SOURCE)`. */
  conflicts: z.array(z.string()),
});

/** Numbers of an Enterprise and what holds them (R6, D3, D4). */
export const numberProcedures = {
  /** A window of the filtered list, in D6's order of numbers, then login. */
  list: procedure('admin', 'enterprise.not-found', 'source.not-found')
    .input(
      z.object({
        enterprise: enterpriseName.optional(),
        sourceId: id.optional(),
        state: z.enum(['present', 'deleted-on-pbx', 'reassigned']).optional(),
        origin: z.enum(['pbx', 'directory', 'manual', 'user']).optional(),
        /** Only numbers that a person added: an administrator, or the user. */
        personal: z.boolean().optional(),
        /** Only numbers that are kept by rule 6. */
        held: z.boolean().optional(),
        /** Only numbers that more than one account has. */
        conflicts: z.boolean().optional(),
        accountId: id.optional(),
        search: z.string().max(256).default(''),
        offset: z.int().nonnegative().default(0),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({
        total: z.int(),
        rows: z.array(numberRowSchema),
        counts: z.object({ all: z.int(), held: z.int(), conflicts: z.int(), manual: z.int() }),
      }),
    ),
  /** Points every status of the account that uses `from` at `to` (a number of the account, or a role). */
  repoint: writing('account.not-found', 'number.not-found', 'number.gone', 'status.locked')
    .input(z.object({ accountId: id, from: directoryNumber, to: directoryNumber }))
    .output(z.object({ statuses: z.array(z.string()) })),
  /** Deletes a number that a person added, or that is gone, once nothing references it (D4). */
  delete: writing('account.not-found', 'number.not-found', 'number.held', 'number.present')
    .input(z.object({ accountId: id, number: directoryNumber }))
    .output(z.object({ deleted: z.boolean() })),
  /**
   * Releases an account that is gone from the PBX and is kept only by references and manual numbers, and deletes it (D2).
   * Its source must not have it any more.
   */
  releaseAndDelete: writing('account.not-found', 'account.moved', 'account.read-only')
    .input(z.object({ accountId: id, version: z.int() }))
    .output(z.object({ deleted: z.boolean() })),
};

const target = line(64);
const settingsSchema = z.object({
  /** A number of the account, a role (`desk-phone`, `soft-phone`, `prime-phone`), or empty. */
  makeCallFrom: target,
  sendCallsTo: z.array(target).max(32),
  whenBusy: target,
  whenNoAnswer: target,
});

const statusSchema = settingsSchema.extend({
  name: z.string(),
  active: z.boolean(),
  /** Admin-defined: the user cannot change it (domain.md 5.1). */
  locked: z.boolean(),
  /** Whether *Make Call from* has no phone behind it, or one that is gone (D1). */
  broken: z.boolean(),
  /** Whether somebody edited it; else it is the Enterprise's template. */
  edited: z.boolean(),
});

/** Dynamic statuses of an account (domain.md 5). */
export const statusProcedures = {
  list: procedure('admin', 'account.not-found')
    .input(z.object({ accountId: id }))
    .output(z.object({ loginId: z.string(), statuses: z.array(statusSchema) })),
  /** Sets what was given of a status; a number that is gone cannot be chosen anew (D3). */
  set: writing('account.not-found', 'status.not-found', 'number.not-found', 'number.gone')
    .input(
      z.object({
        accountId: id,
        name: line(64),
        settings: settingsSchema.partial(),
        locked: z.boolean().optional(),
      }),
    )
    .output(statusSchema),
};

export type NumberRow = z.infer<typeof numberRowSchema>;
export type Status = z.infer<typeof statusSchema>;
