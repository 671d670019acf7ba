import { z } from 'zod';
import { line } from './configuration-values.ts';
import { enterpriseName, id, procedure, writing } from './procedure.ts';
import { newNumber } from './numbers.ts';
import { accountRowSchema, accountSchema, changeSchema } from './schemas.ts';

/** Which accounts of an Enterprise are meant. What is left out does not matter. */
const filterSchema = z.object({
  enterprise: enterpriseName,
  /** Words that must all occur in name, login, number, department or e-mail, without regard to case. */
  text: z.string().max(256).default(''),
  /** 0: made by a person. */
  sourceId: z.int().nonnegative().optional(),
  active: z.boolean().optional(),
  /** 0: none. */
  profileId: z.int().nonnegative().optional(),
  group: z.enum(['PRG', 'MDUG', 'none']).optional(),
  /** Only accounts with a change that waits for approval, or only those without. */
  held: z.boolean().optional(),
});

const sortSchema = z.object({
  column: z.enum([
    'loginId',
    'lastName',
    'firstName',
    'department',
    'email',
    'deskPhone',
    'softPhone',
    'source',
  ]),
  descending: z.boolean(),
});

const number = z.object({
  number: newNumber,
  kind: z.enum(['desk', 'soft', 'external', 'other']),
});

/** What a person sets on an account by hand (domain.md 4.2, 4.4). */
const manualAccountSchema = z.object({
  loginId: line(113).min(2, { error: 'must have at least 2 characters' }),
  firstName: line(256),
  lastName: line(256).regex(/\S/, { error: 'must not be empty' }),
  email: line(256),
  department: line(256),
  title: line(256),
  location: line(256),
  displayName: line(256),
  mobile: line(64),
  mailbox: line(64),
  pbxNode: line(128),
  /** Name; null: none. */
  featureProfile: z.string().max(64).nullable(),
  /** The numbers that a person gave the account. */
  numbers: z.array(number).max(64),
});

const historySchema = changeSchema.extend({
  changeId: z.int(),
  /** ISO 8601. */
  at: z.string(),
  /** Null: a person's edit. */
  runId: z.int().nullable(),
  source: z.string().nullable(),
  /** Who did it: `Administrator`, `Administrator (command)`, the login of the user; empty of a run, or unknown. */
  who: z.string(),
});

const explanationSchema = z.object({
  accountId: z.int(),
  /** The login it has, or had last. */
  loginId: z.string(),
  exists: z.boolean(),
  /** One sentence: why it is there, or why it is gone. */
  sentence: z.string(),
  /** Where each of today's values that is not empty comes from. */
  values: z.array(
    z.object({
      field: z.string(),
      value: z.string(),
      /** One sentence, such as `telephoneNumber of uid=ann,… by HQ directory in run 12 on …`. */
      origin: z.string(),
      runId: z.int().nullable(),
      at: z.string().nullable(),
      source: z.string().nullable(),
      dn: z.string(),
      attribute: z.string(),
    }),
  ),
  events: z.array(historySchema.extend({ sentence: z.string() })),
});

const detailSchema = accountSchema.extend({
  dn: z.string(),
  profileId: z.int().nullable(),
  /** One more with each change; given back with an update. */
  version: z.int(),
  createdRun: z.int().nullable(),
  /** Changes that wait for approval, of the newest complete run. */
  held: z.array(changeSchema),
  /** What a person may set on it now (domain.md 4.4), and why not the rest. */
  editable: z.array(z.string()),
  lockedBecause: z.string().nullable(),
});

/** The account list, and accounts by hand. */
export const accountProcedures = {
  /** A window of the filtered and sorted list. */
  query: procedure('admin', 'enterprise.not-found')
    .input(
      filterSchema.extend({
        sort: sortSchema,
        offset: z.int().nonnegative(),
        limit: z.int().min(1).max(500),
      }),
    )
    .output(z.object({ total: z.int(), rows: z.array(accountRowSchema) })),
  /** How many accounts each value of each facet would leave, under the other conditions of the filter. */
  facets: procedure('admin', 'enterprise.not-found')
    .input(filterSchema)
    .output(
      z.object({
        total: z.int(),
        sources: z.array(z.object({ sourceId: z.int(), name: z.string(), accounts: z.int() })),
        profiles: z.array(z.object({ profileId: z.int(), name: z.string(), accounts: z.int() })),
        groups: z.array(z.object({ group: z.enum(['PRG', 'MDUG', 'none']), accounts: z.int() })),
        inactive: z.int(),
        held: z.int(),
      }),
    ),
  get: procedure('admin', 'account.not-found')
    .input(z.object({ accountId: id }))
    .output(detailSchema),
  /** What happened to an account, newest first. */
  history: procedure('admin')
    .input(z.object({ accountId: id, limit: z.int().min(1).max(500).default(100) }))
    .output(z.object({ events: z.array(historySchema) })),
  /**
   * Why an account is as it is, or why a login is absent: what happened to every account that has or had the login, with
   * the entry, attribute and mapping that each value came from; and, for an account, where each of today's values is from.
   */
  explain: procedure('admin', 'enterprise.not-found', 'account.not-found')
    .input(
      z.union([
        z.strictObject({ accountId: id }),
        z.strictObject({ enterprise: enterpriseName, loginId: z.string().min(1).max(256) }),
      ]),
    )
    .output(z.object({ accounts: z.array(explanationSchema) })),
  create: writing('enterprise.not-found', 'enterprise.integrated', 'account.exists', 'profile.not-found')
    .input(z.object({ enterpriseId: id, account: manualAccountSchema }))
    .output(z.object({ accountId: z.int() })),
  /**
   * Sets what was given. Fields that a source owns are refused with `account.read-only` when they differ;
   * `account.moved` when the account changed since `version`.
   */
  update: writing(
    'account.not-found',
    'account.exists',
    'account.moved',
    'account.read-only',
    'enterprise.integrated',
    'profile.not-found',
    'number.held',
  )
    .input(z.object({ accountId: id, version: z.int(), account: manualAccountSchema.partial() }))
    .output(z.object({ accountId: z.int() })),
  /** Deletes an account by hand. One that a source owns comes back with its next synchronization (domain.md 4.4). */
  delete: writing('account.not-found', 'enterprise.integrated', 'account.moved')
    .input(z.object({ accountId: id, version: z.int() }))
    .output(z.object({ deleted: z.boolean() })),
};

export type AccountFilter = z.input<typeof filterSchema>;
export type AccountSort = z.infer<typeof sortSchema>;
export type ManualAccount = z.infer<typeof manualAccountSchema>;
export type AccountDetail = z.infer<typeof detailSchema>;
export type AccountEvent = z.infer<typeof historySchema>;
export type Explanation = z.infer<typeof explanationSchema>;
