import { z } from 'zod';
import { codeSchema, errorInfoSchema } from './schemas.ts';

const count = z.int().nonnegative();

/** One remark about one entry of the directory. */
const preflightIssueSchema = z.object({
  dn: z.string(),
  attribute: z.string(),
  /** Place in the value, from 1; null where it is not about a character. */
  position: z.int().nullable(),
  /** `U+0001`, or the byte (`0xFF`) where the value is not UTF-8; empty where it is not about a character. */
  codePoint: z.string(),
  message: z.string(),
});

/** What a look at a whole directory through a synchronizer's form found. */
const preflightReportSchema = z.object({
  /** The server that answered, or the first of the form when none did. */
  server: z.string(),
  /** Whether everything was read (safety.md 1), and why not. */
  complete: z.boolean(),
  error: errorInfoSchema.nullable(),
  /** Entries read, and how many of them nothing keeps from being imported. */
  entries: count,
  importable: count,
  /** Entries that `fields` was counted over: those that are not passed over. */
  lookedAt: count,
  /** Each mapped field, with how many entries have a value for it. */
  fields: z.array(z.object({ field: z.string(), attribute: z.string(), filled: count })),
  /** Remarks by code, the gravest first. `count` adds up what each stands for; the first are named. */
  codes: z.array(
    z.object({
      code: codeSchema,
      severity: z.enum(['info', 'warning', 'error']),
      hint: z.string(),
      count,
      issues: z.array(preflightIssueSchema),
    }),
  ),
  /** Rows of the list that came as CSV, and how many there would be without its limit. */
  listed: count,
  listable: count,
});

/** How a look at a whole directory goes. The report comes last. */
export const preflightEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    phase: z.enum(['connecting', 'reading', 'looking']),
    done: count,
    /** 0 when not known. */
    total: count,
  }),
  /** A piece of the whole list of remarks as CSV, the header first. */
  z.object({ type: z.literal('csv'), text: z.string() }),
  z.object({ type: z.literal('report'), report: preflightReportSchema }),
]);

export type PreflightIssue = z.infer<typeof preflightIssueSchema>;
export type PreflightReport = z.infer<typeof preflightReportSchema>;
export type PreflightEvent = z.infer<typeof preflightEventSchema>;
