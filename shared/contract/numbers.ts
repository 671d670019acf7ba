import { z } from 'zod';
import { nameProblem, newNumberProblem } from '../domain/written-names.ts';
import { line } from './configuration-values.ts';
import { enterpriseName, id, procedure, writing } from './procedure.ts';

/** A directory number of an account, or a role, as a person writes it. */
export const directoryNumber = line(64).regex(/\S/, { error: 'must not be empty' });

/** What a person calls something: composed, without blanks round it and without anything that nobody sees. */
function written(problem: (text: string) => string | null) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .max(64, { error: 'must have at most 64 characters' })
    .superRefine((text, context) => {
      const found = problem(text);
      if (found !== null) context.addIssue({ code: 'custom', message: found });
    });
}

/** A number that a person adds to an account. */
export const newNumber = written(newNumberProblem);

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
  /** Whether it is gone and still there: something holds it (R6), or it goes with the next synchronization. */
  held: z.boolean(),
  /** Who must act so that it can go: the user, or an administrator when the status is admin-defined. Null: nobody. */
  mustAct: z.enum(['user', 'administrator']).nullable(),
  /** Why it is held and what frees it, or what becomes of it when nothing does; empty when it is not held. */
  why: z.string(),
  /** Other accounts of the Enterprise with the same number, compared normalised: `LOGIN (SOURCE)`. */
  conflicts: z.array(z.string()),
  /** The first of those accounts; of a number that is somebody else's now, whose it is (D3). */
  others: z.array(
    z.object({
      accountId: z.int(),
      loginId: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      source: z.string().nullable(),
      /** As it is written there. */
      number: z.string(),
    }),
  ),
  /** How many there are in all. */
  otherCount: z.int(),
});

const numbersOfAccounts = z
  .array(z.object({ accountId: id, number: directoryNumber }))
  .min(1)
  .max(500);

/**
 * What is to be done with numbers. `repoint`: every place that names the number names `to` instead. `release`: every such
 * place is emptied (nothing to call from, the PBX's default elsewhere). With `alsoDelete` the number is deleted then.
 */
const numberAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('repoint'), to: directoryNumber, alsoDelete: z.boolean() }),
  z.object({ kind: z.literal('release'), alsoDelete: z.boolean() }),
]);

const bulkRowSchema = z.object({
  accountId: z.int(),
  loginId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  number: z.string(),
  /** `refused` rows are left as they are; `why` says it in one sentence. */
  result: z.enum(['done', 'refused']),
  why: z.string(),
  /** Each place that changes, and who defined the status. */
  places: z.array(
    z.object({
      status: z.string(),
      slot: z.enum(['makeCallFrom', 'sendCallsTo', 'whenBusy', 'whenNoAnswer']),
      locked: z.boolean(),
      from: z.string(),
      to: z.string(),
    }),
  ),
  deletes: z.boolean(),
  /** A status that would be broken afterwards, for want of a phone behind a role (D1). */
  breaks: z.array(z.string()),
});

const numberSortSchema = z.object({
  column: z.enum([
    ...(['number', 'account', 'kind', 'origin', 'state', 'heldBy', 'since'] as const),
    ...(['mustAct', 'source', 'conflicts', 'why'] as const),
  ]),
  descending: z.boolean(),
});

/** Numbers of an Enterprise and what holds them (R6, D3, D4). */
export const numberProcedures = {
  /** A window of the filtered list; in D6's order of numbers, then login, if nothing else is asked for. */
  list: procedure('admin', 'enterprise.not-found', 'source.not-found')
    .input(
      z.object({
        enterprise: enterpriseName.optional(),
        sourceId: id.optional(),
        state: z.enum(['present', 'deleted-on-pbx', 'reassigned']).optional(),
        origin: z.enum(['pbx', 'directory', 'manual', 'user']).optional(),
        /** Only numbers that a person added: an administrator, or the user. */
        personal: z.boolean().optional(),
        /** Only numbers that are gone and still there: see `held` of a row. */
        held: z.boolean().optional(),
        /** Only numbers that more than one account has. */
        conflicts: z.boolean().optional(),
        accountId: id.optional(),
        search: z.string().max(256).default(''),
        sort: numberSortSchema.optional(),
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
  /** What an action would do with each of these numbers. Changes nothing. */
  previewAction: procedure('admin')
    .input(z.object({ items: numbersOfAccounts, action: numberAction }))
    .output(z.object({ hash: z.string(), rows: z.array(bulkRowSchema) })),
  /** Does exactly what the preview with that hash said, all at once, else `row.moved` and nothing. */
  act: writing('row.moved')
    .input(z.object({ items: numbersOfAccounts, action: numberAction, hash: z.string().length(64) }))
    .output(z.object({ rows: z.array(bulkRowSchema) })),
  /** What to write to each user who must act: one letter an account, with the steps for that user. */
  reminders: procedure('admin')
    .input(z.object({ items: numbersOfAccounts }))
    .output(
      z.object({
        reminders: z.array(
          z.object({
            accountId: z.int(),
            loginId: z.string(),
            name: z.string(),
            /** Empty when the account has none. */
            email: z.string(),
            subject: z.string(),
            body: z.string(),
            numbers: z.array(z.string()),
          }),
        ),
        /** Numbers that no user can free, and why. */
        passedOver: z.array(z.object({ loginId: z.string(), number: z.string(), why: z.string() })),
      }),
    ),
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
/** What a status is called. */
export const statusName = written(nameProblem);

export const settingsSchema = z.object({
  /** A number of the account, a role (`desk-phone`, `soft-phone`, `prime-phone`), or empty. */
  makeCallFrom: target,
  sendCallsTo: z.array(target).max(32),
  whenBusy: target,
  whenNoAnswer: target,
});

export const statusSchema = settingsSchema.extend({
  name: z.string(),
  active: z.boolean(),
  /** Admin-defined: the user cannot change it (domain.md 5.1). */
  locked: z.boolean(),
  /** Whether *Make Call from* has no phone behind it, or one that is gone (D1). */
  broken: z.boolean(),
  /** Whether somebody edited it; else it is the Enterprise's template. */
  edited: z.boolean(),
  /** Whether it is the account's own: there is no template of that name, so it can be deleted. */
  own: z.boolean(),
});

const template = z.object({
  name: statusName,
  /** Roles and special targets only: a template holds for everybody, so it names nobody's number. */
  settings: settingsSchema,
  /** Admin-defined: users cannot change it (domain.md 5.1). */
  locked: z.boolean(),
});

const templateOptions = z.object({
  /** What default statuses of accounts that come to be from now on point at (D1). */
  pointAt: z.enum(['role', 'number']),
  /** Whether users may add statuses of their own (domain.md 5.1). */
  usersMayAdd: z.boolean(),
});

const templatesSchema = templateOptions.extend({
  templates: z.array(template),
  /** Whether they are those that Rollcall comes with. */
  isDefault: z.boolean(),
});

const wantedTemplates = templateOptions.extend({
  enterpriseId: id,
  templates: z
    .array(
      template.extend({
        /** The name that it has now, where it is one that is there: so a new name is told from a new template. */
        was: statusName.nullable(),
      }),
    )
    .min(1)
    .max(32),
});

const templatePreviewSchema = z.object({
  /** Of what would be done and what it rests on. */
  hash: z.string(),
  accounts: z.int(),
  changes: z.array(
    z.object({
      kind: z.enum(['added', 'changed', 'renamed', 'locked', 'unlocked', 'moved', 'removed']),
      name: z.string(),
      /** The former name of a renamed one. */
      was: z.string().nullable(),
      /** What changes: `Make call from: Prime phone → Desk phone`. */
      details: z.array(z.string()),
      /** Accounts where nobody edited this status: it changes for them at once. */
      untouched: z.int(),
      /** Accounts that have their own version of it, which stays. */
      edited: z.int(),
      /** Accounts where the status would be broken, for want of the phone that it points at (D1). */
      broken: z.int(),
      /** Accounts where it is the active status. */
      active: z.int(),
    }),
  ),
  /** Some of whom it touches, and how. */
  rows: z.array(
    z.object({
      accountId: z.int(),
      loginId: z.string(),
      name: z.string(),
      effect: z.enum(['changes', 'stays', 'breaks']),
      status: z.string(),
    }),
  ),
  /** How many rows there are in all. */
  rowsTotal: z.int(),
});

/** Dynamic statuses of an account (domain.md 5), and the templates that they come from. */
export const statusProcedures = {
  list: procedure('admin', 'account.not-found')
    .input(z.object({ accountId: id }))
    .output(z.object({ loginId: z.string(), statuses: z.array(statusSchema) })),
  /** Sets what was given of a status; a number that is gone cannot be chosen anew (D3). */
  set: writing('account.not-found', 'status.not-found', 'status.exists', 'number.not-found', 'number.gone')
    .input(
      z.object({
        accountId: id,
        name: statusName,
        /** A new name, of a status of the account's own. */
        rename: statusName.optional(),
        settings: settingsSchema.partial(),
        locked: z.boolean().optional(),
      }),
    )
    .output(statusSchema),
  /** Adds a status to an account. */
  add: writing('account.not-found', 'status.exists', 'number.not-found', 'number.gone')
    .input(
      z.object({
        accountId: id,
        name: statusName,
        settings: settingsSchema.partial(),
        locked: z.boolean().default(false),
      }),
    )
    .output(statusSchema),
  /** Deletes a status of the account's own; one of a template goes back to what the Enterprise has. */
  delete: writing('account.not-found', 'status.not-found')
    .input(z.object({ accountId: id, name: statusName }))
    .output(z.object({ deleted: z.boolean() })),
  /** Makes a status the active one. */
  activate: writing('account.not-found', 'status.not-found')
    .input(z.object({ accountId: id, name: statusName }))
    .output(statusSchema),
  /** The statuses that every account of an Enterprise has while nobody edits them (E5). */
  templates: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterpriseId: id }))
    .output(templatesSchema),
  /** What a change of the templates would do to whom. Changes nothing. */
  previewTemplates: procedure('admin', 'enterprise.not-found', 'status.exists')
    .input(wantedTemplates)
    .output(templatePreviewSchema),
  /** Changes the templates exactly as the preview with that hash said, else `row.moved`. */
  setTemplates: writing('enterprise.not-found', 'status.exists', 'row.moved')
    .input(wantedTemplates.extend({ hash: z.string().length(64) }))
    .output(templatesSchema),
};

export type NumberAction = z.infer<typeof numberAction>;
export type BulkRow = z.infer<typeof bulkRowSchema>;
export type StatusTemplates = z.infer<typeof templatesSchema>;
export type WantedTemplates = z.infer<typeof wantedTemplates>;
export type TemplatePreview = z.infer<typeof templatePreviewSchema>;
export type NumberRow = z.infer<typeof numberRowSchema>;
export type NumberSort = z.infer<typeof numberSortSchema>;
export type Status = z.infer<typeof statusSchema>;
