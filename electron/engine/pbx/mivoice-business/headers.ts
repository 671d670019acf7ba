import {
  mappedHeaders,
  plainHeader,
  type MiVoiceBusinessSettings,
  type PbxColumn,
} from '../../../../shared/domain/pbx-node.ts';

export { plainHeader };

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
  // What says that it is the member's goes first: beside it, a plain number is the pilot's.
  member: ['membernumber', 'memberdirectorynumber', 'number', 'directorynumber', 'member'],
};

/** Whether a text is one of the headers that some column goes by. */
export function isKnownHeader(plain: string): boolean {
  return ALL.has(plain);
}
const ALL: ReadonlySet<string> = new Set(Object.values(SYNONYMS).flat());

/** Where a column stands in a file. */
export type FoundColumn =
  | { found: 'at'; place: number; isMapped: boolean }
  /** Mapped to none on purpose (D18). */
  | { found: 'none' }
  | { found: 'missing' }
  /** A header stands there twice: which one is meant, nobody can say. */
  | { found: 'repeated'; header: string };

/**
 * Finds a column of a file. A mapped header is the one that is meant, of several the first that the file has; where
 * `isMappingStrict` is false, a file that lacks them may have the column under a header that is known. `taken` are places
 * that other columns are mapped to: no column is found there by itself.
 */
export function findColumn(
  headers: readonly string[],
  column: PbxColumn,
  mapping: Mapping,
  isMappingStrict = true,
  taken: ReadonlySet<number> = NONE_TAKEN,
): FoundColumn {
  const mapped = mapping[column];
  if (mapped === null) return { found: 'none' };
  const plain = headers.map(plainHeader);
  const wanted = mappedHeaders(mapped);
  for (const header of wanted) {
    const exact = places(headers, header);
    const found = exact.length > 0 ? exact : places(plain, plainHeader(header));
    if (found.length > 1) return { found: 'repeated', header };
    if (found.length === 1) return { found: 'at', place: found[0]!, isMapped: true };
  }
  if (wanted.length > 0 && isMappingStrict) return { found: 'missing' };
  for (const synonym of SYNONYMS[column]) {
    const found = places(plain, synonym).filter((place) => !taken.has(place));
    if (found.length > 1) return { found: 'repeated', header: headers[found[0]!]! };
    if (found.length === 1) return { found: 'at', place: found[0]!, isMapped: false };
  }
  return { found: 'missing' };
}

const NONE_TAKEN: ReadonlySet<number> = new Set();

/** Places of a file that columns are mapped to by hand. */
export function mappedPlaces(
  headers: readonly string[],
  columns: readonly PbxColumn[],
  mapping: Mapping,
): ReadonlySet<number> {
  const found = columns.map((column) => findColumn(headers, column, mapping));
  return new Set(found.flatMap((each) => (each.found === 'at' && each.isMapped ? [each.place] : [])));
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
