import { z } from 'zod';
import { loginProblem } from '../domain/account.ts';
import { DEFAULT_PROFILE } from '../domain/enterprise.ts';
import {
  MAXIMUM_INTERVAL_MINUTES,
  MINIMUM_INTERVAL_MINUTES,
  parseSpan,
  WEEKDAYS,
} from '../domain/schedule.ts';
import { nameProblem, newNumberProblem } from '../domain/written-names.ts';
import { pbxNode, synchronizer } from './configuration-source-entries.ts';
import {
  checked,
  domain,
  filled,
  filledAnd,
  integer,
  line,
  name,
  timeZoneProblem,
  enterpriseId,
} from './configuration-values.ts';

/**
 * The configuration file (interfaces.md). A key that is left out means its default when the thing is created and
 * "keep as it is" when it exists, so nothing here fills in a default. What needs more than one key to be judged
 * is in configuration-check.ts.
 */

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day such as "02:00"' });

const weekly = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1, { error: 'must name at least one day' })
    .refine((days) => new Set(days).size === days.length, { error: 'must name each day once' }),
  at: timeOfDay,
});

const schedule = z
  .strictObject({
    enabled: z.boolean().optional(),
    every: z
      .string()
      .regex(/^\d{1,6}[mhd]$/, { error: 'must be a span such as "15m", "24h" or "30d"' })
      .refine(
        (span) => {
          const minutes = parseSpan(span);
          return (
            minutes === null || (minutes >= MINIMUM_INTERVAL_MINUTES && minutes <= MAXIMUM_INTERVAL_MINUTES)
          );
        },
        { error: 'must be from 15m to 30d' },
      )
      .optional(),
    daily: timeOfDay.optional(),
    weekly: weekly.optional(),
    timeZone: checked(timeZoneProblem)
      .nullable()
      .optional()
      .meta({ description: "IANA name such as Europe/Berlin; null is the machine's own." }),
  })
  .refine(
    ({ every, daily, weekly }) => [every, daily, weekly].filter((form) => form !== undefined).length <= 1,
    {
      error: 'must have only one of "every", "daily" and "weekly"',
    },
  )
  .meta({
    description: 'Replaced as a whole when given. "every" is 24h when none of the three forms is given.',
  });

const synchronization = z.strictObject({
  type: z
    .enum(['none', 'directory', 'pbx'])
    .meta({ description: 'Where accounts come from. Only sources of this type synchronize.' }),
  schedule: schedule.optional(),
  pbx: z
    .strictObject({
      featureProfile: filled(64).optional(),
      dynamicExtensionsOnly: z.boolean().optional(),
      dynamicNeedsExternal: z.boolean().optional(),
    })
    .optional(),
});

const account = z
  .strictObject({
    loginId: checked(loginProblem),
    firstName: line(256).optional(),
    lastName: filled(256).optional().meta({ description: 'Required when the account is new.' }),
    email: line(256).optional(),
    department: line(256).optional(),
    title: line(256).optional(),
    location: line(256).optional(),
    displayName: line(256).optional(),
    mobile: line(64).optional(),
    mailbox: line(64).optional(),
    pbxNode: line(64).optional(),
    featureProfile: filled(64).optional(),
    numbers: z
      .array(
        z.strictObject({
          number: filledAnd(64, newNumberProblem),
          kind: z.enum(['desk', 'soft', 'external', 'other']).optional(),
          prime: z.boolean().optional().meta({
            description:
              "Of several of a kind: the account's desk phone or softphone. Else it is the one that it has, or the lowest.",
          }),
        }),
      )
      .optional()
      .meta({ description: 'When given, exactly these are the manual numbers of the account.' }),
  })
  .meta({ title: 'Account made by hand' });

const featureProfile = z
  .strictObject({
    name: name(64),
    description: line(128)
      .regex(/^[^|]*$/, { error: 'must not contain the vertical bar |' })
      .optional(),
    features: z.array(filled(64)).optional(),
  })
  .refine(
    ({ name, features = [] }) =>
      name.toLowerCase() !== DEFAULT_PROFILE.toLowerCase() || features.length === 0,
    {
      error: `must be empty: the ${DEFAULT_PROFILE} has no licensed features`,
      path: ['features'],
    },
  );

const target = line(64);
const template = z
  .strictObject({
    name: filledAnd(64, nameProblem),
    makeCallFrom: target
      .optional()
      .meta({ description: 'A role such as "prime-phone", or empty for nothing.' }),
    sendCallsTo: z.array(target).max(32).optional(),
    whenBusy: target.optional(),
    whenNoAnswer: target.optional(),
    locked: z
      .boolean()
      .optional()
      .meta({ description: 'Whether an administrator keeps it: users cannot change it.' }),
  })
  .meta({
    title: 'Status template',
    description: 'Names roles and special targets, never a number: it holds for everybody.',
  });

const statuses = z
  .strictObject({
    pointAt: z
      .enum(['role', 'number'])
      .optional()
      .meta({ description: 'What default statuses of accounts that come to be from now on point at.' }),
    usersMayAdd: z
      .boolean()
      .optional()
      .meta({ description: 'Whether users may add dynamic statuses of their own.' }),
    templates: z
      .array(template)
      .min(1, { error: 'must have at least one template' })
      .max(32, { error: 'must have at most 32 templates' })
      .optional()
      .meta({ description: 'When given, exactly these are the status templates, in this order.' }),
  })
  .meta({ title: 'Dynamic statuses' });

const enterprise = z
  .strictObject({
    id: enterpriseId.meta({
      description: 'Enterprise ID: the name under which the Enterprise is created or updated.',
    }),
    description: name(128),
    domain,
    mode: z.enum(['standalone', 'integrated']).optional().meta({
      description: 'In integrated mode MiCollab owns accounts and sources, and imports do not change them.',
    }),
    features: z.array(z.strictObject({ name: name(64), seats: integer(0, 1_000_000).optional() })).optional(),
    featureProfiles: z.array(featureProfile).optional(),
    synchronization: synchronization.optional(),
    synchronizers: z.array(synchronizer).optional(),
    pbxNodes: z.array(pbxNode).optional(),
    statuses: statuses.optional(),
    accounts: z.array(account).optional(),
  })
  .meta({ title: 'Enterprise' });

/** The configuration file. Unknown keys are errors. */
export const configurationFileSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'For editors; Rollcall does not look at it.' }),
    rollcall: z
      .literal(1, {
        error: ({ input }) =>
          typeof input === 'number' && input > 1
            ? 'must be 1: the file was made by a newer Rollcall'
            : 'must be 1, the version of the format',
      })
      .meta({ description: 'Version of the format.' }),
    enterprises: z.array(enterprise).optional(),
  })
  .meta({
    title: 'Rollcall configuration file',
    description:
      'Read by "rollcall config import". A key that is left out means its default when the thing is created, and "keep as it is" when it exists already.',
  });

export type ConfigurationFile = z.output<typeof configurationFileSchema>;
export type EnterpriseEntry = z.output<typeof enterprise>;
export type StatusesEntry = z.output<typeof statuses>;
export type AccountEntry = z.output<typeof account>;
export type ScheduleEntry = z.output<typeof schedule>;
