import { z } from 'zod';
import { FILE_FORMS, PBX_COLUMNS } from '../domain/pbx-node.ts';
import { GUARD_LIMITS, type GuardPolicy } from '../domain/guard-policy.ts';
import { exported, filled, host, integer, line, macPrefix, name } from './configuration-values.ts';
import { enterpriseName, id, procedure, writing } from './procedure.ts';
import { codeSchema, runSummarySchema } from './schemas.ts';

const threshold = (key: keyof GuardPolicy) => integer(...GUARD_LIMITS[key]);
const column = z.enum(PBX_COLUMNS);
/** One header; several, tried in this order in each file; or none on purpose (D18). */
const columnHeaders = z.union([filled(256), z.array(filled(256)).min(1).max(16)]).nullable();

/** Files of a node: absolute paths. */
const filesSchema = z.object({
  devices: filled(4096),
  groups: z.array(filled(4096)).max(16),
  /** The telephone directory form, for names and departments that the device export lacks. */
  directory: filled(4096).nullable(),
});

const exclusionsSchema = z.object({
  deviceTypes: z.array(filled(256)).max(200),
  /** Numbers, or ranges such as `7000-7099`. */
  numbers: z.array(filled(65)).max(500),
  /** Patterns with `*`, held against "First Last". */
  names: z.array(filled(256)).max(200),
});

/** Names as an export delivers them (D15). */
const namesSchema = z.object({
  firstName: exported,
  lastName: exported,
  department: exported,
});

const answersSchema = z.object({
  same: z
    .array(
      z.object({
        number: filled(32),
        with: filled(32),
        /** The names of both when it was answered, where they were known. */
        was: z.object({ number: namesSchema.optional(), with: namesSchema.optional() }).optional(),
      }),
    )
    .max(10_000),
  separate: z.array(filled(32)).max(10_000),
});

const draftFields = z.object({
  name: name(64),
  type: z.literal('mivoice-business'),
  files: filesSchema.nullable(),
  folder: filled(4096).nullable(),
  columns: z.partialRecord(column, columnHeaders),
  /** What files of the folder are, by name, where their headers do not tell; `none` is left out on purpose. */
  forms: z
    .record(filled(255), z.enum(FILE_FORMS))
    .refine((forms) => Object.keys(forms).length <= 200, { error: 'must name at most 200 files' })
    .default({}),
  softphoneMacPrefix: macPrefix,
  macRule: z.enum(['5020-only', 'both']),
  exclude: exclusionsSchema,
  answers: answersSchema,
  watch: z.enum(['off', 'offer', 'synchronize']),
  staleDays: integer(1, 3650),
  guard: z.object({
    deletePercent: threshold('deletePercent'),
    deleteAtLeast: threshold('deleteAtLeast'),
    deleteAtMost: threshold('deleteAtMost'),
    updatePercent: threshold('updatePercent'),
    updateAtLeast: threshold('updateAtLeast'),
  }),
  voiceMailServer: host(128),
  voiceMailNumber: line(64),
});

/** A MiVoice Business node's form (domain.md 3.1). */
export const pbxNodeDraftSchema = draftFields.superRefine(({ files, folder }, context) => {
  if ((files === null) === (folder === null)) {
    context.addIssue({ code: 'custom', path: ['files'], message: 'must be files, or a folder' });
  }
});

/** A file of a node, as it lies there or as it was read. */
const pbxFileSchema = z.object({
  path: z.string(),
  /** What it was taken for. `multiline` and `unknown` are passed over, `left-out` is so on purpose. */
  kind: z.enum(['devices', 'groups', 'directory', 'multiline', 'wizard', 'unknown', 'left-out']),
  /** Data rows; null when it was not read to its end. */
  rows: z.int().nullable(),
  encoding: z.string(),
  separator: z.string(),
  /** When it was written last, ISO 8601; null when it is not there. */
  modifiedAt: z.string().nullable(),
  bytes: z.int(),
  /** What is wrong with it; null when nothing is. */
  problem: z.object({ code: codeSchema, message: z.string(), hint: z.string() }).nullable(),
});

const nodeRowSchema = z.object({
  sourceId: z.int(),
  name: z.string(),
  type: z.enum(['mivoice-business', 'mivoice-office-250']),
  /** Where it is read from, in words: a folder, a file, or host and port. */
  source: z.string(),
  accounts: z.int(),
  /** Numbers of its accounts that the PBX has. */
  numbers: z.int(),
  /** Numbers that are gone from the PBX and still here: what `numbers.list` lists as held. */
  numbersHeld: z.int(),
  notAssigned: z.int(),
  /** Rows that wait for approval. */
  waiting: z.int(),
  /** Whether the Enterprise's type is PBX Node, so that it synchronizes (D16). */
  active: z.boolean(),
  /** A newer export lies there than the one that was read last; ISO 8601 of its last write, null when there is none. */
  newerExport: z.string().nullable(),
  /** The newest run that was not skipped, and the newest that read everything (D25). Null: never. */
  lastAttempt: runSummarySchema.nullable(),
  lastGood: runSummarySchema.nullable(),
});

const nodeDetailSchema = nodeRowSchema.extend({
  enterpriseId: z.int(),
  enterprise: z.string(),
  /**
   * Null of a MiVoice Office 250, which this version cannot synchronize. What a configuration file made may lack its
   * files and folder yet, or its device file.
   */
  draft: draftFields.extend({ files: filesSchema.extend({ devices: z.string() }).nullable() }).nullable(),
  /** The files of the last complete read. */
  files: z.array(pbxFileSchema),
});

const inspectionSchema = z.object({
  files: z.array(
    pbxFileSchema.extend({
      headers: z.array(z.string()),
      /** The header that each column was found in, by itself or as mapped. */
      columns: z.partialRecord(column, z.string()),
      /** Columns that are needed and were neither found nor mapped to none. */
      missing: z.array(column),
      /** The first rows, by header. */
      sample: z.array(z.array(z.string())),
    }),
  ),
  devices: z.int(),
  groups: z.int(),
  /** What a synchronization would make of it; null when something is missing. */
  result: z.object({ people: z.int(), notAssigned: z.int(), issues: z.int() }).nullable(),
  /** Device types of the export with how many devices have each and how many of these are excluded. */
  deviceTypes: z.array(z.object({ deviceType: z.string(), devices: z.int(), excluded: z.int() })),
  /** How many devices each exclusion takes out, in the order of the draft. */
  excluded: z.object({
    deviceTypes: z.array(z.int()),
    numbers: z.array(z.int()),
    names: z.array(z.int()),
  }),
});

/** A device in no account, and why. */
const notAssignedSchema = z.object({
  number: z.string(),
  deviceType: z.string(),
  mac: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  department: z.string(),
  code: codeSchema,
  detail: z.string(),
  hint: z.string(),
  /** Number of the person that it might belong to; empty when there is nobody. */
  near: z.string(),
  /** What was answered since the run; null when nothing was. */
  answered: z.enum(['same', 'separate']).nullable(),
});

const notAssignedSortSchema = z.object({
  column: z.enum(['number', 'deviceType', 'mac', 'person', 'department', 'reason', 'near']),
  descending: z.boolean(),
});

/** What a scope that is not applied would do (D14); null where the files of a node cannot be read as a whole. */
const scopeEffectSchema = z.object({
  /** Of all nodes that could be read. */
  removed: z.int(),
  added: z.int(),
  nodes: z.array(
    z.object({
      sourceId: z.int(),
      name: z.string(),
      removed: z.int().nullable(),
      added: z.int().nullable(),
      problem: z.object({ code: codeSchema, message: z.string(), hint: z.string() }).nullable(),
    }),
  ),
});

/** PBX nodes (domain.md 3.1). */
export const pbxNodeProcedures = {
  list: procedure('admin', 'enterprise.not-found')
    .input(z.object({ enterprise: enterpriseName }))
    .output(z.object({ nodes: z.array(nodeRowSchema) })),
  get: procedure('admin', 'source.not-found')
    .input(z.object({ sourceId: id }))
    .output(nodeDetailSchema),
  create: writing('enterprise.not-found', 'enterprise.integrated', 'source.exists')
    .input(z.object({ enterpriseId: id, draft: pbxNodeDraftSchema }))
    .output(z.object({ sourceId: z.int() })),
  /** Saves a form. What was answered about single devices stays: that is `answer`'s. */
  update: writing('source.not-found', 'enterprise.integrated', 'source.exists', 'source.unsupported')
    .input(z.object({ sourceId: id, draft: pbxNodeDraftSchema }))
    .output(z.object({ sourceId: z.int() })),
  /** Looks into the files of a draft: headers, first rows, what would come of them. Changes nothing. */
  inspect: procedure('admin', 'source.not-found', 'enterprise.not-found')
    .input(z.object({ enterpriseId: id, sourceId: id.nullable(), draft: pbxNodeDraftSchema }))
    .output(inspectionSchema),
  /**
   * Devices of the last complete export that are in no account: after a position in the order of the export, where `next`
   * is null at the end; or, of a list that is sorted, from an offset on. `total` is how many the whole list has.
   */
  notAssigned: procedure('admin', 'source.not-found')
    .input(
      z.object({
        sourceId: id,
        code: codeSchema.optional(),
        search: z.string().max(256).default(''),
        after: z.int().default(-1),
        sort: notAssignedSortSchema.optional(),
        offset: z.int().nonnegative().default(0),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({
        rows: z.array(notAssignedSchema.extend({ position: z.int() })),
        total: z.int(),
        next: z.int().nullable(),
        codes: z.array(z.object({ code: codeSchema, devices: z.int(), hint: z.string() })),
      }),
    ),
  /** Says of devices whether they are the same person as another number, or a person of their own (D12). Null: neither. */
  answer: writing('source.not-found', 'enterprise.integrated', 'source.unsupported')
    .input(
      z.object({
        sourceId: id,
        answers: z
          .array(
            z.object({
              number: filled(32),
              answer: z.discriminatedUnion('kind', [
                z.object({ kind: z.literal('same'), with: filled(32) }),
                z.object({ kind: z.literal('separate') }),
                z.object({ kind: z.literal('none') }),
              ]),
            }),
          )
          .min(1)
          .max(1000),
      }),
    )
    .output(z.object({ answers: answersSchema })),
  /** How many accounts other options of the Enterprise would remove and add, by the exports as they are. Changes nothing. */
  scopeEffect: procedure('admin', 'enterprise.not-found')
    .input(
      z.object({ enterpriseId: id, dynamicExtensionsOnly: z.boolean(), dynamicNeedsExternal: z.boolean() }),
    )
    .output(scopeEffectSchema),
  /** What goes with a node when it is deleted. */
  removal: procedure('admin', 'source.not-found')
    .input(z.object({ sourceId: id }))
    .output(z.object({ name: z.string(), accounts: z.int(), numbers: z.int(), statuses: z.int() })),
  /** Deletes a node and all its accounts: a run of kind `removal` in a job. `confirm` is its name as typed. */
  delete: writing('source.not-found', 'confirm.mismatch', 'enterprise.integrated')
    .input(z.object({ sourceId: id, confirm: z.string().max(256) }))
    .output(z.object({ jobId: z.int() })),
};

export type PbxNodeDraft = z.infer<typeof pbxNodeDraftSchema>;
export type PbxNodeRow = z.infer<typeof nodeRowSchema>;
export type PbxNodeDetail = z.infer<typeof nodeDetailSchema>;
export type PbxInspection = z.infer<typeof inspectionSchema>;
export type PbxScopeEffect = z.infer<typeof scopeEffectSchema>;
export type PbxFile = z.infer<typeof pbxFileSchema>;
export type NotAssignedRow = z.infer<typeof notAssignedSchema>;
export type NotAssignedSort = z.infer<typeof notAssignedSortSchema>;
