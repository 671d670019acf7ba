import { ORPCError } from '@orpc/client';

/** An error as a person sees it: what happened, what next, and the permanent code. */
export interface Failure {
  code: string;
  message: string;
  hint: string;
  /** Single fields that the engine found fault with, by path. */
  problems: { path: string; message: string }[];
  /** The one field that the message is about; null when it is about none. */
  field: string | null;
}

/** Whatever was thrown, as a person sees it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const data = (error.data ?? {}) as {
      hint?: string;
      details?: { problems?: Failure['problems']; field?: string };
    };
    return {
      code: String(error.code),
      message: error.message,
      hint: data.hint ?? '',
      problems: data.details?.problems ?? [],
      field: data.details?.field ?? null,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, hint: 'This is a fault of Rollcall.', problems: [], field: null };
}
