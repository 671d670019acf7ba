import { hintOf, type Code } from './codes.ts';

/** What crosses every edge when something goes wrong: never a stack. */
export interface ErrorInfo {
  code: Code;
  /** One sentence: what happened, and where. */
  message: string;
  /** The next step. */
  hint: string;
  details?: Record<string, unknown>;
}

/** The only error that rooms throw on purpose. */
export class RollcallError extends Error implements ErrorInfo {
  readonly code: Code;
  readonly hint: string;
  readonly details?: Record<string, unknown>;

  constructor(
    code: Code,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RollcallError';
    this.code = code;
    this.hint = hintOf(code);
    if (options.details) this.details = options.details;
  }

  /** The shape that crosses threads, the contract and the command line. */
  toInfo(): ErrorInfo {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      ...(this.details ? { details: this.details } : {}),
    };
  }
}

/** Any thrown thing as an ErrorInfo; what Rollcall did not throw on purpose is `internal`. */
export function errorInfo(error: unknown): ErrorInfo {
  if (error instanceof RollcallError) return error.toInfo();
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, hint: hintOf('internal') };
}
