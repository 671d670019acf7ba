import { z } from 'zod';
import { pbxNodeDraftSchema } from '../../../shared/contract/pbx-nodes.ts';
import { synchronizerDraftSchema } from '../../../shared/contract/synchronizers.ts';
import { DEFAULT_GUARD, effectivePolicy, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { PBX_COLUMNS } from '../../../shared/domain/pbx-node.ts';
import { defaultSynchronizer, type ServerKind } from '../../../shared/domain/synchronizer.ts';

/*
 * Settings of sources as a results file carries them. Only what is named here leaves: a secret or the place where one
 * lies (E12) has no name here, whatever it is called in the store.
 */

const { name: _, featureProfile: __, ...draftShape } = synchronizerDraftSchema.shape;

/** A synchronizer's form, but for its name, its profile, and its password. */
const directorySettings = z.object(draftShape);

const node = pbxNodeDraftSchema.shape;
const files = node.files.unwrap().shape;

/** A PBX node's settings, but for its password. What a node of an older version lacks has its default when it is read. */
const pbxSettings = z.object({
  type: z.enum(['mivoice-business', 'mivoice-office-250']).optional(),
  files: z
    .object({
      devices: z.string().max(4096).optional(),
      groups: files.groups.optional(),
      directory: files.directory.optional(),
    })
    .nullable()
    .optional(),
  folder: node.folder.optional(),
  columns: z.preprocess(withKnownColumns, node.columns.optional()),
  forms: node.forms.unwrap().optional(),
  softphoneMacPrefix: node.softphoneMacPrefix.optional(),
  macRule: node.macRule.optional(),
  exclude: node.exclude.partial().optional(),
  answers: node.answers.partial().optional(),
  watch: node.watch.optional(),
  staleDays: node.staleDays.optional(),
  guard: node.guard.partial().optional(),
  voiceMailServer: node.voiceMailServer.optional(),
  voiceMailNumber: node.voiceMailNumber.optional(),
  host: z.string().max(4096).optional(),
  port: z.int().min(1).max(65_535).optional(),
});

/** Older versions kept whatever a configuration file named as a column. */
function withKnownColumns(columns: unknown): unknown {
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) return columns;
  const known = new Set<string>(PBX_COLUMNS);
  return Object.fromEntries(Object.entries(columns).filter(([column]) => known.has(column)));
}

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
  const policy = known['guard'] as Partial<GuardPolicy> | undefined;
  if (policy !== undefined) known['guard'] = effectivePolicy({ ...DEFAULT_GUARD, ...policy });
  // What an older version stored and nobody could open again stays here.
  return Object.fromEntries(
    Object.entries(pbxSettings.shape).flatMap(([key, schema]) => {
      const parsed = schema.safeParse(known[key]);
      return parsed.success && parsed.data !== undefined ? [[key, parsed.data]] : [];
    }),
  );
}

function named(settings: unknown, shape: object): Record<string, unknown> {
  const given = Object.entries(settings as Record<string, unknown>);
  return Object.fromEntries(given.filter(([key]) => key in shape));
}

function withDefaults(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null || !('server' in settings)) return settings;
  return { ...defaultSynchronizer(settings.server as ServerKind), ...settings };
}
