/** The fields of an account that a directory can fill, in the order of the form (domain.md 2.5). */
export const DIRECTORY_FIELDS = [
  'loginId',
  'firstName',
  'lastName',
  'email',
  'department',
  'deskPhone',
  'softPhone',
  'pbxNode',
  'mobile',
  'mailbox',
  'title',
  'location',
  'displayName',
] as const;

/**
 * Further fields that a PBX node fills: all numbers that the PBX has for the account as one text (`numberList` in
 * numbers.ts), PRG or MDUG, the kind of the softphone, and `yes` for an account that is gone from the PBX (D2).
 */
export const PBX_FIELDS = ['pbxNumbers', 'group', 'softPhoneKind', 'orphan'] as const;

/** All fields of an account. */
export const ACCOUNT_FIELDS = [...DIRECTORY_FIELDS, ...PBX_FIELDS] as const;

/** One field that a directory can fill: a mapping names an attribute for each. */
export type DirectoryField = (typeof DIRECTORY_FIELDS)[number];

/** One field of an account. */
export type AccountField = (typeof ACCOUNT_FIELDS)[number];

/** Values of all fields; an absent value is the empty string. */
export type AccountFields = Record<AccountField, string>;

/** Fields that every directory account needs (domain.md 2.5). */
export const REQUIRED_FIELDS: readonly DirectoryField[] = ['loginId', 'lastName'];

/** Fields that follow the directory only while `numbersFollowDirectory` is on (E14). */
export const NUMBER_FIELDS: readonly DirectoryField[] = ['deskPhone', 'softPhone'];

/** All fields empty. */
export function emptyFields(): AccountFields {
  const fields = {} as AccountFields;
  for (const field of ACCOUNT_FIELDS) fields[field] = '';
  return fields;
}

/** The fields that a directory can fill, all empty. */
export function emptyDirectoryFields(): Record<DirectoryField, string> {
  return Object.fromEntries(DIRECTORY_FIELDS.map((field) => [field, ''])) as Record<DirectoryField, string>;
}

/**
 * The form of a login ID under which it is unique in an Enterprise (E13; domain.md 4.2: case-insensitive).
 * Composed and decomposed accents look alike, so they count as the same login too.
 */
export function foldLogin(loginId: string): string {
  return loginId.normalize('NFC').toLowerCase();
}

/** What is wrong with a login ID by the rules of the account form (domain.md 4.2), or null. */
export function loginProblem(loginId: string): string | null {
  if (loginId.length < 2 || loginId.length > 113) return 'must have 2 to 113 characters';
  if (!/^[\u0000-\u00ff]*$/.test(loginId)) return 'must consist of ISO 8859-1 characters';
  if (loginId.startsWith('@') || loginId.endsWith('@')) return 'must neither begin nor end with @';
  return null;
}
