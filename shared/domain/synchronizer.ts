import { escapedText } from './characters.ts';
import { DIRECTORY_FIELDS, emptyDirectoryFields, type DirectoryField } from './account.ts';
import { DEFAULT_GUARD, type GuardPolicy } from './guard-policy.ts';

export type ServerKind = 'active-directory' | 'openldap' | 'generic';
export type Transport = 'plain' | 'starttls' | 'ldaps';
export type Feed = 'automatic' | 'full' | 'syncrepl' | 'dirsync' | 'usn' | 'timestamp';

/** A secret that lives outside Rollcall and is read again each time (E12). */
export type SecretReference = { env: string } | { file: string };

/** The attribute that fills each field; the empty string leaves a field unmapped. */
export type FieldMapping = Record<DirectoryField | 'directoryKey', string>;

/** A key as a pin names it. */
export const PIN_PATTERN = /^sha256\/[A-Za-z0-9+/]{43}=$/;

/** What a certificate of a server says. */
export interface ServerCertificate {
  subject: string;
  issuer: string;
  /** ISO 8601. */
  validFrom: string;
  validTo: string;
  /** SHA-256 of its SubjectPublicKeyInfo as `sha256/BASE64`. */
  key: string;
}

/** Everything about how a directory is reached and read. */
export interface DirectorySettings {
  server: ServerKind;
  /** LDAP URLs in order of preference; only scheme, host and port are used. */
  urls: string[];
  transport: Transport;
  /** Absolute path of a PEM file with the CA certificates to trust; null trusts the system's. */
  caFile: string | null;
  /**
   * The server's key that a person accepted: SHA-256 of its SubjectPublicKeyInfo as `sha256/BASE64`. It decides instead
   * of CA, name and dates. Null: a CA decides.
   */
  pin: string | null;
  baseDn: string;
  /** Path relative to `baseDn`; several, separated by `;` (domain.md 2.2). */
  searchContext: string;
  query: string;
  bindDn: string;
  paging: boolean;
  /** Entries a page, 1 to 100,000. */
  pageSize: number;
  timeoutSeconds: number;
}

/** What a synchronizer does with the entries it reads. */
export interface ImportSettings {
  skipDisabled: boolean;
  mapping: FieldMapping;
  numbersFollowDirectory: boolean;
  invalidCharacters: 'skip' | 'replace';
  guard: GuardPolicy;
}

/** An AD/LDAP synchronizer's settings (domain.md 2.2; interfaces.md). */
export interface SynchronizerSettings extends DirectorySettings, ImportSettings {
  domain: string;
  feed: Feed;
  passwordReference: SecretReference | null;
}

/** What a new synchronizer starts with, by kind of server (domain.md 2.2, 2.5, D24). */
export function defaultSynchronizer(
  server: ServerKind,
): Omit<SynchronizerSettings, 'domain' | 'urls' | 'baseDn'> {
  const directory = server === 'active-directory';
  const mapping: FieldMapping = {
    ...emptyDirectoryFields(),
    directoryKey: directory ? 'objectGUID' : 'entryUUID',
    loginId: directory ? 'sAMAccountName' : 'uid',
    firstName: 'givenName',
    lastName: 'sn',
    email: 'mail',
    department: directory ? 'department' : 'departmentNumber',
    deskPhone: directory ? 'ipPhone' : 'telephoneNumber',
  };
  return {
    server,
    transport: 'plain',
    caFile: null,
    pin: null,
    searchContext: '',
    query: directory ? '(&(objectCategory=person)(objectClass=user))' : '(objectClass=inetOrgPerson)',
    bindDn: '',
    paging: true,
    pageSize: directory ? 900 : 1000,
    timeoutSeconds: 15,
    skipDisabled: true,
    mapping,
    numbersFollowDirectory: true,
    invalidCharacters: 'skip',
    guard: { ...DEFAULT_GUARD },
    feed: 'automatic',
    passwordReference: null,
  };
}

/** Attributes whose values are bytes, not text (RFC 4517, MS-ADTS), in lower case. */
const BINARY_ATTRIBUTES = new Set([
  'objectguid',
  'objectsid',
  'ms-ds-consistencyguid',
  'msexchmailboxguid',
  'jpegphoto',
  'thumbnailphoto',
  'photo',
  'audio',
  'usercertificate',
  'cacertificate',
  'nsuniqueid;binary',
]);

/** Whether an attribute holds bytes by its syntax. Never guessed from a value (ldap.md L2). */
export function isBinaryAttribute(attribute: string): boolean {
  return BINARY_ATTRIBUTES.has(attribute.toLowerCase()) || attribute.toLowerCase().endsWith(';binary');
}

/**
 * Key bytes for display: a GUID in the usual dashed form (the first three groups of an objectGUID are
 * little-endian), text where the attribute is text (with what is no text escaped), hex otherwise.
 */
export function displayKey(attribute: string, key: Uint8Array): string {
  const hex = Array.from(key, (byte) => byte.toString(16).padStart(2, '0'));
  if (attribute.toLowerCase() === 'objectguid' && key.length === 16) {
    const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((index) => hex[index]);
    const group = (from: number, to: number) => order.slice(from, to).join('');
    return [group(0, 4), group(4, 6), group(6, 8), group(8, 10), group(10, 16)].join('-');
  }
  return isBinaryAttribute(attribute) ? hex.join('') : escapedText(key);
}

/** The attributes a read asks for: each mapped one once, in the order of the form. */
export function mappedAttributes(mapping: FieldMapping): string[] {
  const seen = new Map<string, string>();
  for (const attribute of [mapping.directoryKey, ...DIRECTORY_FIELDS.map((field) => mapping[field])]) {
    if (attribute !== '' && !seen.has(attribute.toLowerCase())) seen.set(attribute.toLowerCase(), attribute);
  }
  return [...seen.values()];
}
