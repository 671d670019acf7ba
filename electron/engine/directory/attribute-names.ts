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
 * An attribute description in lower case, with the first of its attribute's names; options stay. Two descriptions
 * with the same answer mean the same values, unless a server also has one of them as an attribute of its own.
 */
export function primaryName(description: string): string {
  const lower = description.toLowerCase();
  const name = lower.split(';', 1)[0]!;
  return (PRIMARY_NAMES.get(name) ?? name) + lower.slice(name.length);
}
