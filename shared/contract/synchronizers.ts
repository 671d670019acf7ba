import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { GUARD_LIMITS, type GuardPolicy } from '../domain/guard-policy.ts';
import { attribute, LONG, requiredAttribute } from './configuration-source-entries.ts';
import {
  checked,
  domain,
  filled,
  integer,
  ldapUrlProblem,
  line,
  name,
  pin,
  queryProblem,
} from './configuration-values.ts';
import { preflightEventSchema } from './preflight.ts';
import { enterpriseName, id, procedure, writing } from './procedure.ts';
import { certificatesSchema, runSummarySchema, stepSchema } from './schemas.ts';

const threshold = (key: keyof GuardPolicy) => integer(...GUARD_LIMITS[key]);

/** A synchronizer's form (domain.md 2.2, 2.5), without its password. */
export const synchronizerDraftSchema = z
  .object({
    /** The Description of the form: the synchronizer's name. */
    name: name(64),
    domain,
    server: z.enum(['active-directory', 'openldap', 'generic']),
    urls: z.array(checked(ldapUrlProblem)).min(1, { error: 'must name at least one server' }),
    transport: z.enum(['plain', 'starttls', 'ldaps']),
    /** Absolute path of a PEM file; null trusts the system's certificates. */
    caFile: filled().nullable(),
    /** The server's key that is trusted, as `sha256/BASE64`; null lets the CA decide. */
    pin: pin.nullable(),
    baseDn: filled().regex(/^\s*[A-Za-z0-9.-]+\s*=/, { error: 'must be a DN such as dc=example,dc=com' }),
    searchContext: line(LONG),
    query: checked(queryProblem, LONG),
    bindDn: line(),
    paging: z.boolean(),
    pageSize: integer(1, 100_000),
    timeoutSeconds: integer(1, 600),
    skipDisabled: z.boolean(),
    numbersFollowDirectory: z.boolean(),
    invalidCharacters: z.enum(['skip', 'replace']),
    feed: z.enum(['automatic', 'full', 'syncrepl', 'dirsync', 'usn', 'timestamp']),
    mapping: z.object({
      directoryKey: requiredAttribute,
      loginId: requiredAttribute,
      firstName: attribute,
      lastName: requiredAttribute,
      email: attribute,
      department: attribute,
      deskPhone: attribute,
      softPhone: attribute,
      pbxNode: attribute,
      mobile: attribute,
      mailbox: attribute,
      title: attribute,
      location: attribute,
      displayName: attribute,
    }),
    guard: z.object({
      deletePercent: threshold('deletePercent'),
      deleteAtLeast: threshold('deleteAtLeast'),
      deleteAtMost: threshold('deleteAtMost'),
      updatePercent: threshold('updatePercent'),
      updateAtLeast: threshold('updateAtLeast'),
    }),
    /** Name of the profile of accounts that it creates. */
    featureProfile: filled(64),
  })
  .superRefine(({ urls, transport }, context) => {
    if (transport !== 'ldaps' && urls.some((url) => /^ldaps:/i.test(url))) {
      context.addIssue({ code: 'custom', path: ['transport'], message: 'must be LDAPS for an ldaps:// URL' });
    }
  });

/**
 * What becomes of the bind password. `keep` keeps, or uses, the stored one, and is refused with
 * `vault.missing-secret` when the draft names a server that the stored one was not entered for, or a weaker
 * transport: a stored password must not be sent to a stranger.
 */
const passwordChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('keep') }),
  z.object({ kind: z.literal('set'), value: z.string().min(1).max(1024) }),
  z.object({ kind: z.literal('none') }),
]);

const synchronizerRowSchema = z.object({
  sourceId: z.int(),
  name: z.string(),
  domain: z.string(),
  server: z.enum(['active-directory', 'openldap', 'generic']),
  urls: z.array(z.string()),
  transport: z.enum(['plain', 'starttls', 'ldaps']),
  accounts: z.int(),
  /** Whether the Enterprise's type is AD/LDAP, so that it synchronizes (D16). */
  active: z.boolean(),
  /** The newest run that was not skipped, and the newest that read everything (D25). Null: never. */
  lastAttempt: runSummarySchema.nullable(),
  lastGood: runSummarySchema.nullable(),
});

const synchronizerDetailSchema = synchronizerRowSchema.extend({
  enterpriseId: z.int(),
  enterprise: z.string(),
  draft: synchronizerDraftSchema,
  /** Where the bind password comes from; never the password. */
  password: z.object({
    kind: z.enum(['none', 'stored', 'environment', 'file']),
    /** The variable or the file. */
    name: z.string().nullable(),
    /** Why it cannot be used now; null when it can. */
    problem: z.string().nullable(),
  }),
});

const testResultSchema = z.object({
  steps: z.array(stepSchema),
  /** Up to five entries through the mapping, and their attributes as they came (first value, shortened). */
  samples: z.array(
    z.object({
      dn: z.string(),
      fields: z.record(z.string(), z.string()),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
  /** Attributes seen, with how many of the looked-at entries have a value. */
  attributes: z.array(z.object({ name: z.string(), filled: z.int() })),
  /** How many entries `attributes` was counted over: more than the samples, at most 100. */
  lookedAt: z.int(),
  certificates: certificatesSchema,
});

/** AD/LDAP synchronizers (domain.md 2). */
export const synchronizerProcedures = {
  list: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName }))
    .output(z.object({ synchronizers: z.array(synchronizerRowSchema) })),
  get: procedure('admin', 'source.not-found')
    .input(z.object({ sourceId: id }))
    .output(synchronizerDetailSchema),
  create: writing(
    'enterprise.not-found',
    'enterprise.integrated',
    'source.exists',
    'profile.not-found',
    'config.invalid',
    'vault.locked',
  )
    .input(z.object({ enterpriseId: id, draft: synchronizerDraftSchema, password: passwordChoiceSchema }))
    .output(z.object({ sourceId: z.int() })),
  update: writing(
    'source.not-found',
    'enterprise.integrated',
    'source.exists',
    'profile.not-found',
    'config.invalid',
    'vault.locked',
    'vault.missing-secret',
  )
    .input(z.object({ sourceId: id, draft: synchronizerDraftSchema, password: passwordChoiceSchema }))
    .output(z.object({ sourceId: z.int() })),
  /** Connects with a draft, checks, and reads a few entries through its mapping. Changes nothing. */
  test: procedure('admin', 'source.not-found', 'config.invalid', 'vault.locked', 'vault.missing-secret')
    .input(
      z.object({
        /** The synchronizer whose stored password `keep` uses. */
        sourceId: id.nullable(),
        draft: synchronizerDraftSchema,
        password: passwordChoiceSchema,
      }),
    )
    .output(testResultSchema),
  /**
   * Reads the whole directory with a draft, and reports what would keep entries from being imported. Changes nothing.
   * Aborting the call stops it. The input is that of `test`.
   */
  preflight: procedure(
    'admin',
    'source.not-found',
    'config.invalid',
    'vault.locked',
    'vault.missing-secret',
    'run.cancelled',
  )
    .input(
      z.object({ sourceId: id.nullable(), draft: synchronizerDraftSchema, password: passwordChoiceSchema }),
    )
    .output(eventIterator(preflightEventSchema)),
  /** What goes with a synchronizer when it is deleted. */
  removal: procedure('admin', 'source.not-found')
    .input(z.object({ sourceId: id }))
    .output(z.object({ name: z.string(), accounts: z.int(), numbers: z.int(), statuses: z.int() })),
  /**
   * Deletes a synchronizer and all its accounts: a run of kind `removal` in a job. `confirm` is its name as typed.
   * The synchronizer is gone when the run ended with success.
   */
  delete: writing('source.not-found', 'confirm.mismatch', 'enterprise.integrated')
    .input(z.object({ sourceId: id, confirm: z.string().max(256) }))
    .output(z.object({ jobId: z.int() })),
};

export type SynchronizerDraft = z.infer<typeof synchronizerDraftSchema>;
export type PasswordChoice = z.infer<typeof passwordChoiceSchema>;
export type SynchronizerRow = z.infer<typeof synchronizerRowSchema>;
export type SynchronizerDetail = z.infer<typeof synchronizerDetailSchema>;
export type DirectoryTestResult = z.infer<typeof testResultSchema>;
