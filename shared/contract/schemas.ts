import { z } from 'zod';
import { ALL_CODES } from '../domain/codes.ts';

/** A permanent code. */
export const codeSchema = z.enum(ALL_CODES);

/** An error as it crosses every edge. */
export const errorInfoSchema = z.object({
  code: codeSchema,
  message: z.string(),
  hint: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

const outcomeSchema = z.enum([
  'success',
  'warnings',
  'held',
  'failed',
  'cancelled',
  'skipped',
  'interrupted',
]);

const triggerSchema = z.enum(['manual', 'schedule', 'startup', 'watch', 'live', 'approval', 'undo']);

const count = z.int().nonnegative();

/** Counters of a run (interfaces.md, "Results"). */
const countersSchema = z.object({
  read: count,
  created: count,
  updated: count,
  unchanged: count,
  deleted: count,
  heldCreates: count,
  heldUpdates: count,
  heldDeletes: count,
  skipped: count,
  failed: count,
  numbersHeld: count,
  /** Of a PBX run; runs of before there were any lack them. */
  devices: count.default(0),
  assigned: count.default(0),
  notAssigned: count.default(0),
  numbersAdded: count.default(0),
  numbersRemoved: count.default(0),
  orphaned: count.default(0),
});

export const issueSchema = z.object({
  severity: z.enum(['info', 'warning', 'error']),
  code: codeSchema,
  subject: z.string(),
  field: z.string(),
  message: z.string(),
  hint: z.string(),
  count: count.optional(),
});

/**
 * One row of what a run did, or of a preview what it would do (engine.md E7): there `applied` means that it would be
 * applied. Old and new value of each field; null where there was, or is, none. `dn` is the entry that it is about.
 */
export const changeSchema = z.object({
  kind: z.enum(['create', 'update', 'delete', 'number-added', 'number-removed', 'number-held']),
  state: z.enum(['applied', 'held', 'refused']),
  reasonCode: z.string(),
  reason: z.string(),
  accountId: z.int().nullable(),
  login: z.string(),
  dn: z.string(),
  fields: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
});

/** A run (interfaces.md, "Results"). Times are ISO 8601 in UTC. */
export const runSchema = z.object({
  id: z.int(),
  enterprise: z.string(),
  enterpriseId: z.int(),
  source: z.string(),
  sourceId: z.int().nullable(),
  sourceKind: z.enum(['directory', 'pbx']),
  kind: z.enum(['sync', 'approval', 'undo', 'removal']),
  trigger: triggerSchema,
  mode: z.enum(['full', 'incremental']),
  feed: z.string(),
  outcome: outcomeSchema,
  complete: z.boolean(),
  /** Whether the run rested on other settings than the last complete one (engine.md E6). */
  baseline: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string(),
  /** sha256 over the rows and the evidence; null when no plan was made. */
  plan: z.string().nullable(),
  /** Of an undo: the run that it undid. */
  undoes: z.int().nullable(),
  counters: countersSchema,
  /** Milliseconds of each phase. */
  phases: z.record(z.string(), z.number()),
  error: errorInfoSchema.nullable(),
  issues: z.array(issueSchema),
});

/** What a server that is not trusted showed, its own certificate first; empty when it is trusted. */
export const certificatesSchema = z.array(
  z.object({
    subject: z.string(),
    issuer: z.string(),
    /** ISO 8601. */
    validFrom: z.string(),
    validTo: z.string(),
    /** SHA-256 of its public key, as a pin names it. */
    key: z.string(),
  }),
);

/** Why a read may be trusted (safety.md 1). */
export const evidenceSchema = z.object({
  server: z.string(),
  bindDn: z.string(),
  filter: z.string(),
  scope: z.string(),
  paging: z.boolean(),
  entries: count,
  pages: count,
  bases: z.array(
    z.object({
      base: z.string(),
      entries: count,
      pages: count,
      result: z.int().nullable(),
      referrals: z.array(z.string()),
      reversed: z.boolean(),
    }),
  ),
  /** OIDs of the controls that came with answers. Runs of before it was kept have none. */
  controls: z.array(z.string()).default([]),
  /** How many entries the server said there are; 0: it said none. */
  estimate: count.default(0),
  /** Attribute of each field at the time; runs of older versions lack it. */
  mapping: z.record(z.string(), z.string()).optional(),
  /** Of a PBX node's export: the files that were read, and what was in them. */
  export: z
    .object({
      files: z.array(
        z.object({
          path: z.string(),
          kind: z.string(),
          rows: count.nullable(),
          /** ISO 8601. */
          modifiedAt: z.string().nullable(),
          bytes: count.optional(),
          encoding: z.string(),
          separator: z.string(),
        }),
      ),
      devices: count,
      groups: count,
      people: count,
      notAssigned: count,
      dynamicExtensionsOnly: z.boolean(),
      /** Runs of before it was kept have none. */
      dynamicNeedsExternal: z.boolean().optional(),
    })
    .nullable()
    .optional(),
  /** Second looks at the directory for deletions (safety.md 2); null or missing when none were taken. */
  looks: z
    .object({
      looked: count,
      reasons: z.record(z.string(), count),
      /** DN of an entry that was not sent and is there all the same. */
      missed: z.string().nullable(),
    })
    .nullable()
    .optional(),
});

/**
 * A preview (E7): like the run that would apply it, but for what only a run has. `plan` names it. Its changes are paged
 * apart.
 */
export const previewSchema = z.object({
  preview: z.literal(true),
  id: z.null(),
  plan: z.string(),
  enterprise: z.string(),
  enterpriseId: z.int(),
  source: z.string(),
  sourceId: z.int(),
  sourceKind: z.enum(['directory', 'pbx']),
  kind: z.literal('sync'),
  mode: z.enum(['full', 'incremental']),
  feed: z.string(),
  outcome: outcomeSchema,
  complete: z.boolean(),
  baseline: z.boolean(),
  madeAt: z.string(),
  /** After this it cannot be applied any more. */
  expiresAt: z.string(),
  /** The run that applied it; null when none did. */
  appliedRun: z.int().nullable(),
  counters: countersSchema,
  phases: z.record(z.string(), z.number()),
  error: errorInfoSchema.nullable(),
  issues: z.array(issueSchema),
});

/** A run with what it rested on. Its changes are paged apart. */
export const runDetailSchema = runSchema.extend({ evidence: evidenceSchema.nullable() });

const numberSchema = z.object({
  number: z.string(),
  kind: z.enum(['desk', 'soft', 'external', 'other']),
  origin: z.enum(['pbx', 'directory', 'manual', 'user']),
  state: z.enum(['present', 'deleted-on-pbx', 'reassigned']),
  /** `manual`, or `status:NAME` for each status that points at the number. */
  heldBy: z.array(z.string()),
});

/** An account (interfaces.md, "Results"). Absent texts are empty; absent numbers and choices are null. */
export const accountSchema = z.object({
  accountId: z.int(),
  enterprise: z.string(),
  enterpriseId: z.int(),
  loginId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  department: z.string(),
  email: z.string(),
  title: z.string(),
  location: z.string(),
  displayName: z.string(),
  mobile: z.string(),
  mailbox: z.string(),
  pbxNode: z.string(),
  source: z.string().nullable(),
  sourceId: z.int().nullable(),
  sourceKind: z.enum(['directory', 'pbx', 'manual']),
  group: z.enum(['PRG', 'MDUG']).nullable(),
  active: z.boolean(),
  orphan: z.boolean(),
  featureProfile: z.string().nullable(),
  deskPhone: z.string().nullable(),
  softPhone: z.string().nullable(),
  softPhoneKind: z.enum(['minet', 'uc-endpoint']).nullable(),
  numbers: z.array(numberSchema),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** When an Enterprise synchronizes by itself (E4). */
export const scheduleSchema = z.object({
  enabled: z.boolean(),
  rule: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('interval'), minutes: z.int().min(15).max(43_200) }),
    z.object({ kind: z.literal('daily'), at: timeOfDay }),
    z.object({
      kind: z.literal('weekly'),
      days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
      at: timeOfDay,
    }),
  ]),
  timeZone: z.string().min(1).max(64).nullable(),
});

/** Options of the PBX Node type (domain.md 1.2, D14). */
export const pbxOptionsSchema = z.object({
  featureProfile: z.string().min(1).max(64),
  dynamicExtensionsOnly: z.boolean(),
  dynamicNeedsExternal: z.boolean(),
});

export const enterpriseSchema = z.object({
  enterpriseId: z.int(),
  id: z.string(),
  description: z.string(),
  domain: z.string(),
  mode: z.enum(['standalone', 'integrated']),
  type: z.enum(['none', 'directory', 'pbx']),
  schedule: scheduleSchema,
  pbx: pbxOptionsSchema,
  accounts: count,
  synchronizers: count,
  pbxNodes: count,
});

export const sourceSchema = z.object({
  sourceId: z.int(),
  enterpriseId: z.int(),
  kind: z.enum(['directory', 'pbx']),
  name: z.string(),
  accounts: count,
});

const phaseSchema = z.enum(['waiting', 'connecting', 'reading', 'planning', 'checking', 'saving']);

/** What happens while synchronizations run: one stream for every listener. */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    jobId: z.int(),
    runId: z.int(),
    enterpriseId: z.int(),
    sourceId: z.int(),
    source: z.string(),
    phase: phaseSchema,
    done: count,
    /** 0 when not known. */
    total: count,
  }),
  z.object({ type: z.literal('job-started'), jobId: z.int() }),
  z.object({ type: z.literal('run-started'), jobId: z.int(), runId: z.int(), source: z.string() }),
  z.object({ type: z.literal('run-ended'), jobId: z.int(), runId: z.int(), outcome: outcomeSchema }),
  z.object({ type: z.literal('job-ended'), jobId: z.int() }),
  /** The store was written to, by this engine or by another process: whatever was read may be old. */
  z.object({ type: z.literal('changed') }),
]);

/** A job of this engine that has not ended. */
export const liveJobSchema = z.object({
  jobId: z.int(),
  /** What asked for it. */
  trigger: triggerSchema,
  kind: z.enum(['sync', 'preview', 'apply', 'approval', 'undo', 'removal']),
  startedAt: z.string(),
  cancelling: z.boolean(),
  tasks: z.array(
    z.object({
      enterpriseId: z.int(),
      enterprise: z.string(),
      sourceId: z.int(),
      source: z.string(),
      sourceKind: z.enum(['directory', 'pbx']),
      /** Null until its run began. */
      runId: z.int().nullable(),
      phase: phaseSchema.nullable(),
      done: count,
      total: count,
      /** Null until its run ended. */
      outcome: outcomeSchema.nullable(),
    }),
  ),
});

/** A run of another process on the same data folder. */
export const runElsewhereSchema = z.object({
  runId: z.int(),
  enterpriseId: z.int(),
  enterprise: z.string(),
  source: z.string(),
  startedAt: z.string(),
  /** Who holds the lease, such as `process 4711`. */
  holder: z.string(),
});

/** A run in a table: its counters, and its issues only as counts. */
export const runSummarySchema = runSchema.omit({ issues: true, phases: true }).extend({
  issues: z.object({ info: count, warning: count, error: count }),
});

/** The tabs of a run page that list changes. */
export const changeTabSchema = z.enum(['created', 'updated', 'deleted', 'held', 'refused', 'numbers']);

/** Which key seals new secrets (E12). Nothing in it is secret. */
export const vaultStateSchema = z.object({
  source: z.enum(['environment', 'keychain', 'file', 'none']),
  keyFile: z.string(),
  /** Why the key cannot be used; null when it can, or when there is none. */
  problem: z.string().nullable(),
});

/** An account in a table; the other fields come with the side panel. */
export const accountRowSchema = z.object({
  accountId: z.int(),
  loginId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  department: z.string(),
  email: z.string(),
  deskPhone: z.string(),
  softPhone: z.string(),
  pbxNode: z.string(),
  /** Null when a person made it. */
  sourceId: z.int().nullable(),
  group: z.enum(['PRG', 'MDUG']).nullable(),
  active: z.boolean(),
  /** Whether a change of it waits for approval. */
  held: z.boolean(),
});

/** Steps of a connection test or of the doctor (interfaces.md). */
export const stepSchema = z.object({
  id: z.string(),
  title: z.string(),
  result: z.enum(['ok', 'warning', 'failed', 'skipped']),
  evidence: z.string(),
  next: z.string(),
});

export type Run = z.infer<typeof runSchema>;
export type RunDetail = z.infer<typeof runDetailSchema>;
export type Change = z.infer<typeof changeSchema>;
export type Account = z.infer<typeof accountSchema>;
export type RollcallEvent = z.infer<typeof eventSchema>;
export type Step = z.infer<typeof stepSchema>;
export type RunSummary = z.infer<typeof runSummarySchema>;
export type ChangeTab = z.infer<typeof changeTabSchema>;
export type LiveJob = z.infer<typeof liveJobSchema>;
export type RunElsewhere = z.infer<typeof runElsewhereSchema>;
export type VaultState = z.infer<typeof vaultStateSchema>;
export type AccountRow = z.infer<typeof accountRowSchema>;
export type EnterpriseView = z.infer<typeof enterpriseSchema>;
