/**
 * Names of one and the same attribute (RFC 4519, RFC 4524, and what servers' schemas add to them). A server may
 * answer with another of them than it was asked for: OpenLDAP sends `mail` for `rfc822Mailbox`.
 */
const SAME_ATTRIBUTE: readonly (readonly string[])[] = [
  ['c', 'countryName'],
  ['cn', 'commonName'],
  ['co', 'friendlyCountryName'],
  ['dc', 'domainComponent'],
  ['drink', 'favouriteDrink'],
  ['email', 'emailAddress', 'pkcs9email'],
  ['facsimileTelephoneNumber', 'fax'],
  ['givenName', 'gn'],
  ['homePhone', 'homeTelephoneNumber'],
  ['l', 'localityName'],
  ['mail', 'rfc822Mailbox'],
  ['mobile', 'mobileTelephoneNumber'],
  ['o', 'organizationName'],
  ['ou', 'organizationalUnitName'],
  ['pager', 'pagerTelephoneNumber'],
  ['sn', 'surname'],
  ['st', 'stateOrProvinceName'],
  // Two attributes in Active Directory: there the exact name must go first.
  ['street', 'streetAddress'],
  ['uid', 'userid'],
];

const PRIMARY_NAMES = new Map(
  SAME_ATTRIBUTE.flatMap((names) => names.map((name) => [name.toLowerCase(), names[0]!.toLowerCase()])),
);

/**
 * Which values of an attribute came (MS-ADTS 3.1.1.3.1.3.3): number `from` to number `to`, counted from 0. `to` is
 * Infinity where the server said `*`: there are no more.
 */
export interface Range {
  from: number;
  to: number;
}

/** An attribute description (RFC 4512 2.5) in its parts. */
export interface Description {
  /** In lower case, with its options as a set: sorted, each once, without the range. */
  exact: string;
  /** The same with the first of its attribute's names. */
  primary: string;
  range: Range | null;
}

/**
 * Takes an attribute description apart. Options are a set: their order and case say nothing. A range is the same
 * attribute in parts; with other options it is other values.
 */
export function describe(description: string): Description {
  const [name = '', ...given] = description.toLowerCase().split(';');
  let range: Range | null = null;
  const options = new Set<string>();
  for (const option of given) {
    const match = /^range=(\d{1,15})-(?:(\d{1,15})|\*)$/.exec(option);
    if (match && range === null) {
      range = { from: Number(match[1]), to: match[2] === undefined ? Infinity : Number(match[2]) };
    } else options.add(option);
  }
  const behind = [...options].sort().map((option) => `;${option}`);
  return {
    exact: [name, ...behind].join(''),
    primary: [PRIMARY_NAMES.get(name) ?? name, ...behind].join(''),
    range,
  };
}

/**
 * An attribute description in lower case, with the first of its attribute's names and sorted options. Two descriptions
 * with the same answer mean the same values, unless a server also has one of them as an attribute of its own.
 */
export function primaryName(description: string): string {
  return describe(description).primary;
}
