import { CommanderError } from 'commander';
import { ALL_CODES, hintOf, type Code } from '../../shared/domain/codes.ts';
import { errorInfo, RollcallError, type ErrorInfo } from '../../shared/domain/errors.ts';
import type { Output } from './output.ts';
import { plain } from './text.ts';

/** Exit status of wrong usage and of an invalid configuration (E10). */
const USAGE = 64;
/** Exit status of what was refused (E10). */
const REFUSED = 2;

/** Codes that say that the command asked for something that does not exist or cannot be. */
const USAGE_CODES: readonly Code[] = [
  'usage.invalid',
  'config.invalid',
  'enterprise.not-found',
  'source.not-found',
  'source.inactive',
  'source.exists',
  'enterprise.integrated',
  'account.not-found',
  'run.not-found',
  'run.expired',
  'undo.nothing',
  'plan.not-found',
  'plan.expired',
  'plan.applied',
  'plan.after',
  'held.not-found',
  'held.newer',
  'answer.not-found',
  'status.not-found',
  'number.not-found',
  'sign-in.of-directory',
  'password.weak',
  'file.unreadable',
  'results.not-results',
  'results.truncated',
  'results.damaged',
  'results.newer',
];

/** Wrong usage, in one sentence. */
export function usageError(message: string): RollcallError {
  return new RollcallError('usage.invalid', message);
}

/** Whatever was thrown, as the one form of an error. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof CommanderError) {
    return usageError(error.message.replace(/^error: /, '').replace(/\s+/g, ' ')).toInfo();
  }
  if (!(error instanceof Error) || error instanceof RollcallError || !('code' in error))
    return errorInfo(error);
  const { code, message } = error;
  if (isCode(code)) {
    // An error of the contract: the rest stands in its data.
    const data = 'data' in error ? (error.data as Partial<ErrorInfo> | undefined) : undefined;
    return {
      code,
      message,
      hint: data?.hint ?? hintOf(code),
      ...(data?.details ? { details: data.details } : {}),
    };
  }
  return errorInfo(error);
}

function isCode(code: unknown): code is Code {
  return (ALL_CODES as readonly unknown[]).includes(code);
}

/** Codes of what was asked for rightly, and is refused as things stand: the message says what has to be done first. */
const REFUSAL_CODES: readonly Code[] = [
  'number.held',
  'number.present',
  'number.gone',
  'status.locked',
  'account.moved',
  'account.read-only',
];

/** Exit status of a command that failed (E10). */
export function statusOfError({ code }: ErrorInfo): number {
  if (REFUSAL_CODES.includes(code)) return REFUSED;
  return USAGE_CODES.includes(code) ? USAGE : 1;
}

/** Problems of a configuration file that are listed one by one. */
const MOST_PROBLEMS = 20;

/** The error on standard error for people, and as a JSON document where JSON was asked for. */
export async function reportError(info: ErrorInfo, json: boolean, out: Output, err: Output): Promise<void> {
  err.line(`${err.paint('red', info.code)}: ${plain(info.message)}`);
  const problems = (info.details?.['problems'] ?? []) as { path: string; message: string }[];
  if (problems.length > 1) {
    for (const { path, message } of problems.slice(0, MOST_PROBLEMS)) {
      err.line(`  ${plain(path === '' ? 'The file' : path)} ${plain(message)}`);
    }
    if (problems.length > MOST_PROBLEMS) err.line(`  and ${problems.length - MOST_PROBLEMS} more`);
  }
  err.line(`${err.paint('dim', 'hint')}: ${info.hint}`);
  // A document that has begun cannot become another one.
  if (json && !out.started) await out.write(`${JSON.stringify({ error: info }, null, 2)}\n`);
}
