import { z } from 'zod';
import { domain, enterpriseId, name } from './configuration-values.ts';
import { enterpriseName, id, procedure, writing } from './procedure.ts';
import { enterpriseSchema } from './schemas.ts';

/** What a person sets on an Enterprise (domain.md 1.1). */
const enterpriseDraft = z.object({
  id: enterpriseId,
  description: name(128),
  domain,
  mode: z.enum(['standalone', 'integrated']),
});

/** Making, editing and deleting Enterprises. */
export const enterpriseProcedures = {
  create: writing('enterprise.exists').input(enterpriseDraft).output(enterpriseSchema),
  /** The ID cannot change while there are PBX nodes (domain.md 1.1): `enterprise.locked`. */
  update: writing('enterprise.not-found', 'enterprise.exists', 'enterprise.locked')
    .input(enterpriseDraft.partial().extend({ enterpriseId: id }))
    .output(enterpriseSchema),
  /** What goes with an Enterprise when it is deleted. */
  contents: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterpriseId: id }))
    .output(
      z.object({
        accounts: z.int(),
        manualAccounts: z.int(),
        synchronizers: z.int(),
        pbxNodes: z.int(),
        runs: z.int(),
      }),
    ),
  /**
   * Deletes an Enterprise with everything in it, for good; its configuration and its accounts are written to the
   * data folder's backups first (E5). `confirm` is its ID as typed. Refused while it synchronizes.
   */
  delete: writing('enterprise.not-found', 'confirm.mismatch', 'enterprise.busy')
    .input(z.object({ enterpriseId: id, confirm: z.string().max(256) }))
    .output(z.object({ exported: z.array(z.string()) })),
};

/** Feature profiles, so far for choosing one. */
export const featureProfileProcedures = {
  list: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName }))
    .output(
      z.object({
        profiles: z.array(
          z.object({ profileId: z.int(), name: z.string(), description: z.string(), accounts: z.int() }),
        ),
      }),
    ),
};
