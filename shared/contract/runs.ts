import { z } from 'zod';
import { enterpriseName, id, procedure } from './procedure.ts';
import { codeSchema, evidenceSchema, issueSchema, runSummarySchema } from './schemas.ts';

const viewSchema = runSummarySchema.extend({
  phases: z.record(z.string(), z.number()),
  evidence: evidenceSchema.nullable(),
  /** Rows of each tab. */
  changes: z.object({
    created: z.int(),
    updated: z.int(),
    deleted: z.int(),
    held: z.int(),
    refused: z.int(),
    numbers: z.int(),
  }),
  /** Issues by code, the gravest first. `count` adds up what each stands for. */
  codes: z.array(
    z.object({
      code: codeSchema,
      severity: z.enum(['info', 'warning', 'error']),
      issues: z.int(),
      count: z.int(),
      hint: z.string(),
    }),
  ),
});

/** What the page shows of runs: lists without their issues, and one run in parts. */
export const runProcedures = {
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
