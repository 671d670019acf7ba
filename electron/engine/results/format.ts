import { z } from 'zod';
import { domain, enterpriseId, timeZoneProblem } from '../../../shared/contract/configuration-values.ts';
import {
  accountSchema,
  changeSchema,
  codeSchema,
  enterpriseSchema,
  evidenceSchema,
  issueSchema,
  runSchema,
} from '../../../shared/contract/schemas.ts';
import { settingsSchema, statusName } from '../../../shared/contract/numbers.ts';
import { toSettings } from '../../../shared/domain/status-rules.ts';
import { ACCOUNT_FIELDS } from '../../../shared/domain/account.ts';
import type { Actor, JournalKind, ResultsType } from '../store/index.ts';
import { sourceSettingsSchema } from './source-settings.ts';

/*
 * The results file (docs/decisions/023): gzip over lines of JSON. The first line is the header, the last one says how
 * many lines of each kind stood between. Whatever opens one takes nothing for granted: these schemas are all that a line
 * may be, so that what was parsed can be stored, and what was stored can be shown.
 */

/** The format that this Rollcall writes, and the newest that it reads. Format 1 had no lines of PBX nodes. */
export const RESULTS_VERSION = 2;
const VERSIONS = [1, RESULTS_VERSION] as const;

/** Ids and versions: what the account list keeps in 32 bits (store/account-lines.ts). */
const id = z.int().min(1).max(0x7fff_ffff);
const count = z.int().nonnegative();
/** A time that ISO 8601 can say. */
const time = z.iso.datetime().refine((text) => Number.isFinite(Date.parse(text)));
/** Bytes in hex: a key is never longer. */
const bytes = z
  .string()
  .max(8192)
  .regex(/^([0-9a-f]{2})+$/);
/** Texts of accounts never hold the characters that the account list puts between them (store/account-lines.ts). */
const text = z.string().regex(/^[^\u001e\u001f]*$/);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const fieldName = z.enum(ACCOUNT_FIELDS);
/** Old and new value of each field. */
const changes = z.record(z.string().max(64), z.tuple([scalar, scalar]));

const { counters, error, outcome, kind: runKind, trigger, mode } = runSchema.shape;
const numberShape = accountSchema.shape.numbers.element.shape;

/** What a person sees, and what only the history of an account knows. */
const journalKind = z.enum([...changeSchema.shape.kind.options, 'moved'] satisfies JournalKind[]);

/** What was there before a change: fields as they were; of a deletion the whole row and what the account owned. */
const beforeSchema = z
  .object({
    numbers: z.array(z.object({ number: z.string(), kind: z.string() }).catchall(z.json())).optional(),
    row: z.object({ profile_id: id.nullable().optional() }).catchall(z.json()).optional(),
  })
  .catchall(z.json());

/** Whatever settings say, what is read out of them can be shown. */
const settings = z.json().refine((stored) => settingsSchema.safeParse(toSettings(stored)).success);

/** The first line. */
export const headerSchema = z.object({
  rollcall: z.literal('results'),
  version: z.literal(VERSIONS),
  exportedAt: time,
  /** Of the Rollcall that wrote the file. */
  rollcallVersion: z.string().min(1).max(64),
  enterprise: z.object({
    enterpriseId: id,
    id: enterpriseId,
    description: z.string().max(1024),
    domain,
    mode: enterpriseSchema.shape.mode,
    type: enterpriseSchema.shape.type,
    schedule: enterpriseSchema.shape.schedule.refine(
      ({ timeZone }) => timeZone === null || timeZoneProblem(timeZone) === null,
    ),
    scheduleAnchor: time,
    pbx: enterpriseSchema.shape.pbx,
    defaultsPointAt: z.enum(['role', 'number']).default('role'),
    usersMayAdd: z.boolean().default(true),
  }),
});

/** A line of each type between the first and the last. */
export const ROW_SCHEMAS = {
  feature: z.object({ featureId: id, name: z.string(), seats: count }),
  featureProfile: z.object({ profileId: id, name: z.string(), description: z.string() }),
  profileFeature: z.object({ profileId: id, featureId: id }),
  statusTemplate: z.object({
    position: count,
    name: statusName,
    settings,
    locked: z.boolean(),
  }),
  source: z
    .object({
      sourceId: id,
      name: z.string().min(1).max(256),
      profileId: id.nullable(),
      removedAt: time.nullable(),
    })
    .and(sourceSettingsSchema),
  run: z.object({
    runId: id,
    sourceId: id.nullable(),
    kind: runKind,
    trigger,
    mode,
    feed: z.string(),
    outcome,
    complete: z.boolean(),
    baseline: z.boolean(),
    startedAt: time,
    endedAt: time.nullable(),
    counters: counters.partial(),
    error,
    evidence: evidenceSchema.nullable(),
    phases: z.record(z.string(), z.number()).nullable(),
    plan: z.string().nullable(),
    undoes: id.nullable(),
    journalGone: z.boolean(),
  }),
  issue: issueSchema
    .pick({ severity: true, code: true, subject: true, field: true, message: true })
    .extend({ runId: id, position: count, count }),
  notAssigned: z.object({
    sourceId: id,
    position: count,
    runId: id,
    number: z.string(),
    deviceType: z.string(),
    mac: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    department: z.string(),
    code: codeSchema,
    detail: z.string(),
    near: z.string(),
  }),
  account: z.object({
    accountId: id,
    sourceId: id.nullable(),
    sourceKey: bytes.nullable(),
    keyAttribute: z.string().max(256).nullable(),
    loginId: text,
    firstName: text,
    lastName: text,
    email: text,
    department: text,
    deskPhone: text,
    softPhone: text,
    extra: z.partialRecord(fieldName, text).nullable(),
    dn: z.string(),
    profileId: id.nullable(),
    active: z.boolean(),
    activeStatus: z.string(),
    version: id,
    createdRun: id.nullable(),
    numbers: z.array(
      z.object({
        number: text,
        kind: numberShape.kind,
        origin: numberShape.origin,
        state: numberShape.state,
        since: time,
      }),
    ),
    statuses: z.array(z.object({ name: z.string(), settings, locked: z.boolean().default(false) })),
    references: z.array(z.object({ number: z.string(), status: z.string(), slot: z.string() })),
  }),
  held: z.object({
    heldId: id,
    sourceId: id,
    kind: z.enum(['create', 'update', 'delete']),
    reasonCode: z.string().max(64),
    detail: z.string(),
    gone: z.string().max(64).nullable(),
    accountId: id.nullable(),
    version: id.nullable(),
    login: z.string(),
    dn: z.string(),
    keyAttribute: z.string().max(256),
    sourceKey: bytes,
    changes,
    fields: z.partialRecord(fieldName, z.string()).nullable(),
    rekeyed: z.boolean(),
    firstRun: id,
    since: time,
    runId: id,
  }),
  answer: z.object({
    sourceId: id,
    kind: z.enum(['create', 'update', 'delete']),
    keyAttribute: z.string().max(256),
    sourceKey: bytes,
    answer: z.enum(['rejected', 'kept', 'undone', 'asked']),
    runId: id,
    login: z.string(),
    dn: z.string(),
    at: time,
  }),
  change: z.object({
    changeId: id,
    runId: id.nullable(),
    accountId: id.nullable(),
    kind: journalKind,
    state: changeSchema.shape.state,
    reasonCode: z.string().max(64),
    login: z.string(),
    dn: z.string(),
    detail: z.string(),
    before: beforeSchema.nullable(),
    proposed: changes.nullable(),
    at: time.nullable(),
    /** Of a file of before people signed in, nobody is known. */
    actor: z.enum(['', 'administrator', 'command', 'user'] satisfies (Actor | '')[]).default(''),
  }),
} as const satisfies Record<ResultsType, z.ZodType>;

/** The last line. */
export const endSchema = z.object({
  type: z.literal('end'),
  counts: z.record(z.string(), count),
});

export type ResultsHeader = z.infer<typeof headerSchema>;
