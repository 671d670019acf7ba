import { implement } from '@orpc/server';
import { contract, requireRole, toContractError } from '../../../../shared/contract/index.ts';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { ApiContext } from '../context.ts';
import { requireReading } from '../read-only.ts';

/**
 * Every procedure passes here: who may call it is checked first, its errors leave in the one documented form, and when
 * it says that it writes, every listener is told that the store changed.
 */
export const os = implement(contract)
  .$context<ApiContext>()
  .use(async ({ context, procedure, path, next }) => {
    const { role, writes, notFromWindows } = procedure['~orpc'].meta;
    const { session } = context;
    try {
      requireRole(session.role, role);
      if (session.readOnly === true) requireReading(path.join('.'));
      if (notFromWindows !== undefined && session.via === 'window') {
        throw new RollcallError('access.denied', notFromWindows);
      }
      const result = await next();
      if (writes === true) context.services.events.storeChanged();
      return result;
    } catch (error) {
      throw toContractError(error);
    }
  });
