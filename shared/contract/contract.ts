import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { hintOf, type Code } from '../domain/codes.ts';
import {
  accountSchema,
  changeSchema,
  enterpriseSchema,
  eventSchema,
  runDetailSchema,
  runSchema,
  sourceSchema,
  stepSchema,
} from './schemas.ts';

/** Who may call a procedure (E15). `user` reaches their own account only. */
export type Role = 'admin' | 'user' | 'anyone';

/** What every procedure says about itself. */
export interface ProcedureMeta {
  role: Role;
  [key: string]: unknown;
}

const base = oc.$meta<ProcedureMeta>({ role: 'admin' });

/** Data of a documented error: the code is the error's own. */
const errorData = z.object({
  hint: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/**
 * A procedure with its role and the codes it fails with. Every procedure may also fail with the codes of the session
 * and of the store.
 */
function procedure<const Codes extends Code>(role: Role, ...codes: Codes[]) {
  const all = [...codes, 'usage.invalid', 'access.denied', 'store.busy', 'store.full', 'internal'] as const;
  const errors = Object.fromEntries(
    all.map((code) => [code, { message: hintOf(code), data: errorData }]),
  ) as Record<(typeof all)[number], { message: string; data: typeof errorData }>;
  return base.meta({ role }).errors(errors);
}

const nothing = z.object({}).optional();
const enterpriseName = z.string().min(1).max(128);

/**
 * Everything that a client can ask of the engine. One contract for the page, the command line and the tests
 * (architecture.md, "How a request travels").
 */
export const contract = {
  system: {
    info: procedure('anyone')
      .input(nothing)
      .output(z.object({ version: z.string(), schema: z.int() })),
  },
  enterprises: {
    list: procedure('admin')
      .input(nothing)
      .output(z.object({ enterprises: z.array(enterpriseSchema) })),
  },
  sources: {
    list: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName }))
      .output(z.object({ sources: z.array(sourceSchema) })),
    /** Connects, checks, and reads up to five entries through the mapping. Changes nothing. */
    test: procedure('admin', 'enterprise.not-found', 'source.not-found', 'source.unsupported', 'vault.locked')
      .input(z.object({ enterprise: enterpriseName, source: z.string().min(1) }))
      .output(
        z.object({
          steps: z.array(stepSchema),
          samples: z.array(z.object({ dn: z.string(), fields: z.record(z.string(), z.string()) })),
        }),
      ),
  },
  tools: {
    /** LDAP Path Assistant (domain.md 2.3). */
    suggestLdapPaths: procedure('admin')
      .input(z.object({ fqdn: z.string().max(255) }))
      .output(
        z.object({
          suggestions: z.array(z.object({ path: z.string(), url: z.string(), baseDn: z.string() })),
        }),
      ),
  },
  synchronization: {
    /**
     * Starts a job: a synchronization of every matching source of its Enterprise's chosen type (D16). Answers at
     * once; `events` tells how it goes. Sources of another type are named in `passedOver`.
     */
    start: procedure('admin', 'enterprise.not-found', 'source.not-found', 'source.inactive')
      .input(
        z.object({
          enterprise: enterpriseName.optional(),
          source: z.string().min(1).optional(),
          mode: z.enum(['full', 'incremental']).default('full'),
        }),
      )
      .output(z.object({ jobId: z.int(), sources: z.int(), passedOver: z.array(z.string()) })),
    /**
     * Starts a job with what the schedules say is due (E4), of one Enterprise or one source if named. A due time is
     * its Enterprise's: when a source is named, only that source runs at it.
     */
    startDue: procedure('admin', 'enterprise.not-found', 'source.not-found', 'source.inactive')
      .input(
        z.object({ enterprise: enterpriseName.optional(), source: z.string().min(1).optional() }).optional(),
      )
      .output(z.object({ jobId: z.int(), sources: z.int(), passedOver: z.array(z.string()) })),
    /** Waits until a job is over, and answers with its runs. */
    wait: procedure('admin')
      .input(z.object({ jobId: z.int() }))
      .output(z.object({ runs: z.array(runSchema) })),
    /** Asks a job to stop. It changes nothing that it has not saved yet, and ends within a second. */
    cancel: procedure('admin')
      .input(z.object({ jobId: z.int() }))
      .output(z.object({ cancelled: z.boolean() })),
    /** What is going on, as it happens. */
    events: procedure('admin').input(nothing).output(eventIterator(eventSchema)),
    /** The next due times of an Enterprise's schedule, ISO 8601; empty when it is off. */
    nextDue: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName, count: z.int().min(1).max(50).default(5) }))
      .output(z.object({ times: z.array(z.string()) })),
  },
  runs: {
    /** Ended runs, newest first. */
    list: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName.optional(), limit: z.int().min(1).max(1000).default(20) }))
      .output(z.object({ runs: z.array(runSchema) })),
    get: procedure('admin', 'run.not-found')
      .input(z.object({ id: z.int() }))
      .output(runDetailSchema),
    /** The changes of a run, a page at a time, in the order in which they were made. `next` is null at the end. */
    changes: procedure('admin', 'run.not-found')
      .input(
        z.object({ id: z.int(), after: z.int().default(0), limit: z.int().min(1).max(5000).default(1000) }),
      )
      .output(z.object({ changes: z.array(changeSchema), next: z.int().nullable() })),
  },
  accounts: {
    /** Accounts ordered by Enterprise, then login ID, a page at a time. `next` is null at the end. */
    list: procedure('admin', 'enterprise.not-found')
      .input(
        z.object({
          enterprise: enterpriseName.optional(),
          after: z.object({ enterprise: z.string(), loginId: z.string() }).optional(),
          limit: z.int().min(1).max(5000).default(1000),
        }),
      )
      .output(
        z.object({
          accounts: z.array(accountSchema),
          next: z.object({ enterprise: z.string(), loginId: z.string() }).nullable(),
        }),
      ),
    /** The account list as text, in pieces (domain.md 7.3). */
    export: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName.optional(), format: z.enum(['csv', 'ldif']) }))
      .output(eventIterator(z.string())),
  },
  configuration: {
    /**
     * Validates a configuration file as a whole, then creates or updates by name: all or nothing. `folder` is what
     * relative paths in it are relative to.
     */
    import: procedure('admin', 'config.invalid', 'vault.locked', 'file.unreadable')
      .input(z.object({ text: z.string(), folder: z.string() }))
      .output(
        z.object({
          changes: z.array(
            z.object({
              what: z.enum(['enterprise', 'feature', 'featureProfile', 'synchronizer', 'pbxNode', 'account']),
              enterprise: z.string(),
              name: z.string(),
              action: z.enum(['created', 'updated', 'unchanged']),
            }),
          ),
          warnings: z.array(z.string()),
        }),
      ),
    /** The configuration in the form that `import` takes; never a secret. */
    export: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName.optional() }))
      .output(z.record(z.string(), z.unknown())),
  },
};
