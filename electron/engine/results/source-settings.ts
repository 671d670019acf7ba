import { z } from 'zod';
import { synchronizerDraftSchema } from '../../../shared/contract/synchronizers.ts';
import { effectivePolicy, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { defaultSynchronizer, type ServerKind } from '../../../shared/domain/synchronizer.ts';

/*
 * Settings of sources as a results file carries them. Only what is named here leaves: a secret or the place where one
 * lies (E12) has no name here, whatever it is called in the store.
 */

const { name: _, featureProfile: __, ...draftShape } = synchronizerDraftSchema.shape;

/** A synchronizer's form, but for its name, its profile, and its password. */
const directorySettings = z.object(draftShape);

const text = z.string().max(4096);
const texts = z.array(text).optional();

/** A PBX node's settings, but for its password. */
const pbxSettings = z.object({
  type: z.enum(['mivoice-business', 'mivoice-office-250']).optional(),
  files: z.object({ devices: text.optional(), groups: texts }).optional(),
  columns: z.record(text, text.nullable()).optional(),
  softphoneMacPrefix: text.optional(),
  macRule: z.enum(['5020-only', 'both']).optional(),
  exclude: z.object({ deviceTypes: texts, numbers: texts, names: texts }).optional(),
  host: text.optional(),
  port: z.int().min(1).max(65_535).optional(),
});

/** Kind and settings of a source in a results file. What a newer form asks for and an older file lacks has its default. */
export const sourceSettingsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('directory'),
    settings: z
      .preprocess(withDefaults, directorySettings)
      .transform((settings) => ({ ...settings, passwordReference: null })),
  }),
  z.object({ kind: z.literal('pbx'), settings: pbxSettings }),
]);

/** Settings of a source as they leave. */
export function exportedSettings(kind: unknown, settings: unknown): Record<string, unknown> {
  if (kind === 'directory') {
    const known = named(settings, draftShape);
    const guard = known['guard'] as GuardPolicy | undefined;
    return guard === undefined ? known : { ...known, guard: effectivePolicy(guard) };
  }
  const known = named(settings, pbxSettings.shape);
  return pbxSettings.parse(known);
}

function named(settings: unknown, shape: object): Record<string, unknown> {
  const given = Object.entries(settings as Record<string, unknown>);
  return Object.fromEntries(given.filter(([key]) => key in shape));
}

function withDefaults(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null || !('server' in settings)) return settings;
  return { ...defaultSynchronizer(settings.server as ServerKind), ...settings };
}
