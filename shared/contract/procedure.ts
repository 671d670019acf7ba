import { oc } from '@orpc/contract';
import { z } from 'zod';
import { hintOf, type Code } from '../domain/codes.ts';

/** Who may call a procedure (E15). `user` reaches their own account only. */
export type Role = 'admin' | 'user' | 'anyone';

/** What every procedure says about itself. */
export interface ProcedureMeta {
  role: Role;
  /** Whether it changes the store, so that every listener is told when it is done. */
  writes?: boolean;
  /** Why no window may call it, as a sentence; left out when windows may. */
  notFromWindows?: string;
  [key: string]: unknown;
}

const base = oc.$meta<ProcedureMeta>({ role: 'admin' });

/** Data of a documented error: the code is the error's own. */
const errorData = z.object({
  hint: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/**
 * A procedure with its role and the codes it fails with. Every procedure may also fail with the codes of the session
 * and of the store.
 */
export function procedure<const Codes extends Code>(role: Role, ...codes: Codes[]) {
  const all = [
    ...codes,
    'usage.invalid',
    'access.denied',
    'results.read-only',
    'store.busy',
    'store.full',
    'internal',
  ] as const;
  const errors = Object.fromEntries(
    all.map((code) => [code, { message: hintOf(code), data: errorData }]),
  ) as Record<(typeof all)[number], { message: string; data: typeof errorData }>;
  return base.meta({ role }).errors(errors);
}

/** A procedure of an administrator that changes the store. */
export function writing<const Codes extends Code>(...codes: Codes[]) {
  return procedure('admin', ...codes).meta({ role: 'admin', writes: true });
}

/** Input of a procedure that needs none. */
export const nothing = z.object({}).optional();

/** How an Enterprise is named in what is asked: by its Enterprise ID, without regard to case. */
export const enterpriseName = z.string().min(1).max(128);

/** An immutable id (E5). */
export const id = z.int().positive();
