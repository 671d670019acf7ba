import type { DirectoryTestResult } from '../../../shared/contract/index.ts';
import type { FieldMapping, ServerKind } from '../../../shared/domain/synchronizer.ts';
import type { MappedField } from './form-values.ts';

/** How the fields of the mapping are called (domain.md 2.5), in the order of the form. */
export const FIELD_LABELS: Record<MappedField, string> = {
  directoryKey: 'Directory key',
  loginId: 'Login ID',
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  department: 'Department',
  deskPhone: 'Desk phone extension',
  softPhone: 'Softphone extension',
  pbxNode: 'PBX node',
  mobile: 'Mobile',
  mailbox: 'Mailbox number',
  title: 'Title',
  location: 'Location',
  displayName: 'Display name',
};

/** How Active Directory's own screens call its attributes (domain.md 2.5); empty for useful ones they do not show. */
const AD_LABELS: Record<string, string> = {
  givenName: 'First name',
  initials: 'Initials',
  sn: 'Last name',
  displayName: 'Display name',
  description: 'Description',
  physicalDeliveryOfficeName: 'Office',
  telephoneNumber: 'Telephone',
  otherTelephone: 'Telephone (Other)',
  mail: 'E-mail',
  wWWHomePage: 'Web page',
  url: 'Web page (Other)',
  streetAddress: 'Street',
  postOfficeBox: 'P.O. Box',
  l: 'City',
  st: 'State/province',
  postalCode: 'Zip/Postal code',
  co: 'Country',
  userPrincipalName: 'User logon name',
  sAMAccountName: 'User logon name (pre-Windows 2000)',
  profilePath: 'Profile path',
  scriptPath: 'Logon script',
  homeDirectory: 'Local path',
  homeDrive: 'Connect',
  homePhone: 'Home',
  otherHomePhone: 'Home (Other)',
  pager: 'Pager',
  otherPager: 'Pager (Other)',
  mobile: 'Mobile',
  otherMobile: 'Mobile (Other)',
  facsimileTelephoneNumber: 'Fax',
  otherFacsimileTelephoneNumber: 'Fax (Other)',
  ipPhone: 'IP phone',
  otherIpPhone: 'IP phone (Other)',
  info: 'Notes',
  title: 'Job title',
  department: 'Department',
  company: 'Company',
  manager: 'Manager',
  'msRTCSIP-PrimaryUserAddress': 'SIP address',
  objectGUID: '',
  employeeID: '',
};
const AD_LABELS_FOLDED = new Map(
  Object.entries(AD_LABELS).map(([name, label]) => [name.toLowerCase(), label]),
);

/** How Active Directory's screens call an attribute; empty when they do not show it. */
export function adLabel(attribute: string): string {
  return AD_LABELS_FOLDED.get(attribute.toLowerCase()) ?? '';
}

/** What Active Directory's screens call a field's attribute, where that says more than the field's own name. */
export function helpfulLabel(server: ServerKind, field: MappedField, attribute: string): string | undefined {
  const label = server === 'active-directory' ? adLabel(attribute) : '';
  return label === '' || label.toLowerCase() === FIELD_LABELS[field].toLowerCase() ? undefined : label;
}

/** An attribute to choose from. */
export interface Suggestion {
  name: string;
  /** What Active Directory's screens call it; empty when they do not, or the server is another. */
  label: string;
  /** How many of the entries looked at have a value; null when it was not seen. */
  filled: number | null;
}

/** Attributes to choose from: those that were seen, the fullest first, then those that the server's kind knows. */
export function suggestions(
  server: ServerKind,
  seen: DirectoryTestResult['attributes'],
): { seen: Suggestion[]; known: Suggestion[] } {
  const directory = server === 'active-directory';
  const label = (name: string) => (directory ? adLabel(name) : '');
  const names = new Set(seen.map(({ name }) => name.toLowerCase()));
  const known = directory ? Object.keys(AD_LABELS) : PERSON_ATTRIBUTES;
  return {
    seen: [...seen]
      .sort((a, b) => b.filled - a.filled || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
      .map(({ name, filled }) => ({ name, label: label(name), filled })),
    known: known
      .filter((name) => !names.has(name.toLowerCase()))
      .map((name) => ({ name, label: label(name), filled: null })),
  };
}

/** Attributes of people in other directories (RFC 2798, RFC 4519, RFC 4530). */
const PERSON_ATTRIBUTES = [
  'uid',
  'cn',
  'sn',
  'givenName',
  'displayName',
  'mail',
  'telephoneNumber',
  'mobile',
  'homePhone',
  'facsimileTelephoneNumber',
  'departmentNumber',
  'ou',
  'o',
  'title',
  'l',
  'physicalDeliveryOfficeName',
  'roomNumber',
  'employeeNumber',
  'employeeType',
  'preferredLanguage',
  'entryUUID',
];

/** Whether a suggestion is what somebody looks for who typed this. */
export function suits({ name, label }: Suggestion, typed: string): boolean {
  const text = typed.trim().toLowerCase();
  return name.toLowerCase().includes(text) || label.toLowerCase().includes(text);
}

type Sample = DirectoryTestResult['samples'][number];

/**
 * The value of a field in a sample entry: as the test's mapping read it where the attribute is still the same, else
 * as the attribute came. Null when the test did not see the attribute in that entry.
 */
export function sampleValue(
  sample: Sample,
  field: MappedField,
  attribute: string,
  tested: FieldMapping,
): string | null {
  if (attribute === '') return null;
  if (tested[field].toLowerCase() === attribute.toLowerCase()) return sample.fields[field] || null;
  const found = Object.entries(sample.attributes).find(
    ([name]) => name.toLowerCase() === attribute.toLowerCase(),
  );
  return found?.[1] || null;
}

/** How many of the entries looked at have a value; null when nothing is known, as nothing was looked at. */
export function fillRate(
  result: Pick<DirectoryTestResult, 'attributes' | 'lookedAt'>,
  attribute: string,
): { filled: number; of: number } | null {
  if (attribute === '' || result.lookedAt === 0) return null;
  const found = result.attributes.find(({ name }) => name.toLowerCase() === attribute.toLowerCase());
  return { filled: found?.filled ?? 0, of: result.lookedAt };
}
