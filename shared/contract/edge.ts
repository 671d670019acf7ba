import { ORPCError } from '@orpc/client';
import { hintOf } from '../domain/codes.ts';
import { RollcallError } from '../domain/errors.ts';
import type { Role } from './procedure.ts';

/*
 * What every implementation of a contract does at its edge: the engine's and the shell's.
 */

const RANKS: Record<Role, number> = { anyone: 0, user: 1, admin: 2 };

/** Throws `access.denied` unless a session's role reaches what a procedure needs (E15). */
export function requireRole(has: Role, needed: Role): void {
  if (RANKS[has] < RANKS[needed]) throw new RollcallError('access.denied', `This needs the role ${needed}.`);
}

/** An error as it crosses a contract: code, sentence, hint and details; never a stack (architecture.md). */
export function toContractError(error: unknown): unknown {
  if (error instanceof ORPCError) return error.code === 'BAD_REQUEST' ? refusedInput(error.data) : error;
  if (error instanceof RollcallError) {
    const { code, message, hint, details } = error.toInfo();
    return new ORPCError(code, { message, data: { hint, ...(details ? { details } : {}) }, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ORPCError('internal', { message, data: { hint: hintOf('internal') }, cause: error });
}

/** An input that does not fit its schema, in the same form as every other error. */
function refusedInput(data: unknown): unknown {
  const { issues = [] } = (data ?? {}) as { issues?: { path?: PropertyKey[]; message: string }[] };
  const problems = issues.map(({ path = [], message }) => ({ path: path.map(String).join('.'), message }));
  const [first] = problems;
  const message =
    first === undefined ? 'The input does not fit.' : `${first.path || 'The input'}: ${first.message}`;
  return new ORPCError('usage.invalid', {
    message,
    data: { hint: hintOf('usage.invalid'), details: { problems } },
  });
}
