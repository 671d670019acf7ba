import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { accountProcedures } from './accounts.ts';
import { enterpriseProcedures, featureProfileProcedures } from './enterprises.ts';
import { featureProcedures, featureProfileEditing } from './features.ts';
import { heldProcedures } from './held.ts';
import { myProcedures } from './me.ts';
import { numberProcedures, statusProcedures } from './numbers.ts';
import { pbxNodeProcedures } from './pbx-nodes.ts';
import { planProcedures } from './plans.ts';
import { enterpriseName, id, nothing, procedure, writing } from './procedure.ts';
import { resultsProcedures } from './results.ts';
import { runProcedures } from './runs.ts';
import {
  accountSchema,
  certificatesSchema,
  changeSchema,
  changeTabSchema,
  enterpriseSchema,
  eventSchema,
  liveJobSchema,
  pbxOptionsSchema,
  runDetailSchema,
  runElsewhereSchema,
  runSchema,
  scheduleSchema,
  sourceSchema,
  stepSchema,
  vaultStateSchema,
} from './schemas.ts';
import { sessionProcedures } from './session.ts';
import { signInProcedures } from './sign-ins.ts';
import { synchronizerProcedures } from './synchronizers.ts';

/**
 * Everything that a client can ask of the engine. One contract for the page, the command line and the tests
 * (architecture.md, "How a request travels").
 */
export const contract = {
  session: sessionProcedures,
  me: myProcedures,
  signIns: signInProcedures,
  system: {
    info: procedure('anyone')
      .input(nothing)
      .output(z.object({ version: z.string(), schema: z.int() })),
    /** What About says of the engine. */
    about: procedure('admin')
      .input(nothing)
      .output(z.object({ version: z.string(), schema: z.int(), dataFolder: z.string(), sqlite: z.string() })),
  },
  vault: {
    /** Which key seals new secrets, and why it cannot (E12). Never a key. */
    state: procedure('admin').input(nothing).output(vaultStateSchema),
    /** Makes the key file, after a person was asked (E12). Does nothing when there is a key. */
    createKeyFile: writing('vault.locked').input(nothing).output(vaultStateSchema),
  },
  enterprises: {
    list: procedure('admin')
      .input(nothing)
      .output(z.object({ enterprises: z.array(enterpriseSchema) })),
    ...enterpriseProcedures,
  },
  features: featureProcedures,
  featureProfiles: { ...featureProfileProcedures, ...featureProfileEditing },
  pbxNodes: pbxNodeProcedures,
  numbers: numberProcedures,
  statuses: statusProcedures,
  synchronizers: synchronizerProcedures,
  sources: {
    list: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName }))
      .output(z.object({ sources: z.array(sourceSchema) })),
    /** Connects, checks, and reads up to five entries through the mapping; of a PBX node, reads its files. Changes nothing. */
    test: procedure('admin', 'enterprise.not-found', 'source.not-found', 'source.unsupported', 'vault.locked')
      .input(z.object({ enterprise: enterpriseName, source: z.string().min(1) }))
      .output(
        z.object({
          steps: z.array(stepSchema),
          certificates: certificatesSchema,
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
     * once; `events` tells how it goes. Sources of another type are named in `passedOver`. With no source left no job
     * is started: `sources` and `jobId` are 0 then, and `wait` for job 0 answers at once with no runs.
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
     * its Enterprise's: when a source is named, only that source runs at it. With nothing due no job is started, and
     * `jobId` is 0, as of `start`.
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
    /**
     * The Apply of the Synchronization tab: type, schedule and the PBX type's options, all at once. Refused in
     * integrated mode (D22) except for the schedule.
     */
    configure: writing('enterprise.not-found', 'enterprise.integrated', 'profile.not-found')
      .input(
        z.object({
          enterpriseId: z.int(),
          type: z.enum(['none', 'directory', 'pbx']),
          schedule: scheduleSchema,
          pbx: pbxOptionsSchema,
        }),
      )
      .output(enterpriseSchema),
    /**
     * The next due times of a schedule that is edited, ISO 8601: as if it were switched on now; or, when an Enterprise
     * is named that has exactly this schedule and has it on, as it runs.
     */
    previewSchedule: procedure('admin', 'enterprise.not-found')
      .input(
        z.object({
          enterpriseId: id.optional(),
          schedule: scheduleSchema,
          count: z.int().min(1).max(50).default(5),
        }),
      )
      .output(z.object({ times: z.array(z.string()) })),
    /** What runs right now: this engine's jobs, and runs of other processes on the same data folder. */
    running: procedure('admin')
      .input(nothing)
      .output(z.object({ jobs: z.array(liveJobSchema), elsewhere: z.array(runElsewhereSchema) })),
    /** The next due times of an Enterprise's schedule, ISO 8601; empty when it is off. */
    nextDue: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName, count: z.int().min(1).max(50).default(5) }))
      .output(z.object({ times: z.array(z.string()) })),
  },
  plans: planProcedures,
  held: heldProcedures,
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
        z.object({
          id: z.int(),
          after: z.int().default(0),
          limit: z.int().min(1).max(5000).default(1000),
          /** Only the rows of one tab of the run page. */
          only: changeTabSchema.optional(),
          /** Words that occur in login, DN or reason. */
          search: z.string().max(256).default(''),
        }),
      )
      .output(z.object({ changes: z.array(changeSchema), next: z.int().nullable() })),
    ...runProcedures,
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
    ...accountProcedures,
    /** The account list as text, in pieces (domain.md 7.3). */
    export: procedure('admin', 'enterprise.not-found')
      .input(z.object({ enterprise: enterpriseName.optional(), format: z.enum(['csv', 'ldif']) }))
      .output(eventIterator(z.string())),
  },
  results: resultsProcedures,
  configuration: {
    /**
     * Validates a configuration file as a whole, then creates or updates by name: all or nothing. `folder` is what
     * relative paths in it are relative to. Windows have no screen for it, and may not (docs/decisions/013): a file can
     * name any other file as a password, and any server to send it to.
     */
    import: writing('config.invalid', 'vault.locked', 'file.unreadable')
      .meta({
        role: 'admin',
        writes: true,
        notFromWindows: 'A configuration file cannot be imported from a window: use rollcall config import.',
      })
      .input(z.object({ text: z.string(), folder: z.string() }))
      .output(
        z.object({
          changes: z.array(
            z.object({
              what: z.enum([
                'enterprise',
                'feature',
                'featureProfile',
                'statuses',
                'synchronizer',
                'pbxNode',
                'account',
              ]),
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
