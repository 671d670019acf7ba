import { z } from 'zod';
import { integer, line, name } from './configuration-values.ts';
import { enterpriseName, id, procedure, writing } from './procedure.ts';

const featureSchema = z.object({
  featureId: z.int(),
  name: z.string(),
  /** Seats that are licensed, and active accounts whose profile has the feature. */
  seats: z.int(),
  used: z.int(),
  /** Inactive accounts whose profile has it: they wait for a seat of it, or of another feature. */
  waiting: z.int(),
  /** Names of the profiles that have it. */
  profiles: z.array(z.string()),
});

const profileSchema = z.object({
  profileId: z.int(),
  name: z.string(),
  description: z.string(),
  features: z.array(z.string()),
  accounts: z.int(),
  /** Those of them that wait for seats. */
  inactive: z.int(),
  /** Sources and options that give it to new accounts, in words. */
  usedBy: z.array(z.string()),
  /** How many more accounts could have it; null: no feature limits it. */
  free: z.int().nullable(),
});

/** As many as the configuration file takes. */
const seats = integer(0, 1_000_000);

const profileDraft = z.object({
  name: name(64),
  description: line(128).regex(/^[^|]*$/, { error: 'must not contain the vertical bar |' }),
  /** Names of features. */
  features: z.array(z.string().max(64)).max(2000),
});

/** Licensed features and their seats (domain.md 6). */
export const featureProcedures = {
  list: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName }))
    .output(z.object({ features: z.array(featureSchema) })),
  create: writing('enterprise.not-found', 'enterprise.integrated', 'feature.exists')
    .input(z.object({ enterpriseId: id, name: name(64), seats }))
    .output(z.object({ featureId: z.int() })),
  /** Takes no seat from anybody: fewer seats than are in use are shown, and nobody new gets one. */
  update: writing('feature.not-found', 'enterprise.integrated', 'feature.exists')
    .input(z.object({ featureId: id, name: name(64), seats }))
    .output(z.object({ featureId: z.int() })),
  /** Refused with `feature.in-use` while a profile has it. */
  delete: writing('feature.not-found', 'enterprise.integrated', 'feature.in-use')
    .input(z.object({ featureId: id }))
    .output(z.object({ deleted: z.boolean() })),
};

/** Feature profiles (domain.md 6). */
export const featureProfileEditing = {
  overview: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName }))
    .output(z.object({ profiles: z.array(profileSchema) })),
  create: writing('enterprise.not-found', 'enterprise.integrated', 'feature.exists', 'feature.not-found')
    .input(z.object({ enterpriseId: id, profile: profileDraft }))
    .output(z.object({ profileId: z.int() })),
  /**
   * A new name goes to the options of the PBX Node type as well. The Default Feature Profile keeps its name and has no
   * features (`profile.default`).
   */
  update: writing(
    'profile.not-found',
    'profile.default',
    'enterprise.integrated',
    'feature.exists',
    'feature.not-found',
  )
    .input(z.object({ profileId: id, profile: profileDraft }))
    .output(z.object({ profileId: z.int() })),
  /** Refused with `profile.in-use` while a source, an option or an account has it (D23). */
  delete: writing('profile.not-found', 'profile.in-use', 'profile.default', 'enterprise.integrated')
    .input(z.object({ profileId: id }))
    .output(z.object({ deleted: z.boolean() })),
  /**
   * Gives a profile to accounts of its Enterprise. An active account keeps its seats of features that both profiles
   * have; those for which no seat is free are inactive.
   */
  assign: writing('profile.not-found', 'account.not-found', 'enterprise.integrated')
    .input(z.object({ profileId: id, accountIds: z.array(id).min(1).max(10_000) }))
    .output(z.object({ accounts: z.int(), inactive: z.int() })),
};

export type FeatureRow = z.infer<typeof featureSchema>;
export type FeatureProfileRow = z.infer<typeof profileSchema>;
