import type { MiVoiceBusinessSettings, PbxColumn } from '../../../../shared/domain/pbx-node.ts';

type Mapping = MiVoiceBusinessSettings['columns'];

/**
 * Headers that mean a column, the better one first (domain.md 7.1, the header-synonym table). As they are compared:
 * without case, blanks and punctuation.
 */
const SYNONYMS: Readonly<Record<PbxColumn, readonly string[]>> = {
  number: [
    'number',
    'directorynumber',
    'dn',
    'extension',
    'extensionnumber',
    'primedirectorynumber',
    'primedn',
  ],
  deviceType: ['devicetype', 'phonetype', 'settype', 'officedeviceusertype'],
  mac: ['macaddress', 'mac'],
  firstName: ['firstname', 'givenname'],
  lastName: ['lastname', 'surname'],
  name: ['name', 'directoryname', 'primemembername', 'fullname'],
  department: ['department'],
  external: [
    'externalhotdesklicense',
    'externalhotdeskinglicense',
    'externalhotdeskuser',
    'externalhotdeskinguser',
    'externalhotdesking',
    'externalhotdesk',
    'ehdu',
  ],
  pilot: [
    'personalringgroup',
    'personalringgroupnumber',
    'personalringgroupdirectorynumber',
    'multideviceusergroup',
    'multideviceusergroupnumber',
    'multideviceusergroupdirectorynumber',
    'multidevicegroup',
    'prg',
    'mdug',
    'pilotnumber',
    'pilot',
  ],
  member: ['number', 'membernumber', 'directorynumber', 'memberdirectorynumber', 'member'],
};

/** A header as it is compared: letters and digits only, in lower case. */
export function plainHeader(header: string): string {
  return header.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Whether a text is one of the headers that some column goes by. */
export function isKnownHeader(plain: string): boolean {
  return ALL.has(plain);
}
const ALL: ReadonlySet<string> = new Set(Object.values(SYNONYMS).flat());

/** Where a column stands in a file. */
export type FoundColumn =
  | { found: 'at'; place: number }
  /** Mapped to none on purpose (D18). */
  | { found: 'none' }
  | { found: 'missing' }
  /** A header stands there twice: which one is meant, nobody can say. */
  | { found: 'repeated'; header: string };

/**
 * Finds a column of a file. A mapped header is the one that is meant; where `isMappingStrict` is false, a file that lacks
 * it may have the column under a header that is known.
 */
export function findColumn(
  headers: readonly string[],
  column: PbxColumn,
  mapping: Mapping,
  isMappingStrict = true,
): FoundColumn {
  const mapped = mapping[column];
  if (mapped === null) return { found: 'none' };
  const plain = headers.map(plainHeader);
  if (mapped !== undefined) {
    const exact = places(headers, mapped);
    const found = exact.length > 0 ? exact : places(plain, plainHeader(mapped));
    if (found.length > 1) return { found: 'repeated', header: mapped };
    if (found.length === 1) return { found: 'at', place: found[0]! };
    if (isMappingStrict) return { found: 'missing' };
  }
  for (const synonym of SYNONYMS[column]) {
    const found = places(plain, synonym);
    if (found.length > 1) return { found: 'repeated', header: headers[found[0]!]! };
    if (found.length === 1) return { found: 'at', place: found[0]! };
  }
  return { found: 'missing' };
}

function places(headers: readonly string[], header: string): number[] {
  if (header === '') return [];
  return headers.flatMap((each, place) => (each === header ? [place] : []));
}

/** How a message names a column. */
export const COLUMN_WORDS: Readonly<Record<PbxColumn, string>> = {
  number: 'the directory number',
  deviceType: 'the device type',
  mac: 'the MAC address',
  firstName: 'the first name',
  lastName: 'the last name',
  name: 'the name',
  department: 'the department',
  external: 'External Hot Desk Users',
  pilot: "the group's pilot",
  member: 'the members',
};
