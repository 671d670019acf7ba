import { z } from 'zod';
import { enterpriseName, id, procedure, writing } from './procedure.ts';
import {
  changeSchema,
  changeTabSchema,
  codeSchema,
  evidenceSchema,
  issueSchema,
  previewSchema,
} from './schemas.ts';
import { codeCountsSchema, tabCountsSchema } from './runs.ts';

/** A plan by its sha256, or by as many of its first characters (at least 8) as name no other one. */
const planName = z.string().regex(/^[0-9a-f]{8,64}$/i, { error: 'must be the sha256 of a plan' });

const summarySchema = previewSchema.omit({ issues: true, phases: true }).extend({
  issues: z.object({ info: z.int(), warning: z.int(), error: z.int() }),
  /** What overtook it before anybody applied it: its source's settings changed, or a complete run. Null: nothing. */
  outdatedBy: z.enum(['settings', 'run']).nullable(),
});

const viewSchema = summarySchema.extend({
  phases: z.record(z.string(), z.number()),
  evidence: evidenceSchema.nullable(),
  changes: tabCountsSchema,
  codes: codeCountsSchema,
  /** Why it cannot be applied any more; null when it can. */
  blocked: z.string().nullable(),
});

/** Previews (E7): what a synchronization would do, to be looked at and applied exactly. */
export const planProcedures = {
  /** Starts a job that reads and plans, and stores a preview for each source. Changes no account. */
  preview: procedure('admin', 'enterprise.not-found', 'source.not-found', 'source.inactive')
    .input(z.object({ enterprise: enterpriseName.optional(), source: z.string().min(1).optional() }))
    .output(z.object({ jobId: z.int(), sources: z.int(), passedOver: z.array(z.string()) })),
  /** Waits until a job of previews is over. `failures` are sources that could not be read at all. */
  wait: procedure('admin')
    .input(z.object({ jobId: z.int() }))
    .output(
      z.object({
        previews: z.array(previewSchema),
        failures: z.array(
          z.object({
            enterprise: z.string(),
            enterpriseId: z.int(),
            source: z.string(),
            sourceId: z.int(),
            sourceKind: z.enum(['directory', 'pbx']),
            code: codeSchema,
            message: z.string(),
            hint: z.string(),
          }),
        ),
      }),
    ),
  /** Previews that are still kept, newest first. */
  list: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName.optional(), sourceId: id.optional() }))
    .output(z.object({ plans: z.array(summarySchema) })),
  view: procedure('admin', 'plan.not-found')
    .input(z.object({ plan: planName }))
    .output(viewSchema),
  /** The rows of a preview, a page at a time; `applied` means: would be applied. */
  changes: procedure('admin', 'plan.not-found')
    .input(
      z.object({
        plan: planName,
        only: changeTabSchema.optional(),
        search: z.string().max(256).default(''),
        after: z.int().default(-1),
        limit: z.int().min(1).max(5000).default(1000),
      }),
    )
    .output(z.object({ changes: z.array(changeSchema), next: z.int().nullable() })),
  issues: procedure('admin', 'plan.not-found')
    .input(
      z.object({
        plan: planName,
        code: codeSchema.optional(),
        after: z.int().default(-1),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({ issues: z.array(issueSchema.extend({ position: z.int() })), next: z.int().nullable() }),
    ),
  /**
   * Starts a job that applies exactly the rows of a preview, after looking every deletion up again (and every row when
   * the preview is older than ten minutes). A row whose ground moved is refused, the others go through.
   */
  apply: writing('plan.not-found', 'plan.expired', 'plan.after', 'plan.applied', 'source.inactive')
    .input(z.object({ plan: planName }))
    .output(z.object({ jobId: z.int() })),
  /** Throws a preview away. */
  discard: writing('plan.not-found')
    .input(z.object({ plan: planName }))
    .output(z.object({ discarded: z.boolean() })),
};

export type Preview = z.infer<typeof previewSchema>;
export type PlanSummary = z.infer<typeof summarySchema>;
export type PlanView = z.infer<typeof viewSchema>;
