import { z } from 'zod';

/** One step of a number's or a status's life, for the history of an account (domain.md 5.5: who, when, from, to). */
export const stepOfLifeSchema = z.object({
  changeId: z.int(),
  /** ISO 8601. */
  at: z.string(),
  /** Who: `Administrator`, `Administrator (command)`, `You`/the login of the user, or `HQ (run 12)`. */
  who: z.string(),
  runId: z.int().nullable(),
  /** What about: `Number 6001`, `Mobile: Make call from`. */
  what: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Why, in words; empty when nothing is to be said. */
  reason: z.string(),
});

export type StepOfLife = z.infer<typeof stepOfLifeSchema>;
