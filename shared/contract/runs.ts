import { z } from 'zod';
import { enterpriseName, id, nothing, procedure, writing } from './procedure.ts';
import { codeSchema, evidenceSchema, issueSchema, runSummarySchema } from './schemas.ts';

/** Rows of each tab. */
export const tabCountsSchema = z.object({
  created: z.int(),
  updated: z.int(),
  deleted: z.int(),
  held: z.int(),
  refused: z.int(),
  numbers: z.int(),
});

/** Issues by code, the gravest first. `count` adds up what each stands for. */
export const codeCountsSchema = z.array(
  z.object({
    code: codeSchema,
    severity: z.enum(['info', 'warning', 'error']),
    issues: z.int(),
    count: z.int(),
    hint: z.string(),
  }),
);

const viewSchema = runSummarySchema.extend({
  phases: z.record(z.string(), z.number()),
  evidence: evidenceSchema.nullable(),
  changes: tabCountsSchema,
  codes: codeCountsSchema,
  /** Whether its changes and issues are no longer kept (E9). */
  journalGone: z.boolean(),
  /** Rows of this run that still wait for approval. */
  waiting: z.int(),
  undo: z.object({
    /** Rows that an undo would look at; 0 when there is nothing to undo. */
    rows: z.int(),
    /** Why it cannot be undone; null when it can. */
    blocked: z.string().nullable(),
    /** Runs that undid rows of it, newest first. */
    undoneBy: z.array(z.int()),
  }),
});

/** How long history is kept (E9). */
const retentionSchema = z.object({
  /** Changes and issues of runs older than this, or beyond the newest `journalRuns` of a source, are thrown away. */
  journalDays: z.int().min(1).max(3650),
  journalRuns: z.int().min(1).max(10_000),
  /** Runs themselves, with outcome and counters, are kept this long, and for seven days in any case (E11). */
  runDays: z.int().min(1).max(3650),
});

/** What the page shows of runs: lists without their issues, and one run in parts. */
export const runProcedures = {
  /**
   * Starts a job that puts back what a run changed, of these logins or accounts only if named (E9). A row that a later
   * change stands in the way of is refused by name; the others are put back.
   */
  undo: writing('run.not-found', 'run.expired', 'undo.nothing', 'source.exists', 'enterprise.integrated')
    .input(
      z.object({
        id,
        logins: z.array(z.string().min(1).max(256)).max(10_000).optional(),
        accountIds: z.array(id).max(10_000).optional(),
      }),
    )
    .output(z.object({ jobId: z.int() })),
  retention: procedure('admin').input(nothing).output(retentionSchema),
  setRetention: writing().input(retentionSchema).output(retentionSchema),
  /** Ended runs, newest first, a page at a time. `next` is the `before` of the next page; null at the end. */
  summaries: procedure('admin', 'enterprise.not-found')
    .input(
      z.object({
        enterprise: enterpriseName.optional(),
        sourceId: id.optional(),
        before: z.int().optional(),
        limit: z.int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ runs: z.array(runSummarySchema), next: z.int().nullable() })),
  /** One ended run. Its changes and issues are paged apart. */
  view: procedure('admin', 'run.not-found').input(z.object({ id })).output(viewSchema),
  /** Issues of a run, of one code if named. `next` is null at the end. */
  issues: procedure('admin', 'run.not-found')
    .input(
      z.object({
        id,
        code: codeSchema.optional(),
        after: z.int().default(-1),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({ issues: z.array(issueSchema.extend({ position: z.int() })), next: z.int().nullable() }),
    ),
};

export type RunView = z.infer<typeof viewSchema>;
export type Retention = z.infer<typeof retentionSchema>;
