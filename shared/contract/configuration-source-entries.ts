import { z } from 'zod';
import { GUARD_LIMITS, type GuardPolicy } from '../domain/guard-policy.ts';
import { numberExclusionProblem } from '../domain/mivoice-business/exclusions.ts';
import { FILE_FORMS, macPrefixProblem, PBX_COLUMNS, type PbxColumn } from '../domain/pbx-node.ts';
import {
  checked,
  domain,
  exported,
  filled,
  filledAnd,
  host,
  integer,
  ldapUrlProblem,
  line,
  macPrefix,
  name,
  pin,
  queryProblem,
} from './configuration-values.ts';

/** Synchronizers and PBX nodes of the configuration file (interfaces.md; domain.md 2.2, 2.5). */

/** Filters and search contexts that name many groups or OUs get long. */
export const LONG = 16_384;

const secret = z
  .union(
    [
      z.strictObject({ env: filled() }),
      z.strictObject({ file: filled() }),
      // Not a line: what makes a good password is not ours to say. Empty would be an anonymous bind (E15).
      z.strictObject({
        value: z
          .string()
          .min(1, { error: 'must not be empty' })
          .max(1024, { error: 'must have at most 1024 characters' }),
      }),
    ],
    { error: 'must be { "env": NAME }, { "file": PATH } or { "value": TEXT }' },
  )
  .meta({
    description:
      'An environment variable, a file, or the text itself. Left out means: keep the stored secret. Never exported.',
  });

const ldapUrl = checked(ldapUrlProblem);
export const attribute = line(128).regex(/^$|^[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*$/, {
  error: ({ input }) =>
    /^\d+(\.\d+)+(;|$)/.test(String(input))
      ? 'must be the name of the attribute, not its OID: the directory answers with the name'
      : 'must be the name of one attribute',
});
export const requiredAttribute = attribute.regex(/\S/, {
  error: 'must not be empty: every account needs it',
});

const mapping = z
  .strictObject({
    directoryKey: requiredAttribute.optional(),
    loginId: requiredAttribute.optional(),
    firstName: attribute.optional(),
    lastName: requiredAttribute.optional(),
    email: attribute.optional(),
    department: attribute.optional(),
    deskPhone: attribute.optional(),
    softPhone: attribute.optional(),
    pbxNode: attribute.optional(),
    mobile: attribute.optional(),
    mailbox: attribute.optional(),
    title: attribute.optional(),
    location: attribute.optional(),
    displayName: attribute.optional(),
  })
  .meta({ description: 'The attribute that fills each field; the empty string leaves a field unmapped.' });

/** A threshold; one beyond GUARD_LIMITS is taken and brought within them at import, with a warning. */
const threshold = (key: keyof GuardPolicy) => {
  const [least] = GUARD_LIMITS[key];
  const most = key.endsWith('Percent') ? 100 : 1_000_000;
  const error = `must be ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).optional();
};
const guard = z
  .strictObject({
    deletePercent: threshold('deletePercent'),
    deleteAtLeast: threshold('deleteAtLeast'),
    deleteAtMost: threshold('deleteAtMost'),
    updatePercent: threshold('updatePercent'),
    updateAtLeast: threshold('updateAtLeast'),
  })
  .meta({
    description: 'When a run holds its deletions or a mass change for approval. It cannot be switched off.',
  });

/** An AD/LDAP synchronizer. */
export const synchronizer = z
  .strictObject({
    description: name(64).meta({
      description: 'The name of the synchronizer, unique within the Enterprise.',
    }),
    domain,
    server: z.enum(['active-directory', 'openldap', 'generic']).optional().meta({
      description: 'Chooses the defaults of a new synchronizer: query, key, mapping and page size.',
    }),
    url: z
      .union([ldapUrl, z.array(ldapUrl).min(1, { error: 'must name at least one server' })], {
        error: 'must be an LDAP URL such as "ldap://dc1.example.com", or a list of them',
      })
      .meta({
        description: 'ldap:// or ldaps:// with host and port; a list names servers in order of preference.',
      }),
    transport: z
      .enum(['plain', 'starttls', 'ldaps'])
      .optional()
      .meta({ description: 'Left out, an ldaps:// URL means ldaps; a new synchronizer is plain otherwise.' }),
    caFile: filled()
      .nullable()
      .optional()
      .meta({ description: "PEM file with the CA certificates to trust; null trusts the system's." }),
    pin: pin.nullable().optional().meta({
      description:
        "SHA-256 of the server's public key (SPKI) as sha256/BASE64: exactly this key is trusted, whatever its certificate says. null lets the CA decide.",
    }),
    baseDn: filled().regex(/^\s*[A-Za-z0-9.-]+\s*=/, { error: 'must be a DN such as "dc=example,dc=com"' }),
    searchContext: line(LONG).optional().meta({
      description: 'Path relative to baseDn; several, separated by ";". Empty searches the whole base.',
    }),
    query: checked(queryProblem, LONG).optional().meta({ description: 'LDAP filter that finds the people.' }),
    bindDn: line().optional().meta({ description: 'Empty binds anonymously.' }),
    password: secret.optional(),
    paging: z.boolean().optional(),
    pageSize: integer(1, 100_000).optional(),
    skipDisabled: z.boolean().optional(),
    featureProfile: filled(64)
      .optional()
      .meta({ description: 'The profile of accounts that this synchronizer creates.' }),
    mapping: mapping.optional(),
    numbersFollowDirectory: z.boolean().optional(),
    feed: z.enum(['automatic', 'full', 'syncrepl', 'dirsync', 'usn', 'timestamp']).optional(),
    timeoutSeconds: integer(1, 600).optional(),
    invalidCharacters: z.enum(['skip', 'replace']).optional(),
    guard: guard.optional(),
  })
  .meta({ title: 'AD/LDAP synchronizer' });

const PATH = 4096;
const file = filled(PATH);
const header = z
  .union([filled(256), z.array(filled(256)).min(1).max(16)], {
    error: 'must be a header, a list of headers, or null',
  })
  .nullable()
  .optional();
const texts = z.array(filled(256)).max(200).optional();
const numberRanges = z.array(filledAnd(65, numberExclusionProblem)).max(500).optional();
const directoryNumber = filled(32);

/** Names of a device as the export delivered them. */
const names = z.strictObject({ firstName: exported, lastName: exported, department: exported });

function tooShort(prefix: string, context: z.RefinementCtx): void {
  const message = macPrefixProblem(prefix);
  if (message !== null) context.addIssue({ code: 'custom', message });
}

/** A MiVoice Business node, which is read from its form exports (domain.md 7.1). */
const mivoiceBusiness = z
  .strictObject({
    name: name(64),
    type: z.literal('mivoice-business'),
    files: z
      .strictObject({
        devices: file.optional().meta({ description: 'The export of the device form.' }),
        groups: z
          .array(file)
          .max(16)
          .optional()
          .meta({ description: 'Exports of Personal Ring Groups and Multi-device User Groups.' }),
        directory: file.nullable().optional().meta({
          description: 'The telephone directory, for names and departments that the device export lacks.',
        }),
      })
      .nullable()
      .optional()
      .meta({ description: 'The exports one by one; takes the place of a folder.' }),
    folder: file
      .nullable()
      .optional()
      .meta({ description: 'A folder with the exports; takes the place of files.' }),
    columns: z
      .strictObject(Object.fromEntries(PBX_COLUMNS.map((column) => [column, header])) as PbxColumnHeaders)
      .optional()
      .meta({
        description:
          'Maps a field to a column header of the export, to a list of headers of which each file has one, or to null for none. Replaced as a whole when given.',
      }),
    forms: z
      .record(filled(255), z.enum(FILE_FORMS))
      .refine((forms) => Object.keys(forms).length <= 200, { error: 'must name at most 200 files' })
      .optional()
      .meta({
        description:
          'Says what files of the folder are, by name, where their headers do not tell; "none" leaves a file out. Replaced as a whole when given.',
      }),
    softphoneMacPrefix: macPrefix.superRefine(tooShort).optional(),
    macRule: z.enum(['5020-only', 'both']).optional().meta({
      description:
        'Which device types are softphones only with that MAC address: 5020 IP, or App Server Port as well.',
    }),
    exclude: z.strictObject({ deviceTypes: texts, numbers: numberRanges, names: texts }).optional().meta({
      description:
        'Devices that are passed over: numbers as 7000 or 7000-7099, names with *. A new node leaves out voice mail, trunks and the like.',
    }),
    answers: z
      .strictObject({
        same: z
          .array(
            z.strictObject({
              number: directoryNumber,
              with: directoryNumber,
              was: z.strictObject({ number: names.optional(), with: names.optional() }).optional().meta({
                description:
                  'The names of both when it was said. Once first and last name of one are others, the answer does not act any more.',
              }),
            }),
          )
          .max(10_000)
          .optional(),
        separate: z.array(directoryNumber).max(10_000).optional(),
      })
      .optional()
      .meta({
        description:
          'What was said of devices that the rules cannot assign: the same person as another, or one of its own.',
      }),
    watch: z.enum(['off', 'offer', 'synchronize']).optional().meta({
      description: 'What becomes of an export that changed, while the app runs.',
    }),
    staleDays: integer(1, 3650)
      .optional()
      .meta({ description: 'An export that is older than so many days is a warning.' }),
    guard: guard.optional(),
    voiceMailServer: host(128).optional(),
    voiceMailNumber: line(64).optional(),
  })
  .refine(({ files, folder }) => !files || !folder, {
    error: 'must not be given beside files: exports are read one by one, or from a folder',
    path: ['folder'],
  })
  .meta({ title: 'MiVoice Business node' });

/** A MiVoice Office 250. */
const mivoiceOffice = z
  .strictObject({
    name: name(64),
    type: z.literal('mivoice-office-250'),
    host: filled(255).optional(),
    port: integer(1, 65_535).optional(),
    password: secret.optional(),
  })
  .meta({
    title: 'MiVoice Office 250 node',
    description: 'Kept for a later version, which will synchronize it.',
  });

/** A PBX node. */
export const pbxNode = z
  .discriminatedUnion('type', [mivoiceBusiness, mivoiceOffice], {
    error: 'must be "mivoice-business" or "mivoice-office-250"',
  })
  .meta({ title: 'PBX node' });

type PbxColumnHeaders = Record<PbxColumn, typeof header>;

export type SynchronizerEntry = z.output<typeof synchronizer>;
export type PbxNodeEntry = z.output<typeof pbxNode>;
export type MiVoiceBusinessEntry = z.output<typeof mivoiceBusiness>;
export type MiVoiceOfficeEntry = z.output<typeof mivoiceOffice>;
export type SecretEntry = z.output<typeof secret>;
