import { z } from 'zod';
import { enterpriseName, id, procedure, writing } from './procedure.ts';
import { changeSchema } from './schemas.ts';

const kind = z.enum(['create', 'update', 'delete']);

/**
 * Which waiting rows are meant: these, each with the run that was the newest to ask for it when it was seen; or those
 * that a run was the newest to ask for, of these logins if named; or all of a source. What a newer run asks for in the
 * place of a row was not seen, and is refused with `held.newer`.
 */
const rows = z.strictObject({
  rows: z
    .array(z.strictObject({ heldId: id, runId: id }))
    .min(1)
    .max(10_000),
});
const ofRun = z.strictObject({
  runId: id,
  logins: z.array(z.string().min(1).max(256)).max(10_000).optional(),
});
const ofSource = z.strictObject({ sourceId: id });
const selectionSchema = z.union([rows, ofRun, ofSource]);

/**
 * D8, of rows with `pbx.identity-changed`: logins of those that are still the same person, so that the account is renamed.
 * Of the others a new person is made, and the old account is deleted.
 */
const same = z.array(z.string().min(1).max(256)).max(10_000).optional();
const approvalSchema = z.union([rows.extend({ same }), ofRun.extend({ same }), ofSource.extend({ same })]);

const heldRowSchema = changeSchema.extend({
  heldId: z.int(),
  sourceId: z.int(),
  source: z.string(),
  enterprise: z.string(),
  /** The run that held it first, and when (ISO 8601). */
  firstRun: z.int(),
  since: z.string(),
  /** The newest run that asked for it. */
  runId: z.int(),
  /** Why it cannot be approved now; null when it can. */
  blocked: z.string().nullable(),
});

const memorySchema = z.object({
  sourceId: z.int(),
  source: z.string(),
  kind,
  /**
   * `undone`: a person undid it, so that it is asked whether it may come back. `asked`: an answer was forgotten, so that
   * it is asked again.
   */
  answer: z.enum(['rejected', 'kept', 'undone', 'asked']),
  /** The key as hex, with the attribute that it came from: names the answer. */
  key: z.string(),
  keyAttribute: z.string(),
  login: z.string(),
  dn: z.string(),
  runId: z.int(),
  at: z.string(),
});

/** Rows that wait for approval, and what a person answered (E8). */
export const heldProcedures = {
  /** Waiting rows, oldest first, a page at a time. `next` is null at the end; `counts` are those of all that match. */
  list: procedure('admin', 'enterprise.not-found')
    .input(
      z.object({
        enterprise: enterpriseName.optional(),
        sourceId: id.optional(),
        runId: id.optional(),
        kind: kind.optional(),
        /** Words that occur in login, DN or a changed value. */
        search: z.string().max(256).default(''),
        after: z.int().default(0),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({
        rows: z.array(heldRowSchema),
        next: z.int().nullable(),
        counts: z.object({ create: z.int(), update: z.int(), delete: z.int() }),
      }),
    ),
  /**
   * Starts a job that applies waiting rows: a run of kind `approval` for each source. Deletions are looked up again
   * first; a row whose ground moved is refused. `held.newer` when a later run looked again: its rows are the ones to
   * answer.
   */
  approve: writing('held.not-found', 'held.newer', 'source.inactive')
    .input(approvalSchema)
    .output(z.object({ jobId: z.int(), rows: z.int() })),
  /** Turns rows down: they are not asked for again until the source's value changes. */
  reject: writing('held.not-found', 'held.newer')
    .input(selectionSchema)
    .output(z.object({ rows: z.int() })),
  /** Keeps accounts whose entry is gone: their deletion is not asked for again until it is back. Deletions only. */
  keep: writing('held.not-found', 'held.newer')
    .input(selectionSchema)
    .output(z.object({ rows: z.int() })),
  /** What a person answered before and what therefore is not asked again. */
  memories: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName.optional(), sourceId: id.optional() }))
    .output(z.object({ memories: z.array(memorySchema) })),
  /** Forgets an answer: the next run that would do the same asks again, whatever the guard says. */
  forget: writing()
    .input(z.object({ sourceId: id, kind, keyAttribute: z.string().max(256), key: z.string().max(2048) }))
    .output(z.object({ forgotten: z.boolean() })),
};

export type HeldSelection = z.infer<typeof selectionSchema>;
export type HeldApproval = z.infer<typeof approvalSchema>;
export type HeldRow = z.infer<typeof heldRowSchema>;
export type Memory = z.infer<typeof memorySchema>;
