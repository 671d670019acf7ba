import { implement } from '@orpc/server';
import { contract, requireRole, toContractError } from '../../../../shared/contract/index.ts';
import type { ApiContext } from '../context.ts';

/**
 * Every procedure passes here: its role is checked first, its errors leave in the one documented form, and when it
 * says that it writes, every listener is told that the store changed.
 */
export const os = implement(contract)
  .$context<ApiContext>()
  .use(async ({ context, procedure, next }) => {
    const { role, writes } = procedure['~orpc'].meta;
    try {
      requireRole(context.session.role, role);
      const result = await next();
      if (writes === true) context.services.events.storeChanged();
      return result;
    } catch (error) {
      throw toContractError(error);
    }
  });
