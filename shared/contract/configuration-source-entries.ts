import { z } from 'zod';
import { GUARD_LIMITS, type GuardPolicy } from '../domain/guard-policy.ts';
import {
  checked,
  domain,
  filled,
  integer,
  ldapUrlProblem,
  line,
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

const list = z.array(filled(256)).optional();
/** A PBX node. */
export const pbxNode = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({
        name: name(64),
        type: z.literal('mivoice-business'),
        files: z
          .strictObject({ devices: filled().optional(), groups: z.array(filled()).optional() })
          .optional(),
        columns: z
          .record(filled(64), filled(256).nullable())
          .optional()
          .meta({ description: 'Maps a field to a column header of the export, or to null for none.' }),
        softphoneMacPrefix: z
          .string()
          .regex(/^([0-9A-Fa-f]{2}[:.-]?){1,6}$/, { error: 'must be the beginning of a MAC address' })
          .optional(),
        macRule: z.enum(['5020-only', 'both']).optional(),
        exclude: z.strictObject({ deviceTypes: list, numbers: list, names: list }).optional(),
      }),
      z.strictObject({
        name: name(64),
        type: z.literal('mivoice-office-250'),
        host: filled(255).optional(),
        port: integer(1, 65_535).optional(),
        password: secret.optional(),
      }),
    ],
    { error: 'must be "mivoice-business" or "mivoice-office-250"' },
  )
  .meta({ title: 'PBX node', description: 'Kept for a later version, which will synchronize it.' });

export type SynchronizerEntry = z.output<typeof synchronizer>;
export type PbxNodeEntry = z.output<typeof pbxNode>;
export type SecretEntry = z.output<typeof secret>;
